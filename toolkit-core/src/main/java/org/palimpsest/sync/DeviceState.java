package org.palimpsest.sync;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device as it was read now, or as its newest snapshot shows it, and how that compares with its
 * snapshots.
 *
 * @param device its label
 * @param live whether it was read now
 * @param sync {@code on}, {@code off} or {@code unknown}
 * @param basis what says so
 * @param lastSync when it last synchronised
 * @param downloadPermille how much of the first download is done, -1 when not known
 * @param retentionDays 0 for ever, -1 when not known
 * @param messages figures about messages
 * @param attachments figures about attachments
 * @param newest the newest snapshot, if any
 * @param notInAnySnapshot messages that are live and in no snapshot; empty when not known
 * @param noLongerLive messages of the newest snapshot that are no longer live; empty when not known
 * @param complete whether everything could be read
 */
public record DeviceState(
    String device,
    boolean live,
    String sync,
    String basis,
    Optional<Instant> lastSync,
    long downloadPermille,
    long retentionDays,
    Messages messages,
    Attachments attachments,
    Optional<Newest> newest,
    OptionalLong notInAnySnapshot,
    OptionalLong noLongerLive,
    boolean complete) {

  /**
   * Figures about messages.
   *
   * @param total rows, -1 when nothing can be said of messages
   * @param uploaded marked as uploaded
   * @param pending not marked as uploaded
   * @param stalled of these, older than an hour
   * @param oversized of these, larger than what is ever uploaded; -1 when not known
   * @param recentlyDeleted in Recently Deleted
   */
  public record Messages(
      long total,
      long uploaded,
      long pending,
      long stalled,
      long oversized,
      long recentlyDeleted) {}

  /**
   * Figures about attachments.
   *
   * @param here on the device
   * @param offloaded in iCloud only
   * @param missing that should be here and are not
   * @param bytes declared bytes of all together
   * @param collected whether their files were looked for; if not, the other counts say nothing
   */
  public record Attachments(
      long here, long offloaded, long missing, long bytes, boolean collected) {}

  /**
   * The newest snapshot.
   *
   * @param id its id
   * @param asOf the latest instant that a snapshot of it shows: of a store that is read where
   *     Messages writes it, that of the reading; of a copy, which may have lain for long, that of
   *     the last change of its files
   */
  public record Newest(String id, Instant asOf) {}

  /** Its label. */
  @Override
  public String toString() {
    return "device " + device;
  }
}
