package org.palimpsest.cli.schedule;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.cli.calendar.Cadence;

/**
 * What is to be run, and when.
 *
 * @param program absolute path of the command
 * @param arguments its arguments
 * @param environment variables that it needs, such as where the keys are
 * @param cadence when
 * @param sources absolute paths that it only reads
 * @param home the user's home folder
 */
public record Task(
    Path program,
    List<String> arguments,
    Map<String, String> environment,
    Cadence cadence,
    List<Path> sources,
    Path home) {

  /** Copies what may change. */
  public Task {
    if (!program.isAbsolute()) {
      throw new IllegalArgumentException("a scheduler wants an absolute path");
    }
    arguments = List.copyOf(arguments);
    environment = new TreeMap<>(environment);
    sources = List.copyOf(sources);
  }

  @Override
  public String toString() {
    return "task " + cadence.text();
  }
}
