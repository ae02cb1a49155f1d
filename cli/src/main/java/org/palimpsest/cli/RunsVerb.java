package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.calendar.Cadence;
import org.palimpsest.cli.calendar.PastFinding;
import org.palimpsest.cli.calendar.PastRun;
import org.palimpsest.cli.calendar.RunCalendar;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.json.Json;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the runs that were expected with those that were made. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the runs that were expected with those that were made, both from the custody log,"
          + " and names the days without one. The log is verified first. A run counts for the time"
          + " due before it, so one that was caught up counts. Ends with 1 when a run is absent."
    })
final class RunsVerb extends Verb {

  @Option(names = "--since", paramLabel = "DAY", description = "from this day on, as 2026-01-31")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "DAY", description = "up to and with this day")
  @Nullable String until;

  @Option(names = "--all", description = "list every run, not only what deserves a look")
  boolean all;

  @Option(
      names = "--looked-at",
      description =
          "say that you have looked at what runs found so far; the overview then no longer shows it"
              + " as open, and the custody log keeps that you said so")
  boolean lookedAt;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    CustodyCheck log = verified(workspace);
    RunCalendar calendar = RunVerb.calendar(workspace);
    if (lookedAt) {
      return look(workspace, calendar);
    }
    ZoneId zone = calendar.cadence().map(Cadence::zone).orElse(surroundings().clock().getZone());
    Instant now = workspace.now();
    Instant from = since == null ? Instant.EPOCH : day(since, "--since", zone);
    Instant to = until == null ? now.plusMillis(1) : day(until, "--until", zone, 1);
    if (!from.isBefore(to)) {
      throw Failure.usage("--since is behind --until", "exchange the two");
    }
    List<RunCalendar.Slot> slots = calendar.slots(from, to, now);
    List<PastRun> made =
        calendar.runs().stream()
            .filter(run -> !run.at().isBefore(from) && run.at().isBefore(to))
            .toList();
    return tell(calendar, slots, made, log, now);
  }

  /** Enters it into the log, which is where the next run reads it. */
  private int look(Workspace workspace, RunCalendar calendar)
      throws Failure, VaultException, IOException, InterruptedException {
    List<PastFinding> unseen = calendar.unseen();
    Terminal t = terminal();
    unseen.forEach(found -> t.line(PastFindings.line(found)));
    if (unseen.isEmpty()) {
      t.line("there is nothing that runs found and nobody has looked at");
    } else {
      long last = calendar.runs().get(calendar.runs().size() - 1).seq();
      workspace.append(
          workspace
              .entry(Action.NOTE)
              .purpose("what runs found was looked at")
              .method(List.of(RunCalendar.SEEN + last)));
      t.line(
          Plain.count(unseen.size(), "finding")
              + " looked at; the overview leaves "
              + (unseen.size() == 1 ? "it" : "them")
              + " out from the next run on");
    }
    ObjectNode json = Json.object().put("schema", "palimpsest/runs-looked-at/1");
    PastFindings.put(json.putArray("findings"), unseen);
    t.document(json);
    return Exit.OK;
  }

  private static Instant day(String text, String option, ZoneId zone) throws Failure {
    return day(text, option, zone, 0);
  }

  private static Instant day(String text, String option, ZoneId zone, int plus) throws Failure {
    try {
      return LocalDate.parse(text).plusDays(plus).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw Failure.usage(option + " wants a day", "for example: " + option + " 2026-01-31");
    }
  }

  private CustodyCheck verified(Workspace workspace) throws Failure, VaultException, IOException {
    CustodyCheck check =
        workspace
            .log()
            .verify(
                KeyRing.exists(surroundings().keys())
                    ? KeyRing.verifier(surroundings().keys()).orElse(null)
                    : null,
                null);
    if (check.verdict() != CustodyCheck.Verdict.INTACT
        && check.verdict() != CustodyCheck.Verdict.UNANCHORED) {
      throw new Failure(
          Exit.INTEGRITY,
          "the custody log does not verify, so nothing can be said of runs: "
              + check.verdict().name().toLowerCase(Locale.ROOT),
          "see what is wrong with: palimpsest verify");
    }
    return check;
  }

  private int tell(
      RunCalendar calendar,
      List<RunCalendar.Slot> slots,
      List<PastRun> made,
      CustodyCheck log,
      Instant now) {
    List<RunCalendar.Slot> absent = slots.stream().filter(RunCalendar.Slot::isAbsent).toList();
    long present = slots.stream().filter(slot -> slot.run().isPresent()).count();
    boolean open = slots.stream().anyMatch(slot -> !slot.over() && slot.run().isEmpty());
    long expected = present + absent.size();
    Terminal t = terminal();
    t.line(
        Plain.count(expected, "run")
            + " expected, "
            + present
            + " present, "
            + absent.size()
            + " absent");
    absent.forEach(slot -> t.line("", "absent", true, 0, "  " + slot.day()));
    for (PastRun run : made) {
      if (all || run.exit() != Exit.OK) {
        t.line(
            String.format(
                Locale.ENGLISH,
                "%s  %s (exit %d, entry %d)",
                Plain.time(run.at()),
                run.outcome().replace('-', ' '),
                run.exit(),
                run.seq()));
        run.found().forEach(found -> t.line(PastFindings.line(found)));
        run.errors().forEach(error -> t.line("  " + error));
      }
    }
    if (open) {
      t.line("the run that is due now has not been made yet");
    }
    if (!calendar.unseen().isEmpty()) {
      t.line(
          Plain.count(calendar.unseen().size(), "finding")
              + " not yet looked at; when you have: palimpsest runs --looked-at");
    }
    Optional<Cadence> cadence = calendar.cadence();
    t.line(
        "schedule: "
            + cadence
                .map(each -> each.words() + "; next " + Plain.time(each.next(now.plusNanos(1))))
                .orElse("none"));
    t.line("log: " + log.verdict() + ", " + log.size() + " entries, first to last");
    t.document(json(calendar, slots, absent, made, log, now, expected, present, open));
    return absent.isEmpty() ? Exit.OK : Exit.FINDINGS;
  }

  private static ObjectNode json(
      RunCalendar calendar,
      List<RunCalendar.Slot> slots,
      List<RunCalendar.Slot> absent,
      List<PastRun> made,
      CustodyCheck log,
      Instant now,
      long expected,
      long present,
      boolean open) {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/runs/1");
    json.put("expected", expected);
    json.put("present", present);
    ArrayNode days = json.putArray("absentDays");
    absent.forEach(slot -> days.add(slot.day().toString()));
    json.put("dueNow", open);
    json.put("firstDue", slots.isEmpty() ? null : slots.get(0).due().toString());
    json.put("schedule", calendar.cadence().map(Cadence::text).orElse(null));
    json.put(
        "nextDue",
        calendar.cadence().map(each -> each.next(now.plusNanos(1)).toString()).orElse(null));
    json.put("lastRunAt", calendar.last(now).map(run -> run.at().toString()).orElse(null));
    if (calendar.last(now).isPresent()) {
      json.put("lastRunAgeDays", Duration.between(calendar.last(now).get().at(), now).toDays());
    } else {
      json.putNull("lastRunAgeDays");
    }
    ObjectNode outcomes = json.putObject("outcomes");
    Map<String, Long> counts = new TreeMap<>();
    made.forEach(run -> counts.merge(run.outcome(), 1L, Long::sum));
    counts.forEach(outcomes::put);
    ArrayNode list = json.putArray("runs");
    for (PastRun run : made) {
      ObjectNode node = list.addObject();
      node.put("entry", run.seq());
      node.put("began", run.at().toString());
      node.put("outcome", run.outcome());
      node.put("exit", run.exit());
      ArrayNode errors = node.putArray("errors");
      run.errors().forEach(errors::add);
      PastFindings.put(node.putArray("findings"), run.found());
    }
    PastFindings.put(json.putArray("notLookedAt"), calendar.unseen());
    ObjectNode state = json.putObject("log");
    state.put("verdict", log.verdict().name().toLowerCase(Locale.ROOT));
    state.put("entries", log.size());
    return json;
  }
}
