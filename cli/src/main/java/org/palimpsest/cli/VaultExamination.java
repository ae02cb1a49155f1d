package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.cli.calendar.Cadence;
import org.palimpsest.cli.calendar.PastFinding;
import org.palimpsest.cli.calendar.PastRun;
import org.palimpsest.cli.calendar.RunCalendar;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.custody.SeriesEvidence;
import org.palimpsest.custody.Stamps;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.vault.VaultException;

/** Looks at the vault: how old, how sound, how much room, and whether runs are made. */
final class VaultExamination {

  private static final int WARN_DAYS = 7;
  private static final int FAIL_DAYS = 25;
  private static final int VERIFY_DAYS = 35;
  private static final long LEAST_SPACE = 1L << 30;

  private final Verb verb;
  private final Workspace workspace;
  private final Diagnosis diagnosis;
  private final Instant now;

  VaultExamination(Verb verb, Workspace workspace, Diagnosis diagnosis) {
    this.verb = verb;
    this.workspace = workspace;
    this.diagnosis = diagnosis;
    this.now = workspace.now();
  }

  /** Until when what dates the log and the series holds, where there is such. */
  private void lasting() throws IOException {
    Path custody = workspace.vault().custody();
    Optional<Instant> record = new SeriesEvidence(custody).until();
    record.ifPresent(
        until ->
            lasting(
                "evidence",
                "the evidence record over the snapshots",
                until,
                "renew it: palimpsest custody evidence --timestamp URL"));
    // A record is over the log's head too, and renewed: it then speaks for the log.
    if (record.isEmpty()) {
      new Stamps(custody)
          .until()
          .ifPresent(
              until ->
                  lasting(
                      "timestamp",
                      "the newest timestamp over the custody log",
                      until,
                      "make one that is renewed: palimpsest custody evidence --timestamp URL"));
    }
  }

  private void lasting(String name, String what, Instant until, String remedy) {
    String day = until.toString().substring(0, 10);
    if (until.minus(Duration.ofDays(60)).isAfter(now)) {
      diagnosis.ok(name, what + " holds until " + day);
    } else {
      diagnosis.warning(
          name, what + (until.isAfter(now) ? " ends on " : " ended on ") + day, remedy);
    }
  }

  void run() throws VaultException, IOException, InterruptedException {
    List<Manifest> manifests = workspace.snapshots().inTime();
    if (manifests.isEmpty()) {
      diagnosis.warning("vault", "it holds no snapshot", "take the first one: palimpsest snapshot");
    }
    for (String device : workspace.snapshots().devices()) {
      newest(manifests, device);
    }
    space(manifests);
    lasting();
    CustodyCheck check = workspace.log().verify();
    boolean whole =
        check.verdict() == CustodyCheck.Verdict.INTACT
            || check.verdict() == CustodyCheck.Verdict.UNANCHORED;
    if (!whole) {
      diagnosis.problem(
          "log",
          "the custody log is " + check.verdict().name().toLowerCase(Locale.ROOT),
          "see what is wrong with: palimpsest verify");
      return;
    }
    diagnosis.ok(
        "log", Plain.count(check.size(), "entry").replace("entrys", "entries") + ", intact");
    try {
      List<LoggedEntry> entries = workspace.log().entries();
      clock(entries);
      health(entries);
      RunCalendar calendar = new RunCalendar(entries);
      schedule(calendar);
      unseen(calendar.unseen());
    } catch (MalformedLogException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the custody log is not intact: " + e.getMessage());
    }
  }

  private void newest(List<Manifest> manifests, String device) {
    Instant fresh =
        manifests.stream()
            .filter(manifest -> manifest.device().equals(device))
            .map(Manifest::asOf)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    long days = Math.max(0, Duration.between(fresh, now).toDays());
    String what =
        "the newest snapshot of "
            + device
            + " shows the state of "
            + (days == 0 ? "today" : Plain.count(days, "day") + " ago");
    String next = new NextSnapshot(verb, manifests).remedy(device);
    if (days > FAIL_DAYS) {
      diagnosis.problem("vault", what + "; Recently Deleted empties after about 30", next);
    } else if (days > WARN_DAYS) {
      diagnosis.warning("vault", what, next);
    } else {
      diagnosis.ok("vault", what);
    }
  }

  /** A first snapshot needs what its source holds; later ones need little. */
  private void space(List<Manifest> manifests) throws IOException {
    long need = LEAST_SPACE;
    for (SourceSetting source : verb.settings().sources()) {
      Path path = verb.settings().place(source.path());
      boolean kept = manifests.stream().anyMatch(each -> each.device().equals(source.device()));
      if (!kept && Files.exists(path)) {
        need += size(path);
      }
    }
    long free = Files.getFileStore(workspace.vault().folder()).getUsableSpace();
    String what = Plain.bytes(free) + " free where the vault lies";
    if (free < need) {
      diagnosis.warning(
          "space",
          what + ", and the next snapshots may need " + Plain.bytes(need),
          "free some space, or move the vault to a larger disk");
    } else {
      diagnosis.ok("space", what);
    }
  }

  /** Of a folder the first files are counted, which is enough to warn and ends soon. */
  private static long size(Path path) throws IOException {
    try (var files = Files.walk(path, 6)) {
      return files
          .limit(20_000)
          .filter(Files::isRegularFile)
          .mapToLong(f -> f.toFile().length())
          .sum();
    } catch (java.io.UncheckedIOException e) {
      return 0;
    }
  }

  private void clock(List<LoggedEntry> entries) {
    Instant last = Instant.EPOCH;
    for (LoggedEntry entry : entries) {
      last = entry.entry().time().isAfter(last) ? entry.entry().time() : last;
    }
    if (now.isBefore(last.minusSeconds(60))) {
      diagnosis.problem(
          "clock",
          "it is behind the custody log, which goes to " + Plain.time(last),
          "set the clock of this machine right, and let it follow a time server");
    } else {
      diagnosis.ok("clock", Plain.time(now) + ", not behind the custody log");
    }
  }

  private void health(List<LoggedEntry> entries) {
    Optional<LoggedEntry> verified = Optional.empty();
    Optional<LoggedEntry> whole = Optional.empty();
    Optional<LoggedEntry> damaged = Optional.empty();
    for (LoggedEntry entry : entries) {
      int exit = entry.entry().result().map(result -> result.exitCode()).orElse(Exit.OK);
      if (entry.entry().action() == Action.VERIFY && exit == Exit.OK) {
        verified = Optional.of(entry);
        // A share may have passed by what is damaged.
        damaged = isWhole(entry) ? Optional.empty() : damaged;
        whole = isWhole(entry) ? Optional.of(entry) : whole;
      } else if (exit == Exit.INTEGRITY) {
        damaged = Optional.of(entry);
      }
    }
    if (damaged.isPresent()) {
      diagnosis.problem(
          "health",
          "damage was found on " + Plain.time(damaged.get().entry().time()),
          "see what is damaged: palimpsest verify");
    } else if (verified.isEmpty()
        || verified.get().entry().time().isBefore(now.minus(Duration.ofDays(VERIFY_DAYS)))) {
      diagnosis.warning(
          "health",
          verified
              .map(entry -> "it was last verified on " + Plain.time(entry.entry().time()))
              .orElse("it was never verified"),
          "verify it: palimpsest verify");
    } else {
      diagnosis.ok("health", verified(verified.get(), whole));
    }
  }

  /** What was not read is not said to be right. */
  private static String verified(LoggedEntry last, Optional<LoggedEntry> whole) {
    String on = "verified on " + Plain.time(last.entry().time()) + ", nothing wrong";
    if (isWhole(last)) {
      return on;
    }
    return "a share was "
        + on
        + " in it; the whole was "
        + whole
            .map(entry -> "last verified on " + Plain.time(entry.entry().time()))
            .orElse("never verified");
  }

  private static boolean isWhole(LoggedEntry entry) {
    return entry.entry().texts("method").stream()
        .noneMatch(step -> step.startsWith(VaultVerification.SHARE) || step.equals("one snapshot"));
  }

  private void unseen(List<PastFinding> found) {
    if (!found.isEmpty()) {
      diagnosis.warning(
          "findings",
          Plain.count(found.size(), "finding") + " of runs not yet looked at",
          "see them, and say when you have looked: palimpsest runs");
    }
  }

  private void schedule(RunCalendar calendar) {
    Optional<Cadence> cadence = calendar.cadence();
    if (cadence.isEmpty()) {
      diagnosis.warning(
          "schedule",
          "nothing makes snapshots by itself",
          "have it done: palimpsest schedule install --daily");
      return;
    }
    long absent =
        calendar.slots(now.minus(Duration.ofDays(31)), now.plusNanos(1), now).stream()
            .filter(RunCalendar.Slot::isAbsent)
            .count();
    Optional<PastRun> last = calendar.last(now);
    Optional<Long> age = last.map(run -> Duration.between(run.at(), now).toDays());
    String what =
        cadence.get().words()
            + ", last run "
            + last.map(run -> Plain.time(run.at()) + ", " + run.outcome()).orElse("never");
    String next = "look at the scheduler: palimpsest schedule status, then palimpsest runs";
    boolean firstDue = last.isEmpty() && calendar.isDue(now);
    if (age.filter(days -> days > FAIL_DAYS).isPresent()) {
      diagnosis.problem("schedule", what, next);
    } else if (absent > 0 || firstDue || age.filter(days -> days > WARN_DAYS).isPresent()) {
      diagnosis.warning(
          "schedule", what + "; " + Plain.count(absent, "run") + " absent in 31 days", next);
    } else {
      diagnosis.ok("schedule", what);
    }
  }
}
