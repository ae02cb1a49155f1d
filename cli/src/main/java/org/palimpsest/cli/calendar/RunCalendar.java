package org.palimpsest.cli.calendar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;

/**
 * Runs expected against runs made. A run answers the time due last before it, so one that was
 * caught up on waking counts for the day it was missed on, if no other was due in between.
 */
public final class RunCalendar {

  /** What a step of the log begins with that says when runs are expected. */
  public static final String STEP = "schedule ";

  /** What a step of the log begins with that says when a run began. */
  public static final String BEGAN = "began ";

  /** The step of a log entry by which a schedule was removed. */
  public static final String ENDED = "schedule removed";

  private record Change(Instant at, Optional<Cadence> cadence, boolean installed) {}

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
                entry.texts("errors")));
      }
      if (entry.action() == Action.RUN || entry.action() == Action.NOTE) {
        schedule(entry);
      }
    }
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
    for (String step : entry.texts("method")) {
      if (step.equals(ENDED)) {
        changes.add(new Change(began(entry), Optional.empty(), false));
      } else if (step.startsWith(STEP)) {
        Optional<Cadence> cadence = Cadence.parse(step.substring(STEP.length()));
        boolean installed = entry.action() == Action.NOTE;
        boolean same = !changes.isEmpty() && newest().equals(cadence);
        if (cadence.isPresent() && (installed || !same)) {
          changes.add(new Change(began(entry), cadence, installed || (same && isInstalled())));
        }
      }
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
    List<Slot> slots = slots(Instant.EPOCH, now.plusNanos(1), now);
    return changes.isEmpty() || (!slots.isEmpty() && slots.get(slots.size() - 1).run().isEmpty());
  }

  /** The schedule that holds now, if there is one. */
  public Optional<Cadence> cadence() {
    return changes.isEmpty() ? Optional.empty() : newest();
  }

  /** All runs, oldest first. */
  public List<PastRun> runs() {
    return List.copyOf(runs);
  }

  /** The last run. */
  public Optional<PastRun> last() {
    return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
  }

  /** The times due in {@code [from, to)}, each with what answers it; nothing after {@code now}. */
  public List<Slot> slots(Instant from, Instant to, Instant now) {
    List<Due> due = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      Instant end = i + 1 < changes.size() ? changes.get(i + 1).at() : now.plusNanos(1);
      change
          .cadence()
          .ifPresent(
              cadence ->
                  cadence
                      .between(begin(change, cadence), end)
                      .forEach(at -> due.add(new Due(at, cadence))));
    }
    List<Slot> slots = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < due.size(); i++) {
      Instant at = due.get(i).at();
      Instant end = i + 1 < due.size() ? due.get(i + 1).at() : Instant.MAX;
      while (next < runs.size() && runs.get(next).at().isBefore(at)) {
        next++;
      }
      boolean answered = next < runs.size() && runs.get(next).at().isBefore(end);
      boolean over = i + 1 < due.size();
      if (!at.isBefore(from) && at.isBefore(to)) {
        slots.add(
            new Slot(
                at.atZone(due.get(i).cadence().zone()).toLocalDate(),
                at,
                answered ? Optional.of(runs.get(next)) : Optional.empty(),
                over));
      }
    }
    return slots;
  }

  private record Due(Instant at, Cadence cadence) {}

  /**
   * A run that began just after its time is what the schedule began with, so the time due before it
   * on the same day counts.
   */
  private Instant begin(Change change, Cadence cadence) {
    boolean byRun = runs.stream().anyMatch(run -> run.at().equals(change.at()));
    if (!byRun) {
      return change.at();
    }
    Instant midnight =
        change.at().atZone(cadence.zone()).toLocalDate().atStartOfDay(cadence.zone()).toInstant();
    Instant sameDay = cadence.next(midnight);
    return sameDay.isAfter(change.at()) ? change.at() : sameDay;
  }
}
