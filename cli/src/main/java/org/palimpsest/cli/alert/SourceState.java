package org.palimpsest.cli.alert;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run found of one source.
 *
 * @param device label of its device
 * @param outcome {@code complete}, {@code incomplete}, {@code unreadable}, {@code locked} or {@code
 *     failed}
 * @param snapshot id of the snapshot that was taken
 * @param messages how many it holds
 * @param newest the instant that the device's newest snapshot shows
 * @param sync whether Messages in iCloud is {@code on}, {@code off} or {@code unknown}
 * @param retentionDays after how many days the device deletes; 0 for never
 * @param report folder of the report that was written, by its name
 * @param cause why it could not be read
 * @param remedy what to do about it
 */
public record SourceState(
    String device,
    String outcome,
    Optional<String> snapshot,
    OptionalLong messages,
    Optional<Instant> newest,
    String sync,
    OptionalLong retentionDays,
    Optional<String> report,
    String cause,
    String remedy) {

  /** Whether a snapshot was taken. */
  public boolean isRead() {
    return snapshot.isPresent();
  }
}
