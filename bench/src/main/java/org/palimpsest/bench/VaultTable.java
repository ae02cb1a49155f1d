package org.palimpsest.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * From single measurements of vaults of several sizes to what they say: ours divided by the peer's,
 * the aim and whether it is met, and how each figure of ours grows with the size.
 */
final class VaultTable {

  private static final String OURS = "palimpsest";

  /** A line of the table: which figure, of which work, beside whom, and what is aimed at. */
  private record Aim(
      String work, String task, String peer, boolean growth, double most, String inWords) {}

  private static final List<Aim> AIMS =
      List.of(
          new Aim("first snapshot", "first", "borg", false, 0.85, "≤ 0.85"),
          new Aim("first snapshot", "first", "restic", false, 0.35, "≤ 0.35"),
          new Aim("unchanged, by metadata", "unchanged", "restic", false, 0.35, "≤ 0.35"),
          new Aim("unchanged, every byte read", "reread", "restic", false, 0.65, "≤ 0.65"),
          new Aim("usual day, time", "day", "borg", false, 0.6, "≤ 0.6"),
          new Aim("usual day, growth", "day", "restic", true, 1 / 50.0, "≤ 1/50"),
          new Aim("usual day, growth", "day", "borg, pages", true, 1 / 5.0, "≤ 1/5"),
          new Aim("1 % all over, growth", "bulk", "borg, pages", true, 1 / 4.0, "≤ 1/4"),
          new Aim("verify every byte", "verify", "restic", false, 0.4, "≤ 0.4"));

  private record Run(
      int size, String task, String program, double wall, double cpu, double mib, double grown) {}

  private final List<Run> runs = new ArrayList<>();
  private final TreeSet<Integer> sizes = new TreeSet<>();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private VaultTable() {}

  /**
   * Takes a file of lines {@code size TAB task TAB program TAB wall TAB user TAB sys TAB rss-in-KiB
   * TAB bytes-grown}, with {@code -} where a tool is missing, and prints Markdown.
   */
  public static void main(String[] arguments) throws IOException {
    VaultTable table = new VaultTable();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      table.add(line.split("\t", -1));
    }
    table.aims();
    table.all();
  }

  private void add(String[] fields) {
    int size = Integer.parseInt(fields[0]);
    sizes.add(size);
    if (!fields[3].equals("-")) {
      runs.add(
          new Run(
              size,
              fields[1],
              fields[2],
              Double.parseDouble(fields[3]),
              Double.parseDouble(fields[4]) + Double.parseDouble(fields[5]),
              Double.parseDouble(fields[6]) / 1024,
              Double.parseDouble(fields[7])));
    }
  }

  private void aims() {
    StringBuilder head = new StringBuilder("| Work | Beside | Aim |");
    StringBuilder rule = new StringBuilder("|---|---|---|");
    for (int size : sizes) {
      head.append(" Ours ÷ it at ").append(size).append("× |");
      rule.append("---|");
    }
    out.println(head + " Verdict |");
    out.println(rule + "---|");
    for (Aim aim : AIMS) {
      StringBuilder row = new StringBuilder();
      row.append("| ").append(aim.work).append(" | ").append(aim.peer).append(" | ");
      row.append(aim.inWords).append(" |");
      int met = 0;
      int measured = 0;
      for (int size : sizes) {
        ToDoubleFunction<Run> figure = aim.growth ? Run::grown : Run::cpu;
        OptionalDouble ours = median(size, aim.task, OURS, figure);
        OptionalDouble theirs = median(size, aim.task, aim.peer, figure);
        if (ours.isEmpty() || theirs.isEmpty() || theirs.getAsDouble() <= 0) {
          row.append(" not measured |");
          continue;
        }
        double ratio = ours.getAsDouble() / theirs.getAsDouble();
        measured++;
        met += ratio <= aim.most ? 1 : 0;
        row.append(
            aim.growth ? format(" 1/%.1f |", 1 / Math.max(ratio, 1e-9)) : format(" %.2f |", ratio));
      }
      row.append(' ').append(verdict(met, measured)).append(" |");
      out.println(row);
    }
  }

  private static String verdict(int met, int measured) {
    if (measured == 0) {
      return "not measured";
    }
    return met == measured ? "met" : met == 0 ? "missed" : "met at some sizes only";
  }

  private void all() {
    out.println();
    out.println("| Work | Program | CPU s | Wall s | Peak MiB | Grown by, MB | CPU ÷ that at 1× |");
    out.println("|---|---|---|---|---|---|---|");
    Set<List<String>> works = new LinkedHashSet<>();
    runs.forEach(run -> works.add(List.of(run.task, run.program)));
    for (List<String> work : works) {
      double first = median(sizes.first(), work.get(0), work.get(1), Run::cpu).orElse(0);
      out.println(
          "| "
              + String.join(
                  " | ",
                  work.get(0),
                  work.get(1),
                  each(work, Run::cpu, "%.1f"),
                  each(work, Run::wall, "%.1f"),
                  each(work, Run::mib, "%.0f"),
                  each(work, run -> run.grown / 1e6, "%.2f"),
                  each(work, run -> first > 0 ? run.cpu / first : 0, "%.2f"))
              + " |");
    }
  }

  /** A figure at each size. */
  private String each(List<String> work, ToDoubleFunction<Run> figure, String pattern) {
    return sizes.stream()
        .map(size -> median(size, work.get(0), work.get(1), figure))
        .map(value -> value.isPresent() ? format(pattern, value.getAsDouble()) : "-")
        .collect(Collectors.joining(" / "));
  }

  private OptionalDouble median(
      int size, String task, String program, ToDoubleFunction<Run> figure) {
    double[] values =
        runs.stream()
            .filter(run -> run.size == size && run.task.equals(task) && run.program.equals(program))
            .mapToDouble(figure)
            .toArray();
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return OptionalDouble.of(
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
