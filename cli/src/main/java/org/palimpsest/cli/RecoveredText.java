package org.palimpsest.cli;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.gap.Recovered;
import org.palimpsest.gap.Remain;
import org.palimpsest.gap.Rung;
import org.palimpsest.gap.Value;

/** Tells a reader what was recovered. Values are shown only when they were asked for. */
final class RecoveredText {

  private final Terminal terminal;
  private final Recovered recovered;

  RecoveredText(Terminal terminal, Recovered recovered) {
    this.terminal = terminal;
    this.recovered = recovered;
  }

  void tell(boolean content) throws IOException {
    terminal.line("looked at, the strongest evidence first:");
    for (Rung.Result result : recovered.rungs()) {
      terminal.line(
          String.format(
              "  %-19s %-14s %7s  %s",
              result.rung().word().replace('-', ' '),
              result.status().word().replace('-', ' '),
              result.count() == 0 ? "" : String.valueOf(result.count()),
              result.sentence()));
    }
    terminal.line();
    if (recovered.remains().isEmpty()) {
      terminal.line("no remains: see above what was looked at, empty, or destroyed");
    } else {
      summary();
    }
    if (!recovered.dropped().isEmpty()) {
      terminal.line(
          "tables that the schema no longer names: " + String.join(", ", recovered.dropped()));
    }
    if (recovered.cut()) {
      terminal.line("more was found than can be listed; the list is not complete");
    }
    terminal.line(
        Plain.count(recovered.staleCopies(), "stale cop")
                .replaceFirst("cop$", "copy")
                .replaceFirst("cops$", "copies")
            + " of rows that are still there: counted, never listed as deleted");
    terminal.line();
    proves();
    if (content) {
      for (Remain remain : recovered.remains()) {
        show(remain);
      }
    } else if (!recovered.remains().isEmpty()) {
      terminal.line("show the values with --content, or every detail with --json");
    }
  }

  private void summary() {
    Map<String, long[]> groups = new TreeMap<>();
    for (Remain remain : recovered.remains()) {
      String group =
          String.format(
              "%-28s %-12s %-16s", remain.table(), remain.kind().word(), remain.standing().word());
      long[] counts = groups.computeIfAbsent(group, name -> new long[3]);
      counts[0]++;
      counts[1] += remain.complete() ? 1 : 0;
      counts[2] += remain.rowidProven() ? 1 : 0;
    }
    terminal.line("remains:");
    groups.forEach(
        (group, counts) ->
            terminal.line(
                "  "
                    + group
                    + String.format(
                        " %7d, %d whole, %d with a proven ROWID",
                        counts[0], counts[1], counts[2])));
  }

  private void proves() {
    terminal.line("what this shows: the bytes of these rows are or were in this store's files.");
    terminal.line(
        "what it does not: who removed them, when, or that a person did. Retention, sync,");
    terminal.line("migration and edits remove rows too, and a missing row number can come from an");
    terminal.line("insertion that failed. An empty rung does not show that nothing was deleted.");
  }

  private void show(Remain remain) throws IOException {
    terminal.line();
    terminal.line(
        remain.table()
            + "  "
            + remain.kind().word()
            + "  "
            + remain.standing().word()
            + "  ROWID "
            + (remain.rowidKnown() ? remain.rowid() : "unknown")
            + (remain.rowidKnown() && !remain.rowidProven() ? " (not proven)" : "")
            + "  "
            + recovered.file(remain)
            + " page "
            + remain.page()
            + " offset "
            + remain.offset()
            + "  "
            + remain.region().word()
            + (remain.commit() > 0 ? " " + remain.commit() : ""));
    List<String> names = recovered.columns(remain);
    List<Value> values = recovered.values(remain);
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof Value.Null)) {
        String name = i < names.size() ? names.get(i) : String.valueOf(i);
        terminal.line("  " + name + ": " + words(values.get(i)));
      }
    }
    int others = recovered.alternatives(remain).size();
    if (others > 0) {
      terminal.line(
          "  " + Plain.count(others, "other reading") + " of these bytes cannot be excluded");
    }
  }

  private static String words(Value value) {
    if (value instanceof Value.Whole whole) {
      return String.valueOf(whole.value());
    }
    if (value instanceof Value.Real real) {
      return String.valueOf(real.value());
    }
    if (value instanceof Value.Words words) {
      return visible(words.value());
    }
    return value instanceof Value.Blob blob ? HexFormat.of().formatHex(blob.value()) : "";
  }

  /** Control characters must not reach a terminal. */
  private static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }
}
