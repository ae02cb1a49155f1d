package org.palimpsest.bench;

import java.nio.file.Path;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.FileBytes;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/** Reads every column of every message with our page reader. */
final class ReadByPages {

  private ReadByPages() {}

  /** Takes the database as the only argument. */
  public static void main(String[] arguments) throws Exception {
    Tally tally = new Tally();
    try (FileBytes file = FileBytes.open(Path.of(arguments[0]))) {
      Table messages = Database.open(file, null).table("message").orElseThrow();
      int columns = messages.columns().size();
      messages.scan(
          row -> {
            tally.row();
            for (int i = 0; i < columns; i++) {
              value(row, i, tally);
            }
          },
          damage -> {
            throw new IllegalStateException(damage.toString());
          });
    }
    System.out.println(tally);
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
