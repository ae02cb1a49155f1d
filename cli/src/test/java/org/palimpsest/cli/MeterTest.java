package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Long work says how far it is: how much, how fast, and how long still. */
final class MeterTest {

  private static final String ERASE = "\r\u001b[K";

  /** A clock that is wound by hand. */
  private static final class Wound extends Clock {
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    void on(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final Wound clock = new Wound();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String said() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  @Test
  void onATerminalItPaintsHowMuchHowFastAndHowLongStill() {
    Meter meter = new Meter(clock, err, true);
    meter.begin("copying");
    assertThat(said()).isEqualTo(ERASE + "palimpsest: copying …");
    meter.expect(3_000_000_000L);
    meter.expect(1_000_000_000L);
    meter.advance(400_000_000);
    clock.on(Duration.ofMillis(500));
    meter.tick();
    assertThat(said()).isEqualTo(ERASE + "palimpsest: copying, 400.0 MB of 4.0 GB");
    meter.advance(600_000_000);
    clock.on(Duration.ofMillis(9_500));
    meter.tick();
    assertThat(said())
        .isEqualTo(ERASE + "palimpsest: copying, 1.0 GB of 4.0 GB, 100.0 MB/s, 30 s left");
    meter.expect(500_000_000_000L);
    meter.tick();
    assertThat(said())
        .isEqualTo(ERASE + "palimpsest: copying, 1.0 GB of 504.0 GB, 100.0 MB/s, 1 h 24 min left");
  }

  @Test
  void aStageThatCountsNothingSaysHowLongItRuns() {
    Meter meter = new Meter(clock, err, true);
    meter.begin("copying");
    meter.advance(5);
    meter.begin("reading");
    said();
    clock.on(Duration.ofSeconds(75));
    meter.tick();
    assertThat(said()).isEqualTo(ERASE + "palimpsest: reading, 1 min");
  }

  @Test
  void withoutATotalThereIsNoTimeLeft() {
    Meter meter = new Meter(clock, err, true);
    meter.begin("copying");
    meter.advance(50_000_000);
    clock.on(Duration.ofSeconds(10));
    said();
    meter.tick();
    assertThat(said()).isEqualTo(ERASE + "palimpsest: copying, 50.0 MB, 5.0 MB/s");
  }

  @Test
  void whatWasPaintedIsTakenAwayAndNothingIsPaintedAfterwards() {
    Meter meter = new Meter(clock, err, true);
    meter.begin("copying");
    said();
    meter.end();
    assertThat(said()).isEqualTo(ERASE);
    meter.tick();
    meter.end();
    assertThat(said()).isEmpty();
  }

  @Test
  void elsewhereItIsOneLineAMinute() {
    Meter meter = new Meter(clock, err, false);
    meter.begin("copying");
    meter.expect(10_000_000_000L);
    for (int second = 1; second <= 150; second++) {
      clock.on(Duration.ofSeconds(1));
      meter.advance(20_000_000);
      meter.tick();
    }
    meter.end();
    assertThat(said().lines())
        .containsExactly(
            "palimpsest: copying, 1.2 GB of 10.0 GB, 20.0 MB/s, 7 min left",
            "palimpsest: copying, 2.4 GB of 10.0 GB, 20.0 MB/s, 6 min left");
  }

  @Test
  void aStageDoesNotBeginAnotherMinute() {
    Meter meter = new Meter(clock, err, false);
    meter.begin("copying");
    clock.on(Duration.ofSeconds(40));
    meter.tick();
    meter.begin("reading");
    clock.on(Duration.ofSeconds(25));
    meter.tick();
    assertThat(said().lines()).containsExactly("palimpsest: reading, 25 s");
  }
}
