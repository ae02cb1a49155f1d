package org.palimpsest.diff;

import java.util.Arrays;
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
    if (was && is && before.text() != after.text()) {
      return Optional.of(Kind.ALTERED);
    }
    if (was && !is) {
      // A row that calls the file still to be fetched says nothing of one that was here.
      return Optional.of(
          after.detail() == Presence.OFFLOADED.code()
              ? Kind.OFFLOADED
              : after.detail() == Presence.NOT_COLLECTED.code()
                  ? Kind.NOT_COLLECTED
                  : Kind.MISSING);
    }
    return Arrays.equals(before.extra(), after.extra())
        ? Optional.empty()
        : Optional.of(Kind.MOVED);
  }
}
