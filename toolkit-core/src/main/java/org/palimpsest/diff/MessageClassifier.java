package org.palimpsest.diff;

import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.MessageParts;

/**
 * Says what happened to a message that is in both snapshots.
 *
 * <p>Deletion goes before content: a message that moved to Recently Deleted is that, whatever else
 * differs, and one that came back from there to a thread is restored; whether it is altered besides
 * is asked apart. Content that differs must be accounted for part by part ({@link PartComparison}):
 * by an edit history, by an unsend, by Recently Deleted; what these leave is altered. A message
 * that merely hangs in another thread, or whose attachments changed, has drifted; attachments are
 * judged on their own.
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

  /** Whether it is a part of the message that went to Recently Deleted or came back. */
  static boolean ofPart(ChangeKind kind, Facets a, Facets b) {
    return (kind == ChangeKind.RECENTLY_DELETED || kind == ChangeKind.RESTORED)
        && a.has(Facets.RECENTLY_DELETED) == b.has(Facets.RECENTLY_DELETED);
  }

  private static ChangeKind content(Facets a, Facets b) {
    MessageParts before = MessageParts.of(a);
    MessageParts after = MessageParts.of(b);
    if (!sameCore(a, before, b, after)) {
      return ChangeKind.ALTERED;
    }
    boolean marked = b.has(Facets.RETRACTED) && !a.has(Facets.RETRACTED);
    boolean sameText = a.text() == b.text() && a.has(Facets.UNREADABLE) == b.has(Facets.UNREADABLE);
    if (sameText) {
      return marked ? ChangeKind.UNSENT : PartComparison.ofSameText(before, after);
    }
    return PartComparison.ofOtherText(before, after, marked, b.has(Facets.RETRACTED));
  }

  /** Who said it, when and as what; while a message waits to be sent, its date may be moved. */
  private static boolean sameCore(Facets a, MessageParts before, Facets b, MessageParts after) {
    return a.core() == b.core()
        || (a.has(Facets.WAITING)
            && before.undatedCore() != 0
            && before.undatedCore() == after.undatedCore());
  }

  /** Whether the text stayed while the edit history went: what a clean-up by the system does. */
  static boolean lostHistory(Facets a, Facets b) {
    return a.core() == b.core()
        && a.text() == b.text()
        && a.has(Facets.EDITED)
        && !b.has(Facets.EDITED);
  }
}
