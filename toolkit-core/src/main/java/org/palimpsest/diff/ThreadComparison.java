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
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.snapshot.RecordIndex;
import org.palimpsest.snapshot.RecordIndex.ThreadCount;
import org.palimpsest.snapshot.RecordIndex.ThreadEntry;
import org.palimpsest.snapshot.SnapshotView;

/**
 * Says which threads lost or gained messages. Rows that were merely regrouped are no loss: a thread
 * is removed or thinned only where messages of it are themselves removed.
 */
final class ThreadComparison {

  private ThreadComparison() {}

  static List<ThreadChange> compare(SnapshotView a, SnapshotView b, List<MessageChange> messages)
      throws IOException {
    Map<String, ThreadCount> before = a.index().messagesByThread();
    Map<String, ThreadCount> after = b.index().messagesByThread();
    Set<String> lost = new HashSet<>();
    Set<String> hidden = new HashSet<>();
    Set<String> gained = new HashSet<>();
    for (MessageChange change : messages) {
      switch (change.kind()) {
        case REMOVED -> lost.add(change.thread());
        case RECENTLY_DELETED -> hidden.add(change.thread());
        case ADDED -> gained.add(change.thread());
        case RESTORED, EDITED, UNSENT, ALTERED, DRIFTED, NOT_ON_DEVICE -> {}
      }
    }
    List<ThreadChange> changes = new ArrayList<>();
    addLost(a, lost, hidden, before, after, changes);
    addGained(b, gained, before, after, changes);
    changes.sort(Comparator.comparing(ThreadChange::thread));
    return List.copyOf(changes);
  }

  private static void addLost(
      SnapshotView a,
      Set<String> lost,
      Set<String> hidden,
      Map<String, ThreadCount> before,
      Map<String, ThreadCount> after,
      List<ThreadChange> changes)
      throws IOException {
    Set<String> touched = new HashSet<>(lost);
    touched.addAll(hidden);
    Map<String, Span> spans = spans(a.index(), touched);
    for (ThreadEntry thread : a.index().threads()) {
      String id = thread.id();
      ThreadCount was = before.getOrDefault(id, ThreadCount.NONE);
      ThreadCount is = after.getOrDefault(id, ThreadCount.NONE);
      ThreadChange.Kind kind = kind(lost.contains(id), hidden.contains(id), was, is);
      if (kind != null) {
        // A thread that lay in Recently Deleted already showed nothing before.
        long shown = was.shown() > 0 ? was.shown() : was.held();
        changes.add(change(thread, kind, shown, is.shown(), spans.get(id)));
      }
    }
  }

  private static ThreadChange.@Nullable Kind kind(
      boolean lost, boolean hidden, ThreadCount was, ThreadCount is) {
    if (lost && is.held() == 0) {
      return ThreadChange.Kind.REMOVED;
    }
    if (hidden && is.shown() == 0 && was.shown() > 0) {
      return ThreadChange.Kind.RECENTLY_DELETED;
    }
    return lost ? ThreadChange.Kind.THINNED : null;
  }

  private static void addGained(
      SnapshotView b,
      Set<String> gained,
      Map<String, ThreadCount> before,
      Map<String, ThreadCount> after,
      List<ThreadChange> changes)
      throws IOException {
    Map<String, Span> spans = spans(b.index(), gained);
    for (ThreadEntry thread : b.index().threads()) {
      if (gained.contains(thread.id())
          && before.getOrDefault(thread.id(), ThreadCount.NONE).held() == 0) {
        changes.add(
            change(
                thread,
                ThreadChange.Kind.ADDED,
                0,
                after.getOrDefault(thread.id(), ThreadCount.NONE).shown(),
                spans.get(thread.id())));
      }
    }
  }

  private static ThreadChange change(
      ThreadEntry thread, ThreadChange.Kind kind, long was, long is, @Nullable Span span) {
    return new ThreadChange(
        thread.id(),
        thread.participants(),
        kind,
        was,
        is,
        span == null ? Optional.empty() : Optional.of(span.first),
        span == null ? Optional.empty() : Optional.of(span.last));
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
