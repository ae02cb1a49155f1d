package org.palimpsest.finding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.snapshot.Manifest;

/**
 * What a store shows by itself, whatever it is compared with: contents that contradict each other,
 * and contents that could not be read.
 *
 * @param kind as in a finding
 * @param severity how much attention it asks for
 * @param statement what was observed
 * @param observations the grounds
 * @param alternatives what was not excluded
 */
record Reading(
    String kind,
    Severity severity,
    String statement,
    List<String> observations,
    List<String> alternatives) {

  static List<Reading> of(Manifest manifest) {
    List<Reading> readings = new ArrayList<>();
    JsonNode facts = manifest.json().path("facts");
    String day = Words.day(manifest.asOf());
    long disagreeing = facts.path("disagreeingTexts").asLong();
    if (disagreeing > 0) {
      readings.add(
          new Reading(
              "text-mismatch",
              Severity.MEDIUM,
              Words.count(disagreeing, "message")
                  + (disagreeing == 1 ? " says one thing in its" : " say one thing in their")
                  + " text column and another in attributedBody, as of "
                  + day
                  + ".",
              List.of("Messages writes both columns from one text; each record keeps both"),
              List.of("a plain SQLite tool wrote one of the columns", "a fault of Messages")));
    }
    long unread =
        facts.path("unreadableBodies").asLong()
            + facts.path("unreadableHistories").asLong()
            + facts.path("unreadableParts").asLong()
            + facts.path("unreadablePayloads").asLong();
    if (unread > 0) {
      readings.add(
          new Reading(
              "unreadable-content",
              Severity.LOW,
              Words.count(unread, "archived content")
                  + (unread == 1 ? " of a message" : " of messages")
                  + " could not be decoded, as of "
                  + day
                  + ".",
              grounds(facts),
              List.of("damage", "a form that this version does not know")));
    }
    long mistyped = facts.path("attachments").path("mistyped").asLong();
    if (mistyped > 0) {
      readings.add(
          new Reading(
              "attachment-type",
              Severity.LOW,
              Words.count(mistyped, "attachment")
                  + (mistyped == 1 ? " is" : " are")
                  + " by the first bytes another kind of file than name or row says, as of "
                  + day
                  + ".",
              List.of("each record keeps the name, the claimed type and the type found"),
              List.of("the sending app converted the file and kept its name")));
    }
    return readings;
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
