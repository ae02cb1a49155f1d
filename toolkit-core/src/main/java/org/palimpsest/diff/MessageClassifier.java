package org.palimpsest.diff;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.palimpsest.snapshot.Facets;

/**
 * Says what happened to a message that is in both snapshots.
 *
 * <p>Deletion goes before content: a message that moved to Recently Deleted is that, whatever else
 * differs, and so is one of which a part went there while the rest of its text stayed. Content that
 * differs is accounted for by an unsend or by an edit history in which the former text stands; what
 * neither accounts for is altered. A message that merely hangs in another thread, or whose
 * attachments changed, has drifted; attachments are judged on their own.
 */
final class MessageClassifier {

  private MessageClassifier() {}

  static ChangeKind classify(Facets a, Facets b, boolean sameContent) {
    boolean deletedBefore = a.has(Facets.RECENTLY_DELETED);
    boolean deletedAfter = b.has(Facets.RECENTLY_DELETED);
    if (deletedBefore != deletedAfter) {
      return deletedAfter ? ChangeKind.RECENTLY_DELETED : ChangeKind.RESTORED;
    }
    if (sameContent) {
      return ChangeKind.DRIFTED;
    }
    if (a.core() != b.core()) {
      return ChangeKind.ALTERED;
    }
    if (b.has(Facets.RETRACTED) && !a.has(Facets.RETRACTED)) {
      return ChangeKind.UNSENT;
    }
    boolean partDeleted = b.has(Facets.PART_DELETED) && !a.has(Facets.PART_DELETED);
    if (partDeleted && History.of(b).holds(History.of(a))) {
      return ChangeKind.RECENTLY_DELETED;
    }
    boolean partBack = a.has(Facets.PART_DELETED) && !b.has(Facets.PART_DELETED);
    if (partBack && a.text() != b.text() && History.of(a).holds(History.of(b))) {
      return ChangeKind.RESTORED;
    }
    boolean sameText = a.text() == b.text() && a.has(Facets.UNREADABLE) == b.has(Facets.UNREADABLE);
    History before = History.of(a);
    History after = History.of(b);
    if (!sameText) {
      if (b.has(Facets.EDITED) && after.accountsFor(before)) {
        return ChangeKind.EDITED;
      }
      return b.has(Facets.RETRACTED) ? ChangeKind.UNSENT : ChangeKind.ALTERED;
    }
    if (before.states.equals(after.states)) {
      return ChangeKind.DRIFTED;
    }
    return after.states.entrySet().containsAll(before.states.entrySet())
            || after.accountsFor(before)
        ? ChangeKind.EDITED
        : ChangeKind.ALTERED;
  }

  /** Whether the text stayed while the edit history went: what a clean-up by the system does. */
  static boolean lostHistory(Facets a, Facets b) {
    return a.core() == b.core()
        && a.text() == b.text()
        && a.has(Facets.EDITED)
        && !b.has(Facets.EDITED);
  }

  /** Fingerprints of a message's present parts and of the states that its edit history keeps. */
  private record History(Map<Integer, Long> parts, Map<Integer, Set<Long>> states) {

    static History of(Facets facets) {
      Map<Integer, Long> parts = new HashMap<>();
      Map<Integer, Set<Long>> states = new HashMap<>();
      ByteBuffer extra = ByteBuffer.wrap(facets.extra());
      int count = extra.remaining() >= 4 ? extra.getInt() : 0;
      for (int i = 0; i < count && extra.remaining() >= 8; i++) {
        parts.put(i, extra.getLong());
      }
      while (extra.remaining() >= 12) {
        states.computeIfAbsent(extra.getInt(), part -> new HashSet<>()).add(extra.getLong());
      }
      if (parts.isEmpty()) {
        parts.put(0, facets.text());
      }
      return new History(parts, states);
    }

    /** Every part of another state of the message stands in this one, under whatever number. */
    boolean holds(History other) {
      Set<Long> known = new HashSet<>(parts.values());
      states.values().forEach(known::addAll);
      return known.containsAll(other.parts.values());
    }

    /** Every part of the former text stands unchanged, or among the states of its history. */
    boolean accountsFor(History former) {
      for (Map.Entry<Integer, Long> part : former.parts.entrySet()) {
        boolean unchanged = part.getValue().equals(parts.get(part.getKey()));
        Set<Long> known = states.getOrDefault(part.getKey(), Set.of());
        if (!unchanged && !known.contains(part.getValue())) {
          return false;
        }
      }
      return true;
    }
  }
}
