package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/**
 * The rules about causes, in the order in which they are asked; the first that answers decides, so
 * that no message ever has two. What makes an absence meaningless (an incomplete snapshot, another
 * store) comes first, then what shows a writer that is not Messages, then what the system does by
 * itself, deletions last.
 */
public final class CauseRules {

  private static final List<CauseRule> ALL =
      List.of(
          new IncompleteSnapshot(),
          new LogLeftOut(),
          new StoreReplaced(),
          new NumberTaken(),
          new ForeignKeysOff(),
          new WithoutRecord(),
          new LeftRecentlyDeleted(),
          new TapbackChurn(),
          new ExpiredAudio(),
          new OneTimeCode(),
          new JunkCleanup(),
          new MergedCopy(),
          new Expired(),
          new DeletedElsewhere(),
          new WithdrawnHere(),
          new QueuedHere(),
          new OnlyGoneHere(),
          new WithoutSync(),
          new SyncPropagated(),
          new NeverUploaded(),
          new NothingDecides());

  private CauseRules() {}

  /** The rules in words, in the order in which they are asked. */
  public static List<RuleText> texts() {
    return ALL.stream().map(CauseRule::text).toList();
  }

  /** The cause of one message that is gone. */
  public static Attribution judge(MessageChange gone, Comparison comparison) {
    for (CauseRule rule : ALL) {
      Optional<Ruling> ruling = rule.judge(gone, comparison);
      if (ruling.isPresent()) {
        return ruling.get().by(rule);
      }
    }
    throw new IllegalStateException("the last rule answers always");
  }

  /** The same while it is put together, for a message that shares another's fate. */
  static Ruling ruling(MessageChange gone, Comparison comparison) {
    for (CauseRule rule : ALL) {
      Optional<Ruling> ruling = rule.judge(gone, comparison);
      if (ruling.isPresent()) {
        return ruling.get();
      }
    }
    throw new IllegalStateException("the last rule answers always");
  }
}
