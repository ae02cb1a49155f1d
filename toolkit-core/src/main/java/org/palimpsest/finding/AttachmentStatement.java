package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.cause.Premise;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.AttachmentChange;

/** Sums up one thing that happened to attachments. */
record AttachmentStatement(
    AttachmentChange.Kind kind, Severity severity, String one, String several)
    implements Statement {

  /** One for each. */
  static List<Statement> all() {
    return List.of(
        new AttachmentStatement(
            AttachmentChange.Kind.ALTERED,
            Severity.HIGH,
            "has other bytes than before.",
            "have other bytes than before."),
        new AttachmentStatement(
            AttachmentChange.Kind.MISSING,
            Severity.MEDIUM,
            "was on the device and is not; its row is still there and does not say that iCloud keeps it.",
            "were on the device and are not; their rows are still there and do not say that iCloud"
                + " keeps them."),
        new AttachmentStatement(
            AttachmentChange.Kind.MOVED,
            Severity.MEDIUM,
            "is carried by another message than before, or by none.",
            "are carried by another message than before, or by none."),
        new AttachmentStatement(
            AttachmentChange.Kind.NOT_COLLECTED,
            Severity.LOW,
            "was there, and the second snapshot did not look where it lay.",
            "were there, and the second snapshot did not look where they lay."),
        new AttachmentStatement(
            AttachmentChange.Kind.OFFLOADED,
            Severity.INFO,
            "left the device; by the row's own marks iCloud has a copy.",
            "left the device; by the rows' own marks iCloud has copies."));
  }

  @Override
  public String sentence() {
    return "Says how many attachments fit: \"" + several + "\"";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<Evidence> evidence = new ArrayList<>();
    long count = 0;
    for (AttachmentChange change : review.diff().attachments()) {
      if (change.kind() == kind) {
        count++;
        if (evidence.size() < Places.LISTED) {
          evidence.add(Places.guid(review.diff().to(), "attachment", change.guid()));
        }
      }
    }
    if (count == 0) {
      return List.of();
    }
    Draft draft =
        new Draft(
                "attachment-" + kind.word(),
                severity,
                Words.count(count, "attachment") + " " + Words.verb(count, one, several))
            .evidence(evidence);
    if (kind == AttachmentChange.Kind.ALTERED) {
      draft.observed("the SHA-256 of the file differs between the two snapshots");
    }
    if (kind == AttachmentChange.Kind.OFFLOADED) {
      Premise mark =
          new Premise(
              "offload-mark",
              "the rows carry the system's own mark of an attachment kept in iCloud only");
      boolean off = review.comparison().to().syncOff() && review.comparison().from().syncOff();
      List<Premise> against =
          off
              ? List.of(
                  new Premise(
                      "sync-off", "Messages in iCloud was off in both snapshots, by the settings"))
              : List.of();
      draft
          .infer(
              new Attribution(
                  Cause.OFFLOADED,
                  off ? Confidence.POSSIBLE : Confidence.SUPPORTED,
                  "offloaded",
                  List.of(mark),
                  against,
                  List.of()))
          .observed(mark.words())
          .openWords("the file was removed by hand or by a cleaning program");
    }
    if (kind == AttachmentChange.Kind.MISSING) {
      draft.observed(
          "the first snapshot holds the file; the second has its row, which says that it is on the"
              + " device or still to be fetched, and no such file was captured with it");
      draft.openWords(
          "a cleaning program removed the file",
          "the file was removed by hand",
          "the system moved it and has not marked the row yet");
    }
    if (kind == AttachmentChange.Kind.MOVED) {
      draft
          .observed("the row is in both snapshots, and message_attachment_join hangs it elsewhere")
          .openWords("a program other than Messages changed it");
    }
    if (kind == AttachmentChange.Kind.NOT_COLLECTED) {
      draft.observed("whether they are still there cannot be told from these two snapshots");
    }
    return List.of(draft);
  }
}
