package org.palimpsest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.testdata.book.Scenario;
import org.palimpsest.testdata.book.ScenarioBook;
import org.palimpsest.testdata.book.Shot;
import org.palimpsest.testdata.book.Stage;

/**
 * Plays every scenario of the book, judges it and holds the judgement against what is true; then
 * holds the manual of judgement against what came out.
 */
class JudgementBookTest {

  private static final Path MANUAL = Path.of("..", "docs", "judgement.md");

  @TempDir Path folder;

  private int played;

  @Test
  void everyScenarioIsJudgedAsFarAsItsDataBears() throws Exception {
    Score score = new Score();
    List<String> wrong = new ArrayList<>();
    String only = System.getProperty("palimpsest.scenario", "");
    for (Scenario scenario : ScenarioBook.all()) {
      if (scenario.name().contains(only)) {
        try {
          play(scenario, score, wrong);
        } catch (IllegalStateException | IllegalArgumentException e) {
          wrong.add(scenario + ": could not be played: " + e.getMessage());
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertEquals(0, score.wrong(Confidence.ESTABLISHED), "established and wrong");
    assertTrue(score.precision(Confidence.SUPPORTED) >= 0.95, "supported and right");
    if (only.isEmpty()) {
      assertTrue(score.scenarios() >= 60, "scenarios");
      manual(score.text());
    }
  }

  private void play(Scenario scenario, Score score, List<String> wrong) throws Exception {
    Path place = Files.createDirectory(folder.resolve("s" + played++));
    try (Stage stage = new Stage(place, scenario)) {
      scenario.play().on(stage);
      Lab lab = new Lab(place.resolve("lab"));
      Map<Shot, Manifest> taken = new HashMap<>();
      for (Shot shot : stage.shots()) {
        taken.put(shot, lab.snapshot(shot.store(), shot.device(), shot.at()));
      }
      Shot first = stage.pair().get(0);
      Shot last = stage.pair().get(1);
      Judgement judgement = lab.judge(manifest(taken, first), manifest(taken, last));
      List<String> here = new ArrayList<>();
      presence(first, last, stage, judgement, here);
      causes(scenario, stage, judgement, score, here);
      consistency(judgement, here);
      score.played(scenario, judgement);
      here.forEach(words -> wrong.add(scenario + ": " + words));
    }
  }

  private static Manifest manifest(Map<Shot, Manifest> taken, Shot shot) {
    return java.util.Objects.requireNonNull(taken.get(shot));
  }

  /** Every guid in its class, against what SQL finds in the two stores. */
  private static void presence(
      Shot first, Shot last, Stage stage, Judgement judgement, List<String> wrong) {
    Set<String> were = all(first);
    Set<String> are = all(last);
    Set<String> removed = minus(were, are);
    Set<String> hidden = minus(last.hidden(), first.hidden());
    Set<String> added = minus(minus(are, were), last.hidden());
    Set<String> restored = new TreeSet<>(first.hidden());
    restored.retainAll(last.live());
    Map<String, String> contents = stage.contents();
    contents.forEach(
        (guid, kind) -> {
          if (kind.equals("recently-deleted")) {
            hidden.add(guid);
          } else if (kind.equals("restored")) {
            restored.add(guid);
          }
        });
    same("removed", removed, guids(judgement, ChangeKind.REMOVED), wrong);
    same("recently-deleted", hidden, guids(judgement, ChangeKind.RECENTLY_DELETED), wrong);
    Set<String> back = guids(judgement, ChangeKind.RESTORED);
    Set<String> seenBack = new TreeSet<>(back);
    seenBack.retainAll(added);
    same("added", added, plus(guids(judgement, ChangeKind.ADDED), seenBack), wrong);
    same("restored", restored, minus(back, added), wrong);
    for (ChangeKind kind : List.of(ChangeKind.EDITED, ChangeKind.UNSENT, ChangeKind.ALTERED)) {
      Set<String> expected = new TreeSet<>();
      contents.forEach(
          (guid, word) -> {
            if (word.equals(kind.word())) {
              expected.add(guid);
            }
          });
      same(kind.word(), expected, guids(judgement, kind), wrong);
    }
  }

  private static void causes(
      Scenario scenario, Stage stage, Judgement judgement, Score score, List<String> wrong) {
    Set<String> told = new HashSet<>();
    for (MessageChange change : judgement.diff().messages()) {
      if (change.kind() != ChangeKind.REMOVED) {
        continue;
      }
      Set<String> truth = stage.causes().get(change.guid());
      Attribution is =
          java.util.Objects.requireNonNull(judgement.attributions().get(change.guid()));
      if (truth == null) {
        wrong.add("no truth about " + change.guid());
        continue;
      }
      boolean right = truth.contains(is.cause().word());
      boolean silent = is.confidence() == Confidence.UNDETERMINED;
      score.add(truth.contains(is.cause().word()) ? is.cause().word() : first(stage, change), is);
      String about =
          " said "
              + is.cause().word()
              + " ("
              + is.confidence().word()
              + ", rule "
              + is.rule()
              + "), true is "
              + truth;
      if (stage.mustNot().contains(is.cause().word()) && !silent && told.add(about)) {
        wrong.add("must not be concluded:" + about);
      }
      if (!right && !silent) {
        boolean explained =
            is.confidence() == Confidence.POSSIBLE && !stage.explanation().isEmpty();
        if (explained) {
          score.explained(scenario, stage.explanation(), about);
        } else if (told.add(about)) {
          wrong.add("wrong:" + about);
        }
      }
    }
  }

  private static String first(Stage stage, MessageChange change) {
    return stage.causes().getOrDefault(change.guid(), Set.of("?")).stream()
        .sorted()
        .findFirst()
        .orElse("?");
  }

  /** No message is in two findings about loss, and every sentence can be read aloud. */
  private static void consistency(Judgement judgement, List<String> wrong) {
    Map<String, String> owner = new HashMap<>();
    for (Finding finding : judgement.findings()) {
      if (!finding.statement().matches("(?s)[A-Z0-9].*\\.")
          || finding.statement().contains("  ")
          || finding.statement().matches("(?s).*\\b1 messages.*")) {
        wrong.add("does not read well: " + finding.statement());
      }
      boolean loss = finding.kind().endsWith("-removed") || finding.kind().contains("recently-");
      if (loss && finding.evidence().isEmpty()) {
        wrong.add("names no evidence: " + finding.statement());
      }
      if (finding.cause().filter(cause -> cause == Cause.UNDETERMINED).isEmpty()
          && finding.observations().isEmpty()) {
        wrong.add("gives no grounds: " + finding.statement());
      }
      finding
          .evidence()
          .forEach(
              place -> {
                String other = owner.put(place.guid().orElse("-"), finding.id());
                if (loss
                    && other != null
                    && place.guid().isPresent()
                    && !other.equals(finding.id())) {
                  wrong.add("is in two findings: " + place.guid().orElse(""));
                }
              });
    }
  }

  private static Set<String> all(Shot shot) {
    return plus(shot.live(), shot.hidden());
  }

  private static Set<String> plus(Set<String> a, Set<String> b) {
    Set<String> sum = new TreeSet<>(a);
    sum.addAll(b);
    return sum;
  }

  private static Set<String> minus(Set<String> a, Set<String> b) {
    Set<String> rest = new TreeSet<>(a);
    rest.removeAll(b);
    return rest;
  }

  private static Set<String> guids(Judgement judgement, ChangeKind kind) {
    Set<String> guids = new TreeSet<>();
    judgement.diff().messages().stream()
        .filter(change -> change.kind() == kind)
        .forEach(change -> guids.add(change.guid()));
    return guids;
  }

  private static void same(String what, Set<String> truth, Set<String> found, List<String> wrong) {
    if (!truth.equals(found)) {
      wrong.add(
          what
              + ": "
              + minus(truth, found).size()
              + " not found, "
              + minus(found, truth).size()
              + " too many");
    }
  }

  private static void manual(String text) throws IOException {
    if (Boolean.getBoolean("palimpsest.writeManual")) {
      Files.writeString(MANUAL, text, StandardCharsets.UTF_8);
    }
    assertTrue(Files.exists(MANUAL), "docs/judgement.md is missing");
    String kept = Files.readString(MANUAL, StandardCharsets.UTF_8);
    assertFalse(
        !kept.equals(text),
        "docs/judgement.md is stale; make it anew with -Dpalimpsest.writeManual=true");
  }
}
