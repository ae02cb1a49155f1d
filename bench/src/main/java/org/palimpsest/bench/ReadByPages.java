package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.FileBytes;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/** Reads every message with our page reader. */
final class ReadByPages {

  private ReadByPages() {}

  /** Takes the database, and {@code 13} for thirteen columns instead of all. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(read(arguments[0], Thirteen.wanted(arguments)));
  }

  static Tally read(String path, boolean thirteen) throws MalformedDatabaseException, IOException {
    Tally tally = new Tally();
    try (FileBytes file = FileBytes.open(Path.of(path))) {
      Table messages = Database.open(file, null).table("message").orElseThrow();
      int[] columns =
          thirteen
              ? Thirteen.COLUMNS.stream().mapToInt(messages::column).toArray()
              : IntStream.range(0, messages.columns().size()).toArray();
      messages.scan(
          row -> {
            tally.row();
            for (int column : columns) {
              value(row, column, tally);
            }
          },
          damage -> {
            throw new IllegalStateException(damage.toString());
          });
    }
    return tally;
  }

  private static void value(Row row, int column, Tally tally) {
    switch (row.storage(column)) {
      case NULL -> tally.nothing();
      case INTEGER -> tally.integer(row.integer(column));
      case REAL -> tally.real(row.real(column));
      case TEXT -> tally.text(row.text(column));
      case BLOB -> tally.blob(row.bytes(column));
    }
  }
}
