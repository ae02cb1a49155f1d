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
 * @param alteredBesides whether it went to Recently Deleted, or came back, and says something else
 * @param part whether only a part of it was moved to Recently Deleted, or brought back
 * @param markOnly whether a column alone says that it was unsent, and no record of what was
 * @param taking how its sender would have had to take it back, if it was unsent
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
    boolean historyLost,
    boolean alteredBesides,
    boolean part,
    boolean markOnly,
    Taking taking) {

  /** How a message was taken back, beside what Messages allows: as iMessage, for two minutes. */
  public enum Taking {
    /** Nothing speaks against it. */
    USUAL,
    /** More than an hour after it was sent, as far as the store says when. */
    LATE,
    /** It went over another service, on which nothing can be taken back. */
    OTHER_SERVICE
  }

  /** The same change of another kind, of a part or of the whole. */
  public MessageChange as(ChangeKind other, boolean ofPart) {
    return with(other, ofPart, markOnly, taking);
  }

  /** The same change, of which a column alone says that it was unsent. */
  MessageChange withMarkOnly() {
    return with(kind, part, true, taking);
  }

  /** The same change, taken back in that way. */
  MessageChange with(Taking how) {
    return with(kind, part, markOnly, how);
  }

  private MessageChange with(ChangeKind other, boolean ofPart, boolean ofMarkOnly, Taking how) {
    return new MessageChange(
        guid,
        thread,
        other,
        before,
        after,
        beforeLine,
        afterLine,
        backfilled,
        historyLost,
        alteredBesides,
        ofPart,
        ofMarkOnly,
        how);
  }

  /** Whether it says in the second snapshot what it said in the first. */
  public boolean textStands() {
    return before != null
        && after != null
        && after.has(Facets.HAS_TEXT)
        && before.text() == after.text();
  }

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
}
