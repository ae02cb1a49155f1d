package org.palimpsest.finding;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.palimpsest.snapshot.Manifest;

/**
 * What rules ask about a snapshot as a whole.
 *
 * @param sync {@code on}, {@code off} or {@code unknown}
 * @param syncStated whether a preference file says so, and it is not inferred
 * @param lastSync when it last synchronised
 * @param retentionDays 0 for ever, -1 when not known
 * @param downloadPermille how much of the first download is done, -1 when not known
 * @param oldest sending time of the oldest message
 * @param tombstonesWritten rows ever written to {@code deleted_messages}, -1 when not known
 */
record Facts(
    String sync,
    boolean syncStated,
    Optional<Instant> lastSync,
    long retentionDays,
    long downloadPermille,
    Optional<Instant> oldest,
    long tombstonesWritten) {

  static Facts of(Manifest manifest) {
    JsonNode json = manifest.json().path("facts");
    return new Facts(
        json.path("messagesInICloud").asText("unknown"),
        json.path("messagesInICloudBasis").asText().startsWith("com.apple.madrid"),
        instant(json, "lastSyncAt"),
        json.path("retentionDays").asLong(-1),
        json.path("downloadPermille").asLong(-1),
        instant(json, "oldestMessageAt"),
        json.path("counters").path("deleted_messages").asLong(-1));
  }

  private static Optional<Instant> instant(JsonNode json, String name) {
    try {
      return json.has(name)
          ? Optional.of(Instant.parse(json.path(name).asText()))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  boolean syncOn() {
    return sync.equals("on");
  }

  boolean syncOff() {
    return sync.equals("off");
  }
}
