package org.palimpsest.cause;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.palimpsest.snapshot.Manifest;

/**
 * What rules ask about a snapshot as a whole.
 *
 * @param json the facts of its manifest
 */
public record Facts(JsonNode json) {

  private static final String PARTS = "unsynced_removed_recoverable_messages";

  /** The facts of a snapshot. */
  public static Facts of(Manifest manifest) {
    return new Facts(manifest.json().path("facts"));
  }

  /** {@code on}, {@code off} or {@code unknown}. */
  public String sync() {
    return json.path("messagesInICloud").asText("unknown");
  }

  /** Whether a preference file says so, and it is not inferred. */
  public boolean syncStated() {
    return json.path("messagesInICloudBasis").asText().startsWith("com.apple.madrid");
  }

  /** Whether Messages in iCloud was on. */
  public boolean syncOn() {
    return sync().equals("on");
  }

  /** Whether it was off, by the settings. */
  public boolean syncOff() {
    return sync().equals("off");
  }

  /** Whether this generation of the store can tell what was uploaded. */
  public boolean knowsUploads() {
    return json.path("sync").path("known").asBoolean(false);
  }

  /** When it last synchronised. */
  public Optional<Instant> lastSync() {
    return instant("lastSyncAt");
  }

  /** Days that messages are kept: 0 for ever, -1 when not known. */
  public long retentionDays() {
    return json.path("retentionDays").asLong(-1);
  }

  /** How much of the first download is done in thousandths, -1 when not known. */
  public long downloadPermille() {
    return json.path("downloadPermille").asLong(-1);
  }

  /** Rows ever written to {@code deleted_messages}, -1 when this generation has no such table. */
  public long deletionRecords() {
    return counter("deleted_messages");
  }

  /** Rows ever written to the queue of removals from Recently Deleted, -1 when there is none. */
  public long withdrawals() {
    return counter(PARTS);
  }

  /** Messages ever inserted, 0 when the store does not count them. */
  long inserted() {
    return json.path("counters").path("message").asLong(0);
  }

  /** Whether this generation has Recently Deleted. */
  public boolean hasRecentlyDeleted() {
    return json.path("tombstones").has(PARTS);
  }

  /** A counter appears with the first row that is written. */
  private long counter(String table) {
    return json.path("counters").path(table).asLong(json.path("tombstones").has(table) ? 0 : -1);
  }

  private Optional<Instant> instant(String name) {
    try {
      return json.has(name)
          ? Optional.of(Instant.parse(json.path(name).asText()))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The settings alone. */
  @Override
  public String toString() {
    return "facts: Messages in iCloud " + sync();
  }
}
