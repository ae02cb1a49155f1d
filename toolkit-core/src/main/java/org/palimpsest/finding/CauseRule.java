package org.palimpsest.finding;

import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Concludes a cause for one message that is gone, or says nothing. */
interface CauseRule {

  /** What it concludes from what, in one sentence. */
  String sentence();

  /** The cause, when this rule has one. */
  Optional<Attribution> judge(MessageChange gone, Comparison comparison);
}
