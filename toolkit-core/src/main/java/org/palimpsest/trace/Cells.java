package org.palimpsest.trace;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;

/** Values of a row by column position, tolerant of columns that a generation lacks. */
public final class Cells {

  private Cells() {}

  /** A whole number; 0 where there is none. */
  public static long number(Row row, int column) {
    return column < 0 ? 0 : row.integerOrZero(column);
  }

  /** A text; null where there is none or it is empty. */
  public static @Nullable String word(Row row, int column) {
    if (column < 0 || row.storage(column) != Storage.TEXT) {
      return null;
    }
    String text = row.text(column);
    return text.isEmpty() ? null : text;
  }

  /** A text; empty where there is none. */
  public static String wordOrEmpty(Row row, int column) {
    String word = word(row, column);
    return word == null ? "" : word;
  }

  /** A blob; null where there is none. */
  public static byte @Nullable [] blob(Row row, int column) {
    return column >= 0 && row.storage(column) == Storage.BLOB ? row.bytes(column) : null;
  }

  /** Any value in one word, told apart by its storage class; empty for NULL. */
  static String stored(Row row, int column) {
    if (column < 0) {
      return "";
    }
    return switch (row.storage(column)) {
      case NULL -> "";
      case INTEGER -> "i" + row.integer(column);
      case REAL -> "r" + Double.toHexString(row.real(column));
      case TEXT -> (row.textIsExact(column) ? "t" : "d") + row.text(column);
      case BLOB -> "b" + HexFormat.of().formatHex(row.bytes(column));
    };
  }

  /** The guid that a reference such as {@code p:0/GUID}, {@code bp:GUID} or a bare guid names. */
  public static @Nullable String target(@Nullable String reference) {
    if (reference == null) {
      return null;
    }
    int slash = reference.indexOf('/');
    String guid =
        slash >= 0
            ? reference.substring(slash + 1)
            : reference.startsWith("bp:") ? reference.substring(3) : reference;
    return guid.isEmpty() ? null : guid;
  }

  /** What part of it such a reference names, as it writes it; empty when it names none. */
  public static String part(@Nullable String reference) {
    String guid = target(reference);
    return reference == null || guid == null
        ? ""
        : reference.substring(0, reference.length() - guid.length());
  }
}
