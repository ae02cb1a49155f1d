package org.palimpsest.cause;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.diff.MessageChange;

/**
 * Every retention limit that can have taken messages: the device's own in the second snapshot, its
 * own in the first, those of other devices of the account. A sweep needs only one of them, at any
 * time in between; so the shortest decides what is too young to have expired, and the first that is
 * set is the one whose sweep is expected.
 */
final class Sweeps {

  private final Comparison c;
  private final List<Sweep> all;
  private final @Nullable Instant oldestLeft;

  private Sweeps(Comparison c, List<Sweep> all) {
    this.c = c;
    this.all = List.copyOf(all);
    this.oldestLeft = Sweep.oldestLeft(c);
  }

  static Sweeps of(Comparison c) {
    List<Sweep> all = new ArrayList<>();
    long now = c.to().retentionDays();
    long then = c.from().retentionDays();
    if (now > 0) {
      String words = "this device keeps messages for " + now + " days, by its settings";
      all.add(Sweep.stated(c, now, words, then != now));
    }
    if (then > 0 && then != now) {
      String words =
          "this device kept messages for " + then + " days, by its settings in the first snapshot";
      all.add(Sweep.stated(c, then, words, false));
    }
    for (Witness witness : c.witnesses()) {
      long days = witness.retentionDays();
      if (days > 0 && all.stream().noneMatch(sweep -> sweep.days() == days)) {
        String words =
            witness.device()
                + ", another device of the account, keeps messages for "
                + days
                + " days, by its settings";
        all.add(Sweep.stated(c, days, words, true));
      }
    }
    if (all.isEmpty() && (now < 0 || then < 0)) {
      Sweep.guessed(c).ifPresent(all::add);
    }
    return new Sweeps(c, all);
  }

  /** All of them, the one whose sweep is expected first. */
  List<Sweep> all() {
    return all;
  }

  /** The setting by which the message was older than allowed, when one is set. */
  Optional<Sweep> over(MessageChange gone) {
    return all.stream().filter(sweep -> sweep.isStated() && sweep.isPastLimit(gone)).findFirst();
  }

  /**
   * Whether expiry is excluded: the message was too young for every limit, or the device kept
   * messages for ever in both snapshots and no other one is limited, or, where that is not known,
   * an older one is still there.
   */
  boolean isExcluded(MessageChange gone) {
    if (!all.isEmpty()) {
      return all.stream().allMatch(sweep -> sweep.isExcluded(gone));
    }
    boolean forEver = c.to().retentionDays() == 0 && c.from().retentionDays() == 0;
    Optional<Instant> sent = gone.sentAt();
    return forEver || (sent.isPresent() && oldestLeft != null && oldestLeft.isBefore(sent.get()));
  }
}
