package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.Index;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.SchemaEntry;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;
import org.palimpsest.sqlite.TableHistory;

/** Looks at every value of every row. */
final class Scan {

  private Scan() {}

  static void everything(Database database) throws IOException {
    for (SchemaEntry entry : database.schema()) {
      try {
        if (entry.isIndex()) {
          Optional<Index> index = database.index(entry.name());
          if (index.isPresent()) {
            index(index.get());
          }
        } else if (entry.isTable()) {
          Optional<Table> table = database.table(entry.name());
          if (table.isPresent()) {
            table(table.get());
            TableHistory.walk(database, entry.name(), Scan::change, Scan::damage);
          }
        }
      } catch (MalformedDatabaseException e) {
        // This definition; the others are still read.
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
        Scan::damage);
    if (!table.hasRowids()) {
      return;
    }
    try {
      table.find(last[0]);
    } catch (MalformedDatabaseException e) {
      // The tree may be whole for a scan and broken for a search.
    }
  }

  private static void index(Index index) throws IOException {
    index.scan(
        row -> {
          row.rowid();
          for (int i = 0; i < index.columns().size(); i++) {
            value(row, i);
          }
        },
        Scan::damage);
  }

  private static void change(int commit, @Nullable Row before, @Nullable Row after) {
    assertThat(commit).isPositive();
    for (Row row : Arrays.asList(before, after)) {
      if (row != null) {
        assertThat(row.place().page()).isPositive();
      }
    }
  }

  private static void damage(Damage damage) {
    assertThat(damage.what()).isNotEmpty();
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
