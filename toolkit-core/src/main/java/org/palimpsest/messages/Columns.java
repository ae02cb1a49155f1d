package org.palimpsest.messages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.CanonicalWriter;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;

/** Access to a row's columns by position, tolerant of columns that a generation lacks. */
final class Columns {

  private Columns() {}

  static long integer(Row row, int column) {
    return column >= 0 ? row.integerOrZero(column) : 0;
  }

  static boolean flag(Row row, int column) {
    return integer(row, column) != 0;
  }

  /** A short text such as a guid or an identifier; null when unset. */
  static @Nullable String word(Row row, int column) {
    if (column < 0) {
      return null;
    }
    return switch (row.storage(column)) {
      case TEXT -> {
        String text = row.text(column);
        yield text.isEmpty() ? null : text;
      }
      // iOS 10 declares its association columns STRING, which SQLite treats as numeric.
      case INTEGER -> row.integer(column) == 0 ? null : Long.toString(row.integer(column));
      case NULL, REAL, BLOB -> null;
    };
  }

  static @Nullable Text text(Row row, int column) {
    if (column < 0 || row.storage(column) != Storage.TEXT) {
      return null;
    }
    String shown = row.text(column);
    return row.textIsExact(column) ? Text.exact(shown) : Text.damaged(shown, row.bytes(column));
  }

  static byte @Nullable [] blob(Row row, int column) {
    return column >= 0 && row.storage(column) == Storage.BLOB ? row.bytes(column) : null;
  }

  /** The columns of a table but for {@code left}, in canonical order. */
  static Selection allBut(Table table, Set<String> left) {
    TreeMap<String, Integer> columns = new TreeMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      String name = table.columns().get(i).name();
      if (!left.contains(name) && !table.columns().get(i).rowidAlias()) {
        columns.putIfAbsent(name, i);
      }
    }
    List<CanonicalWriter.Name> names = CanonicalWriter.Name.inOrder(List.copyOf(columns.keySet()));
    List<Named> named = new ArrayList<>();
    for (Integer index : columns.values()) {
      named.add(new Named(index, names.get(named.size())));
    }
    return new Selection(named.toArray(Named[]::new));
  }

  /** Columns in canonical order. */
  static final class Selection {
    private final Named[] columns;

    private Selection(Named[] columns) {
      this.columns = columns;
    }
  }

  private record Named(int index, CanonicalWriter.Name name) {}

  /**
   * Writes an object of every column that is set. What was never set is left out, so that a schema
   * that gained columns gives the same bytes.
   */
  static void write(CanonicalWriter writer, Row row, Selection selection, BlobNames blobs) {
    writer.beginObject();
    for (Named column : selection.columns) {
      if (!row.isUnset(column.index)) {
        writer.name(column.name);
        value(writer, row, column.index, blobs);
      }
    }
    writer.endObject();
  }

  private static void value(CanonicalWriter writer, Row row, int index, BlobNames blobs) {
    switch (row.storage(index)) {
      case INTEGER -> writer.value(row.integer(index));
      case REAL ->
          writer.beginObject().name("real").value(Double.toString(row.real(index))).endObject();
      case TEXT -> {
        int start = row.isUtf8() ? row.start(index) : -1;
        if (start >= 0 && writer.plain(row.array(), start, row.length(index))) {
          return;
        }
        Text text = text(row, index);
        if (text != null) {
          text.write(writer);
        }
      }
      case BLOB -> blobs.write(writer, index, row.array(), row.start(index), row.length(index));
      case NULL -> writer.nullValue();
    }
  }

  static Map<String, @Nullable Object> stored(Row row, Table table) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Object value =
          switch (row.storage(i)) {
            case INTEGER -> (Object) row.integer(i);
            case REAL -> (Object) row.real(i);
            case TEXT -> row.textIsExact(i) ? row.text(i) : row.bytes(i);
            case BLOB -> row.bytes(i);
            case NULL -> table.columns().get(i).rowidAlias() ? (Object) row.rowid() : null;
          };
      values.putIfAbsent(table.columns().get(i).name(), value);
    }
    return values;
  }

  static byte[] json(Row row, Selection selection) {
    CanonicalWriter writer = new CanonicalWriter();
    write(writer, row, selection, new BlobNames(-1));
    return writer.toByteArray();
  }
}
