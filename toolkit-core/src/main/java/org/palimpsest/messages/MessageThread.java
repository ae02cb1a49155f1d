package org.palimpsest.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees as one conversation: all chat rows with the same participant, or of the same
 * group.
 *
 * @param id opaque name, the same in every snapshot of a vault
 * @param group whether it is a group
 * @param participants handles, sorted, without the owner
 * @param displayName the group's name, null when none
 * @param chats the rows behind it, in ROWID order
 * @param photo guid of the attachment that is the group's photo, null when none
 */
public record MessageThread(
    String id,
    boolean group,
    List<String> participants,
    @Nullable Text displayName,
    List<Chat> chats,
    @Nullable String photo) {

  /**
   * A row of {@code chat}.
   *
   * @param rowid its number in this store only
   * @param guid as stored
   * @param identity what the thread is keyed by
   * @param group whether it is a group
   * @param participants handles, sorted
   * @param displayName null when none
   * @param state its columns as canonical JSON
   * @param properties its {@code properties} as canonical JSON, null when there are none
   * @param photo guid of the group's photo, null when none
   */
  public record Chat(
      long rowid,
      String guid,
      String identity,
      boolean group,
      List<String> participants,
      @Nullable Text displayName,
      byte[] state,
      byte @Nullable [] properties,
      @Nullable String photo) {
    /** Its number, without names. */
    @Override
    public String toString() {
      return "chat " + rowid;
    }
  }

  /** Its identity, without names. */
  @Override
  public String toString() {
    return "thread " + id;
  }
}
