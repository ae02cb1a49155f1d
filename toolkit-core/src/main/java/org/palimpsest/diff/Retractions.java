package org.palimpsest.diff;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.apple.AppleTime;
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
 * went must be newly named. And whether Messages itself would have done it.
 */
public final class Retractions {

  /** So many are asked about; the rest is taken at its word. */
  private static final int MOST = 20_000;

  /** Messages lets its sender unsend for two minutes; nobody's clock is so far off. */
  private static final Duration LATEST = Duration.ofHours(1);

  private Retractions() {}

  /** The same diff with that said of its unsent messages. */
  public static Diff apply(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    if (diff.count(ChangeKind.UNSENT) == 0) {
      return diff;
    }
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    List<MessageChange> messages = new ArrayList<>();
    int asked = 0;
    for (MessageChange change : diff.messages()) {
      if (change.kind() == ChangeKind.UNSENT && asked++ < MOST) {
        MessageChange judged = isOpen(change) ? judged(change, first, second) : change;
        messages.add(judged.with(taking(judged, second)));
      } else {
        messages.add(change);
      }
    }
    return diff.with(messages);
  }

  private static MessageChange.Taking taking(MessageChange change, StoreLook second)
      throws IOException {
    Facets is = change.after();
    Optional<StoreLook.Unsending> unsending =
        is == null ? Optional.empty() : second.unsending(is.rowid());
    if (is == null || unsending.isEmpty()) {
      return MessageChange.Taking.USUAL;
    }
    String service = unsending.get().service();
    if (!service.isEmpty() && !service.startsWith("iMessage")) {
      return MessageChange.Taking.OTHER_SERVICE;
    }
    Optional<Instant> sent = AppleTime.instant(is.number());
    Optional<Instant> taken = AppleTime.instant(unsending.get().at());
    boolean late =
        unsending.get().at() != 0
            && sent.isPresent()
            && taken.isPresent()
            && taken.get().isAfter(sent.get().plus(LATEST));
    return late ? MessageChange.Taking.LATE : MessageChange.Taking.USUAL;
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
