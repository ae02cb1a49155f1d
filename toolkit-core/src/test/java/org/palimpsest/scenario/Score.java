package org.palimpsest.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.CauseRules;
import org.palimpsest.cause.Confidence;
import org.palimpsest.cause.RuleText;
import org.palimpsest.finding.Judgement;
import org.palimpsest.testdata.book.Scenario;

/** How well the rules do on the book, and the manual that says so. */
final class Score {

  /** One judgement of one message. */
  private record Case(String truth, String said, Confidence confidence) {}

  private final List<Case> cases = new ArrayList<>();
  private final Map<String, TreeSet<String>> ruleScenarios = new TreeMap<>();
  private final Map<String, List<String>> chapters = new LinkedHashMap<>();
  private final Map<String, String> explained = new TreeMap<>();
  private int scenarios;

  void add(String truth, Attribution is) {
    cases.add(new Case(truth, is.cause().word(), is.confidence()));
  }

  void explained(Scenario scenario, String why, String about) {
    explained.put(scenario.toString(), why + " Here it" + about + ".");
  }

  void played(Scenario scenario, Judgement judgement) {
    scenarios++;
    chapters
        .computeIfAbsent(scenario.chapter(), key -> new ArrayList<>())
        .add("`" + scenario.name() + "` (" + generation(scenario) + "): " + scenario.says());
    judgement
        .attributions()
        .values()
        .forEach(
            is ->
                ruleScenarios
                    .computeIfAbsent(is.rule(), key -> new TreeSet<>())
                    .add(scenario.name()));
  }

  private static String generation(Scenario scenario) {
    return scenario.generation().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  int scenarios() {
    return scenarios;
  }

  long wrong(Confidence confidence) {
    return cases.stream()
        .filter(each -> each.confidence == confidence && !each.said.equals(each.truth))
        .count();
  }

  double precision(Confidence confidence) {
    long all = cases.stream().filter(each -> each.confidence == confidence).count();
    return all == 0 ? 1 : 1 - (double) wrong(confidence) / all;
  }

  String text() {
    return new JudgementManual(this).text();
  }

  Map<String, List<String>> chapters() {
    return chapters;
  }

  Map<String, String> explained() {
    return explained;
  }

  List<RuleText> rules() {
    return CauseRules.texts();
  }

  Set<String> scenariosOf(String rule) {
    return ruleScenarios.getOrDefault(rule, new TreeSet<>());
  }

  int messages() {
    return cases.size();
  }

  Set<String> causes() {
    TreeSet<String> causes = new TreeSet<>();
    cases.forEach(
        each -> {
          causes.add(each.truth);
          causes.add(each.said);
        });
    return causes;
  }

  /** Messages of that truth of which that was said, at a confidence or at any. */
  long count(String truth, String said, Confidence... confidences) {
    List<Confidence> wanted =
        confidences.length == 0 ? List.of(Confidence.values()) : List.of(confidences);
    return cases.stream()
        .filter(each -> truth.isEmpty() || each.truth.equals(truth))
        .filter(each -> said.isEmpty() || each.said.equals(said))
        .filter(each -> wanted.contains(each.confidence))
        .count();
  }
}
