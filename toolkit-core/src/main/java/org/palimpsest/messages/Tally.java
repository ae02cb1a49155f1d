package org.palimpsest.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.palimpsest.apple.AppleTime;

/** Figures about messages, gathered while they are read; one for each reading thread. */
final class Tally {

  /** The reference's rule: what is older and not uploaded is stuck. */
  private static final Duration STALLED_AFTER = Duration.ofHours(1);

  /** What is larger than this is never uploaded; the body stands for the record. */
  private static final int UPLOAD_LIMIT = 40_960;

  private final long stalledBefore;
  long messages;
  long recentlyDeleted;
  long unreadableBodies;
  long unreadableHistories;
  long disagreeingTexts;
  long withoutThread;
  long unreadablePayloads;
  long unreadableParts;
  final Map<MessageKind, long[]> kinds = new EnumMap<>(MessageKind.class);
  long uploaded;
  long pending;
  long stalled;
  long oversized;
  long oldest = Long.MAX_VALUE;
  long newest = Long.MIN_VALUE;

  Tally(Instant asOf) {
    this.stalledBefore = stalledBefore(asOf);
  }

  /** What was sent before this second and is not uploaded counts as stalled. */
  static long stalledBefore(Instant asOf) {
    return asOf.minus(STALLED_AFTER).getEpochSecond();
  }

  void count(Message message, boolean textsDisagree, boolean historyUnreadable, int bodyBytes) {
    messages++;
    recentlyDeleted += message.isRecentlyDeleted() ? 1 : 0;
    unreadableBodies += message.textUnreadable() ? 1 : 0;
    unreadableHistories += historyUnreadable ? 1 : 0;
    disagreeingTexts += textsDisagree ? 1 : 0;
    withoutThread += message.threads().isEmpty() ? 1 : 0;
    kinds.computeIfAbsent(MessageKind.of(message), kind -> new long[1])[0]++;
    if (!message.details().isNone()) {
      unreadablePayloads += message.details().payloadUnreadable() ? 1 : 0;
      unreadableParts +=
          message.details().deletedParts().stream().filter(part -> part.text() == null).count();
    }
    long sent = AppleTime.unixSeconds(message.date());
    if (sent != 0 && !message.isWaiting()) {
      oldest = Math.min(oldest, sent);
      newest = Math.max(newest, sent);
    }
    if (message.traits().syncState() == 1) {
      uploaded++;
    } else if (message.traits().syncState() == 0) {
      pending++;
      boolean stuck = sent != 0 && sent < stalledBefore;
      stalled += stuck ? 1 : 0;
      oversized += stuck && bodyBytes > UPLOAD_LIMIT ? 1 : 0;
    }
  }

  void add(Tally other) {
    messages += other.messages;
    recentlyDeleted += other.recentlyDeleted;
    unreadableBodies += other.unreadableBodies;
    unreadableHistories += other.unreadableHistories;
    disagreeingTexts += other.disagreeingTexts;
    withoutThread += other.withoutThread;
    unreadablePayloads += other.unreadablePayloads;
    unreadableParts += other.unreadableParts;
    other.kinds.forEach(
        (kind, count) -> kinds.computeIfAbsent(kind, key -> new long[1])[0] += count[0]);
    uploaded += other.uploaded;
    pending += other.pending;
    stalled += other.stalled;
    oversized += other.oversized;
    oldest = Math.min(oldest, other.oldest);
    newest = Math.max(newest, other.newest);
  }

  /** Figures of a whole store, of which no dates are known. */
  void add(MessageFigures figures) {
    messages += figures.messages();
    recentlyDeleted += figures.recentlyDeleted();
    unreadableBodies += figures.unreadableBodies();
    unreadableHistories += figures.unreadableHistories();
    disagreeingTexts += figures.disagreeingTexts();
    withoutThread += figures.withoutThread();
    unreadablePayloads += figures.unreadablePayloads();
    unreadableParts += figures.unreadableParts();
    for (MessageKind kind : MessageKind.values()) {
      kinds.computeIfAbsent(kind, key -> new long[1])[0] +=
          figures.kinds().getOrDefault(kind.word(), 0L);
    }
    uploaded += figures.sync().uploaded();
    pending += figures.sync().pending();
    stalled += figures.sync().stalled();
    oversized += figures.sync().oversized();
  }

  /** Takes sums away again; dates stay. */
  void subtract(Tally other) {
    messages -= other.messages;
    recentlyDeleted -= other.recentlyDeleted;
    unreadableBodies -= other.unreadableBodies;
    unreadableHistories -= other.unreadableHistories;
    disagreeingTexts -= other.disagreeingTexts;
    withoutThread -= other.withoutThread;
    unreadablePayloads -= other.unreadablePayloads;
    unreadableParts -= other.unreadableParts;
    other.kinds.forEach(
        (kind, count) -> kinds.computeIfAbsent(kind, key -> new long[1])[0] -= count[0]);
    uploaded -= other.uploaded;
    pending -= other.pending;
    stalled -= other.stalled;
    oversized -= other.oversized;
  }

  /** Whether every sum can be one. */
  boolean plausible() {
    return LongStream.of(
                messages,
                recentlyDeleted,
                unreadableBodies,
                unreadableHistories,
                disagreeingTexts,
                withoutThread,
                unreadablePayloads,
                unreadableParts,
                uploaded,
                pending,
                stalled,
                oversized)
            .allMatch(sum -> sum >= 0)
        && kinds.values().stream().mapToLong(count -> count[0]).sum() == messages
        && kinds.values().stream().allMatch(count -> count[0] >= 0);
  }

  /** Messages by kind, those kinds that there are. */
  Map<String, Long> kinds() {
    Map<String, Long> counted = new TreeMap<>();
    kinds.forEach(
        (kind, count) -> {
          if (count[0] != 0) {
            counted.put(kind.word(), count[0]);
          }
        });
    return counted;
  }
}
