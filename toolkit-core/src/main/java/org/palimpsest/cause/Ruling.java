package org.palimpsest.cause;

import java.util.ArrayList;
import java.util.List;

/** A conclusion while a rule is putting it together. */
final class Ruling {

  private final Cause cause;
  private Confidence confidence;
  private final List<Premise> grounds = new ArrayList<>();
  private final List<Premise> counter = new ArrayList<>();
  private final List<Cause> open = new ArrayList<>();

  private Ruling(Cause cause, Confidence confidence) {
    this.cause = cause;
    this.confidence = confidence;
  }

  static Ruling of(Cause cause, Confidence confidence) {
    return new Ruling(cause, confidence);
  }

  Ruling ground(String id, String words) {
    grounds.add(new Premise(id, words));
    return this;
  }

  /** What speaks against it; nothing that has a counter-weight is more than possible. */
  Ruling counter(String id, String words) {
    counter.add(new Premise(id, words));
    if (confidence == Confidence.SUPPORTED) {
      confidence = Confidence.POSSIBLE;
    }
    return this;
  }

  Ruling open(Cause... causes) {
    for (Cause each : causes) {
      if (each != cause && !open.contains(each)) {
        open.add(each);
      }
    }
    return this;
  }

  Attribution by(CauseRule rule) {
    return new Attribution(
        cause,
        confidence,
        rule.text().name(),
        List.copyOf(grounds),
        List.copyOf(counter),
        List.copyOf(open));
  }
}
