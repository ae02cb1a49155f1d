package org.palimpsest.testdata;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device holds of one message. {@code thread} is the identifier of its {@link Conversation},
 * whose {@code participants} are those at the time of the mark. {@code text} is NULL once unsent.
 * {@code editHistory} holds all versions, the original first; one entry means never edited. {@code
 * tampered} is the text that a plain tool put in. {@code state} is a fingerprint of the columns
 * that move by themselves.
 */
public record MessageTruth(
    String guid,
    String thread,
    List<String> participants,
    @Nullable String text,
    List<String> editHistory,
    Instant sentAt,
    boolean unsent,
    @Nullable String tampered,
    boolean recentlyDeleted,
    String state) {
  /** Copies the lists. */
  public MessageTruth {
    participants = List.copyOf(participants);
    editHistory = List.copyOf(editHistory);
  }
}
