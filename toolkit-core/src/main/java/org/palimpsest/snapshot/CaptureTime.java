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
    Optional<Instant> date = capture.backup().flatMap(BackupFacts::date);
    if (date.isPresent()) {
      return date.get().isAfter(request.takenAt()) ? request.takenAt() : date.get();
    }
    return request.live() ? request.takenAt() : lastChange(capture, request.takenAt());
  }

  /** A copied store shows its last change, and never a time that lies ahead of the clock. */
  private static Instant lastChange(Capture capture, Instant takenAt) {
    Instant last = Instant.MIN;
    for (EvidenceFile file : capture.files()) {
      if ((file.role() == Role.DATABASE || (file.role() == Role.WAL && file.size() > 0))
          && file.modifiedAt().isAfter(last)) {
        last = file.modifiedAt();
      }
    }
    return last.isAfter(takenAt) || last.equals(Instant.MIN) ? takenAt : last;
  }
}
