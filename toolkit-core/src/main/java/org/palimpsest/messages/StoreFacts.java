package org.palimpsest.messages;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.sqlite.Damage;

/**
 * Figures about a whole store that no single record carries.
 *
 * @param generation the schema's generation in words, by the columns it has
 * @param messages how many messages the store holds
 * @param threads threads as people see them
 * @param attachments how many attachment rows it holds
 * @param recentlyDeleted messages in Recently Deleted
 * @param withoutThread messages joined to no chat
 * @param unreadableBodies bodies that could not be decoded
 * @param unreadableHistories edit histories that could not be decoded
 * @param disagreeingTexts messages whose {@code text} and {@code attributedBody} differ
 * @param sync what the upload columns say
 * @param oldest sending time of the oldest message
 * @param newest sending time of the newest message
 * @param counters {@code sqlite_sequence}: rows ever inserted, by table
 * @param tombstones rows of each deletion table
 * @param triggers names of all triggers
 * @param unknownTables tables that no known generation has
 * @param walFrames frames of the write-ahead log that were applied
 * @param damage places that could not be read
 */
public record StoreFacts(
    String generation,
    long messages,
    long threads,
    long attachments,
    long recentlyDeleted,
    long withoutThread,
    long unreadableBodies,
    long unreadableHistories,
    long disagreeingTexts,
    Sync sync,
    Optional<Instant> oldest,
    Optional<Instant> newest,
    Map<String, Long> counters,
    Map<String, Long> tombstones,
    List<String> triggers,
    List<String> unknownTables,
    long walFrames,
    List<Damage> damage) {

  /**
   * What {@code ck_sync_state} says.
   *
   * @param known whether this generation has the column
   * @param uploaded messages at 1
   * @param pending messages at 0
   * @param stalled of these, messages older than an hour
   */
  public record Sync(boolean known, long uploaded, long pending, long stalled) {}
}
