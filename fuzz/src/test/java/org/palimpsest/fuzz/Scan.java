package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.SchemaEntry;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;

/** Looks at every value of every row. */
final class Scan {

  private Scan() {}

  static void everything(Database database) throws IOException {
    for (SchemaEntry entry : database.schema()) {
      if (!entry.isTable()) {
        continue;
      }
      try {
        Optional<Table> table = database.table(entry.name());
        if (table.isPresent()) {
          table(table.get());
        }
      } catch (MalformedDatabaseException e) {
        // This table's definition; the others are still read.
      }
    }
  }

  private static void table(Table table) throws IOException {
    long[] last = {0};
    table.scan(
        row -> {
          last[0] = row.rowid();
          for (int i = 0; i < table.columns().size(); i++) {
            value(row, i);
          }
        },
        damage -> assertThat(damage.what()).isNotEmpty());
    try {
      table.find(last[0]);
    } catch (MalformedDatabaseException e) {
      // The tree may be whole for a scan and broken for a search.
    }
  }

  private static void value(Row row, int column) {
    Storage storage = row.storage(column);
    row.isUnset(column);
    switch (storage) {
      case INTEGER -> row.integer(column);
      case REAL -> row.real(column);
      case TEXT -> {
        assertThat(row.text(column)).isNotNull();
        row.textIsExact(column);
      }
      case BLOB -> assertThat(row.bytes(column)).isNotNull();
      case NULL -> assertThat(row.toString()).startsWith("row ");
    }
  }
}
