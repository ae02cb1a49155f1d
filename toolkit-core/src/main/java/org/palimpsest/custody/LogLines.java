package org.palimpsest.custody;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.LeafHashes;
import org.palimpsest.merkle.TreeHash;

/**
 * The bytes of a log, cut at line ends, with the leaf hash of each whole line. An entry is read
 * once, however often it is asked for. Safe for use by several threads.
 */
final class LogLines {

  static final Sha256 NOTHING_BEFORE = Sha256.ofHash(new byte[Sha256.LENGTH]);

  private final byte[] text;
  private final int[] starts;
  private final byte[] flat;
  private final AtomicReferenceArray<@Nullable LoggedEntry> entries;

  LogLines(byte[] text) {
    this(text, null);
  }

  /**
   * Cuts the bytes of a log.
   *
   * @param before the same log when it was shorter; what was read of it is not read again
   */
  LogLines(byte[] text, @Nullable LogLines before) {
    this.text = text;
    int count = 0;
    for (byte b : text) {
      if (b == '\n') {
        count++;
      }
    }
    starts = new int[count + 1];
    flat = new byte[Math.multiplyExact(count, Sha256.LENGTH)];
    var digest = Sha256.newDigest();
    int line = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        TreeHash.leafInto(digest, text, starts[line], i - starts[line], flat, line * Sha256.LENGTH);
        starts[++line] = i + 1;
      }
    }
    entries = new AtomicReferenceArray<>(count);
    for (int i = 0; before != null && i < Math.min(count, before.size()); i++) {
      int at = i * Sha256.LENGTH;
      // The same hash: the same line, which says the same.
      if (Arrays.equals(flat, at, at + Sha256.LENGTH, before.flat, at, at + Sha256.LENGTH)) {
        entries.set(i, before.entries.get(i));
      }
    }
  }

  /** Number of whole lines. */
  int size() {
    return starts.length - 1;
  }

  /** Bytes behind the last line end: a line that was not written to its end. */
  byte[] halfLine() {
    return Arrays.copyOfRange(text, starts[size()], text.length);
  }

  LeafHashes hashes() {
    return LeafHashes.view(flat);
  }

  byte[] flatHashes() {
    return flat;
  }

  /** Root over the first {@code count} lines. */
  Sha256 root(long count) {
    return new TreeHash().addHashes(flat, 0, Math.toIntExact(count)).root();
  }

  /** Leaf hash of the line before line {@code number} (from 1). */
  Sha256 hashBefore(int number) {
    return number == 1 ? NOTHING_BEFORE : Sha256.ofHash(flat, (number - 2) * Sha256.LENGTH);
  }

  /** Whether line {@code number} (from 1) holds these bytes. */
  boolean holds(int number, byte[] part) {
    for (int at = starts[number - 1]; at + part.length < starts[number]; at++) {
      if (text[at] == part[0] && Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  byte[] line(int number) {
    return Arrays.copyOfRange(text, starts[number - 1], starts[number] - 1);
  }

  /** The first {@code count} lines with their line ends. */
  byte[] first(int count) {
    return Arrays.copyOf(text, starts[count]);
  }

  /**
   * Reads line {@code number} (from 1).
   *
   * @throws MalformedLogException if it is not a canonical entry of version 1
   */
  LoggedEntry read(int number) throws MalformedLogException {
    LoggedEntry known = entries.get(number - 1);
    if (known == null) {
      known = LoggedEntry.parse(line(number), hashes().get(number - 1L), number);
      entries.set(number - 1, known);
    }
    return known;
  }

  /**
   * Reads line {@code number} and checks its number and the hash it carries.
   *
   * @throws MalformedLogException if it does not follow the line before it
   */
  LoggedEntry readInPlace(int number) throws MalformedLogException {
    LoggedEntry entry = read(number);
    if (entry.seq() != number) {
      throw new MalformedLogException(number, "is numbered " + entry.seq());
    }
    if (!entry.previous().equals(hashBefore(number))) {
      throw new MalformedLogException(
          number,
          "does not carry the hash of the line before it\n  calculated: "
              + hashBefore(number)
              + "\n  provided:   "
              + entry.previous());
    }
    return entry;
  }
}
