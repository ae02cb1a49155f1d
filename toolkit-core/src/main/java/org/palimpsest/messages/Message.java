package org.palimpsest.messages;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;

/**
 * A message as its store holds it.
 *
 * @param guid its identity on every device
 * @param rowid its number in this store only
 * @param threads the threads it belongs to, sorted; usually one, none when the store joins it to no
 *     chat
 * @param sender the handle it came from, null for own messages and where the store does not say
 * @param fromMe whether it was sent by the owner
 * @param date when it was sent, as stored (see {@link AppleTime})
 * @param text what it says now; null when it has no text
 * @param textUnreadable whether its body could not be decoded
 * @param parts its parts, when it has more than one, or one that is not the first
 * @param subject its subject line
 * @param event kind of group event, empty for a message
 * @param associated what it reacts to, null when nothing
 * @param originator guid of the message that it replies to inline, null when none
 * @param balloon identity of the app that drew it, null when none
 * @param effect identity of its send effect, null when none
 * @param attachments guids of its attachments, in the order of their rows
 * @param edits earlier and present states of edited parts
 * @param retractedParts parts that were unsent
 * @param retracted whether it was unsent as a whole
 * @param deletedOn when it was moved to Recently Deleted, as stored; 0 when it was not
 * @param traits what rules ask about it
 * @param details what few messages have
 */
public record Message(
    String guid,
    long rowid,
    List<String> threads,
    @Nullable String sender,
    boolean fromMe,
    long date,
    @Nullable Text text,
    boolean textUnreadable,
    List<MessagePart> parts,
    @Nullable Text subject,
    GroupEvent event,
    @Nullable Associated associated,
    @Nullable String originator,
    @Nullable String balloon,
    @Nullable String effect,
    List<String> attachments,
    List<Edit> edits,
    List<Integer> retractedParts,
    boolean retracted,
    long deletedOn,
    Traits traits,
    Details details) {

  /**
   * A change of the group itself.
   *
   * @param itemType the stored {@code item_type}; 0 for an ordinary message
   * @param actionType the stored {@code group_action_type}
   * @param other the handle that was added or removed, null when none
   * @param title the new name, null when none
   */
  public record GroupEvent(
      long itemType, long actionType, @Nullable String other, @Nullable Text title) {

    boolean isNone() {
      return itemType == 0 && actionType == 0 && other == null && title == null;
    }
  }

  /**
   * What a tapback, sticker or app message belongs to.
   *
   * @param target the stored reference, for example {@code p:0/GUID}
   * @param type the stored {@code associated_message_type}
   * @param emoji the emoji of an emoji tapback, null when none
   */
  public record Associated(String target, long type, @Nullable Text emoji) {

    /** Whether it is a tapback, given or taken back. */
    public boolean isTapback() {
      return type >= 2000 && type < 4000;
    }

    /** Whether it takes a tapback back. */
    public boolean isRemoval() {
      return type >= 3000 && type < 4000;
    }

    /** Which part of the target is meant; -1 where the reference does not say. */
    public long targetPart() {
      int slash = target.indexOf('/');
      if (slash < 3 || slash > 20 || !target.startsWith("p:")) {
        return -1;
      }
      try {
        return Long.parseLong(target, 2, slash, 10);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    /** The reaction in a word; null where it is none, or one with an emoji or sticker. */
    public @Nullable String reaction() {
      long number = type % 1000;
      return isTapback() && number < REACTIONS.size() ? REACTIONS.get((int) number) : null;
    }

    private static final List<String> REACTIONS =
        List.of("loved", "liked", "disliked", "laughed", "emphasized", "questioned");

    /** The guid that the reference names, without its part. */
    public String targetGuid() {
      int slash = target.indexOf('/');
      if (slash >= 0) {
        return target.substring(slash + 1);
      }
      return target.startsWith("bp:") ? target.substring(3) : target;
    }
  }

  /**
   * Columns that rules ask about.
   *
   * @param syncState the stored {@code ck_sync_state}
   * @param hasCloudRecord whether a CloudKit record id is stored
   * @param audio whether it is an audio message
   * @param expirable whether it expires by itself unless kept
   * @param spam whether it is marked as spam
   * @param editedOn stored {@code date_edited}
   * @param retractedBy in which notations the store says that it was unsent: {@code rp}, {@code
   *     date_retracted}, {@code is_empty}
   * @param schedule whether it was to be sent at a set time
   */
  public record Traits(
      long syncState,
      boolean hasCloudRecord,
      boolean audio,
      boolean expirable,
      boolean spam,
      long editedOn,
      List<String> retractedBy,
      Schedule schedule) {}

  /** Whether a message was to be sent at a set time, as Send Later does. */
  public enum Schedule {
    /** It was not. */
    NONE,
    /** It is not sent yet: its date is when it shall be, and its writer may set another. */
    WAITING,
    /** It was sent. */
    OVER
  }

  /** Whether it is still to be sent at a set time, so that its date says nothing that happened. */
  public boolean isWaiting() {
    return traits.schedule() == Schedule.WAITING;
  }

  /** What it is. */
  public MessageKind kind() {
    return MessageKind.of(this);
  }

  /** When it was sent, if the store says so. */
  public Optional<Instant> sentAt() {
    return AppleTime.instant(date);
  }

  /** Whether it lies in Recently Deleted. */
  public boolean isRecentlyDeleted() {
    return deletedOn != 0;
  }

  /** Its identity, without content. */
  @Override
  public String toString() {
    return "message " + guid;
  }
}
