package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/**
 * The rows of a snapshot's lists that differ from those of the snapshot before of its device, of
 * both sides, with what the indexes say of them. A diff of the two walks these rows instead of both
 * lists. Derived from the digest lists and the indexes of the two; {@link SnapshotCheck} makes it
 * again and compares.
 *
 * <p>Layout, big-endian: magic; the names of the digest list and of the index that it is counted
 * from (32 bytes each); the earlier side, the later side. A side is three parts, each behind its
 * length (4 bytes): how far each row's line lies behind the one before it (4 bytes each, the first
 * counted from -1); the rows as a {@link DigestList}, in whose rows two bytes stand for the
 * commitments: the last of the content's, which differs where the contents do, and the last of the
 * state's, which is 0 on the earlier side and 1 on the later one; the rows as a {@link
 * RecordIndex}, without threads. Tombstones and rows that nothing is said of are left out.
 */
public final class Changes {

  static final byte[] MAGIC = "PLchgs1\n".getBytes(StandardCharsets.US_ASCII);

  /** Where more rows of one side differ, walking the lists takes as long. */
  private static final int MOST = 1 << 17;

  /** Nor is it worth while where the long keys, or the variable parts, take so many bytes. */
  private static final int MOST_BYTES = 64 << 20;

  private static final int HEADER = 8 + 2 * Sha256.LENGTH;

  private final Since since;
  private final Excerpt before;
  private final Excerpt after;

  private Changes(Since since, Excerpt before, Excerpt after) {
    this.since = since;
    this.before = before;
    this.after = after;
  }

  /** The names of the lists that changes are counted from. */
  record Since(Sha256 digests, Sha256 index) {
    static Since of(Manifest manifest) {
      return new Since(manifest.object("records", "digests"), manifest.object("records", "index"));
    }

    /** Whether they are those of a snapshot. */
    boolean isOf(Manifest manifest) {
      return digests.equals(manifest.object("records", "digests"))
          && index.equals(manifest.object("records", "index"));
    }
  }

  /** The lists of a snapshot with the sums over their runs. */
  record Summed(DigestList digests, RecordIndex index, RecordRuns runs) {

    static Summed of(ObjectBytes digests, ObjectBytes index, RecordRuns runs) throws IOException {
      return new Summed(DigestList.open(digests, runs), RecordIndex.open(index, runs), runs);
    }

    Turnover.Summed keys() {
      return new Turnover.Summed(digests, runs);
    }
  }

  /**
   * The object.
   *
   * @return empty where more rows differ than is worth noting
   */
  static Optional<byte[]> write(Since since, Summed earlier, Summed later) throws IOException {
    return write(since, earlier, later, MOST, MOST_BYTES);
  }

  static Optional<byte[]> write(Since since, Summed earlier, Summed later, int most, int mostBytes)
      throws IOException {
    Excerpt.Writer before = new Excerpt.Writer();
    Excerpt.Writer after = new Excerpt.Writer();
    for (RecordRuns.Stretch each : RecordRuns.compare(earlier.runs, later.runs)) {
      if (each.same()) {
        continue;
      }
      Walk walk =
          new Walk(
              earlier.digests.cursor(each.fromA(), each.toA()),
              later.digests.cursor(each.fromB(), each.toB()));
      // Where all rows differ they are one stretch, of which not too much must be kept.
      while (walk.next(before, after)) {
        if (Math.max(before.count(), after.count()) > most
            || before.keyBytes() + after.keyBytes() > mostBytes) {
          return Optional.empty();
        }
      }
    }
    if (before.variableBytes(earlier.index) + after.variableBytes(later.index) > mostBytes) {
      return Optional.empty();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MAGIC);
    all.writeBytes(since.digests.bytes());
    all.writeBytes(since.index.bytes());
    before.writeTo(all, earlier.index);
    after.writeTo(all, later.index);
    return Optional.of(all.toByteArray());
  }

  /** Goes along a stretch of both lists from one row that differs to the next. */
  private static final class Walk {
    private final DigestCursor a;
    private final DigestCursor b;
    private boolean inA;
    private boolean inB;

    Walk(DigestCursor a, DigestCursor b) throws IOException {
      this.a = a;
      this.b = b;
      this.inA = a.next();
      this.inB = b.next();
    }

    /** Adds the next row that differs; false at the end. */
    boolean next(Excerpt.Writer before, Excerpt.Writer after) throws IOException {
      while (inA || inB) {
        int same = inA && inB ? a.sameFromHere(b) : 0;
        if (same > 0) {
          inA = a.skip(same);
          inB = b.skip(same);
          continue;
        }
        int order = !inA ? 1 : !inB ? -1 : a.compareKey(b);
        boolean differs = (order != 0 || !a.sameAs(b)) && isAsked(order > 0 ? b : a);
        if (differs && order <= 0) {
          before.add(a, 0, 0);
        }
        if (differs && order >= 0) {
          after.add(b, order == 0 && a.sameContentAs(b) ? 0 : 1, 1);
        }
        inA = order <= 0 ? a.next() : inA;
        inB = order >= 0 ? b.next() : inB;
        if (differs) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isAsked(DigestCursor at) throws IOException {
    return switch (at.kind()) {
      case MESSAGE, ATTACHMENT, THREAD -> true;
      case ROW, TOMBSTONE -> false;
    };
  }

  /**
   * Reads the object.
   *
   * @throws DamagedObjectException if it is not one
   */
  public static Changes read(byte[] bytes) throws IOException {
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw Excerpt.damaged();
    }
    Since since =
        new Since(
            Sha256.ofHash(bytes, MAGIC.length), Sha256.ofHash(bytes, MAGIC.length + Sha256.LENGTH));
    ByteBuffer rest = ByteBuffer.wrap(bytes).position(HEADER);
    try {
      Excerpt before = Excerpt.read(rest);
      Excerpt after = Excerpt.read(rest);
      if (rest.hasRemaining()) {
        throw Excerpt.damaged();
      }
      return new Changes(since, before, after);
    } catch (EOFException e) {
      throw Excerpt.damaged();
    }
  }

  /** Whether the snapshot has one; first ones, those of earlier versions and some others do not. */
  static boolean isNamed(Manifest manifest) {
    return manifest.json().path("records").has("changes");
  }

  /**
   * What changed from one snapshot to another.
   *
   * @return empty where nothing says it, so that their lists have to be walked
   */
  static Optional<Changes> between(EvidenceObjects objects, Manifest from, Manifest to)
      throws IOException {
    // Between others nobody could compare it with the lists.
    if (!isNamed(to) || !RecordRuns.isNamed(to) || !RecordRuns.isNamed(from)) {
      return Optional.empty();
    }
    Sha256 name = to.object("records", "changes");
    try (ObjectBytes object = objects.open(name)) {
      byte[] bytes = object.readAll();
      if (!Sha256.of(bytes).equals(name)) {
        return Optional.empty();
      }
      Changes changes = read(bytes);
      return changes.since.isOf(from) ? Optional.of(changes) : Optional.empty();
    } catch (VaultException | DamagedObjectException e) {
      // It is damaged or gone, which verify says; the lists say the same.
      return Optional.empty();
    }
  }

  /** The lists that it is counted from. */
  Since since() {
    return since;
  }

  /** The rows of the earlier snapshot that are not the same in the later one. */
  public Excerpt before() {
    return before;
  }

  /** The rows of the later snapshot that are not the same in the earlier one. */
  public Excerpt after() {
    return after;
  }

  /** How many rows, without content. */
  @Override
  public String toString() {
    return before + " before, " + after + " after";
  }
}
