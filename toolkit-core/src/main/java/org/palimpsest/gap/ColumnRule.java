package org.palimpsest.gap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.Column;

/**
 * What values a column can hold: by its declaration (datatype3.html §3), and by what the rows that
 * are there hold.
 */
final class ColumnRule {

  private enum Affinity {
    INTEGER,
    TEXT,
    REAL,
    NUMERIC,
    NONE
  }

  private static final int FEW = 8;
  private static final int MAX_OPTIONS = 48;
  private static final int INTEGERS = 0b11_0111_1110;
  private static final int TEXT_BIT = 13;
  private static final int BLOB_BIT = 12;

  private final Affinity affinity;
  private final boolean notNull;
  private final boolean alias;
  private final Charset encoding;

  private boolean inIndex;
  private boolean neverZero;
  private boolean onlySeen;

  /** The rule of the table's own column, for a column of an index. */
  private @Nullable ColumnRule rows;

  private int samples;
  private int seen;
  private long low = Long.MAX_VALUE;
  private long high = Long.MIN_VALUE;
  private boolean guids = true;
  private long[] serials = new long[0];
  private final long[] blanks = new long[14];
  private boolean many;

  ColumnRule(String type, boolean notNull, boolean alias, Charset encoding) {
    this.affinity = affinity(type);
    this.notNull = notNull;
    this.alias = alias;
    this.encoding = encoding;
  }

  static ColumnRule of(Column column, boolean notNull, Charset encoding) {
    return new ColumnRule(column.type(), notNull, column.rowidAlias(), encoding);
  }

  /** The rule for a column of which only values are known: it allows what it has seen. */
  static ColumnRule unknown(boolean alias, Charset encoding) {
    ColumnRule rule = new ColumnRule("", false, alias, encoding);
    rule.onlySeen = true;
    return rule;
  }

  /** The rule for a ROWID at the end of an index's record. */
  static ColumnRule rowid(Charset encoding) {
    return new ColumnRule("INTEGER", true, false, encoding);
  }

  /** Refuses zero, as a CHECK of the table does. */
  void refuseZero() {
    neverZero = true;
  }

  /** The same declaration, with nothing learned, for a column of an index. */
  ColumnRule inIndex() {
    ColumnRule rule =
        new ColumnRule(
            switch (affinity) {
              case INTEGER -> "INT";
              case TEXT -> "TEXT";
              case REAL -> "REAL";
              case NUMERIC -> "NUMERIC";
              case NONE -> "";
            },
            notNull || alias,
            false,
            encoding);
    rule.inIndex = true;
    rule.neverZero = neverZero;
    rule.rows = this;
    return rule;
  }

  private static Affinity affinity(String declared) {
    String type = declared.toUpperCase(Locale.ROOT);
    if (type.contains("INT")) {
      return Affinity.INTEGER;
    }
    if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
      return Affinity.TEXT;
    }
    if (type.isEmpty() || type.contains("BLOB")) {
      return Affinity.NONE;
    }
    return type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB")
        ? Affinity.REAL
        : Affinity.NUMERIC;
  }

  /** Takes a value of a row that is there into account. */
  void learn(byte[] bytes, int at, long serial, boolean inside) {
    samples++;
    if (Serial.size(serial) == 0) {
      blanks[(int) Math.min(serial, 13)]++;
    }
    seen |= 1 << bit(serial);
    if (Serial.isInteger(serial)) {
      long value = Serial.integer(bytes, at, serial);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (Serial.isText(serial)) {
      guids &= inside && Texts.isGuid(bytes, at, (int) Math.min(64, Serial.size(serial)));
    }
    if (!many && Arrays.stream(serials).noneMatch(known -> known == serial)) {
      serials = Arrays.copyOf(serials, serials.length + 1);
      serials[serials.length - 1] = serial;
      many = serials.length > MAX_OPTIONS;
    }
  }

  private static int bit(long serial) {
    return serial < 12 ? (int) serial : Serial.isText(serial) ? TEXT_BIT : BLOB_BIT;
  }

  /** Whether whole numbers are stored as integers to save space, and are none. */
  boolean isReal() {
    return affinity == Affinity.REAL;
  }

  /** Whether it is the rule for an index's column that is the ROWID of the table. */
  boolean isOfAlias() {
    return rows != null && rows.alias;
  }

  boolean isAlias() {
    return alias;
  }

  /** Whether enough rows are there to learn from. */
  boolean learned() {
    return samples >= FEW;
  }

  /** Whether the column's own values, or those of the table's column, are known. */
  boolean knows() {
    return learned() || rows != null && rows.learned();
  }

  /** Whether a value of that type can stand in the column. */
  boolean allows(long serial) {
    if (serial < 0 || serial == 10 || serial == 11 || serial == 8 && neverZero) {
      return false;
    }
    if (alias) {
      return serial == 0;
    }
    if (serial == 0) {
      // A key may be NULL by an old mistake of SQLite's, which rows that are there tell.
      return (seen & 1) != 0 || !onlySeen && !notNull;
    }
    if ((seen & 1 << bit(serial)) != 0) {
      return true;
    }
    if (onlySeen) {
      return Serial.isInteger(serial)
          ? (seen & INTEGERS) != 0
          : Serial.isText(serial) && (seen & 1 << TEXT_BIT) != 0;
    }
    if (serial >= 12 && !encoding.equals(StandardCharsets.UTF_8) && Serial.isText(serial)) {
      if (Serial.size(serial) % 2 != 0) {
        return false;
      }
    }
    return switch (affinity) {
      case INTEGER -> serial <= 9;
      // A whole number is kept as an integer up to six bytes only (file format §2.1).
      case REAL -> serial <= 9 && serial != 6;
      case NUMERIC -> !Serial.isBlob(serial);
      case TEXT -> Serial.isText(serial);
      case NONE -> true;
    };
  }

  /** Whether rows that are there hold values of that kind. */
  boolean isUsual(long serial) {
    if (!learned()) {
      return true;
    }
    if (Serial.isInteger(serial)) {
      return (seen & INTEGERS) != 0;
    }
    return (seen & 1 << bit(serial)) != 0;
  }

  /**
   * How usual a value without bytes (NULL, 0, 1, empty) is: 0 to 3. Nothing but what other rows
   * hold tells such values apart.
   */
  int usualness(long serial) {
    if (Serial.size(serial) > 0 || samples == 0) {
      return 0;
    }
    long count = blanks[(int) Math.min(serial, 13)];
    return count == 0 ? 0 : 4 * count >= samples ? 3 : 20 * count >= samples ? 2 : 1;
  }

  /** Whether a value of that type is what the column was declared for. */
  boolean isNatural(long serial) {
    return switch (affinity) {
      case INTEGER -> Serial.isInteger(serial);
      case REAL -> serial == 7;
      case TEXT -> Serial.isText(serial);
      case NUMERIC -> serial <= 9;
      case NONE -> false;
    };
  }

  /**
   * Whether a value can be one of the column.
   *
   * @param strict when nothing else proves where the value begins: an integer must be stored as
   *     short as SQLite stores it, a text must be free of control characters
   */
  boolean fits(byte[] bytes, int at, long serial, boolean strict) {
    if (Serial.isInteger(serial)) {
      return !strict || Serial.smallest(Serial.integer(bytes, at, serial)) == serial;
    }
    if (serial == 7) {
      double value = Serial.real(bytes, at);
      if (Double.isNaN(value)) {
        return false;
      }
      int exponent = Math.getExponent(value);
      return !strict || (exponent > -120 && exponent < 180);
    }
    if (Serial.isText(serial)) {
      int length = (int) Serial.size(serial);
      if (!Texts.isValid(bytes, at, length, encoding, strict)) {
        return false;
      }
      return !strict && !inIndex || !learnedGuids() || Texts.isGuid(bytes, at, length);
    }
    return true;
  }

  private boolean learnedGuids() {
    if (!learned() && rows != null) {
      return rows.learnedGuids();
    }
    return guids && learned() && (seen & 1 << TEXT_BIT) != 0;
  }

  /** Whether a value is like those that rows hold. */
  boolean isLike(byte[] bytes, int at, long serial, boolean inside) {
    if (!isUsual(serial) || !inside) {
      return false;
    }
    if (Serial.isInteger(serial)) {
      return isNear(Serial.integer(bytes, at, serial));
    }
    return !Serial.isText(serial) || !learnedGuids() || fits(bytes, at, serial, true);
  }

  /** Whether an integer lies within what rows hold, with some room on both sides. */
  boolean isNear(long value) {
    if (!learned() && rows != null) {
      return rows.isNear(value);
    }
    if (!learned() || low > high) {
      return true;
    }
    if (low > 0 && value <= 0) {
      return false;
    }
    long room = Math.max(16, (high >> 1) - (low >> 1));
    long floor = low < Long.MIN_VALUE + room ? Long.MIN_VALUE : low - room;
    long ceiling = high > Long.MAX_VALUE - room ? Long.MAX_VALUE : high + room;
    return value >= floor && value <= ceiling;
  }

  /**
   * The types that a value whose type is lost can have.
   *
   * @param room bytes that the value can take at most
   */
  long[] options(long room) {
    long[] found = new long[16];
    int count = 0;
    for (long serial : new long[] {2, 3, 1, 4, 6, 5, 9, 8, 7, 0}) {
      if (allows(serial) && isUsual(serial) && Serial.size(serial) <= room) {
        found[count++] = serial;
      }
    }
    ColumnRule known = !learned() && rows != null ? rows : this;
    if (known.learned() && !known.many) {
      for (long serial : known.serials) {
        if (serial >= 12 && Serial.size(serial) <= room) {
          found = put(found, count++, serial);
        }
      }
      if (!Arrays.stream(known.serials).anyMatch(serial -> serial >= 12) || learnedGuids()) {
        return Arrays.copyOf(found, count);
      }
    }
    for (long size = 0; size <= Math.min(room, 57); size++) {
      long text = Serial.text(size);
      if (allows(text) && isUsual(text) && !contains(found, count, text)) {
        found = put(found, count++, text);
      }
      long blob = Serial.blob(size);
      if (affinity == Affinity.NONE && allows(blob) && isUsual(blob) && learned()) {
        found = put(found, count++, blob);
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean contains(long[] array, int count, long value) {
    for (int i = 0; i < count; i++) {
      if (array[i] == value) {
        return true;
      }
    }
    return false;
  }

  private static long[] put(long[] array, int at, long value) {
    long[] target = at < array.length ? array : Arrays.copyOf(array, 2 * at);
    target[at] = value;
    return target;
  }
}
