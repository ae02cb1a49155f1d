package org.palimpsest.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * From single measurements to the table: medians of all rounds, none dropped, and ours divided by
 * the peer's.
 */
final class Results {

  private static final String OURS = "palimpsest";

  private Results() {}

  private record Run(double wall, double user, double sys, double rss) {
    double cpu() {
      return user + sys;
    }
  }

  /**
   * Takes a file of lines {@code task TAB program TAB wall TAB user TAB sys TAB rss-in-KiB}, where
   * a missing tool has {@code -} for its numbers, and prints Markdown.
   */
  public static void main(String[] arguments) throws IOException {
    Map<String, Map<String, List<Run>>> tasks = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] fields = line.split("\t", -1);
      List<Run> runs =
          tasks
              .computeIfAbsent(fields[0], task -> new LinkedHashMap<>())
              .computeIfAbsent(fields[1], program -> new ArrayList<>());
      if (!fields[2].equals("-")) {
        runs.add(
            new Run(
                Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5])));
      }
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(
        "| Task | Program | Wall s (min–max) | CPU s (min–max) | Peak MiB | Ours ÷ it, wall |"
            + " Ours ÷ it, CPU |");
    out.println("|---|---|---|---|---|---|---|");
    tasks.forEach(
        (task, programs) ->
            programs.forEach(
                (program, runs) ->
                    out.println(row(task, program, runs, programs.getOrDefault(OURS, List.of())))));
  }

  private static String row(String task, String program, List<Run> runs, List<Run> ours) {
    String start = "| " + task + " | " + program + " | ";
    if (runs.isEmpty()) {
      return start + "not measured | | | | |";
    }
    return start
        + spread(runs, Run::wall)
        + " | "
        + spread(runs, Run::cpu)
        + " | "
        + format("%.0f", median(runs, Run::rss) / 1024)
        + " | "
        + ratio(program, ours, runs, Run::wall)
        + " | "
        + ratio(program, ours, runs, Run::cpu)
        + " |";
  }

  private static String ratio(
      String program, List<Run> ours, List<Run> theirs, ToDoubleFunction<Run> what) {
    return program.equals(OURS) || ours.isEmpty()
        ? ""
        : format("%.2f", median(ours, what) / median(theirs, what));
  }

  private static String spread(List<Run> runs, ToDoubleFunction<Run> what) {
    double[] values = runs.stream().mapToDouble(what).sorted().toArray();
    return format("%.2f (%.2f–%.2f)", median(runs, what), values[0], values[values.length - 1]);
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> what) {
    double[] values = runs.stream().mapToDouble(what).toArray();
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
