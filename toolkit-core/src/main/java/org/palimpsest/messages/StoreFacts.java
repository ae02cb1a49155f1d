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
 * @param presence where the attachments' files are
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
 * @param kept what is beyond messages, threads and attachments
 * @param walFrames frames of the write-ahead log that were applied
 * @param commitsNotApplied commits of the log behind a frame that does not check
 * @param damage places that could not be read
 */
public record StoreFacts(
    String generation,
    long messages,
    long threads,
    long attachments,
    Presence presence,
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
    Kept kept,
    long walFrames,
    long commitsNotApplied,
    List<Damage> damage) {

  /**
   * Attachments by where their files are.
   *
   * @param here on the device
   * @param offloaded in iCloud only
   * @param notDownloaded not on the device yet
   * @param missing that should be here and are not
   * @param notCollected of which nothing is known
   * @param bytes declared bytes of all together
   */
  public record Presence(
      long here, long offloaded, long notDownloaded, long missing, long notCollected, long bytes) {

    static final Presence NONE = new Presence(0, 0, 0, 0, 0, 0);

    Presence plus(Attachment attachment) {
      Attachment.Presence is = attachment.presence();
      return new Presence(
          here + (is == Attachment.Presence.HERE ? 1 : 0),
          offloaded + (is == Attachment.Presence.OFFLOADED ? 1 : 0),
          notDownloaded + (is == Attachment.Presence.NOT_DOWNLOADED ? 1 : 0),
          missing + (is == Attachment.Presence.MISSING ? 1 : 0),
          notCollected + (is == Attachment.Presence.NOT_COLLECTED ? 1 : 0),
          bytes + Math.max(0, attachment.declaredBytes()));
    }
  }

  /**
   * What is beyond messages, threads and attachments, or could not be understood.
   *
   * @param kinds messages by their kind in a word
   * @param unknownColumns columns that no known generation has, as {@code table.column}
   * @param unreadTables tables of a form that cannot be read
   * @param rows rows of each table of the system's own
   * @param properties what {@code _SqliteDatabaseProperties} holds
   * @param analysed rows of each table when it was last analysed ({@code sqlite_stat1})
   * @param unreadablePayloads apps' archives that could not be decoded
   * @param unreadableParts deleted parts that could not be decoded
   * @param mistyped attachments whose file is something else than name and row say
   * @param orphans captured files that no attachment row names
   */
  public record Kept(
      Map<String, Long> kinds,
      List<String> unknownColumns,
      List<String> unreadTables,
      Map<String, Long> rows,
      Map<String, String> properties,
      Map<String, Long> analysed,
      long unreadablePayloads,
      long unreadableParts,
      long mistyped,
      Orphans orphans) {}

  /**
   * Files that no row names.
   *
   * @param count how many
   * @param bytes of all together
   */
  public record Orphans(long count, long bytes) {
    static final Orphans NONE = new Orphans(0, 0);
  }

  /**
   * What {@code ck_sync_state} says.
   *
   * @param known whether this generation has the column
   * @param uploaded messages at 1
   * @param pending messages at 0
   * @param stalled of these, messages older than an hour
   * @param oversized of these, larger than what is ever uploaded
   */
  public record Sync(boolean known, long uploaded, long pending, long stalled, long oversized) {}
}
