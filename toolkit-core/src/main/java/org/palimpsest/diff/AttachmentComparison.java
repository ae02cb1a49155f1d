package org.palimpsest.diff;

import java.util.Optional;
import org.palimpsest.diff.AttachmentChange.Kind;
import org.palimpsest.messages.Attachment.Presence;
import org.palimpsest.snapshot.Facets;

/** Says what happened to an attachment whose row is in both snapshots. */
final class AttachmentComparison {

  private AttachmentComparison() {}

  static Optional<Kind> kind(Facets before, Facets after) {
    boolean was = before.detail() == Presence.HERE.code();
    boolean is = after.detail() == Presence.HERE.code();
    if (was && is) {
      return before.text() == after.text() ? Optional.empty() : Optional.of(Kind.ALTERED);
    }
    if (!was) {
      return Optional.empty();
    }
    if (after.detail() == Presence.OFFLOADED.code()) {
      return Optional.of(Kind.OFFLOADED);
    }
    // Where files were not collected, nothing can be said of them; a file that the store itself
    // says
    // is still to be fetched is not one that should be here.
    return after.detail() == Presence.MISSING.code() ? Optional.of(Kind.MISSING) : Optional.empty();
  }
}
