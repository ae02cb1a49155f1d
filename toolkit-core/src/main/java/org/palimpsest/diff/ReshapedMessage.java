package org.palimpsest.diff;

import org.palimpsest.apple.AppleTime;
import org.palimpsest.snapshot.Facets;

/**
 * A message whose text, sender, date and history stayed while something else of its content is
 * other than before: what an app or a link's preview says, attachments, the form of the text, the
 * thread that shows it; or that waited to be sent and has another date.
 *
 * @param guid its identity
 * @param before its facets in the first snapshot
 * @param after its facets in the second
 * @param moved whether another thread shows it, or none, which is told of it as such
 * @param app what became of an app's or a preview's data
 */
public record ReshapedMessage(
    String guid,
    Facets before,
    Facets after,
    boolean moved,
    ReshapedMessage.App app,
    boolean respelled) {

  /** What became of the data of an app or of a link's preview. */
  public enum App {
    /** Nobody looked. */
    NOT_ASKED,
    /** They are the same, or came: previews are fetched later. */
    KEPT,
    /** They were there before, and are others now or gone. */
    CHANGED
  }

  static ReshapedMessage respelled(String guid, Facets before, Facets after) {
    return new ReshapedMessage(guid, before, after, false, App.KEPT, true);
  }

  ReshapedMessage with(App answer) {
    return new ReshapedMessage(guid, before, after, moved, answer, respelled);
  }

  /** Whether it waited to be sent at another time than it has now. */
  public boolean rescheduled() {
    return before.has(Facets.WAITING)
        && AppleTime.nanoseconds(before.number()) != AppleTime.nanoseconds(after.number());
  }

  /** Its identity, without more. */
  @Override
  public String toString() {
    return "reshaped message " + guid;
  }
}
