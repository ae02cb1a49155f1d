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
 * differs, and one that came back from there to a thread is restored; whether it is altered besides
 * is asked apart. Content that differs is accounted for by an unsend or by an edit history in which
 * the former text stands; what neither accounts for is altered. A message that merely hangs in
 * another thread, or whose attachments changed, has drifted; attachments are judged on their own.
 */
final class MessageClassifier {

  private MessageClassifier() {}

  static ChangeKind classify(Facets a, Facets b, boolean sameContent) {
    boolean deletedBefore = a.has(Facets.RECENTLY_DELETED);
    boolean deletedAfter = b.has(Facets.RECENTLY_DELETED);
    if (deletedAfter && !deletedBefore) {
      return ChangeKind.RECENTLY_DELETED;
    }
    if (deletedBefore && !deletedAfter && b.thread() >= 0) {
      return ChangeKind.RESTORED;
    }
    return sameContent ? ChangeKind.DRIFTED : content(a, b);
  }

  /** Whether a message that went to Recently Deleted or came back says something else besides. */
  static boolean alteredBesides(ChangeKind kind, Facets a, Facets b, boolean sameContent) {
    return (kind == ChangeKind.RECENTLY_DELETED || kind == ChangeKind.RESTORED)
        && !sameContent
        && content(a, b) == ChangeKind.ALTERED
        && !lostHistory(a, b);
  }

  private static ChangeKind content(Facets a, Facets b) {
    if (a.core() != b.core()) {
      return ChangeKind.ALTERED;
    }
    boolean sameText = a.text() == b.text() && a.has(Facets.UNREADABLE) == b.has(Facets.UNREADABLE);
    History before = History.of(a);
    History after = History.of(b);
    if (b.has(Facets.RETRACTED) && !a.has(Facets.RETRACTED)) {
      // Unsending takes words away and never puts others in their place.
      return sameText || !b.has(Facets.HAS_TEXT) || before.holdsAllOf(after)
          ? ChangeKind.UNSENT
          : ChangeKind.ALTERED;
    }
    if (!sameText) {
      if (b.has(Facets.EDITED) && after.accountsFor(before)) {
        return ChangeKind.EDITED;
      }
      boolean moreTakenBack =
          b.has(Facets.RETRACTED) && (!b.has(Facets.HAS_TEXT) || before.holdsAllOf(after));
      return moreTakenBack ? ChangeKind.UNSENT : ChangeKind.ALTERED;
    }
    if (before.states.equals(after.states)) {
      return ChangeKind.DRIFTED;
    }
    return after.keepsStatesOf(before) ? ChangeKind.EDITED : ChangeKind.ALTERED;
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

    /** Every state that the former history keeps is kept still. */
    boolean keepsStatesOf(History former) {
      for (Map.Entry<Integer, Set<Long>> part : former.states.entrySet()) {
        if (!states.getOrDefault(part.getKey(), Set.of()).containsAll(part.getValue())) {
          return false;
        }
      }
      return true;
    }

    /** Every part of the later text was there before, or stands in the later edit history. */
    boolean holdsAllOf(History later) {
      for (Map.Entry<Integer, Long> part : later.parts.entrySet()) {
        boolean edited =
            later.states.values().stream().anyMatch(known -> known.contains(part.getValue()));
        if (!parts.containsValue(part.getValue()) && !edited) {
          return false;
        }
      }
      return true;
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
