package org.palimpsest.diff;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.snapshot.Facets;

/**
 * A message that is not the same in both snapshots.
 *
 * @param guid its identity
 * @param thread the thread it belongs to, empty when none
 * @param kind what happened
 * @param before its facets in the first snapshot, null when it was not there
 * @param after its facets in the second, null when it is not there
 * @param beforeLine its line in the first record list, -1 when none
 * @param afterLine its line in the second record list, -1 when none
 * @param backfilled whether an added message was sent before the first snapshot
 * @param historyLost whether its edit history is gone while its text stayed
 */
public record MessageChange(
    String guid,
    String thread,
    ChangeKind kind,
    @Nullable Facets before,
    @Nullable Facets after,
    long beforeLine,
    long afterLine,
    boolean backfilled,
    boolean historyLost) {

  /** When it was sent, as the older snapshot that holds it says. */
  public Optional<Instant> sentAt() {
    Facets facets = before != null ? before : after;
    return facets == null ? Optional.empty() : AppleTime.instant(facets.number());
  }

  /** Whether a flag was set in the first snapshot. */
  public boolean had(int flag) {
    return before != null && before.has(flag);
  }

  /** Kind and guid, without content. */
  @Override
  public String toString() {
    return kind.word() + " message " + guid;
  }

  /** Whether only a part of it went to Recently Deleted. */
  public boolean isPartial() {
    return kind == ChangeKind.RECENTLY_DELETED
        && after != null
        && !after.has(Facets.RECENTLY_DELETED);
  }
}
