package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palimpsest.cli.calendar.PastRun;
import org.palimpsest.cli.calendar.RunCalendar;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;

/** Which runs were due, whatever clock and zone they were made under. */
final class RunCalendarTest {

  private static final Sha256 ANY = Sha256.of(new byte[0]);
  private static final String BERLIN = "daily 02:30 Europe/Berlin";
  private static final String UTC = "daily 07:00 Z";

  private final List<LoggedEntry> log = new ArrayList<>();

  private RunCalendarTest run(String at, String cadence) {
    Instant began = Instant.parse(at);
    return logged(
        Entry.of(began, Action.RUN)
            .method(List.of(RunCalendar.BEGAN + began, RunCalendar.STEP + cadence))
            .result(new Entry.Result("complete", 0)));
  }

  private RunCalendarTest note(String at, String step) {
    return logged(Entry.of(Instant.parse(at), Action.NOTE).method(List.of(step)));
  }

  private RunCalendarTest logged(Entry entry) {
    log.add(new LoggedEntry(log.size() + 1, ANY, ANY, entry, ""));
    return this;
  }

  private boolean isDue(String now) {
    return new RunCalendar(log).isDue(Instant.parse(now));
  }

  /** The times due by {@code now}, with a mark where a run answers and one where none does. */
  private List<String> slots(String now) {
    Instant at = Instant.parse(now);
    return new RunCalendar(log)
        .slots(Instant.EPOCH, at.plusNanos(1), at).stream()
            .map(
                slot ->
                    slot.due()
                        + slot.run().map(PastRun::at).map(run -> " by " + run).orElse("")
                        + (slot.isAbsent() ? " absent" : ""))
            .toList();
  }

  @Test
  void aRunOfAClockThatWasAheadAnswersNothing() {
    run("2026-11-26T07:00:05Z", UTC).run("2030-01-01T00:00:00Z", UTC);
    assertThat(isDue("2026-11-27T06:59:59Z")).isFalse();
    assertThat(isDue("2026-11-27T07:00:00Z")).isTrue();
    assertThat(slots("2026-11-28T08:00:00Z"))
        .containsExactly(
            "2026-11-26T07:00:00Z by 2026-11-26T07:00:05Z",
            "2026-11-27T07:00:00Z absent",
            "2026-11-28T07:00:00Z");
    run("2026-11-28T08:00:00Z", UTC);
    assertThat(isDue("2026-11-28T09:00:00Z")).isFalse();
    assertThat(slots("2026-11-28T09:00:00Z"))
        .endsWith("2026-11-28T07:00:00Z by 2026-11-28T08:00:00Z");
    assertThat(new RunCalendar(log).last(Instant.parse("2026-11-28T09:00:00Z")).map(PastRun::at))
        .isEqualTo(Optional.of(Instant.parse("2026-11-28T08:00:00Z")));
  }

  @Test
  void aScheduleOfAClockThatWasAheadHoldsFromTheNextRunOn() {
    note("2030-01-01T00:00:00Z", RunCalendar.STEP + UTC);
    assertThat(isDue("2026-11-28T08:00:00Z")).isTrue();
    run("2026-11-28T08:00:00Z", UTC);
    assertThat(isDue("2026-11-28T09:00:00Z")).isFalse();
    assertThat(isDue("2026-11-29T07:00:00Z")).isTrue();
    assertThat(slots("2026-11-29T07:00:00Z"))
        .containsExactly("2026-11-28T07:00:00Z by 2026-11-28T08:00:00Z", "2026-11-29T07:00:00Z");
  }

  @Test
  void aClockThatWasBehindMakesNoAbsences() {
    run("2026-11-26T07:00:05Z", UTC)
        .run("1970-01-01T00:00:05Z", "daily 06:00 Z")
        .run("2026-11-27T06:00:05Z", "daily 06:00 Z");
    assertThat(slots("2026-11-27T10:00:00Z"))
        .containsExactly(
            "2026-11-26T07:00:00Z by 2026-11-26T07:00:05Z",
            "2026-11-27T06:00:00Z by 2026-11-27T06:00:05Z");
  }

  @Test
  void aRunOnTimeIsNotAbsentAfterAChangeOfZone() {
    run("2027-03-29T00:30:10Z", BERLIN).run("2027-03-30T00:30:10Z", "daily 02:30 Pacific/Apia");
    assertThat(slots("2027-03-30T12:00:00Z"))
        .containsExactly(
            "2027-03-29T00:30:00Z by 2027-03-29T00:30:10Z",
            "2027-03-30T00:30:00Z by 2027-03-30T00:30:10Z");
    assertThat(isDue("2027-03-30T13:29:59Z")).isFalse();
    assertThat(isDue("2027-03-30T13:30:00Z")).isTrue();
  }

  @Test
  void aScheduleThatIsTakenUpAgainCountsNoTimeTwice() {
    run("2026-11-26T07:00:05Z", UTC)
        .note("2026-11-26T08:00:00Z", RunCalendar.ENDED)
        .run("2026-11-26T09:00:00Z", UTC);
    assertThat(slots("2026-11-26T10:00:00Z"))
        .containsExactly("2026-11-26T07:00:00Z by 2026-11-26T07:00:05Z");
  }

  @Test
  void damageIsJudgedByWhatWasVerifiedAndElseByTheCode() {
    assertThat(past(70, "verify every byte failed").foundDamage()).isTrue();
    assertThat(past(4, "verify a share of 5% passed").foundDamage()).isFalse();
    assertThat(past(4, "verify a share of 5% passed").judgesVault()).isTrue();
    assertThat(past(4, "source imac failed").foundDamage()).isTrue();
    assertThat(past(3, "source imac failed").judgesVault()).isFalse();
  }

  private static PastRun past(int exit, String step) {
    return new PastRun(1, Instant.EPOCH, "any", exit, List.of(step), List.of());
  }
}
