package org.palimpsest.finding;

import java.util.List;
import java.util.Optional;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;

/**
 * A statement of what was observed, with what is inferred kept apart.
 *
 * @param id the same whenever the same two snapshots are compared
 * @param kind what it is about, lower case with hyphens
 * @param severity how much attention it asks for
 * @param statement what was observed, one or two sentences
 * @param cause what the evidence supports, when something can be said
 * @param confidence how far
 * @param observations the grounds
 * @param against what speaks against it
 * @param alternatives what was not excluded, in words
 * @param evidence where to look
 */
public record Finding(
    String id,
    String kind,
    Severity severity,
    String statement,
    Optional<Cause> cause,
    Optional<Confidence> confidence,
    List<String> observations,
    List<String> against,
    List<String> alternatives,
    List<Evidence> evidence) {

  /** Kind and severity, without the statement. */
  @Override
  public String toString() {
    return severity.word() + " finding " + kind;
  }
}
