package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Tells parts that were moved to Recently Deleted from alteration. When one part of a message is
 * deleted, its text shrinks and the part is kept in {@code recoverable_message_part}; the row
 * itself says nothing of it. Only where a diff finds messages altered are the two tables opened.
 */
public final class DeletedParts {

  private DeletedParts() {}

  /** The diff of {@code before} and {@code after} with such messages under their right kind. */
  public static Diff apply(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    if (diff.count(ChangeKind.ALTERED) == 0) {
      return diff;
    }
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    Map<Long, Integer> were = first.deletedParts();
    Map<Long, Integer> are = second.deletedParts();
    List<MessageChange> messages = new ArrayList<>();
    for (MessageChange change : diff.messages()) {
      messages.add(change.kind() == ChangeKind.ALTERED ? judged(change, were, are) : change);
    }
    return diff.with(messages);
  }

  private static MessageChange judged(
      MessageChange change, Map<Long, Integer> were, Map<Long, Integer> are) {
    Facets before = change.before();
    Facets after = change.after();
    boolean sameCore = before != null && after != null && before.core() == after.core();
    int was = count(were, before);
    int is = count(are, after);
    if (!sameCore || was == is) {
      return change;
    }
    return change.as(is > was ? ChangeKind.RECENTLY_DELETED : ChangeKind.RESTORED, true);
  }

  private static int count(Map<Long, Integer> parts, @Nullable Facets facets) {
    return facets == null ? 0 : parts.getOrDefault(facets.rowid(), 0);
  }
}
