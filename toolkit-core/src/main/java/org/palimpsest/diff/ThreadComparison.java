package org.palimpsest.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.RecordIndex;
import org.palimpsest.snapshot.ThreadEntry;

/**
 * Says which threads lost or gained messages. Rows that were merely regrouped are no loss: a thread
 * is removed or thinned only where messages of it are themselves removed, or no thread shows them
 * any more.
 */
final class ThreadComparison {

  private final Side before;
  private final Side after;

  /** One snapshot's threads by name. */
  private record Side(List<ThreadEntry> threads, Map<String, ThreadEntry> byName) {

    static Side of(RecordIndex index) {
      Map<String, ThreadEntry> byName = new HashMap<>();
      index.threads().forEach(thread -> byName.put(thread.id(), thread));
      return new Side(index.threads(), byName);
    }

    long shown(String name) {
      ThreadEntry thread = byName.get(name);
      return thread == null ? 0 : thread.shown();
    }

    long held(String name) {
      ThreadEntry thread = byName.get(name);
      return thread == null ? 0 : thread.held();
    }
  }

  private ThreadComparison(Side before, Side after) {
    this.before = before;
    this.after = after;
  }

  static List<ThreadChange> compare(
      RecordIndex a, RecordIndex b, List<MessageChange> messages, List<MovedMessage> moved) {
    return new ThreadComparison(Side.of(a), Side.of(b)).changes(messages, moved);
  }

  private static ThreadChange change(
      ThreadEntry thread, ThreadChange.Kind kind, long was, long is) {
    return new ThreadChange(
        thread.id(),
        thread.participants(),
        kind,
        was,
        is,
        thread.firstSentAt(),
        thread.lastSentAt());
  }

  private List<ThreadChange> changes(List<MessageChange> messages, List<MovedMessage> moves) {
    Map<String, Integer> left = new HashMap<>();
    Set<String> entered = new HashSet<>();
    Map<String, Integer> lost = new HashMap<>();
    for (MovedMessage move : moves) {
      if (move.orphaned()) {
        lost.merge(move.from(), 1, Integer::sum);
      } else {
        left.merge(move.from(), 1, Integer::sum);
        entered.add(move.to());
      }
    }
    Set<String> hidden = new HashSet<>();
    Set<String> gained = new HashSet<>();
    for (MessageChange change : messages) {
      switch (change.kind()) {
        case REMOVED -> lost.merge(change.thread(), 1, Integer::sum);
        case RECENTLY_DELETED -> hidden.add(change.thread());
        case ADDED -> gained.add(change.thread());
        case RESTORED, EDITED, UNSENT, ALTERED, DRIFTED, NOT_ON_DEVICE -> {}
      }
    }
    List<ThreadChange> changes = new ArrayList<>();
    for (ThreadEntry thread : before.threads()) {
      String name = thread.id();
      ThreadChange.Kind kind =
          kind(name, lost.getOrDefault(name, 0), hidden.contains(name), left.getOrDefault(name, 0));
      if (kind != null) {
        // A thread that lay in Recently Deleted already showed nothing before.
        long was = thread.shown() > 0 ? thread.shown() : thread.held();
        changes.add(change(thread, kind, was, after.shown(name)));
      }
    }
    for (ThreadEntry thread : after.threads()) {
      boolean grew = gained.contains(thread.id()) && !entered.contains(thread.id());
      if (grew && before.held(thread.id()) == 0) {
        changes.add(change(thread, ThreadChange.Kind.ADDED, 0, thread.shown()));
      }
    }
    changes.sort(Comparator.comparing(ThreadChange::thread));
    return List.copyOf(changes);
  }

  private ThreadChange.@Nullable Kind kind(String name, int lost, boolean hidden, int moved) {
    boolean empty = after.held(name) == 0;
    if (lost > 0 && empty) {
      // Moving one message first does not turn a loss into a merger, and a thread that goes on
      // under
      // another name has lost no more than what is gone.
      return lost > moved ? ThreadChange.Kind.REMOVED : ThreadChange.Kind.THINNED;
    }
    if (hidden && after.shown(name) == 0 && before.shown(name) > 0) {
      return ThreadChange.Kind.RECENTLY_DELETED;
    }
    if (lost > 0) {
      return ThreadChange.Kind.THINNED;
    }
    if (moved > 0) {
      return empty ? ThreadChange.Kind.MERGED : ThreadChange.Kind.SPLIT;
    }
    return null;
  }
}
