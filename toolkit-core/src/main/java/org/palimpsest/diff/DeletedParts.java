package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.MessageParts;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Tells parts that were moved to Recently Deleted from alteration, where an index of an earlier
 * version does not. When one part of a message is deleted, its text shrinks and the part is kept in
 * {@code recoverable_message_part}; the row itself says nothing of it. As many parts must be gone
 * as that table holds more, and what is left must be what it was.
 */
public final class DeletedParts {

  private DeletedParts() {}

  /** The diff of {@code before} and {@code after} with such messages under their right kind. */
  public static Diff apply(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    if (diff.messages().stream().noneMatch(DeletedParts::isOpen)) {
      return diff;
    }
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    Map<Long, Integer> were = first.deletedParts();
    Map<Long, Integer> are = second.deletedParts();
    List<MessageChange> messages = new ArrayList<>();
    for (MessageChange change : diff.messages()) {
      messages.add(isOpen(change) ? judged(change, were, are) : change);
    }
    return diff.with(messages);
  }

  private static boolean isOpen(MessageChange change) {
    Facets before = change.before();
    Facets after = change.after();
    return change.kind() == ChangeKind.ALTERED
        && before != null
        && after != null
        && before.core() == after.core()
        && (before.has(Facets.BY_ORDER) || after.has(Facets.BY_ORDER));
  }

  private static MessageChange judged(
      MessageChange change, Map<Long, Integer> were, Map<Long, Integer> are) {
    Facets before = change.before();
    Facets after = change.after();
    if (before == null || after == null) {
      return change;
    }
    int more = count(are, after) - count(were, before);
    if (more > 0 && isLess(after, before, more)) {
      return change.as(ChangeKind.RECENTLY_DELETED, true);
    }
    return more < 0 && isLess(before, after, -more) ? change.as(ChangeKind.RESTORED, true) : change;
  }

  /** Whether one is the other without so many parts. */
  private static boolean isLess(Facets fewer, Facets more, int parts) {
    Collection<Long> left = MessageParts.of(fewer).present().values();
    List<Long> all = new ArrayList<>(MessageParts.of(more).present().values());
    return left.stream().allMatch(all::remove) && all.size() == parts;
  }

  private static int count(Map<Long, Integer> parts, Facets facets) {
    return parts.getOrDefault(facets.rowid(), 0);
  }
}
