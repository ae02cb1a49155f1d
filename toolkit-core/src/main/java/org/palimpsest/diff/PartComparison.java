package org.palimpsest.diff;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.MessageParts;

/**
 * Compares the parts of a message that says something else than before, and tells what accounts for
 * it. Each part must be accounted for by itself: one that stays is as it was, or is the last state
 * of an edit history in which its former text stands; one that went is newly named as unsent, or
 * lies newly in Recently Deleted; one that came lay there before. Anything else is altered,
 * whatever is noted of the other parts.
 */
final class PartComparison {

  /** What is said of a message of whose parts several things are true: the first of them. */
  private static final List<ChangeKind> ORDER =
      List.of(
          ChangeKind.RECENTLY_DELETED, ChangeKind.RESTORED, ChangeKind.UNSENT, ChangeKind.EDITED);

  private final MessageParts before;
  private final MessageParts after;
  private final boolean nameless;
  private final Set<Long> takenBack;
  private final Set<Long> binned;
  private final Set<Long> brought;

  private PartComparison(MessageParts before, MessageParts after, boolean marked) {
    this.before = before;
    this.after = after;
    this.nameless = marked && after.unsent().isEmpty();
    this.takenBack = without(after.unsent(), before.unsent());
    this.binned = without(after.deleted().keySet(), before.deleted().keySet());
    this.brought = without(before.deleted().keySet(), after.deleted().keySet());
  }

  private static Set<Long> without(Set<Long> parts, Set<Long> others) {
    Set<Long> left = new HashSet<>(parts);
    left.removeAll(others);
    return left;
  }

  /**
   * What became of a message whose text differs.
   *
   * @param marked whether it is marked as unsent and was not before; where nothing says which
   *     parts, the mark alone accounts for any that went
   * @param retracted whether it is marked as unsent
   */
  static ChangeKind ofOtherText(
      MessageParts before, MessageParts after, boolean marked, boolean retracted) {
    return before.numbered() && after.numbered()
        ? new PartComparison(before, after, marked).byNumber(marked)
        : byText(before, after, marked, retracted);
  }

  /** What became of a message whose text is as it was: more may have been noted of it. */
  static ChangeKind ofSameText(MessageParts before, MessageParts after) {
    if (before.states().equals(after.states())) {
      return ChangeKind.DRIFTED;
    }
    Set<Long> edited = new HashSet<>(before.states().keySet());
    edited.addAll(after.states().keySet());
    for (long part : edited) {
      List<Long> former = before.statesOf(part);
      List<Long> states = after.statesOf(part);
      boolean goesOn = !states.isEmpty() && states.containsAll(former);
      if (!states.equals(former) && !(goesOn && stands(last(states), part, after))) {
        return ChangeKind.ALTERED;
      }
    }
    return ChangeKind.EDITED;
  }

  private static boolean stands(long text, long part, MessageParts parts) {
    Long present = parts.present().get(part);
    return parts.numbered()
        ? present != null && present == text
        : parts.present().containsValue(text);
  }

  private static long last(List<Long> states) {
    return states.get(states.size() - 1);
  }

  private ChangeKind byNumber(boolean marked) {
    NavigableMap<Long, Long> present = present();
    EnumSet<ChangeKind> kinds = EnumSet.noneOf(ChangeKind.class);
    before
        .present()
        .forEach(
            (part, was) -> {
              Long is = present.get(part);
              kinds.add(is == null ? gone(part, was) : stayed(part, was, is));
            });
    present.forEach(
        (part, is) -> {
          if (!before.present().containsKey(part)) {
            boolean lay = brought.contains(part) && alike(before.deleted().get(part), is);
            kinds.add(lay ? ChangeKind.RESTORED : ChangeKind.ALTERED);
          }
        });
    if (kinds.contains(ChangeKind.ALTERED)) {
      return ChangeKind.ALTERED;
    }
    for (ChangeKind kind : ORDER) {
      if (kinds.contains(kind)) {
        return kind;
      }
    }
    return marked ? ChangeKind.UNSENT : ChangeKind.ALTERED;
  }

  /**
   * The parts that are there now. Those behind one that went keep their numbers, by which tapbacks
   * and replies name them; should a version count them anew, they get these back.
   */
  private NavigableMap<Long, Long> present() {
    TreeMap<Long, Long> left = new TreeMap<>(before.present());
    left.keySet().removeAll(takenBack);
    left.keySet().removeAll(binned);
    NavigableMap<Long, Long> present = after.present();
    boolean anew =
        left.size() < before.present().size()
            && present.size() == left.size()
            && !present.isEmpty()
            && present.lastKey() == present.size() - 1
            && present.firstKey() == 0;
    if (!anew || present.keySet().equals(left.keySet())) {
      return present;
    }
    NavigableMap<Long, Long> renamed = new TreeMap<>();
    Iterator<Long> numbers = left.keySet().iterator();
    for (long text : present.values()) {
      renamed.put(numbers.next(), text);
    }
    return renamed;
  }

  private ChangeKind gone(long part, long was) {
    if (takenBack.contains(part)) {
      return ChangeKind.UNSENT;
    }
    if (binned.contains(part) && alike(after.deleted().get(part), was)) {
      return ChangeKind.RECENTLY_DELETED;
    }
    return nameless ? ChangeKind.UNSENT : ChangeKind.ALTERED;
  }

  private ChangeKind stayed(long part, long was, long is) {
    List<Long> former = before.statesOf(part);
    List<Long> states = after.statesOf(part);
    if (was == is && states.equals(former)) {
      return ChangeKind.DRIFTED;
    }
    boolean accounted = states.contains(was) && states.containsAll(former) && last(states) == is;
    return accounted ? ChangeKind.EDITED : ChangeKind.ALTERED;
  }

  /** Whether a text is what lies in Recently Deleted; 0 where that cannot be read. */
  private static boolean alike(@Nullable Long deleted, long text) {
    return deleted != null && (deleted == 0 || deleted == text);
  }

  /**
   * The same where an index has no numbers, by what parts say: each that is there was there before
   * or is the last state of a history, and each former text is there or in a history.
   */
  private static ChangeKind byText(
      MessageParts before, MessageParts after, boolean marked, boolean retracted) {
    Set<Long> known = new HashSet<>(after.present().values());
    Set<Long> lasts = new HashSet<>();
    for (Map.Entry<Long, List<Long>> part : after.states().entrySet()) {
      known.addAll(part.getValue());
      lasts.add(last(part.getValue()));
    }
    boolean edited = false;
    boolean kept =
        before.states().entrySet().stream()
            .allMatch(part -> after.statesOf(part.getKey()).containsAll(part.getValue()));
    for (long text : after.present().values()) {
      boolean stayed = before.present().containsValue(text);
      if (!stayed && !lasts.contains(text)) {
        return ChangeKind.ALTERED;
      }
      edited |= !stayed;
    }
    boolean fewer = after.present().size() < before.present().size();
    if (marked) {
      return ChangeKind.UNSENT;
    }
    if (fewer || !known.containsAll(before.present().values())) {
      return fewer && retracted ? ChangeKind.UNSENT : ChangeKind.ALTERED;
    }
    return edited && kept ? ChangeKind.EDITED : ChangeKind.ALTERED;
  }
}
