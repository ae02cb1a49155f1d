package org.palimpsest.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.palimpsest.source.Progress;

/**
 * Says how far long work is: on a terminal in passing, over and over on one line; elsewhere in one
 * line a minute. Work tells it what was done from any thread; somebody calls {@link #tick} from
 * time to time.
 */
final class Meter implements Progress {

  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /** Earlier than that, a rate says little and what it leads to says less. */
  private static final long MILLIS_FOR_RATE = 1_000;

  private static final long MILLIS_FOR_REST = 3_000;
  private static final String ERASE = "\r\u001b[K";

  private final Clock clock;
  private final PrintStream err;
  private final boolean terminal;
  private final AtomicLong expected = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private String stage = "";
  private long begunAt;
  private long saidAt;
  private boolean painted;

  Meter(Clock clock, PrintStream err, boolean terminal) {
    this.clock = clock;
    this.err = err;
    this.terminal = terminal;
    this.saidAt = clock.millis();
  }

  @Override
  public synchronized void begin(String name) {
    stage = name;
    begunAt = clock.millis();
    expected.set(0);
    done.set(0);
    if (terminal) {
      tick();
    }
  }

  @Override
  public void expect(long bytes) {
    expected.addAndGet(bytes);
  }

  @Override
  public void advance(long bytes) {
    done.addAndGet(bytes);
  }

  /** Shows how things stand, if it is time to. */
  synchronized void tick() {
    if (stage.isEmpty()) {
      return;
    }
    long now = clock.millis();
    if (terminal) {
      err.print(ERASE + "palimpsest: " + said(now - begunAt));
      err.flush();
      painted = true;
    } else if (now - saidAt >= BETWEEN_LINES.toMillis()) {
      err.println("palimpsest: " + said(now - begunAt));
      saidAt = now;
    }
  }

  /** Takes what is painted off the terminal, so that something else can be said. */
  synchronized void clear() {
    if (painted) {
      err.print(ERASE);
      err.flush();
      painted = false;
    }
  }

  /** The work is over. */
  synchronized void end() {
    stage = "";
    clear();
  }

  private String said(long millis) {
    long read = done.get();
    long all = expected.get();
    StringBuilder words = new StringBuilder(stage);
    if (read == 0) {
      return millis < MILLIS_FOR_RATE
          ? words.append(" …").toString()
          : words.append(", ").append(Plain.duration(millis)).toString();
    }
    words.append(", ").append(Plain.bytes(read));
    if (all > read) {
      words.append(" of ").append(Plain.bytes(all));
    }
    if (millis >= MILLIS_FOR_RATE) {
      words.append(", ").append(Plain.bytes((long) (read * 1_000.0 / millis))).append("/s");
    }
    if (millis >= MILLIS_FOR_REST && all > read) {
      long rest = (long) (millis * ((double) (all - read) / read));
      words.append(", ").append(Plain.duration(rest)).append(" left");
    }
    return words.toString();
  }
}
