package org.palimpsest.cause;

import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Concludes a cause for one message that is gone, or says nothing. */
interface CauseRule {

  /** What it concludes from what. */
  RuleText text();

  /** The conclusion, when this rule has one. */
  Optional<Ruling> judge(MessageChange gone, Comparison comparison);
}
