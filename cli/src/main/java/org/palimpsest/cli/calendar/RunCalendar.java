package org.palimpsest.cli.calendar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;

/**
 * Runs expected against runs made. A run answers the time due last before it, so one that was
 * caught up on waking counts for the day it was missed on, if no other was due in between. An entry
 * whose time is still to come was made under a clock that was ahead: such a run answers nothing,
 * and such a schedule holds from the next entry on whose time has passed.
 */
public final class RunCalendar {

  /** What a step of the log begins with that says when runs are expected. */
  public static final String STEP = "schedule ";

  /** What a step of the log begins with that says when a run began. */
  public static final String BEGAN = "began ";

  /** The step of a log entry by which a schedule was removed. */
  public static final String ENDED = "schedule removed";

  /** What a step of the log begins with that says up to which entry a person has looked at runs. */
  public static final String SEEN = "looked at what runs found, up to entry ";

  /**
   * A schedule as the log has it.
   *
   * @param at when its entry says that it began
   * @param place index of that time in {@link #times}
   */
  private record Change(Instant at, Optional<Cadence> cadence, boolean installed, int place) {}

  /** What held in {@code [from, to)}. */
  private record Period(Optional<Cadence> cadence, Instant from, Instant to) {}

  /**
   * A time at which a run was expected.
   *
   * @param day the day, where the schedule's clock is
   * @param due the instant
   * @param run the first run that answers it, if any
   * @param over whether the time to answer it has passed
   */
  public record Slot(LocalDate day, Instant due, Optional<PastRun> run, boolean over) {
    /** Whether nothing answers it any more. */
    public boolean isAbsent() {
      return over && run.isEmpty();
    }
  }

  private final List<Change> changes = new ArrayList<>();
  private final List<PastRun> runs = new ArrayList<>();

  /** When runs began and schedules changed, in the order of the log. */
  private final List<Instant> times = new ArrayList<>();

  private long seen;

  /** Reads the runs and schedules of a log. */
  public RunCalendar(List<LoggedEntry> log) {
    for (LoggedEntry logged : log) {
      Entry entry = logged.entry();
      if (entry.action() == Action.RUN) {
        runs.add(
            new PastRun(
                logged.seq(),
                began(entry),
                entry.result().map(Entry.Result::verdict).orElse("unknown"),
                entry.result().map(Entry.Result::exitCode).orElse(70),
                entry.texts("method"),
                entry.texts("errors")));
      }
      if (entry.action() == Action.RUN || entry.action() == Action.NOTE) {
        schedule(entry);
      }
      if (entry.action() == Action.NOTE) {
        entry.texts("method").forEach(step -> seen = Math.max(seen, seen(step, logged.seq())));
      }
    }
  }

  /** Nobody can have looked at what is not there yet. */
  private static long seen(String step, long entry) {
    if (!step.startsWith(SEEN)) {
      return 0;
    }
    try {
      return Math.min(entry, Long.parseLong(step.substring(SEEN.length())));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** What runs found and nobody has yet said to have looked at, in the order of the log. */
  public List<PastFinding> unseen() {
    return runs.stream()
        .filter(run -> run.seq() > seen)
        .flatMap(run -> run.found().stream())
        .toList();
  }

  private static Instant began(Entry entry) {
    for (String step : entry.texts("method")) {
      if (step.startsWith(BEGAN)) {
        try {
          return Instant.parse(step.substring(BEGAN.length()));
        } catch (DateTimeException e) {
          return entry.time();
        }
      }
    }
    return entry.time();
  }

  private void schedule(Entry entry) {
    int place = times.size();
    int before = changes.size();
    for (String step : entry.texts("method")) {
      if (step.equals(ENDED)) {
        changes.add(new Change(began(entry), Optional.empty(), false, place));
      } else if (step.startsWith(STEP)) {
        Optional<Cadence> cadence = Cadence.parse(step.substring(STEP.length()));
        boolean installed = entry.action() == Action.NOTE;
        boolean same = !changes.isEmpty() && newest().equals(cadence);
        if (cadence.isPresent() && (installed || !same)) {
          changes.add(
              new Change(began(entry), cadence, installed || (same && isInstalled()), place));
        }
      }
    }
    if (entry.action() == Action.RUN || changes.size() > before) {
      times.add(began(entry));
    }
  }

  private Optional<Cadence> newest() {
    return changes.get(changes.size() - 1).cadence();
  }

  private boolean isInstalled() {
    return !changes.isEmpty() && changes.get(changes.size() - 1).installed();
  }

  /** The schedule that was installed with this program and holds now, if there is one. */
  public Optional<Cadence> installed() {
    return isInstalled() ? newest() : Optional.empty();
  }

  /** Whether a run is due that has not been made. */
  public boolean isDue(Instant now) {
    if (changes.isEmpty()) {
      return true;
    }
    Change newest = changes.get(changes.size() - 1);
    if (newest.cadence().isPresent() && began(newest, now).isEmpty()) {
      return true;
    }
    List<Slot> slots = slots(Instant.EPOCH, now.plusNanos(1), now);
    return !slots.isEmpty() && slots.get(slots.size() - 1).run().isEmpty();
  }

  /** The schedule that holds now, if there is one. */
  public Optional<Cadence> cadence() {
    return changes.isEmpty() ? Optional.empty() : newest();
  }

  /** All runs, in the order of the log. */
  public List<PastRun> runs() {
    return List.copyOf(runs);
  }

  /** The runs whose time has passed, oldest first. */
  public List<PastRun> runs(Instant now) {
    return runs.stream()
        .filter(run -> !run.at().isAfter(now))
        .sorted(Comparator.comparing(PastRun::at))
        .toList();
  }

  /** The last run whose time has passed. */
  public Optional<PastRun> last(Instant now) {
    return runs(now).stream().reduce((earlier, later) -> later);
  }

  /** The times due in {@code [from, to)}, each with what answers it; nothing after {@code now}. */
  public List<Slot> slots(Instant from, Instant to, Instant now) {
    List<Due> due = due(now);
    List<PastRun> made = runs(now);
    List<Slot> slots = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < due.size(); i++) {
      Instant at = due.get(i).at();
      Instant end = i + 1 < due.size() ? due.get(i + 1).at() : Instant.MAX;
      while (next < made.size() && made.get(next).at().isBefore(at)) {
        next++;
      }
      boolean answered = next < made.size() && made.get(next).at().isBefore(end);
      boolean over = i + 1 < due.size();
      if (!at.isBefore(from) && at.isBefore(to)) {
        slots.add(
            new Slot(
                at.atZone(due.get(i).cadence().zone()).toLocalDate(),
                at,
                answered ? Optional.of(made.get(next)) : Optional.empty(),
                over));
      }
    }
    return slots;
  }

  private record Due(Instant at, Cadence cadence) {}

  /** All times due, in their order. */
  private List<Due> due(Instant now) {
    List<Due> due = new ArrayList<>();
    Instant before = Instant.MIN;
    for (Period period : periods(now)) {
      if (period.cadence().isPresent()) {
        Cadence cadence = period.cadence().get();
        cadence
            .between(begin(period, cadence, before), period.to())
            .forEach(at -> due.add(new Due(at, cadence)));
      }
      before = period.to();
    }
    due.sort(Comparator.comparing(Due::at));
    return due;
  }

  private List<Period> periods(Instant now) {
    List<Period> periods = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      Optional<Instant> from = began(change, now);
      if (from.isPresent()) {
        Instant to = i + 1 < changes.size() ? ended(changes.get(i + 1), now) : now.plusNanos(1);
        periods.add(new Period(change.cadence(), from.get(), to));
      }
    }
    return periods;
  }

  /**
   * From when on a schedule surely held; empty if no time that has passed tells. Nothing in a log
   * was made before what stands before it, even if a clock was behind.
   */
  private Optional<Instant> began(Change change, Instant now) {
    for (int i = change.place(); i < times.size(); i++) {
      if (!times.get(i).isAfter(now)) {
        return latest(i + 1, now);
      }
    }
    return Optional.empty();
  }

  /** Up to when the schedule before a change surely held. */
  private Instant ended(Change change, Instant now) {
    boolean isAhead = change.at().isAfter(now);
    return latest(isAhead ? change.place() : change.place() + 1, now).orElse(Instant.MIN);
  }

  /** The latest of the first times of the log, of those that have passed. */
  private Optional<Instant> latest(int count, Instant now) {
    return times.subList(0, count).stream()
        .filter(at -> !at.isAfter(now))
        .max(Comparator.naturalOrder());
  }

  /**
   * A run that began just after its time is what the schedule began with, so the time due before it
   * on the same day counts, unless another schedule held at that time.
   */
  private Instant begin(Period period, Cadence cadence, Instant before) {
    Instant from = period.from();
    if (runs.stream().noneMatch(run -> run.at().equals(from))) {
      return from;
    }
    Instant midnight =
        from.atZone(cadence.zone()).toLocalDate().atStartOfDay(cadence.zone()).toInstant();
    Instant sameDay = cadence.next(midnight);
    return sameDay.isAfter(from) || sameDay.isBefore(before) ? from : sameDay;
  }
}
