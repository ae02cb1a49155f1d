package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.source.AbsentStoreException;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sync.DeviceState;
import org.palimpsest.sync.SyncCheck;
import org.palimpsest.sync.SyncCheck.Alarm;
import org.palimpsest.sync.SyncCheck.Grade;
import org.palimpsest.sync.SyncCheck.Judged;

/**
 * What a check says of a backup besides what it says of every device: what it holds and up to when,
 * and what of it is not as a phone leaves it.
 *
 * @param device label of the device
 * @param holds one sentence: what the backup holds
 * @param exit 3 or 4 when something is wrong with it
 * @param alarms the grounds
 */
record BackupAlarms(String device, String holds, int exit, List<Alarm> alarms) {

  /** A newest message this much older than the backup is worth a look. */
  private static final Duration QUIET = Duration.ofDays(7);

  /** Of a snapshot, when it is one of a backup. */
  static Optional<BackupAlarms> of(Manifest manifest) {
    JsonNode facts = manifest.json().path("facts");
    JsonNode backup = facts.path("backup");
    if (backup.isMissingNode()) {
      return Optional.empty();
    }
    List<Alarm> alarms = new ArrayList<>();
    String newest = facts.path("newestMessageAt").asText("");
    String holds =
        "holds "
            + Plain.count(manifest.count("messages"), "message")
            + (newest.isEmpty() ? "" : " up to " + Plain.time(Instant.parse(newest)))
            + ", as of "
            + Plain.time(manifest.asOf());
    alarms.add(
        new Alarm(
            "backup-holds", Grade.INFO, "The backup of " + manifest.device() + " " + holds + "."));
    if (!newest.isEmpty()) {
      age(manifest, Instant.parse(newest), alarms);
    }
    for (JsonNode fault : backup.path("integrity").path("faults")) {
      String gravity = fault.path("gravity").asText();
      if (!gravity.equals("note")) {
        alarms.add(
            new Alarm(
                "backup-" + fault.path("fault").asText(),
                gravity.equals("integrity") ? Grade.HIGH : Grade.MEDIUM,
                "In the backup of "
                    + manifest.device()
                    + ": "
                    + fault.path("count").asLong()
                    + " "
                    + fault.path("what").asText()
                    + "."));
      }
    }
    return Optional.of(
        new BackupAlarms(manifest.device(), holds, BackupText.exit(manifest), alarms));
  }

  private static void age(Manifest manifest, Instant newest, List<Alarm> alarms) {
    Duration before = Duration.between(newest, manifest.asOf());
    if (before.compareTo(QUIET) > 0) {
      alarms.add(
          new Alarm(
              "backup-newest-message-old",
              Grade.INFO,
              "The newest message of the backup of "
                  + manifest.device()
                  + " is "
                  + before.toDays()
                  + " days older than the backup; messages that iCloud holds may have been left"
                  + " out."));
    } else if (before.isNegative() && before.negated().compareTo(Duration.ofDays(1)) > 0) {
      alarms.add(
          new Alarm(
              "backup-newest-message-later",
              Grade.MEDIUM,
              "The newest message of the backup of "
                  + manifest.device()
                  + " is later than the date of the backup."));
    }
  }

  /** Of a backup that holds no store, or one that cannot be read as such. */
  static BackupAlarms ofUnreadableStore(String device, UnreadableSourceException e) {
    boolean absent = e instanceof AbsentStoreException;
    return new BackupAlarms(
        device,
        absent ? "holds no Messages store" : "holds no Messages store that can be read",
        Exit.INCOMPLETE,
        List.of(
            new Alarm(
                absent ? "backup-without-store" : "backup-store-unreadable",
                Grade.HIGH,
                "In the backup of "
                    + device
                    + " "
                    + (absent ? "lies no Messages store" : "no Messages store can be read")
                    + "; that does not mean that there are no messages. The reason: "
                    + e.causeInWords()
                    + ".")));
  }

  /** The state of a device of whose messages nothing is known. */
  static DeviceState withoutStore(String device, Optional<Manifest> newest) {
    return new DeviceState(
        device,
        true,
        "unknown",
        "no Messages store could be read in the backup",
        Optional.empty(),
        -1,
        -1,
        new DeviceState.Messages(-1, 0, 0, 0, -1, 0),
        new DeviceState.Attachments(0, 0, 0, 0, false),
        newest.map(snapshot -> new DeviceState.Newest(snapshot.id(), snapshot.asOf())),
        OptionalLong.empty(),
        OptionalLong.empty(),
        false);
  }

  /** Adds to a judgement what is said of the device's backup. */
  static Judged add(Judged judged, List<BackupAlarms> all) {
    List<Alarm> alarms = new ArrayList<>(judged.alarms());
    for (BackupAlarms each : all) {
      if (each.device().equals(judged.state().device())) {
        alarms.addAll(each.alarms());
      }
    }
    return new SyncCheck.Judged(
        judged.state(),
        judged.ageDays(),
        judged.verdict(),
        judged.nextStep(),
        alarms,
        judged.detail());
  }

  static void tell(Terminal t, String device, List<BackupAlarms> all) {
    for (BackupAlarms each : all) {
      if (each.device().equals(device)) {
        t.line("  backup: " + each.holds());
      }
    }
  }
}
