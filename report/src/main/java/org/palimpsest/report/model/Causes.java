package org.palimpsest.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The words for causes and for how far they are supported. */
public final class Causes {

  private static final int ALTERNATIVES_NAMED = 2;

  private Causes() {}

  /** What the cause of a finding says of the messages, as a clause. */
  private static String clause(String cause) {
    return switch (cause) {
      case "sync-propagated" -> "the deletion reached this device through sync";
      case "deleted-on-this-device" -> "the deletion was made on this device itself";
      case "recently-deleted" -> "the messages went through Recently Deleted";
      case "expired" ->
          "the setting that keeps messages for a limited time removed them when they expired";
      case "unsent" -> "the sender took the messages back";
      case "not-downloaded" -> "the messages had not been downloaded from iCloud yet";
      case "store-replaced" ->
          "a restore, a new device or a fresh download took the place of the earlier store";
      case "offloaded" -> "the system moved the files to iCloud to free space";
      case "system-cleanup" -> "the system's own tidying removed them";
      default -> "the cause is " + cause;
    };
  }

  /** One sentence on a finding's cause, its confidence and what was not excluded. */
  static String sentence(JsonNode finding) {
    String cause = finding.path("cause").asText();
    String confidence = finding.path("confidence").asText();
    if (cause.equals("undetermined") || confidence.equals("undetermined")) {
      return "The evidence does not show what made them go.";
    }
    String lead =
        switch (confidence) {
          case "established" -> "The evidence establishes that ";
          case "supported" -> "The evidence supports that ";
          default -> "It is possible that ";
        };
    List<String> open = new ArrayList<>();
    finding.path("alternatives").forEach(alternative -> open.add(alternative.asText()));
    if (open.isEmpty()) {
      return lead + clause(cause) + ".";
    }
    List<String> named = open.subList(0, Math.min(open.size(), ALTERNATIVES_NAMED));
    int more = open.size() - named.size();
    return lead
        + clause(cause)
        + "; "
        + Phrases.and(named)
        + (more > 0 ? " (and " + Phrases.number(more) + " more, see the findings)" : "")
        + (open.size() == 1 ? " is" : " are")
        + " not excluded.";
  }

  /** What a confidence means, for a reader who meets the word for the first time. */
  public static String confidence(String word) {
    return switch (word) {
      case "established" -> "the data admits no other listed cause";
      case "supported" -> "the data points to it, other causes are less likely but open";
      case "possible" -> "the data allows it, and allows others";
      case "undetermined" -> "the data does not show the cause";
      default -> "";
    };
  }
}
