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
import org.palimpsest.snapshot.RecordIndex.ThreadEntry;

/**
 * Says which threads lost or gained messages. Rows that were merely regrouped are no loss: a thread
 * is removed or thinned only where messages of it are themselves removed.
 */
final class ThreadComparison {

  private final Side before;
  private final Side after;

  /** One snapshot's threads by name, and what they hold. */
  private record Side(List<ThreadEntry> threads, Map<String, Integer> byName, ThreadTally tally) {

    static Side of(RecordIndex index, ThreadTally tally) {
      Map<String, Integer> byName = new HashMap<>();
      for (int i = 0; i < index.threads().size(); i++) {
        byName.put(index.threads().get(i).id(), i);
      }
      return new Side(index.threads(), byName, tally);
    }

    long shown(String name) {
      Integer at = byName.get(name);
      return at == null ? 0 : tally.shown(at);
    }

    long held(String name) {
      Integer at = byName.get(name);
      return at == null ? 0 : tally.held(at);
    }

    ThreadChange change(int at, ThreadChange.Kind kind, long was, long is) {
      ThreadEntry thread = threads.get(at);
      return new ThreadChange(
          thread.id(), thread.participants(), kind, was, is, tally.first(at), tally.last(at));
    }
  }

  private ThreadComparison(Side before, Side after) {
    this.before = before;
    this.after = after;
  }

  static List<ThreadChange> compare(
      RecordIndex a,
      ThreadTally tallyA,
      RecordIndex b,
      ThreadTally tallyB,
      List<MessageChange> messages) {
    return new ThreadComparison(Side.of(a, tallyA), Side.of(b, tallyB)).changes(messages);
  }

  private List<ThreadChange> changes(List<MessageChange> messages) {
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
    for (int i = 0; i < before.threads().size(); i++) {
      String name = before.threads().get(i).id();
      ThreadChange.Kind kind = kind(name, lost.contains(name), hidden.contains(name));
      if (kind != null) {
        // A thread that lay in Recently Deleted already showed nothing before.
        long was = before.shown(name) > 0 ? before.shown(name) : before.held(name);
        changes.add(before.change(i, kind, was, after.shown(name)));
      }
    }
    for (int i = 0; i < after.threads().size(); i++) {
      String name = after.threads().get(i).id();
      if (gained.contains(name) && before.held(name) == 0) {
        changes.add(after.change(i, ThreadChange.Kind.ADDED, 0, after.shown(name)));
      }
    }
    changes.sort(Comparator.comparing(ThreadChange::thread));
    return List.copyOf(changes);
  }

  private ThreadChange.@Nullable Kind kind(String name, boolean lost, boolean hidden) {
    if (lost && after.held(name) == 0) {
      return ThreadChange.Kind.REMOVED;
    }
    if (hidden && after.shown(name) == 0 && before.shown(name) > 0) {
      return ThreadChange.Kind.RECENTLY_DELETED;
    }
    return lost ? ThreadChange.Kind.THINNED : null;
  }
}
