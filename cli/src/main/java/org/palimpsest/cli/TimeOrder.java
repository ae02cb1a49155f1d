package org.palimpsest.cli;

import java.util.Comparator;
import java.util.List;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.snapshot.Manifest;

/** Which of two snapshots of a device comes first, where two that are compared may be exchanged. */
enum TimeOrder {
  /** As they are named. */
  IN_ORDER,
  /** The one named first is the later one, by what it shows and by when it was taken. */
  EXCHANGED,
  /** The one taken later shows an earlier state, as after an older store was put back. */
  WENT_BACK;

  private static final Comparator<Manifest> SHOWN =
      Comparator.comparing(Manifest::asOf).thenComparing(Manifest::takenAt);

  static TimeOrder of(Manifest from, Manifest to, List<LoggedEntry> entries) {
    if (!from.device().equals(to.device())
        || SHOWN.compare(from, to) <= 0
        || from.takenAt().equals(to.takenAt())) {
      return IN_ORDER;
    }
    return wasTakenFirst(from, to, entries) ? WENT_BACK : EXCHANGED;
  }

  /** By the log where it saw both being taken, since a clock may have been wrong. */
  private static boolean wasTakenFirst(Manifest one, Manifest other, List<LoggedEntry> entries) {
    long first = place(one, entries);
    long second = place(other, entries);
    return first >= 0 && second >= 0 ? first < second : one.takenAt().isBefore(other.takenAt());
  }

  private static long place(Manifest manifest, List<LoggedEntry> entries) {
    return entries.stream()
        .filter(logged -> logged.entry().action() == Action.SNAPSHOT)
        .filter(
            logged ->
                logged.entry().snapshot().filter(it -> it.id().equals(manifest.id())).isPresent())
        .mapToLong(LoggedEntry::seq)
        .findFirst()
        .orElse(-1);
  }

  /** What is to be said of two that are not exchanged and yet not in order. */
  static final String BACK =
      "The snapshot that was taken later shows an earlier state than the one before it, as when an"
          + " older copy of the store was put back.";
}
