package org.palimpsest.cli.calendar;

import java.time.Instant;
import java.util.List;

/**
 * A run as the custody log has it.
 *
 * @param seq number of its entry
 * @param at when it began
 * @param outcome in one word
 * @param exit its exit code
 * @param errors what could not be done
 */
public record PastRun(long seq, Instant at, String outcome, int exit, List<String> errors) {
  /** Copies the errors. */
  public PastRun {
    errors = List.copyOf(errors);
  }
}
