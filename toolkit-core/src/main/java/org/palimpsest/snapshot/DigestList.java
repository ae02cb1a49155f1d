package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.DamagedObjectException;

/**
 * The record list again, as short as comparing two snapshots needs it: for each line, in the list's
 * order, 16 bytes of key and the first 16 bytes of both commitments. Nearly all keys are {@code
 * message/} and a UUID in upper case, whose 16 bytes sort as its text does; any other key stands in
 * full behind the rows. It is derived from the list; {@link SnapshotCheck} compares the two.
 *
 * <p>Layout, big-endian: magic, number of rows (8 bytes); the rows of 48 bytes, in which a long key
 * is given by its first 16 bytes; a bit for each row, lowest first, that says whether its key is
 * long; the lengths of the long keys (2 bytes each); the long keys. Nothing in a row depends on the
 * rows before it, so that a list with few changes differs in few bytes from the one before.
 */
public final class DigestList {

  static final byte[] MAGIC = "PLdgst2\n".getBytes(StandardCharsets.US_ASCII);
  static final int HEADER = 16;
  static final int ROW = 48;

  /** So many rows are read at once rather than one by one. */
  private static final int NEAR = 64;

  /** Bytes of a row's key, and of each of its commitments. */
  static final int PART = 16;

  static final byte[] MESSAGE = "message/".getBytes(StandardCharsets.US_ASCII);

  /** {@code message/} and a UUID. */
  static final int SHORT_KEY = 44;

  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** What each byte is worth as a digit, -1 for those that are none. */
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < DIGITS.length; i++) {
      VALUES[DIGITS[i]] = (byte) i;
    }
  }

  private final ByteSource bytes;
  private final long rows;
  private final RankedBits isLong;

  /** Where each long key begins, and where the last one ends. */
  private final int[] starts;

  private final byte[] longKeys;
  private final SoundRows sound;

  private DigestList(
      ByteSource bytes,
      long rows,
      RankedBits isLong,
      int[] starts,
      byte[] longKeys,
      @Nullable RecordRuns runs) {
    this.bytes = bytes;
    this.rows = rows;
    this.isLong = isLong;
    this.starts = starts;
    this.longKeys = longKeys;
    this.sound = new SoundRows(runs, new Summed(runs));
  }

  /** Opens a list that was compared with its name. */
  public static DigestList open(ByteSource bytes) throws IOException {
    return open(bytes, null);
  }

  /**
   * Opens a list that was not, of which each row is compared with the sums before it is used.
   *
   * @param runs null for a list that was compared with its name
   */
  public static DigestList open(ByteSource bytes, @Nullable RecordRuns runs) throws IOException {
    if (bytes.size() < HEADER) {
      throw damaged();
    }
    byte[] header = new byte[HEADER];
    bytes.read(0, header, 0, HEADER);
    ByteBuffer fields = ByteBuffer.wrap(header);
    long rows = fields.getLong(8);
    if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || (runs != null && rows != runs.rows())
        || rows < 0
        || rows > bytes.size() / ROW) {
      throw damaged();
    }
    long behind = bytes.size() - HEADER - rows * ROW - RankedBits.length(rows);
    if (behind < 0 || behind > Integer.MAX_VALUE - 8) {
      throw damaged();
    }
    byte[] bits = new byte[RankedBits.length(rows)];
    bytes.read(HEADER + rows * ROW, bits, 0, bits.length);
    RankedBits isLong = new RankedBits(bits);
    if (isLong.count() > behind / 2) {
      throw damaged();
    }
    byte[] lengths = new byte[2 * isLong.count()];
    bytes.read(bytes.size() - behind, lengths, 0, lengths.length);
    int[] starts = new int[isLong.count() + 1];
    long end = 0;
    for (int i = 0; i < isLong.count(); i++) {
      end += (lengths[2 * i] & 0xff) << 8 | (lengths[2 * i + 1] & 0xff);
      starts[i + 1] = (int) end;
      if (starts[i + 1] == starts[i] || end > behind) {
        throw damaged();
      }
    }
    byte[] longKeys = new byte[(int) behind - lengths.length];
    if (end != longKeys.length) {
      throw damaged();
    }
    bytes.read(bytes.size() - longKeys.length, longKeys, 0, longKeys.length);
    return new DigestList(bytes, rows, isLong, starts, longKeys, runs);
  }

  static IOException damaged() {
    return new DamagedObjectException("a digest list is damaged");
  }

  /** The list as its sums see it. */
  private final class Summed implements RecordRuns.Rows {
    private final @Nullable RecordRuns runs;

    Summed(@Nullable RecordRuns runs) {
      this.runs = runs;
    }

    @Override
    public int row() {
      return ROW;
    }

    @Override
    public void fixed(long from, long to, byte[] into) throws IOException {
      bytes.read(offset(from), into, 0, (int) (to - from) * ROW);
    }

    @Override
    public byte @Nullable [] part(long row) {
      return isLong(row) ? key(row, 0, 0) : null;
    }

    @Override
    public void requireSum(int run, byte[] sum) throws DamagedObjectException {
      if (runs != null && !runs.isDigestSum(run, sum)) {
        throw runs.digestsDamaged();
      }
    }
  }

  /** Number of rows, one for each line of the record list. */
  public long rows() {
    return rows;
  }

  /** The rows {@code [from … to)}. */
  public DigestCursor cursor(long from, long to) {
    return new DigestCursor(this, from, to);
  }

  /** All rows. */
  public DigestCursor cursor() {
    return cursor(0, rows);
  }

  /** The first row whose key is not before {@code key}, given as ASCII. */
  public long find(byte[] key) throws IOException {
    Wanted wanted = Wanted.of(key);
    return settled(find(wanted, 0, rows), wanted);
  }

  /**
   * The way to a row leads over others that were compared with nothing. Where it ends, it was right
   * if the row before is smaller and this one is not.
   */
  private long settled(long row, Wanted wanted) throws IOException {
    sound.require(Math.max(0, row - 1), Math.min(rows, row + 1));
    if ((row < rows && compare(row, wanted) < 0) || (row > 0 && compare(row - 1, wanted) >= 0)) {
      throw damaged();
    }
    return row;
  }

  /**
   * The same for a row that does not lie before {@code from}, which is 0 or was returned for a
   * smaller key. The nearer it is the fewer rows are looked at, so that asking for many keys in
   * their order never costs more than a walk.
   */
  long seek(byte[] key, long from) throws IOException {
    Wanted wanted = Wanted.of(key);
    sound.require(from, Math.min(rows, from + 1));
    if (from >= rows || compare(from, wanted) >= 0) {
      return from;
    }
    long low = from;
    for (long step = NEAR; ; step *= 2) {
      long next = low + step;
      if (next >= rows || compare(next, wanted) >= 0) {
        return settled(find(wanted, low + 1, Math.min(next, rows)), wanted);
      }
      low = next;
    }
  }

  private long find(Wanted key, long from, long to) throws IOException {
    long low = from;
    long high = to;
    while (high - low > NEAR) {
      long middle = (low + high) >>> 1;
      if (compare(middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    long first = low;
    byte[] near = new byte[(int) (high - low) * ROW];
    bytes.read(offset(first), near, 0, near.length);
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (compare(near, (int) (middle - first) * ROW, middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a row's key is {@code key}, given as ASCII. */
  boolean isKey(long row, byte[] key) throws IOException {
    return compare(row, Wanted.of(key)) == 0;
  }

  /** Whether a row holds the first halves of these commitments. */
  boolean commits(long row, byte[] content, byte[] state) throws IOException {
    sound.require(row, row + 1);
    byte[] fixed = new byte[ROW];
    bytes.read(offset(row), fixed, 0, ROW);
    return Arrays.equals(fixed, PART, 2 * PART, content, 0, PART)
        && Arrays.equals(fixed, 2 * PART, ROW, state, 0, PART);
  }

  /**
   * A key that is looked for.
   *
   * @param key the whole of it
   * @param isShort whether 16 bytes stand for it
   * @param first the first half of these
   * @param second their second half
   */
  private record Wanted(byte[] key, boolean isShort, long first, long second) {
    static Wanted of(byte[] key) {
      byte[] part = new byte[PART];
      boolean isShort = shorten(key, 0, key.length, part);
      ByteBuffer halves = ByteBuffer.wrap(part);
      return new Wanted(key, isShort, halves.getLong(0), halves.getLong(8));
    }
  }

  private int compare(long row, Wanted wanted) throws IOException {
    byte[] short16 = new byte[PART];
    bytes.read(offset(row), short16, 0, PART);
    return compare(short16, 0, row, wanted);
  }

  private int compare(byte[] parts, int at, long row, Wanted wanted) throws IOException {
    ByteBuffer fields = ByteBuffer.wrap(parts);
    long first = fields.getLong(at);
    long second = fields.getLong(at + 8);
    if (wanted.isShort && !isLong(row)) {
      int order = Long.compareUnsigned(first, wanted.first);
      return order != 0 ? order : Long.compareUnsigned(second, wanted.second);
    }
    return Arrays.compareUnsigned(key(row, first, second), wanted.key);
  }

  byte[] keyAt(long row) throws IOException {
    sound.require(row, row + 1);
    byte[] short16 = new byte[PART];
    bytes.read(offset(row), short16, 0, PART);
    ByteBuffer fields = ByteBuffer.wrap(short16);
    return key(row, fields.getLong(0), fields.getLong(8));
  }

  /** Where the line of a row begins in the record list; for the number of rows, where it ends. */
  long lineOffset(long row) {
    int others = row < rows ? isLong.rank(row) : isLong.count();
    return row * (LineCursor.FIXED + 1L) + (row - others) * SHORT_KEY + starts[others];
  }

  /** Bytes of the long keys of the rows {@code [from … to)}. */
  int longKeys(long from, long to) {
    return longKeyStart(to) - longKeyStart(from);
  }

  private int longKeyStart(long row) {
    return starts[row < rows ? isLong.rank(row) : isLong.count()];
  }

  /**
   * Reads up to {@code most} rows from a row on, which are more than a run has or all there are,
   * and returns the row behind the last.
   */
  long read(long row, long end, int most, byte[] target) throws IOException {
    return sound.read(row, end, most, target);
  }

  /** Compares every row with the sums. */
  void requireSound() throws IOException {
    sound.require(0, rows);
  }

  private static long offset(long row) {
    return HEADER + row * ROW;
  }

  boolean isLong(long row) {
    return isLong.get(row);
  }

  /** How many of {@code most} rows have short keys before the first that has not. */
  int shortFrom(long row, int most) {
    int count = 0;
    while (count < most) {
      long at = row + count;
      if ((at & 7) == 0 && count + 8 <= most && isLong.noneOfEight(at)) {
        count += 8;
      } else if (isLong(at)) {
        return count;
      } else {
        count++;
      }
    }
    return count;
  }

  /** The key of a row in full, as ASCII. */
  byte[] key(long row, long first, long second) {
    if (!isLong(row)) {
      byte[] key = new byte[SHORT_KEY];
      lengthen(first, second, key, 0);
      return key;
    }
    int number = isLong.rank(row);
    return Arrays.copyOfRange(longKeys, starts[number], starts[number + 1]);
  }

  /** Writes the 44 bytes of the key that 16 bytes stand for. */
  static void lengthen(long first, long second, byte[] target, int start) {
    System.arraycopy(MESSAGE, 0, target, start, MESSAGE.length);
    int at = start + MESSAGE.length;
    for (int i = 0; i < 32; i++) {
      if (i == 8 || i == 12 || i == 16 || i == 20) {
        target[at++] = '-';
      }
      long half = i < 16 ? first : second;
      target[at++] = DIGITS[(int) (half >>> (60 - 4 * (i & 15))) & 0xf];
    }
  }

  /** The 16 bytes of a short key into {@code target}; false for a key that is long. */
  static boolean shorten(byte[] source, int from, int length, byte[] target) {
    if (length != SHORT_KEY
        || !Arrays.equals(source, from, from + MESSAGE.length, MESSAGE, 0, MESSAGE.length)) {
      return false;
    }
    int at = from + MESSAGE.length;
    for (int i = 0; i < 32; i++) {
      if ((i == 8 || i == 12 || i == 16 || i == 20) && source[at++] != '-') {
        return false;
      }
      int digit = VALUES[source[at++] & 0xff];
      if (digit < 0) {
        return false;
      }
      target[i >> 1] = (byte) ((i & 1) == 0 ? digit << 4 : target[i >> 1] | digit);
    }
    return true;
  }
}
