package org.palimpsest.snapshot;

import java.time.Instant;
import java.util.Optional;
import org.palimpsest.source.BackupFacts;
import org.palimpsest.source.Capture;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;

/** The time for which a snapshot stands. */
final class CaptureTime {

  private CaptureTime() {}

  /** A backup has a date of its own, which is taken for none that lies ahead of the clock. */
  static Instant asOf(SnapshotRequest request, Capture capture) {
    if (request.live() && date(capture).isEmpty()) {
      return request.takenAt();
    }
    Instant own = own(capture);
    return own.isAfter(request.takenAt()) ? request.takenAt() : own;
  }

  /** What says that time. */
  static String basis(SnapshotRequest request, Capture capture) {
    Optional<Instant> date = date(capture);
    if (request.live() && date.isEmpty()) {
      return "capture of a live store";
    }
    String basis =
        date.isPresent()
            ? capture.backup().map(BackupFacts::dateBasis).orElse("")
            : "last change of the captured database files";
    return own(capture).isAfter(request.takenAt())
        ? "time of acquisition; it lies before the " + basis
        : basis;
  }

  private static Optional<Instant> date(Capture capture) {
    return capture.backup().flatMap(BackupFacts::date);
  }

  /** The backup's date, else the last change of the store's files. */
  private static Instant own(Capture capture) {
    Instant last = Instant.MIN;
    for (EvidenceFile file : capture.files()) {
      if ((file.role() == Role.DATABASE || (file.role() == Role.WAL && file.size() > 0))
          && file.modifiedAt().isAfter(last)) {
        last = file.modifiedAt();
      }
    }
    return date(capture).orElse(last);
  }
}
