package org.palimpsest.snapshot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.messages.DeletedPart;
import org.palimpsest.messages.Edit;
import org.palimpsest.messages.Message;
import org.palimpsest.messages.MessagePart;
import org.palimpsest.messages.Text;

/**
 * What the index holds of a message's parts, by their numbers: fingerprints of what they say, of
 * the states that the edit history keeps of them and of what lies in Recently Deleted, and which
 * were unsent. It is the variable part of the message's row.
 *
 * @param numbered whether they have the numbers that the store gives them. Indexes of earlier
 *     versions have the parts that are there in their order alone, and nothing of those that went
 * @param present fingerprints of the parts that are there
 * @param states fingerprints of the states of edited parts, in time
 * @param unsent parts that were unsent
 * @param deleted fingerprints of the parts that lie in Recently Deleted, 0 where one cannot be read
 * @param undatedCore of a message that is sent at a set time, fingerprint of its core without the
 *     date; else 0
 */
public record MessageParts(
    boolean numbered,
    NavigableMap<Long, Long> present,
    Map<Long, List<Long>> states,
    Set<Long> unsent,
    Map<Long, Long> deleted,
    long undatedCore) {

  private static final byte[] NOTHING = {};

  /** Those of a message, as its row holds them. */
  public static MessageParts of(Facets facets) {
    ByteBuffer extra = ByteBuffer.wrap(facets.extra());
    boolean numbered = !facets.has(Facets.BY_ORDER);
    NavigableMap<Long, Long> present = new TreeMap<>();
    Map<Long, List<Long>> states = new HashMap<>();
    Set<Long> unsent = new HashSet<>();
    Map<Long, Long> deleted = new HashMap<>();
    if (numbered) {
      pairs(extra, present::put);
      pairs(extra, (part, text) -> add(states, part, text));
      int count = count(extra);
      for (int i = 0; i < count && extra.remaining() >= 8; i++) {
        unsent.add(extra.getLong());
      }
      pairs(extra, deleted::put);
    } else {
      int count = count(extra);
      for (long i = 0; i < count && extra.remaining() >= 8; i++) {
        present.put(i, extra.getLong());
      }
      while (extra.remaining() >= 12) {
        add(states, extra.getInt(), extra.getLong());
      }
    }
    if (present.isEmpty() && facets.has(Facets.HAS_TEXT)) {
      present.put(0L, facets.text());
    }
    return new MessageParts(
        numbered,
        Collections.unmodifiableNavigableMap(present),
        Collections.unmodifiableMap(states),
        Collections.unmodifiableSet(unsent),
        Collections.unmodifiableMap(deleted),
        numbered && extra.remaining() >= 8 ? extra.getLong() : 0);
  }

  /** Sees the number of a part and a fingerprint. */
  @FunctionalInterface
  private interface Pair {
    void see(long part, long text);
  }

  private static void pairs(ByteBuffer extra, Pair pair) {
    int count = count(extra);
    for (int i = 0; i < count && extra.remaining() >= 16; i++) {
      pair.see(extra.getLong(), extra.getLong());
    }
  }

  private static int count(ByteBuffer extra) {
    return extra.remaining() >= 4 ? extra.getInt() : 0;
  }

  private static void add(Map<Long, List<Long>> states, long part, long text) {
    states.computeIfAbsent(part, key -> new ArrayList<>()).add(text);
  }

  /** The variable part of a message's row; most have none. */
  static byte[] write(Message message, Commitments commitments, long undatedCore) {
    List<DeletedPart> deleted = message.details().deletedParts();
    if (message.parts().isEmpty()
        && message.edits().isEmpty()
        && message.retractedParts().isEmpty()
        && deleted.isEmpty()
        && undatedCore == 0) {
      return NOTHING;
    }
    int pairs = message.parts().size() + message.edits().size() + deleted.size();
    ByteBuffer extra =
        ByteBuffer.allocate(4 * 4 + 8 + 16 * pairs + 8 * message.retractedParts().size());
    extra.putInt(message.parts().size());
    for (MessagePart part : message.parts()) {
      extra.putLong(part.number()).putLong(fingerprint(part.text(), commitments));
    }
    extra.putInt(message.edits().size());
    for (Edit edit : message.edits()) {
      extra.putLong(edit.part()).putLong(fingerprint(edit.text(), commitments));
    }
    extra.putInt(message.retractedParts().size());
    message.retractedParts().forEach(part -> extra.putLong(part));
    extra.putInt(deleted.size());
    for (DeletedPart part : deleted) {
      Text text = part.text();
      extra.putLong(part.part()).putLong(text == null ? 0 : fingerprint(text, commitments));
    }
    return extra.putLong(undatedCore).array();
  }

  private static long fingerprint(Text text, Commitments commitments) {
    return commitments.fingerprint(text.identity());
  }

  /** The states that the edit history keeps of a part, none for most. */
  public List<Long> statesOf(long part) {
    return states.getOrDefault(part, List.of());
  }

  /** How many there are, without what they say. */
  @Override
  public String toString() {
    return present.size() + " parts";
  }
}
