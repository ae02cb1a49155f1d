package org.palimpsest.report.csv;

import java.util.regex.Pattern;
import org.palimpsest.report.html.Visible;

/** Writes RFC 4180: CRLF after each row, quotes where needed, and no cell that is a formula. */
final class CsvText {

  /** A number that people write with a plus; no spreadsheet makes a formula with effects of it. */
  private static final Pattern PHONE = Pattern.compile("\\+[0-9]+");

  /** Before and behind a line break or a tab. */
  private static final Pattern LAYOUT = Pattern.compile("(?<=[\\t\\r\\n])|(?=[\\t\\r\\n])");

  /** What a spreadsheet may take for the beginning of a formula, full-width signs too. */
  private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  /** What divides cells or rows; a semicolon does where a comma is the decimal mark. */
  private static final String DIVIDING = ",;\"\r\n";

  private final StringBuilder out = new StringBuilder();
  private final int columns;

  CsvText(String... header) {
    columns = header.length;
    row(header);
  }

  void row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException("a row has as many cells as the header");
    }
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      cell(disarmed(visible(cells[i])));
    }
    out.append("\r\n");
  }

  /** What hides or reorders text is shown, as in the other views; lines and tabs stay. */
  private static String visible(String cell) {
    StringBuilder shown = new StringBuilder(cell.length());
    for (String piece : LAYOUT.split(cell, -1)) {
      boolean layout = piece.length() == 1 && "\t\r\n".contains(piece);
      shown.append(layout ? piece : Visible.of(piece));
    }
    return shown.toString();
  }

  /** A leading apostrophe keeps a spreadsheet from computing what somebody else wrote. */
  private static String disarmed(String cell) {
    boolean formula = !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0;
    return formula && !PHONE.matcher(cell).matches() ? "'" + cell : cell;
  }

  private void cell(String cell) {
    boolean quoted = cell.chars().anyMatch(c -> DIVIDING.indexOf(c) >= 0);
    if (quoted) {
      out.append('"').append(cell.replace("\"", "\"\"")).append('"');
    } else {
      out.append(cell);
    }
  }

  String finish() {
    return out.toString();
  }
}
