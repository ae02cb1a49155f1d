package org.palimpsest.sqlite;

/**
 * A column as its table's definition gives it.
 *
 * @param name as written
 * @param type declared type, upper case, empty when there is none
 * @param rowidAlias whether it is the INTEGER PRIMARY KEY, whose value is the ROWID
 * @param defaultValue what a row shows that was written before the column was added
 * @param stored false for a VIRTUAL generated column: its value is computed when it is read and
 *     stands nowhere in the file
 */
public record Column(
    String name, String type, boolean rowidAlias, Default defaultValue, boolean stored) {

  /** How values are converted when they are stored (datatype3.html §3.1). */
  enum Affinity {
    INTEGER,
    TEXT,
    BLOB,
    REAL,
    NUMERIC
  }

  Affinity affinity() {
    if (type.contains("INT")) {
      return Affinity.INTEGER;
    }
    if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
      return Affinity.TEXT;
    }
    if (type.contains("BLOB") || type.isEmpty()) {
      return Affinity.BLOB;
    }
    boolean real = type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB");
    return real ? Affinity.REAL : Affinity.NUMERIC;
  }

  /** Whether the column's values are floating-point numbers. */
  boolean isReal() {
    return affinity() == Affinity.REAL;
  }

  /** The value of a column in rows that are older than the column. */
  public sealed interface Default {
    /** No value. */
    record Null() implements Default {}

    /** A whole number. */
    record Whole(long value) implements Default {}

    /** A floating-point number. */
    record Fraction(double value) implements Default {}

    /** A text. */
    record Words(String value) implements Default {}

    /** Bytes. */
    record Bytes(byte[] value) implements Default {
      @Override
      public String toString() {
        return "bytes";
      }
    }
  }
}
