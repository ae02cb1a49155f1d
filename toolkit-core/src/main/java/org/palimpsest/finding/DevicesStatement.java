package org.palimpsest.finding;

import java.util.List;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.MessageChange;

/** Between two devices, says what one holds and the other does not. */
final class DevicesStatement implements Statement {

  @Override
  public String sentence() {
    return "Says how many messages of one device are not on another, and never calls that a removal.";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<MessageChange> absent =
        review.changes(change -> change.kind() == ChangeKind.NOT_ON_DEVICE);
    if (absent.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Draft(
                "not-on-device",
                Severity.MEDIUM,
                Words.count(absent.size(), "message")
                    + " on "
                    + review.diff().from().device()
                    + " (as of "
                    + Words.day(review.diff().from().asOf())
                    + Words.verb(absent.size(), ") is not on ", ") are not on ")
                    + review.diff().to().device()
                    + " (as of "
                    + Words.day(review.diff().to().asOf())
                    + "). Between two devices this is not called a removal.")
            .observed("compare two snapshots of one device to see what was removed")
            .observed(Places.note(absent.size()))
            .openWords(Cause.NOT_DOWNLOADED.phrase(), "the device was set up later or syncs less")
            .evidence(Places.of(review, absent)));
  }
}
