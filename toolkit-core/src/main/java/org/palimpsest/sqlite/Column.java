package org.palimpsest.sqlite;

/**
 * A column as its table's definition gives it.
 *
 * @param name as written
 * @param type declared type, upper case, empty when there is none
 * @param rowidAlias whether it is the INTEGER PRIMARY KEY, whose value is the ROWID
 * @param defaultValue what a row shows that was written before the column was added
 */
public record Column(String name, String type, boolean rowidAlias, Default defaultValue) {

  /** Whether the column's values are floating-point numbers (datatype3.html §3.1). */
  boolean isReal() {
    return !type.contains("INT")
        && !type.contains("CHAR")
        && !type.contains("CLOB")
        && !type.contains("TEXT")
        && !type.contains("BLOB")
        && (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB"));
  }

  /** The value of a column in rows that are older than the column. */
  public sealed interface Default {
    /** No value. */
    record Null() implements Default {}

    /** A whole number. */
    record Whole(long value) implements Default {}

    /** A text. */
    record Words(String value) implements Default {}
  }
}
