package org.palimpsest.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One row of a table, decoded on demand from its record (file format §2.1). Columns are counted
 * from 0 in the order of the table's definition; asking for a column of another storage class
 * throws {@link IllegalStateException}, so look at {@link #storage} first.
 */
public final class Row {

  private final List<Column> columns;
  private final Charset encoding;
  private final int rowidAlias;

  private byte[] bytes = new byte[0];
  private long rowid;
  private int page;
  private int offset;
  private int present;

  /** A bit for each of the first 128 columns: whether its type alone says that it was never set. */
  private long unsetLow;

  private long unsetHigh;
  private long[] serials = new long[96];
  private int[] starts = new int[96];

  Row(List<Column> columns, Charset encoding) {
    this.columns = columns;
    this.encoding = encoding;
    int alias = -1;
    for (int i = 0; i < columns.size(); i++) {
      alias = columns.get(i).rowidAlias() ? i : alias;
    }
    this.rowidAlias = alias;
  }

  /** Points this row at a record whose payload is {@code bytes[start … end)}. */
  void point(byte[] source, int start, int end, long rowidOfRow, int pageNumber, int cell)
      throws MalformedDatabaseException {
    bytes = source;
    rowid = rowidOfRow;
    page = pageNumber;
    offset = cell;
    present = 0;
    unsetLow = 0;
    unsetHigh = 0;
    if (start >= end) {
      throw MalformedDatabaseException.damaged(pageNumber, "a record is empty");
    }
    long headerLength = varint(start, end);
    int at = start + Varint.length(source, start);
    if (headerLength < at - start || headerLength > end - start) {
      throw MalformedDatabaseException.damaged(pageNumber, "a record's header is too long");
    }
    int headerEnd = start + (int) headerLength;
    long value = headerEnd;
    while (at < headerEnd) {
      long serial = source[at];
      if (serial >= 0) {
        at++;
      } else if (at + 1 < headerEnd && source[at + 1] >= 0) {
        serial = (serial & 0x7f) << 7 | source[at + 1];
        at += 2;
      } else {
        serial = varint(at, headerEnd);
        at += Varint.length(source, at);
      }
      if (serial < 0 || serial == 10 || serial == 11) {
        throw MalformedDatabaseException.damaged(pageNumber, "a record has an unknown type");
      }
      if (present == serials.length) {
        serials = Arrays.copyOf(serials, 2 * present);
        starts = Arrays.copyOf(starts, 2 * present);
      }
      if (serial == 0 || serial == 8 || serial == 12 || serial == 13) {
        unsetLow |= present < 64 ? 1L << present : 0;
        unsetHigh |= present < 64 ? 0 : 1L << present;
      }
      serials[present] = serial;
      starts[present] = (int) value;
      value += length(serial);
      if (value > end) {
        throw MalformedDatabaseException.damaged(pageNumber, "a record's values are cut off");
      }
      present++;
    }
  }

  private long varint(int at, int end) throws MalformedDatabaseException {
    int last = Math.min(at + 8, end - 1);
    for (int i = at; i <= last; i++) {
      if (bytes[i] >= 0 || i == at + 8) {
        return Varint.value(bytes, at);
      }
    }
    throw MalformedDatabaseException.damaged(page, "a number is cut off");
  }

  private static long length(long serial) {
    if (serial >= 12) {
      return (serial - 12) / 2;
    }
    return switch ((int) serial) {
      case 1, 2, 3, 4 -> serial;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> 0;
    };
  }

  /** The row's ROWID. */
  public long rowid() {
    return rowid;
  }

  /** The page that holds the row's cell, 1 is the first. */
  public int page() {
    return page;
  }

  /** Where the cell starts within its page, in bytes. */
  public int offset() {
    return offset;
  }

  /** The storage class of a column's value. */
  public Storage storage(int column) {
    if (column == rowidAlias) {
      return Storage.INTEGER;
    }
    if (column >= present) {
      Column.Default value = columns.get(column).defaultValue();
      return value instanceof Column.Default.Whole
          ? Storage.INTEGER
          : value instanceof Column.Default.Words ? Storage.TEXT : Storage.NULL;
    }
    long serial = serials[column];
    if (serial >= 12) {
      return (serial & 1) == 0 ? Storage.BLOB : Storage.TEXT;
    }
    if (serial == 0) {
      return Storage.NULL;
    }
    // A column of REAL affinity keeps whole numbers as integers to save space (fileformat2 §2.1).
    return serial == 7 || columns.get(column).isReal() ? Storage.REAL : Storage.INTEGER;
  }

  /** An INTEGER value. */
  public long integer(int column) {
    if (column == rowidAlias) {
      return rowid;
    }
    if (column >= present) {
      if (columns.get(column).defaultValue() instanceof Column.Default.Whole whole) {
        return whole.value();
      }
      throw new IllegalStateException("column " + column + " holds no integer");
    }
    return whole(column);
  }

  /** An INTEGER value, 0 for any other. */
  public long integerOrZero(int column) {
    if (column < present && column != rowidAlias) {
      return serials[column] >= 1 && serials[column] <= 9 && storage(column) == Storage.INTEGER
          ? whole(column)
          : 0;
    }
    return storage(column) == Storage.INTEGER ? integer(column) : 0;
  }

  private long whole(int column) {
    int at = starts[column];
    long serial = serials[column];
    if (serial == 8 || serial == 9) {
      return serial - 8;
    }
    if (serial < 1 || serial > 6) {
      throw new IllegalStateException("column " + column + " holds no integer");
    }
    int count = (int) length(serial);
    long value = bytes[at];
    for (int i = 1; i < count; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  /** A REAL value. */
  public double real(int column) {
    require(column, Storage.REAL);
    if (serials[column] != 7) {
      return whole(column);
    }
    return ByteBuffer.wrap(bytes, starts[column], 8).getDouble();
  }

  /**
   * A TEXT value. Bytes that are not valid in the database's encoding become U+FFFD; {@link
   * #textIsExact} tells.
   */
  public String text(int column) {
    if (column >= present
        && columns.get(column).defaultValue() instanceof Column.Default.Words words) {
      return words.value();
    }
    require(column, Storage.TEXT);
    return new String(bytes, starts[column], (int) length(serials[column]), encoding);
  }

  /** Whether a TEXT value's bytes are valid in the database's encoding. */
  public boolean textIsExact(int column) {
    if (column >= present) {
      return true;
    }
    require(column, Storage.TEXT);
    if (isAscii(column)) {
      return true;
    }
    try {
      encoding
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, starts[column], (int) length(serials[column])));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether TEXT values are stored as UTF-8. */
  public boolean isUtf8() {
    return encoding.equals(StandardCharsets.UTF_8);
  }

  /** Whether a TEXT value is stored as ASCII bytes. */
  public boolean isAscii(int column) {
    if (column >= present || !encoding.equals(StandardCharsets.UTF_8)) {
      return false;
    }
    int end = starts[column] + (int) length(serials[column]);
    for (int i = starts[column]; i < end; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The bytes in which the row lies, for {@link #start} and {@link #length}; they change with the
   * next row and must not be changed or kept.
   */
  public byte[] array() {
    return bytes;
  }

  /** Where the stored bytes of a TEXT or BLOB value start in {@link #array}; -1 for a default. */
  public int start(int column) {
    return column < present && serials[column] >= 12 ? starts[column] : -1;
  }

  /** How many bytes a TEXT or BLOB value that is stored has. */
  public int length(int column) {
    return (int) length(serials[column]);
  }

  /** The stored bytes of a TEXT or BLOB value, copied. */
  public byte[] bytes(int column) {
    if (column >= present || serials[column] < 12) {
      throw new IllegalStateException("column " + column + " holds no bytes");
    }
    return Arrays.copyOfRange(
        bytes, starts[column], starts[column] + (int) length(serials[column]));
  }

  /** Whether the value is NULL, zero, or of no length: what a column holds that was never set. */
  public boolean isUnset(int column) {
    if (column < 128 && ((column < 64 ? unsetLow : unsetHigh) >>> column & 1) != 0) {
      return column != rowidAlias;
    }
    if (column == rowidAlias) {
      return false;
    }
    if (column >= present) {
      Column.Default value = columns.get(column).defaultValue();
      if (value instanceof Column.Default.Whole whole) {
        return whole.value() == 0;
      }
      return !(value instanceof Column.Default.Words words) || words.value().isEmpty();
    }
    long serial = serials[column];
    if (serial == 0 || serial == 8 || serial == 12 || serial == 13) {
      return true;
    }
    return serial <= 6 && whole(column) == 0;
  }

  private void require(int column, Storage wanted) {
    if (storage(column) != wanted || column >= present) {
      throw new IllegalStateException("column " + column + " holds no " + wanted);
    }
  }

  /** Where the row lies, without its content. */
  @Override
  public String toString() {
    return "row "
        + rowid
        + " at page "
        + page
        + " offset 0x"
        + HexFormat.of().toHexDigits((short) offset);
  }
}
