package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a doctor writes down: how each thing stands, and the one next step. */
final class Diagnosis {

  /** How a thing stands. */
  enum State {
    OK,
    WARNING,
    PROBLEM;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One line.
   *
   * @param subject what it is about
   * @param state how it stands
   * @param what what was seen
   * @param nextStep what to do; empty when there is nothing
   */
  record Line(String subject, State state, String what, String nextStep) {}

  private final List<Line> lines = new ArrayList<>();

  void ok(String subject, String what) {
    lines.add(new Line(subject, State.OK, what, ""));
  }

  void warning(String subject, String what, String nextStep) {
    lines.add(new Line(subject, State.WARNING, what, nextStep));
  }

  void problem(String subject, String what, String nextStep) {
    lines.add(new Line(subject, State.PROBLEM, what, nextStep));
  }

  List<Line> lines() {
    return lines;
  }

  boolean hasProblem() {
    return lines.stream().anyMatch(line -> line.state() == State.PROBLEM);
  }
}
