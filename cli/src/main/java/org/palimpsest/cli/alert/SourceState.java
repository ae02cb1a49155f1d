package org.palimpsest.cli.alert;

import java.time.Instant;
import java.util.List;
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
 * @param reports folders of the reports that were written, by their names, the last one last
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
    List<String> reports,
    String cause,
    String remedy) {

  /** Copies the list. */
  public SourceState {
    reports = List.copyOf(reports);
  }

  /** Whether a snapshot was taken. */
  public boolean isRead() {
    return snapshot.isPresent();
  }
}
