package org.palimpsest.cause;

import java.util.List;

/**
 * A cause for an absence, as far as the data bears it.
 *
 * @param cause what the evidence supports
 * @param confidence how far
 * @param rule name of the rule that concluded it
 * @param grounds what speaks for it
 * @param counter what speaks against it
 * @param alternatives causes that were not excluded
 */
public record Attribution(
    Cause cause,
    Confidence confidence,
    String rule,
    List<Premise> grounds,
    List<Premise> counter,
    List<Cause> alternatives) {

  /** The grounds in words. */
  public List<String> observations() {
    return grounds.stream().map(Premise::words).toList();
  }

  /** The counter-evidence in words. */
  public List<String> against() {
    return counter.stream().map(Premise::words).toList();
  }
}
