package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.DamagedObjectException;

/**
 * Sums over short runs of a snapshot's digest list and index. Whoever looks at a few rows needs to
 * hash the runs that they lie in and not the whole lists, and runs that two snapshots share need
 * not be read at all.
 *
 * <p>Where a run ends is decided by the row that ends it: the first byte of its content commitment,
 * which is as good as random, has six zero bits at its end. So runs are 64 rows long on average,
 * and a row that comes or goes changes its own run and no other.
 *
 * <p>Layout, big-endian: magic; number of rows (8 bytes); SHA-256 of the index before its rows (32
 * bytes); number of runs (4 bytes); the number of rows of each (2 bytes each); for each the first
 * 16 bytes of SHA-256 over its part of the digest list; the same for the index. What a sum covers:
 * {@link RunSums}.
 */
public final class RecordRuns {

  static final byte[] MAGIC = "PLruns1\n".getBytes(StandardCharsets.US_ASCII);

  /** Bytes of a sum. */
  static final int SUM = 16;

  /** Most rows of a run, however the commitments fall. */
  static final int MOST = 1024;

  private static final int END = 0x3f;
  private static final int HEADER = 8 + 8 + Sha256.LENGTH + 4;

  private final byte[] bytes;
  private final int[] starts;
  private final String digests;
  private final String index;

  private RecordRuns(byte[] bytes, int[] starts, String digests, String index) {
    this.bytes = bytes;
    this.starts = starts;
    this.digests = digests;
    this.index = index;
  }

  /** The same, for lists that are stored under these names. */
  RecordRuns over(Sha256 digestList, Sha256 recordIndex) {
    return new RecordRuns(
        bytes, starts, NamedBytes.called(digestList), NamedBytes.called(recordIndex));
  }

  /** Says that the digest list is not what its sums say. */
  DamagedObjectException digestsDamaged() {
    return new DamagedObjectException(digests + " is damaged");
  }

  /** Says that the index is not what its sums say. */
  DamagedObjectException indexDamaged() {
    return new DamagedObjectException(index + " is damaged");
  }

  /** Whether a row ends the run in which it is the {@code rows}th. */
  static boolean ends(byte content, int rows) {
    return (content & END) == 0 || rows == MOST;
  }

  /** Whether the snapshot has sums; those of earlier versions have not. */
  static boolean isNamed(Manifest manifest) {
    return manifest.json().path("records").has("runs");
  }

  /**
   * The object.
   *
   * @param rows rows of both lists
   * @param head hash of the index before its rows
   */
  static byte[] write(long rows, byte[] head, RunSums digests, RunSums index) {
    byte[] lengths = digests.lengths();
    if (!Arrays.equals(lengths, index.lengths())) {
      throw new IllegalStateException("two lists of the same records have different runs");
    }
    byte[] first = digests.sums();
    byte[] second = index.sums();
    return ByteBuffer.allocate(HEADER + lengths.length + first.length + second.length)
        .put(MAGIC)
        .putLong(rows)
        .put(head)
        .putInt(lengths.length / 2)
        .put(lengths)
        .put(first)
        .put(second)
        .array();
  }

  /**
   * Reads the object; the array is not to be changed.
   *
   * @throws DamagedObjectException if it is not one
   */
  public static RecordRuns read(byte[] bytes) throws DamagedObjectException {
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged();
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    long rows = fields.getLong(8);
    long count = fields.getInt(HEADER - 4);
    if (count < 0 || bytes.length != HEADER + count * (2 + 2 * SUM)) {
      throw damaged();
    }
    int[] starts = new int[(int) count + 1];
    long end = 0;
    for (int i = 0; i < count; i++) {
      int length = fields.getShort(HEADER + 2 * i) & 0xffff;
      end += length;
      if (length == 0 || length > MOST || end > Integer.MAX_VALUE) {
        throw damaged();
      }
      starts[i + 1] = (int) end;
    }
    if (end != rows) {
      throw damaged();
    }
    return new RecordRuns(bytes, starts, "a digest list", "a record index");
  }

  private static DamagedObjectException damaged() {
    return new DamagedObjectException("the sums over a record list are damaged");
  }

  /** Number of runs. */
  public int count() {
    return starts.length - 1;
  }

  /** Number of rows of both lists. */
  public int rows() {
    return starts[count()];
  }

  /** The first row of a run; for the number of runs, the number of rows. */
  int start(int run) {
    return starts[run];
  }

  /** The run that a row lies in. */
  int of(long row) {
    int found = Arrays.binarySearch(starts, (int) row);
    return found >= 0 ? found : -found - 2;
  }

  /** Whether {@code head} is the index before its rows. */
  boolean isHead(byte[] head) {
    return Arrays.equals(
        Sha256.of(head).bytes(), Arrays.copyOfRange(bytes, 16, 16 + Sha256.LENGTH));
  }

  private int digestSums() {
    return HEADER + 2 * count();
  }

  private int indexSums() {
    return digestSums() + SUM * count();
  }

  boolean isDigestSum(int run, byte[] sum) {
    int at = digestSums() + SUM * run;
    return Arrays.equals(bytes, at, at + SUM, sum, 0, SUM);
  }

  boolean isIndexSum(int run, byte[] sum) {
    int at = indexSums() + SUM * run;
    return Arrays.equals(bytes, at, at + SUM, sum, 0, SUM);
  }

  /**
   * A stretch of rows of two snapshots, {@code [from … to)} of each.
   *
   * @param same whether both hold the same records in it; if not, both hold what lies between the
   *     same two keys
   */
  public record Stretch(long fromA, long toA, long fromB, long toB, boolean same) {}

  /**
   * Both lists from beginning to end, as stretches that are the same and stretches that need to be
   * compared.
   */
  public static List<Stretch> compare(RecordRuns a, RecordRuns b) {
    // A run that both have holds the same keys, and both lists are sorted: pairs do not cross.
    Map<Long, Integer> runOfB = new HashMap<>(2 * b.count());
    for (int i = 0; i < b.count(); i++) {
      runOfB.put(b.head(i), i);
    }
    List<Stretch> stretches = new ArrayList<>();
    int doneA = 0;
    int doneB = 0;
    int i = 0;
    while (i < a.count()) {
      int j = runOfB.getOrDefault(a.head(i), -1);
      if (j < doneB || !a.same(i, b, j)) {
        i++;
        continue;
      }
      if (i > doneA || j > doneB) {
        stretches.add(stretch(a, doneA, i, b, doneB, j, false));
      }
      doneA = i;
      doneB = j;
      while (i < a.count() && j < b.count() && a.same(i, b, j)) {
        i++;
        j++;
      }
      stretches.add(stretch(a, doneA, i, b, doneB, j, true));
      doneA = i;
      doneB = j;
    }
    if (doneA < a.count() || doneB < b.count()) {
      stretches.add(stretch(a, doneA, a.count(), b, doneB, b.count(), false));
    }
    return stretches;
  }

  private static Stretch stretch(
      RecordRuns a, int fromA, int toA, RecordRuns b, int fromB, int toB, boolean same) {
    return new Stretch(a.starts[fromA], a.starts[toA], b.starts[fromB], b.starts[toB], same);
  }

  private long head(int run) {
    return ByteBuffer.wrap(bytes).getLong(digestSums() + SUM * run);
  }

  private boolean same(int run, RecordRuns other, int otherRun) {
    int at = digestSums() + SUM * run;
    int otherAt = other.digestSums() + SUM * otherRun;
    return Arrays.equals(bytes, at, at + SUM, other.bytes, otherAt, otherAt + SUM)
        && starts[run + 1] - starts[run] == other.starts[otherRun + 1] - other.starts[otherRun];
  }

  /** How long the lists are. */
  @Override
  public String toString() {
    return count() + " runs of " + rows() + " rows";
  }

  /** One of the two lists, as its sums see it. */
  interface Rows {
    /** Bytes of a fixed row. */
    int row();

    /** Reads the fixed rows {@code [from … to)} to the beginning of an array. */
    void fixed(long from, long to, byte[] into) throws IOException;

    /** The variable part of a row, null where it has none. */
    byte @org.jspecify.annotations.Nullable [] part(long row) throws IOException;

    /**
     * Compares a run's sum with this one.
     *
     * @throws DamagedObjectException if it is another
     */
    void requireSum(int run, byte[] sum) throws DamagedObjectException;
  }
}
