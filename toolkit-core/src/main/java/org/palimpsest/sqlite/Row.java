package org.palimpsest.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table, or one entry of an index, decoded on demand from its record (file format
 * §2.1). Columns are counted from 0 in the order of the table's definition, or of the index; asking
 * for a column of another storage class throws {@link IllegalStateException}, so look at {@link
 * #storage} first.
 */
public final class Row {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Bytes of a value by its type, -1 for types that do not occur. */
  private static final byte[] SIZES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, -1, -1, 0, 0};

  /** A bit for each type that says by itself that a value was never set: NULL, 0, no bytes. */
  private static final int UNSET = 1 | 1 << 8 | 1 << 12 | 1 << 13;

  /** A one in each byte. */
  private static final long ONES = 0x0101010101010101L;

  /** Brings the lowest bits of eight bytes together, that of the first byte lowest. */
  private static final long GATHER = 0x8040201008040201L;

  private final RecordForm form;
  private final int[] places;
  private final int alias;
  private final boolean utf8;
  private final Charset encoding;
  private final @Nullable Database database;

  private byte[] bytes = new byte[0];
  private long rowid;
  private int page;
  private int offset;
  private int present;
  private int recordStart;
  private int recordEnd;

  /** A bit for each of the first 128 columns: whether its type alone says that it was never set. */
  private long unsetLow;

  private long unsetHigh;
  private long[] serials = new long[96];
  private int[] starts = new int[96];

  Row(RecordForm form, @Nullable Database database) {
    this.form = form;
    this.places = form.places();
    this.alias = form.alias();
    this.encoding = form.encoding();
    this.utf8 = encoding.equals(StandardCharsets.UTF_8);
    this.database = database;
  }

  /** Points this row at a record whose payload is {@code bytes[start … end)}. */
  void point(byte[] source, int start, int end, long rowidOfRow, int pageNumber, int cell)
      throws MalformedDatabaseException {
    bytes = source;
    rowid = rowidOfRow;
    page = pageNumber;
    offset = cell;
    recordStart = start;
    recordEnd = end;
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
    types(at, start + (int) headerLength, end);
  }

  /** Reads the types from {@code from} to {@code headerEnd} and lays the values out behind them. */
  private void types(int from, int headerEnd, int end) throws MalformedDatabaseException {
    byte[] source = bytes;
    long[] types = serials;
    int[] places = starts;
    long low = 0;
    long high = 0;
    int count = 0;
    int at = from;
    long value = headerEnd;
    while (at < headerEnd) {
      if (at + Long.BYTES <= headerEnd) {
        // Most columns of a message hold NULL, 0 or 1, which take no bytes; eight such are one
        // step.
        long eight = (long) LONGS.get(source, at);
        if ((eight & ~(9 * ONES)) == 0 && (eight & ~(eight >>> 3) & ONES) == 0) {
          if (count + Long.BYTES > types.length) {
            types = Arrays.copyOf(types, 2 * count + Long.BYTES);
            places = Arrays.copyOf(places, 2 * count + Long.BYTES);
            serials = types;
            starts = places;
          }
          for (int i = 0; i < Long.BYTES; i++) {
            types[count + i] = eight >>> (56 - 8 * i) & 0xff;
            places[count + i] = (int) value;
          }
          long unset = ((~eight & ONES) * GATHER) >>> 56;
          if (count < 64) {
            low |= unset << count;
            high |= count > 56 ? unset >>> (64 - count) : 0;
          } else if (count < 128) {
            high |= unset << count;
          }
          count += Long.BYTES;
          at += Long.BYTES;
          continue;
        }
      }
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
      if (count == types.length) {
        types = Arrays.copyOf(types, 2 * count);
        places = Arrays.copyOf(places, 2 * count);
        serials = types;
        starts = places;
      }
      types[count] = serial;
      places[count] = (int) value;
      if (serial > 13) {
        value += (serial - 12) >>> 1;
        // Here, for the sum of several may not fit into a number.
        if (value > end) {
          throw MalformedDatabaseException.damaged(page, "a record's values are cut off");
        }
      } else {
        int size = serial < 0 ? -1 : SIZES[(int) serial];
        if (size < 0) {
          throw MalformedDatabaseException.damaged(page, "a record has an unknown type");
        }
        value += size;
        if ((UNSET >>> serial & 1) != 0) {
          low |= count < 64 ? 1L << count : 0;
          high |= count < 64 || count >= 128 ? 0 : 1L << count;
        }
      }
      count++;
    }
    if (value > end) {
      throw MalformedDatabaseException.damaged(page, "a record's values are cut off");
    }
    unsetLow = low;
    unsetHigh = high;
    present = count;
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
    return serial > 13 ? (serial - 12) >>> 1 : SIZES[(int) serial];
  }

  /**
   * The row's ROWID; for an entry of an index that of the row it stands for; 0 in a table WITHOUT
   * ROWID and its indexes.
   */
  public long rowid() {
    if (form.endsInRowid()) {
      int last = present - 1;
      return last >= 0 && serials[last] >= 1 && serials[last] <= 9 ? whole(last) : 0;
    }
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

  /** Where the row lies: file, page, offset, and the commit that it belongs to. */
  public Place place() {
    return Objects.requireNonNull(database).place(page, offset);
  }

  /** The position of a column by its name, case ignored, or -1. */
  public int column(String name) {
    for (int i = 0; i < places.length; i++) {
      if (form.columns().get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The storage class of a column's value; NULL for a VIRTUAL column, which is not stored. */
  public Storage storage(int column) {
    if (column == alias) {
      return Storage.INTEGER;
    }
    int place = places[column];
    if (place >= present) {
      Column.Default value = form.columns().get(column).defaultValue();
      if (value instanceof Column.Default.Whole) {
        return Storage.INTEGER;
      }
      if (value instanceof Column.Default.Words) {
        return Storage.TEXT;
      }
      return value instanceof Column.Default.Fraction
          ? Storage.REAL
          : value instanceof Column.Default.Bytes ? Storage.BLOB : Storage.NULL;
    }
    long serial = serials[place];
    if (serial >= 12) {
      return (serial & 1) == 0 ? Storage.BLOB : Storage.TEXT;
    }
    if (serial == 0) {
      return Storage.NULL;
    }
    // A column of REAL affinity keeps whole numbers as integers to save space (fileformat2 §2.1).
    return serial == 7 || form.reals()[column] ? Storage.REAL : Storage.INTEGER;
  }

  /** An INTEGER value. */
  public long integer(int column) {
    if (column == alias) {
      return rowid;
    }
    int place = places[column];
    if (place >= present) {
      if (form.columns().get(column).defaultValue() instanceof Column.Default.Whole whole) {
        return whole.value();
      }
      throw new IllegalStateException("column " + column + " holds no integer");
    }
    return whole(place);
  }

  /** An INTEGER value, 0 for any other. */
  public long integerOrZero(int column) {
    int place = places[column];
    if (place < present && column != alias) {
      return serials[place] >= 1 && serials[place] <= 9 && storage(column) == Storage.INTEGER
          ? whole(place)
          : 0;
    }
    return storage(column) == Storage.INTEGER ? integer(column) : 0;
  }

  private long whole(int place) {
    int at = starts[place];
    long serial = serials[place];
    if (serial == 8 || serial == 9) {
      return serial - 8;
    }
    if (serial < 1 || serial > 6) {
      throw new IllegalStateException("place " + place + " holds no integer");
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
    int place = places[column];
    if (place >= present
        && form.columns().get(column).defaultValue() instanceof Column.Default.Fraction fraction) {
      return fraction.value();
    }
    require(column, Storage.REAL);
    if (serials[place] != 7) {
      return whole(place);
    }
    return Double.longBitsToDouble((long) LONGS.get(bytes, starts[place]));
  }

  /**
   * A TEXT value. Bytes that are not valid in the database's encoding become U+FFFD; {@link
   * #textIsExact} tells.
   */
  public String text(int column) {
    int place = places[column];
    if (place >= present
        && form.columns().get(column).defaultValue() instanceof Column.Default.Words words) {
      return words.value();
    }
    require(column, Storage.TEXT);
    return new String(bytes, starts[place], (int) length(serials[place]), encoding);
  }

  /** Whether a TEXT value's bytes are valid in the database's encoding. */
  public boolean textIsExact(int column) {
    int place = places[column];
    if (place >= present) {
      return true;
    }
    require(column, Storage.TEXT);
    if (isAscii(column)) {
      return true;
    }
    try {
      encoding
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, starts[place], (int) length(serials[place])));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether TEXT values are stored as UTF-8. */
  public boolean isUtf8() {
    return utf8;
  }

  /** Whether a TEXT value is stored as ASCII bytes. */
  public boolean isAscii(int column) {
    int place = places[column];
    return place < present && utf8 && isAscii(starts[place], (int) length(serials[place]));
  }

  private boolean isAscii(int start, int length) {
    int end = start + length;
    int at = start;
    for (; at + 8 <= end; at += 8) {
      if (((long) LONGS.get(bytes, at) & 0x8080808080808080L) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (bytes[at] < 0) {
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
    int place = places[column];
    return place < present && serials[place] >= 12 ? starts[place] : -1;
  }

  /** How many bytes a TEXT or BLOB value that is stored has. */
  public int length(int column) {
    return (int) length(serials[places[column]]);
  }

  /** The stored bytes of a TEXT or BLOB value, copied. */
  public byte[] bytes(int column) {
    int place = places[column];
    if (place >= present
        && form.columns().get(column).defaultValue() instanceof Column.Default.Bytes value) {
      return value.value().clone();
    }
    if (place >= present || serials[place] < 12) {
      throw new IllegalStateException("column " + column + " holds no bytes");
    }
    return Arrays.copyOfRange(bytes, starts[place], starts[place] + (int) length(serials[place]));
  }

  /** Whether the value is NULL, zero, or of no length: what a column holds that was never set. */
  public boolean isUnset(int column) {
    int place = places[column];
    if (place < 128 && ((place < 64 ? unsetLow : unsetHigh) >>> place & 1) != 0) {
      return column != alias;
    }
    if (column == alias) {
      return false;
    }
    if (place >= present) {
      return isUnset(form.columns().get(column).defaultValue());
    }
    long serial = serials[place];
    if (serial == 0 || serial == 8 || serial == 12 || serial == 13) {
      return true;
    }
    return serial <= 6 && whole(place) == 0;
  }

  /** Whether two rows have the same record, byte for byte. */
  boolean isSameRecord(Row other) {
    return Arrays.equals(
        bytes, recordStart, recordEnd, other.bytes, other.recordStart, other.recordEnd);
  }

  /** Whether the record can be one of its form: not too many values, and of types that can be. */
  boolean fits() {
    int stored = 0;
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      if (place == Integer.MAX_VALUE) {
        continue;
      }
      stored = Math.max(stored, place + 1);
      if (place < present) {
        long serial = serials[place];
        boolean number = serial >= 1 && serial <= 9;
        Column.Affinity affinity = form.columns().get(i).affinity();
        if (i == alias && serial != 0 || number && affinity == Column.Affinity.TEXT) {
          return false;
        }
      }
    }
    return present > 0 && present <= stored;
  }

  private static boolean isUnset(Column.Default value) {
    if (value instanceof Column.Default.Whole whole) {
      return whole.value() == 0;
    }
    if (value instanceof Column.Default.Fraction fraction) {
      return fraction.value() == 0;
    }
    if (value instanceof Column.Default.Bytes blob) {
      return blob.value().length == 0;
    }
    return !(value instanceof Column.Default.Words words) || words.value().isEmpty();
  }

  private void require(int column, Storage wanted) {
    if (places[column] >= present || storage(column) != wanted) {
      throw new IllegalStateException("column " + column + " holds no " + wanted);
    }
  }

  /** Where the row lies, without its content. */
  @Override
  public String toString() {
    return "row "
        + rowid()
        + " at page "
        + page
        + " offset 0x"
        + HexFormat.of().toHexDigits((short) offset);
  }
}
