package org.palimpsest.scenario;

import java.util.List;
import org.palimpsest.cause.Confidence;
import org.palimpsest.cause.RuleText;

/** Writes docs/judgement.md from the rules and their score. */
final class JudgementManual {

  private static final List<String> OPEN =
      List.of(
          "Which `ck_sync_state` a row or part in Recently Deleted gets when it came by sync: not known,"
              + " so a deletion seen in Recently Deleted is not told from one made here.",
          "Who empties `deleted_messages`, and when: not known; only its counter is used.",
          "What a device does with its own outbound queue when it follows another's deletion: inferred"
              + " from the triggers. Therefore a waiting removal supports a deletion here and never"
              + " establishes it.",
          "Whether `unsynced_removed_recoverable_messages` is written only where the removal was made:"
              + " inferred from its purpose. It is what tells two devices apart whose queues are empty.",
          "What the handler of deleted records in the message zone does: not known.",
          "Which preference file of an iPhone backup says that Messages in iCloud is on: not known; upload"
              + " marks stand in, and what rests on them is said to.",
          "`ck_sync_state` 4 of attachments: taken for the mark of an offloaded file, as the system's own"
              + " index does; its exact meaning is not known.",
          "The text of the triggers of macOS 26: not published. The book forges that generation with the"
              + " triggers of macOS 13.",
          "The values of `schedule_type`: not known. An own message where it is set and `is_sent` is not is"
              + " taken to wait for its time, and only then may its date be moved.",
          "The values of `expire_state` and `IMCloudKitAccountStatusKey`: not known and not used.",
          "How long Recently Deleted lasts: about 30 days, by some accounts 40. From 29 days on an expiry is"
              + " taken for possible.",
          "How the system merges copies of one message, clears junk and cleans up codes: that it does is known,"
              + " how it marks it is not.");

  private final Score score;
  private final StringBuilder out = new StringBuilder();

  JudgementManual(Score score) {
    this.score = score;
  }

  String text() {
    line("# Judgement: what is concluded from what, and how often that is right");
    line("");
    line(
        "This page is made by a test from the rules and from the scenario book, and the test fails when it is"
            + " stale. The book is forged: "
            + score.scenarios()
            + " scenarios, "
            + score.messages()
            + " messages that went. Figures on forged stores say how the rules treat what the book holds; they"
            + " do not say how often each thing happens on real devices.");
    line("");
    line(
        "A message that is gone is judged on the narrowest pair of snapshots between which it went. The rules"
            + " are asked in the order given, and the first that answers decides, so that no message has two"
            + " causes. `established` is used only where the store itself says so (a message that lies in"
            + " Recently Deleted, one that is marked as unsent); no rule about an absence uses it.");
    figures();
    confusion();
    wrong();
    rules();
    open();
    book();
    return out.toString();
  }

  private void figures() {
    line("");
    line("## Precision and recall");
    line("");
    line(
        "Per cause: of the messages of which it was said at that confidence, how many were right; and of the"
            + " messages for which it is true, of how many it was said at any confidence. What is left"
            + " undetermined counts against recall and not against precision.");
    line("");
    line("| Cause | supported: said / right | possible: said / right | true | recall |");
    line("|---|---|---|---|---|");
    for (String cause : score.causes()) {
      long right = score.count(cause, cause);
      long all = score.count(cause, "");
      line(
          "| "
              + cause
              + " | "
              + pair(cause, Confidence.SUPPORTED)
              + " | "
              + pair(cause, Confidence.POSSIBLE)
              + " | "
              + all
              + " | "
              + percent(right, all)
              + " |");
    }
    line("");
    line(
        "Supported, all causes together: "
            + percent(
                score.count("", "", Confidence.SUPPORTED) - score.wrong(Confidence.SUPPORTED),
                score.count("", "", Confidence.SUPPORTED))
            + " right.");
  }

  private String pair(String cause, Confidence confidence) {
    return score.count("", cause, confidence) + " / " + score.count(cause, cause, confidence);
  }

  private static String percent(long part, long all) {
    return all == 0 ? "–" : 1000 * part / all / 10 + "." + 1000 * part / all % 10 + " %";
  }

  private void confusion() {
    line("");
    line("## Confusion matrix");
    line("");
    line("Rows are what is true, columns what was said, at any confidence.");
    line("");
    StringBuilder head = new StringBuilder("| |");
    StringBuilder rule = new StringBuilder("|---|");
    for (String said : score.causes()) {
      head.append(' ').append(said).append(" |");
      rule.append("---|");
    }
    line(head.toString());
    line(rule.toString());
    for (String truth : score.causes()) {
      StringBuilder row = new StringBuilder("| ").append(truth).append(" |");
      for (String said : score.causes()) {
        long count = score.count(truth, said);
        row.append(' ').append(count == 0 ? "·" : Long.toString(count)).append(" |");
      }
      line(row.toString());
    }
  }

  private void wrong() {
    line("");
    line("## Where a possible cause was the wrong one, and why");
    line("");
    if (score.explained().isEmpty()) {
      line("Nowhere.");
    }
    score.explained().forEach((name, why) -> line("- **" + name + "**: " + why));
  }

  private void rules() {
    line("");
    line("## The rules, in the order in which they are asked");
    for (RuleText rule : score.rules()) {
      line("");
      line("### " + rule.name());
      line("");
      line(rule.sentence());
      line("");
      rule.premises().forEach(words -> line("- premise: " + words));
      rule.counter().forEach(words -> line("- against: " + words));
      line("- basis: " + rule.basis());
      line(
          "- decided in: "
              + (score.scenariosOf(rule.name()).isEmpty()
                  ? "no scenario of the book"
                  : "`" + String.join("`, `", score.scenariosOf(rule.name())) + "`"));
    }
  }

  private void open() {
    line("");
    line("## What public knowledge leaves open");
    line("");
    OPEN.forEach(words -> line("- " + words));
  }

  private void book() {
    line("");
    line("## The book");
    score
        .chapters()
        .forEach(
            (chapter, scenarios) -> {
              line("");
              line("### " + Character.toUpperCase(chapter.charAt(0)) + chapter.substring(1));
              line("");
              scenarios.forEach(words -> line("- " + words));
            });
  }

  private void line(String words) {
    out.append(words).append('\n');
  }
}
