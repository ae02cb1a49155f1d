package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * Which messages came into a snapshot since another of its device, and which went. With it a long
 * series is followed from day to day without opening the lists of each of its snapshots. Derived
 * from the digest lists of the two; {@link SnapshotCheck} compares them.
 *
 * <p>Layout, big-endian: magic; root of the record list that it is counted from (32 bytes); how
 * many messages with short keys came, with long ones came, with short ones went, with long ones
 * went (4 bytes each); the short keys of those that came (16 bytes each, {@link DigestList}), of
 * those that went; the long keys of those that came, of those that went, each behind its length (2
 * bytes). In the order of the lists.
 */
public final class Turnover {

  private static final byte[] MAGIC = "PLturn1\n".getBytes(StandardCharsets.US_ASCII);

  /** Where so many came and went, the lists are as quickly asked. */
  private static final int MOST = 1 << 12;

  private static final int HEADER = 8 + Sha256.LENGTH + 4 * 4;

  /** Between two snapshots that hold the same. */
  private static final Turnover NONE = new Turnover(new byte[HEADER]);

  private final ByteBuffer fields;
  private final byte[] bytes;

  private Turnover(byte[] bytes) {
    this.bytes = bytes;
    this.fields = ByteBuffer.wrap(bytes);
  }

  /** A digest list and the sums over its runs. */
  record Summed(DigestList digests, RecordRuns runs) {}

  /**
   * The object.
   *
   * @param since root of the earlier list
   * @return empty where more came and went than is worth noting
   */
  static Optional<byte[]> write(Sha256 since, Summed earlier, Summed later) throws IOException {
    return write(since, earlier, later, MOST);
  }

  static Optional<byte[]> write(Sha256 since, Summed earlier, Summed later, int most)
      throws IOException {
    Keys came = new Keys();
    Keys went = new Keys();
    for (RecordRuns.Stretch each : RecordRuns.compare(earlier.runs, later.runs)) {
      if (each.same()) {
        continue;
      }
      DigestCursor a = earlier.digests.cursor(each.fromA(), each.toA());
      DigestCursor b = later.digests.cursor(each.fromB(), each.toB());
      boolean inA = a.next();
      boolean inB = b.next();
      while (inA || inB) {
        int order = !inA ? 1 : !inB ? -1 : a.compareKey(b);
        if (order < 0) {
          went.add(a);
        } else if (order > 0) {
          came.add(b);
        }
        inA = order <= 0 ? a.next() : inA;
        inB = order >= 0 ? b.next() : inB;
      }
      if (came.count() + went.count() > most) {
        return Optional.empty();
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MAGIC);
    all.writeBytes(since.bytes());
    all.writeBytes(
        ByteBuffer.allocate(16)
            .putInt(came.shorts)
            .putInt(came.longs)
            .putInt(went.shorts)
            .putInt(went.longs)
            .array());
    came.shortKeys.writeTo(all);
    went.shortKeys.writeTo(all);
    came.longKeys.writeTo(all);
    went.longKeys.writeTo(all);
    return Optional.of(all.toByteArray());
  }

  /** Keys of messages, as they are written. */
  private static final class Keys {
    final ByteArrayOutputStream shortKeys = new ByteArrayOutputStream();
    final ByteArrayOutputStream longKeys = new ByteArrayOutputStream();
    int shorts;
    int longs;

    void add(DigestCursor at) throws IOException {
      if (at.kind() != RecordKind.MESSAGE) {
        return;
      }
      byte[] key = at.key().getBytes(StandardCharsets.US_ASCII);
      byte[] part = new byte[DigestList.PART];
      if (DigestList.shorten(key, 0, key.length, part)) {
        shortKeys.writeBytes(part);
        shorts++;
      } else {
        longKeys.write(key.length >>> 8);
        longKeys.write(key.length);
        longKeys.writeBytes(key);
        longs++;
      }
    }

    int count() {
      return shorts + longs;
    }
  }

  /**
   * Reads the object; the array is not to be changed.
   *
   * @throws DamagedObjectException if it is not one
   */
  public static Turnover read(byte[] bytes) throws DamagedObjectException {
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged();
    }
    Turnover turnover = new Turnover(bytes);
    long end = HEADER;
    for (int which = 0; which < 4; which++) {
      if (turnover.count(which) < 0) {
        throw damaged();
      }
      end += (which & 1) == 0 ? (long) DigestList.PART * turnover.count(which) : 0;
    }
    long longs = (long) turnover.count(1) + turnover.count(3);
    for (; longs > 0 && end + 2 <= bytes.length; longs--) {
      end += 2 + (turnover.fields.getShort((int) end) & 0xffff);
    }
    if (longs > 0 || end != bytes.length) {
      throw damaged();
    }
    return turnover;
  }

  private static DamagedObjectException damaged() {
    return new DamagedObjectException("the turnover of a snapshot is damaged");
  }

  /** Whether the snapshot has one; those of earlier versions have not. */
  static boolean isNamed(Manifest manifest) {
    return manifest.json().path("records").has("turnover");
  }

  /** Reads the one that a snapshot names, compared with its name. */
  static Turnover named(Vault vault, Manifest manifest) throws VaultException, IOException {
    try (ObjectBytes bytes = vault.sound(manifest.object("records", "turnover"))) {
      return read(bytes.readAll());
    }
  }

  /**
   * What came and went from one snapshot to another.
   *
   * @return empty where nothing says it, so that the snapshots have to be asked
   */
  public static Optional<Turnover> between(Vault vault, Manifest from, Manifest to)
      throws IOException {
    if (!from.hasRoot() || !to.hasRoot()) {
      return Optional.empty();
    }
    if (from.root().equals(to.root())) {
      return Optional.of(NONE);
    }
    if (!isNamed(to) || !RecordRuns.isNamed(from)) {
      return Optional.empty();
    }
    try {
      Turnover turnover = named(vault, to);
      return turnover.since().equals(from.root()) ? Optional.of(turnover) : Optional.empty();
    } catch (VaultException | DamagedObjectException e) {
      // It is damaged or gone, which verify says; the lists say the same.
      return Optional.empty();
    }
  }

  /** Root of the record list that it is counted from. */
  Sha256 since() {
    return Sha256.ofHash(bytes, MAGIC.length);
  }

  private int count(int which) {
    return fields.getInt(HEADER - 16 + 4 * which);
  }

  /** Those of the messages that came. */
  public Set<String> came(SoughtMessages sought) {
    return found(sought, HEADER, count(0), 0, count(1));
  }

  /** Those of the messages that went. */
  public Set<String> went(SoughtMessages sought) {
    return found(sought, HEADER + DigestList.PART * count(0), count(2), count(1), count(3));
  }

  private Set<String> found(SoughtMessages sought, int at, int shorts, int passed, int longs) {
    Set<String> found = new HashSet<>();
    for (int i = 0; i < shorts; i++) {
      int key = at + DigestList.PART * i;
      sought.find(fields.getLong(key), fields.getLong(key + 8)).ifPresent(found::add);
    }
    int next = HEADER + DigestList.PART * (count(0) + count(2));
    for (int i = 0; i < passed + longs; i++) {
      int length = fields.getShort(next) & 0xffff;
      if (i >= passed) {
        sought
            .find(new String(bytes, next + 2, length, StandardCharsets.US_ASCII))
            .ifPresent(found::add);
      }
      next += 2 + length;
    }
    return found;
  }

  /** How much came and went. */
  @Override
  public String toString() {
    return count(0) + count(1) + " came, " + (count(2) + count(3)) + " went";
  }
}
