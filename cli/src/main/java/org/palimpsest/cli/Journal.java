package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file that says when verbs began, what they did and how they ended; a line each, with the time
 * and the level. It is given words of this program alone: no message text, no handle, no file name
 * and nothing that was typed.
 */
final class Journal {

  /** How much is said. */
  enum Level {
    ERROR,
    INFO,
    DEBUG
  }

  private static final List<String> LEVELS = List.of("error", "info", "debug");

  private final @Nullable Path file;
  private final Level most;
  private final Clock clock;

  private Journal(@Nullable Path file, Level most, Clock clock) {
    this.file = file;
    this.most = most;
    this.clock = clock;
  }

  /** Opens the file that was asked for; without one nothing is written. */
  static Journal of(Options options, Surroundings surroundings) throws Failure {
    if (!LEVELS.contains(options.logLevel)) {
      throw Failure.usage("--log-level wants error, info or debug", "leave it out for info");
    }
    Level level = Level.valueOf(options.logLevel.toUpperCase(Locale.ROOT));
    Journal journal = new Journal(options.logFile, level, surroundings.clock());
    try {
      if (options.logFile != null) {
        Outside.require(options.logFile, surroundings.keys());
      }
      journal.append("");
    } catch (IOException e) {
      throw Failure.usage(
          "the log file cannot be written", "name another with --log-file, or leave it out");
    }
    return journal;
  }

  /** Adds a line; a log that can no longer be written must not fail the work. */
  void say(Level level, String words) {
    if (file == null || level.compareTo(most) > 0) {
      return;
    }
    try {
      append(
          clock.instant().truncatedTo(ChronoUnit.MILLIS)
              + " "
              + level.name().toLowerCase(Locale.ROOT)
              + " "
              + words
              + "\n");
    } catch (IOException e) {
      // There is nowhere left to say so but standard error, which is the terminal's.
      return;
    }
  }

  private void append(String text) throws IOException {
    if (file != null) {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
