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
    Set<String> left = new HashSet<>();
    Set<String> entered = new HashSet<>();
    Set<String> lost = new HashSet<>();
    for (MovedMessage move : moves) {
      if (move.orphaned()) {
        lost.add(move.from());
      } else {
        left.add(move.from());
        entered.add(move.to());
      }
    }
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
    for (ThreadEntry thread : before.threads()) {
      String name = thread.id();
      ThreadChange.Kind kind =
          kind(name, lost.contains(name), hidden.contains(name), left.contains(name));
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

  private ThreadChange.@Nullable Kind kind(
      String name, boolean lost, boolean hidden, boolean moved) {
    if (moved && after.held(name) == 0) {
      return ThreadChange.Kind.MERGED;
    }
    if (moved && !lost) {
      return ThreadChange.Kind.SPLIT;
    }
    if (lost && after.held(name) == 0) {
      return ThreadChange.Kind.REMOVED;
    }
    if (hidden && after.shown(name) == 0 && before.shown(name) > 0) {
      return ThreadChange.Kind.RECENTLY_DELETED;
    }
    return lost ? ThreadChange.Kind.THINNED : null;
  }
}
