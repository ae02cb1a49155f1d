package org.palimpsest.messages;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.CanonicalWriter;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;

/** Access to a row's columns by position, tolerant of columns that a generation lacks. */
final class Columns {

  private Columns() {}

  static long integer(Row row, int column) {
    return column >= 0 && row.storage(column) == Storage.INTEGER ? row.integer(column) : 0;
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
  static List<Named> allBut(Table table, Set<String> left) {
    List<Named> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      String name = table.columns().get(i).name();
      boolean hidden = left.contains(name) || table.columns().get(i).rowidAlias();
      if (!hidden && columns.stream().noneMatch(known -> known.name.equals(name))) {
        columns.add(new Named(name, i, CanonicalWriter.Name.of(name)));
      }
    }
    columns.sort(Comparator.comparing(Named::name));
    return columns;
  }

  record Named(String name, int index, CanonicalWriter.Name prepared) {}

  /**
   * Writes an object of every column that is set. What was never set is left out, so that a schema
   * that gained columns gives the same bytes.
   */
  static void write(CanonicalWriter writer, Row row, List<Named> columns, MessageDigest digest) {
    writer.beginObject();
    for (Named column : columns) {
      if (!row.isUnset(column.index)) {
        writer.name(column.prepared);
        value(writer, row, column.index, digest);
      }
    }
    writer.endObject();
  }

  private static void value(CanonicalWriter writer, Row row, int index, MessageDigest digest) {
    switch (row.storage(index)) {
      case INTEGER -> writer.value(row.integer(index));
      case REAL ->
          writer.beginObject().name("real").value(Double.toString(row.real(index))).endObject();
      case TEXT -> {
        if (row.isAscii(index)) {
          row.bytes(index, writer::ascii);
          return;
        }
        Text text = text(row, index);
        if (text != null) {
          text.write(writer);
        }
      }
      case BLOB ->
          row.bytes(
              index,
              (bytes, from, length) -> {
                digest.update(bytes, from, length);
                named(writer, digest.digest(), length);
              });
      case NULL -> writer.nullValue();
    }
  }

  /** Bytes are named by hash and size; they stay in the evidence. */
  private static void named(CanonicalWriter writer, byte[] sha256, int size) {
    writer.beginObject().name("sha256").hex(sha256).name("size").value(size).endObject();
  }

  static byte[] json(Row row, List<Named> columns) {
    CanonicalWriter writer = new CanonicalWriter();
    write(writer, row, columns, Sha256.newDigest());
    return writer.toByteArray();
  }
}
