package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.palimpsest.report.model.Phrases;

/** A table with a caption, headed columns and a cap that is said in words when it bites. */
final class Table {

  /** One column; {@code cell} writes what stands in it. */
  private record Column(String heading, String style, BiConsumer<Markup, JsonNode> cell) {}

  private final String caption;
  private final List<Column> columns = new ArrayList<>();
  private String more = "report.json";

  Table(String caption) {
    this.caption = caption;
  }

  /** A column of plain text. */
  Table text(String heading, Function<JsonNode, String> value) {
    columns.add(new Column(heading, "", (out, row) -> out.text(value.apply(row))));
    return this;
  }

  /** A column of single words or times, which are not broken. */
  Table word(String heading, Function<JsonNode, String> value) {
    columns.add(new Column(heading, "w", (out, row) -> out.text(value.apply(row))));
    return this;
  }

  /** A column of figures, set to the right. */
  Table number(String heading, Function<JsonNode, String> value) {
    columns.add(new Column(heading, "n", (out, row) -> out.text(value.apply(row))));
    return this;
  }

  /** A column of hashes and identities. */
  Table code(String heading, Function<JsonNode, String> value) {
    columns.add(new Column(heading, "k", (out, row) -> out.element(Tag.CODE, value.apply(row))));
    return this;
  }

  /** A column of another kind, whose words are not broken. */
  Table cell(String heading, BiConsumer<Markup, JsonNode> cell) {
    columns.add(new Column(heading, "w", cell));
    return this;
  }

  /** Where the rows are that the cap leaves out. */
  Table rest(String where) {
    this.more = where;
    return this;
  }

  /** Writes the table, or {@code none} when there is no row. */
  void write(Markup out, JsonNode rows, int cap, String none) {
    if (rows.isEmpty()) {
      out.element(Tag.P, none, "class", "none");
      return;
    }
    out.open(Tag.DIV, "class", "scroll", "role", "region", "aria-label", caption, "tabindex", "0");
    out.open(Tag.TABLE).element(Tag.CAPTION, caption);
    out.open(Tag.THEAD).open(Tag.TR);
    for (Column column : columns) {
      out.element(Tag.TH, column.heading(), attributes(column, "col"));
    }
    out.close().close().open(Tag.TBODY);
    Iterator<JsonNode> all = rows.iterator();
    for (int written = 0; all.hasNext() && written < cap; written++) {
      row(out, all.next());
    }
    out.close().close().close();
    if (rows.size() > cap) {
      out.element(
          Tag.P,
          "The first "
              + Phrases.number(cap)
              + " of "
              + Phrases.number(rows.size())
              + " rows are shown here. All of them are in "
              + more
              + ".",
          "class",
          "capped");
    }
  }

  private void row(Markup out, JsonNode row) {
    out.open(Tag.TR);
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      // The first cell names the row for those who hear the table instead of seeing it.
      out.open(i == 0 ? Tag.TH : Tag.TD, attributes(column, i == 0 ? "row" : ""));
      column.cell().accept(out, row);
      out.close();
    }
    out.close();
  }

  private static String[] attributes(Column column, String scope) {
    List<String> attributes = new ArrayList<>();
    if (!scope.isEmpty()) {
      attributes.addAll(List.of("scope", scope));
    }
    if (!column.style().isEmpty()) {
      attributes.addAll(List.of("class", column.style()));
    }
    return attributes.toArray(String[]::new);
  }
}
