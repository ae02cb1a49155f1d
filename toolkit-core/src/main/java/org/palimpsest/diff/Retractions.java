package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.MessageParts;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Asks the stores of which unsent messages they say what was taken back, where the indexes do not
 * tell. Messages notes the parts in {@code message_summary_info}, under {@code rp}, whatever
 * columns that version of the system sets besides; a column alone is one number that any program
 * can write. An index of an earlier version has none of the parts that went, so that as many as
 * went must be newly named.
 */
public final class Retractions {

  /** So many are asked about; the rest is taken at its word. */
  private static final int MOST = 20_000;

  private Retractions() {}

  /** The same diff with that said of its unsent messages. */
  public static Diff apply(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    if (diff.messages().stream().noneMatch(Retractions::isOpen)) {
      return diff;
    }
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    List<MessageChange> messages = new ArrayList<>();
    int asked = 0;
    for (MessageChange change : diff.messages()) {
      messages.add(isOpen(change) && asked++ < MOST ? judged(change, first, second) : change);
    }
    return diff.with(messages);
  }

  private static boolean isOpen(MessageChange change) {
    Facets was = change.before();
    Facets is = change.after();
    return change.kind() == ChangeKind.UNSENT
        && was != null
        && is != null
        && (was.has(Facets.BY_ORDER)
            || is.has(Facets.BY_ORDER)
            || MessageParts.of(is).unsent().isEmpty());
  }

  private static MessageChange judged(MessageChange change, StoreLook first, StoreLook second)
      throws IOException {
    Facets was = Objects.requireNonNull(change.before());
    Facets is = Objects.requireNonNull(change.after());
    Set<Integer> named = second.retractedParts(is.rowid());
    boolean marked = !was.has(Facets.RETRACTED);
    if (marked && named.isEmpty()) {
      return change.withMarkOnly();
    }
    Set<Integer> newly = new HashSet<>(named);
    if (!marked) {
      newly.removeAll(first.retractedParts(was.rowid()));
    }
    int gone = MessageParts.of(was).present().size() - MessageParts.of(is).present().size();
    return gone > newly.size() ? change.as(ChangeKind.ALTERED, false) : change;
  }
}
