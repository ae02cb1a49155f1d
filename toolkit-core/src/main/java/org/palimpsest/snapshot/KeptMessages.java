package org.palimpsest.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.sqlite.LeafChanges;

/**
 * Which of the sealed messages are taken over, and what is said of them besides their records. All
 * of them are gone through, on all cores.
 *
 * @param dropped those that are not, by their place
 * @param sent when the others were sent, in seconds since 1970, where they were and have a date
 * @param carriers the guids of the others with attachments by ROWID, so that their rows need not be
 *     looked up
 */
record KeptMessages(BitSet dropped, LongSummaryStatistics sent, Map<Long, String> carriers) {

  /** Of one part of the sealed messages; what is dropped is counted from its first. */
  private record Part(BitSet dropped, LongSummaryStatistics sent, Map<Long, String> carriers) {}

  /**
   * Finds them. What was read again of the earlier state must be what was sealed, each with its
   * record, and no other sealed record may lie where it was read.
   *
   * @param leaves what became of the leaves
   * @param touched ROWIDs of others that are read, in order
   * @param were records of all that was read, as it was
   * @return empty if they are not the same
   */
  static Optional<KeptMessages> of(
      SealedMessages sealed,
      LeafChanges leaves,
      long[] touched,
      RecordBuffer were,
      ExecutorService workers)
      throws InterruptedException, ExecutionException {
    Map<Long, Integer> byRowid = new HashMap<>(2 * were.count());
    for (int i = 0; i < were.count(); i++) {
      byRowid.put(were.facetNumber(were.offset(i), 0), were.offset(i));
    }
    List<Optional<Part>> parts =
        each(
            sealed,
            workers,
            part -> {
              Part kept = new Part(new BitSet(), new LongSummaryStatistics(), new HashMap<>());
              RecordBuffer records = sealed.parts().get(part);
              for (int i = 0; i < records.count(); i++) {
                int offset = records.offset(i);
                long rowid = records.facetNumber(offset, 0);
                if (leaves.isGone(rowid) || Arrays.binarySearch(touched, rowid) >= 0) {
                  Integer was = byRowid.get(rowid);
                  if (was == null || !sealed.isSame(part, offset, were, was)) {
                    return Optional.empty();
                  }
                  kept.dropped.set(i);
                } else {
                  keep(records, offset, rowid, kept);
                }
              }
              return Optional.of(kept);
            });
    KeptMessages all =
        new KeptMessages(new BitSet(sealed.count()), new LongSummaryStatistics(), new HashMap<>());
    int first = 0;
    for (int part = 0; part < parts.size(); part++) {
      if (parts.get(part).isEmpty()) {
        return Optional.empty();
      }
      Part found = parts.get(part).get();
      int start = first;
      found.dropped.stream().forEach(record -> all.dropped.set(start + record));
      all.sent.combine(found.sent);
      all.carriers.putAll(found.carriers);
      first += sealed.parts().get(part).count();
    }
    return all.dropped.cardinality() == were.count() ? Optional.of(all) : Optional.empty();
  }

  private static void keep(RecordBuffer records, int offset, long rowid, Part kept) {
    long second = AppleTime.unixSeconds(records.facetNumber(offset, 1));
    boolean waiting = (records.facetCode(offset, 1) & Facets.WAITING) != 0;
    if (second != 0 && !waiting) {
      kept.sent.accept(second);
    }
    if (records.facetCode(offset, 2) > 0) {
      String key = new String(records.key(offset), StandardCharsets.US_ASCII);
      if (key.indexOf('%') < 0) {
        kept.carriers.put(rowid, key.substring(key.indexOf('/') + 1));
      }
    }
  }

  /** Messages that were not stuck when the snapshot before was taken and are now, or turned. */
  static LongStream newlyStuck(
      SealedMessages sealed, Instant before, Instant now, ExecutorService workers)
      throws InterruptedException, ExecutionException {
    return each(
            sealed,
            workers,
            part -> {
              LongStream.Builder stuck = LongStream.builder();
              RecordBuffer records = sealed.parts().get(part);
              for (int i = 0; i < records.count(); i++) {
                int offset = records.offset(i);
                if ((records.facetCode(offset, 1) & Facets.UPLOADED) == 0) {
                  long date = records.facetNumber(offset, 1);
                  if (MessagesStore.isStalled(date, before) != MessagesStore.isStalled(date, now)) {
                    stuck.add(records.facetNumber(offset, 0));
                  }
                }
              }
              return stuck.build();
            })
        .stream()
        .reduce(LongStream.empty(), LongStream::concat);
  }

  /** What a question is answered for each part, in their order. */
  private static <T> List<T> each(
      SealedMessages sealed, ExecutorService workers, IntFunction<T> question)
      throws InterruptedException, ExecutionException {
    List<Future<T>> asked = new ArrayList<>();
    for (int part = 0; part < sealed.parts().size(); part++) {
      int number = part;
      asked.add(workers.submit(() -> question.apply(number)));
    }
    List<T> answers = new ArrayList<>();
    for (Future<T> answer : asked) {
      answers.add(answer.get());
    }
    return answers;
  }
}
