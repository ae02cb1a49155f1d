package org.palimpsest.diff;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.snapshot.RecordIndex;
import org.palimpsest.snapshot.RecordIndex.ThreadEntry;
import org.palimpsest.snapshot.SnapshotView;

/**
 * Says which threads lost or gained messages. Rows that were merely regrouped are no loss: a thread
 * is removed or thinned only where messages of it are themselves removed or recently deleted.
 */
final class ThreadComparison {

  private ThreadComparison() {}

  static List<ThreadChange> compare(SnapshotView a, SnapshotView b, List<MessageChange> messages)
      throws IOException {
    Map<String, Long> before = counts(a.index());
    Map<String, Long> after = counts(b.index());
    Set<String> lost = new HashSet<>();
    Set<String> gained = new HashSet<>();
    for (MessageChange change : messages) {
      if (change.kind() == ChangeKind.REMOVED || change.kind() == ChangeKind.RECENTLY_DELETED) {
        lost.add(change.thread());
      } else if (change.kind() == ChangeKind.ADDED) {
        gained.add(change.thread());
      }
    }
    List<ThreadChange> changes = new ArrayList<>();
    addLost(a, lost, before, after, changes);
    addGained(b, gained, before, after, changes);
    changes.sort(Comparator.comparing(ThreadChange::thread));
    return List.copyOf(changes);
  }

  private static void addLost(
      SnapshotView a,
      Set<String> lost,
      Map<String, Long> before,
      Map<String, Long> after,
      List<ThreadChange> changes)
      throws IOException {
    Map<String, Span> spans = spans(a.index(), lost);
    for (ThreadEntry thread : a.index().threads()) {
      long was = before.getOrDefault(thread.id(), 0L);
      long is = after.getOrDefault(thread.id(), 0L);
      if (!lost.contains(thread.id()) || was == 0) {
        continue;
      }
      changes.add(
          change(
              thread,
              is == 0 ? ThreadChange.Kind.REMOVED : ThreadChange.Kind.THINNED,
              was,
              is,
              spans.get(thread.id())));
    }
  }

  private static void addGained(
      SnapshotView b,
      Set<String> gained,
      Map<String, Long> before,
      Map<String, Long> after,
      List<ThreadChange> changes)
      throws IOException {
    Map<String, Span> spans = spans(b.index(), gained);
    for (ThreadEntry thread : b.index().threads()) {
      if (gained.contains(thread.id()) && before.getOrDefault(thread.id(), 0L) == 0) {
        changes.add(
            change(
                thread,
                ThreadChange.Kind.ADDED,
                0,
                after.getOrDefault(thread.id(), 0L),
                spans.get(thread.id())));
      }
    }
  }

  private static ThreadChange change(
      ThreadEntry thread,
      ThreadChange.Kind kind,
      long was,
      long is,
      @org.jspecify.annotations.Nullable Span span) {
    return new ThreadChange(
        thread.id(),
        thread.participants(),
        kind,
        was,
        is,
        span == null ? Optional.empty() : Optional.of(span.first),
        span == null ? Optional.empty() : Optional.of(span.last));
  }

  private static Map<String, Long> counts(RecordIndex index) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    long[] byOrdinal = index.messagesByThread(0, index.rows());
    for (int i = 0; i < index.threads().size(); i++) {
      counts.put(index.threads().get(i).id(), byOrdinal[i]);
    }
    return counts;
  }

  private static final class Span {
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
  }

  /** First and last sending time of the given threads. */
  private static Map<String, Span> spans(RecordIndex index, Set<String> wanted) throws IOException {
    Map<String, Span> spans = new HashMap<>();
    if (wanted.isEmpty()) {
      return spans;
    }
    index.dates(
        0,
        index.rows(),
        (ordinal, date) -> {
          if (ordinal < 0 || ordinal >= index.threads().size() || date == 0) {
            return;
          }
          String thread = index.threads().get(ordinal).id();
          if (wanted.contains(thread)) {
            AppleTime.instant(date)
                .ifPresent(
                    sent -> {
                      Span span = spans.computeIfAbsent(thread, key -> new Span());
                      span.first = sent.isBefore(span.first) ? sent : span.first;
                      span.last = sent.isAfter(span.last) ? sent : span.last;
                    });
          }
        });
    return spans;
  }
}
