package org.palimpsest.finding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cause.Words;
import org.palimpsest.snapshot.Manifest;

/** Contents of the later store that contradict each other, or that could not be read. */
final class ReadingStatement implements Statement {

  @Override
  public String sentence() {
    return "Says of the later store by itself that texts and their archived bodies differ, that"
        + " archived contents could not be decoded, or that files are not what names and rows say.";
  }

  @Override
  public List<Draft> findings(Review review) {
    Manifest manifest = review.diff().to();
    List<Draft> drafts = new ArrayList<>();
    JsonNode facts = manifest.json().path("facts");
    String day = Words.day(manifest.asOf());
    long disagreeing = facts.path("disagreeingTexts").asLong();
    if (disagreeing > 0) {
      drafts.add(
          new Draft(
                  "text-mismatch",
                  Severity.MEDIUM,
                  Words.count(disagreeing, "message")
                      + (disagreeing == 1 ? " says one thing in its" : " say one thing in their")
                      + " text column and another in attributedBody, as of "
                      + day
                      + ".")
              .observed("Messages writes both columns from one text; each record keeps both")
              .openWords("a plain SQLite tool wrote one of the columns", "a fault of Messages"));
    }
    long unread =
        facts.path("unreadableBodies").asLong()
            + facts.path("unreadableHistories").asLong()
            + facts.path("unreadableParts").asLong()
            + facts.path("unreadablePayloads").asLong();
    if (unread > 0) {
      drafts.add(
          new Draft(
                  "unreadable-content",
                  Severity.LOW,
                  Words.count(unread, "archived content")
                      + (unread == 1 ? " of a message" : " of messages")
                      + " could not be decoded, as of "
                      + day
                      + ".")
              .observed(grounds(facts))
              .openWords("damage", "a form that this version does not know"));
    }
    long mistyped = facts.path("attachments").path("mistyped").asLong();
    if (mistyped > 0) {
      drafts.add(
          new Draft(
                  "attachment-type",
                  Severity.LOW,
                  Words.count(mistyped, "attachment")
                      + (mistyped == 1 ? " is" : " are")
                      + " by the first bytes another kind of file than name or row says, as of "
                      + day
                      + ".")
              .observed("each record keeps the name, the claimed type and the type found")
              .openWords("the sending app converted the file and kept its name"));
    }
    return drafts;
  }

  private static List<String> grounds(JsonNode facts) {
    List<String> grounds = new ArrayList<>();
    for (String[] each :
        new String[][] {
          {"unreadableBodies", "attributedBody"},
          {"unreadableHistories", "message_summary_info"},
          {"unreadableParts", "part_text"},
          {"unreadablePayloads", "payload_data"}
        }) {
      long count = facts.path(each[0]).asLong();
      if (count > 0) {
        grounds.add(count + " in " + each[1] + "; their bytes are in the evidence");
      }
    }
    return grounds;
  }
}
