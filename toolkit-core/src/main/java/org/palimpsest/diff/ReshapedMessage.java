package org.palimpsest.diff;

import org.palimpsest.snapshot.Facets;

/**
 * A message whose text, sender, date and history stayed while something else of its content is
 * other than before: what an app or a link's preview says, attachments, the form of the text.
 *
 * @param guid its identity
 * @param before its facets in the first snapshot
 * @param after its facets in the second
 * @param app whether an app's or a preview's data were there before and are others now, or gone;
 *     that they came is no such thing, since previews are fetched later
 */
public record ReshapedMessage(String guid, Facets before, Facets after, boolean app) {
  /** Its identity, without more. */
  @Override
  public String toString() {
    return "reshaped message " + guid;
  }
}
