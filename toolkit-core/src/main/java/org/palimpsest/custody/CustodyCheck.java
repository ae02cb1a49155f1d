package org.palimpsest.custody;

import java.util.List;
import org.palimpsest.verdict.Check;

/**
 * What verifying a custody log found.
 *
 * @param verdict the one word
 * @param size number of whole lines
 * @param checks what was looked at, in order; each failure names the line it is about
 */
public record CustodyCheck(Verdict verdict, long size, List<Check> checks) {

  /** The verdicts, kept apart because each calls for something else; the gravest first. */
  public enum Verdict {
    /** Broken inside: a line, a hash, a number or a signature is wrong. */
    INVALID,
    /** Whole, but not the log you know: it contradicts a checkpoint or key you hold. */
    DIVERGED,
    /** Shorter than a checkpoint says that it was. */
    TRUNCATED,
    /**
     * Whole, but its last lines are not under a checkpoint yet. A crash leaves this, and the next
     * append ends it; until then these lines are not signed by anybody.
     */
    UNANCHORED,
    /** Nothing wrong was found. */
    INTACT
  }

  /** Copies the checks. */
  public CustodyCheck {
    checks = List.copyOf(checks);
  }

  /** The graver of two verdicts. */
  static Verdict graver(Verdict a, Verdict b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
