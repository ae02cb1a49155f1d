package org.palimpsest.merkle;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palimpsest.digest.Sha256;

/**
 * A text of lines in strictly ascending bytewise order, each ended by LF, under an RFC 6962 tree
 * whose leaves are the lines without LF.
 *
 * <p>Because the order is strict, two neighbouring leaves show that nothing lies between them. That
 * holds for lists that are sorted: whoever seals a root vouches for the order, and {@link #parse}
 * checks it. Memory: the text itself and 40 bytes a line. Leaf hashes are made on all cores.
 */
public final class SortedList {

  private static final int CHUNK = 8192;

  private final byte[] text;

  /** Start of each line, and the text's length as the last element. */
  private final int[] starts;

  private final LeafHashes hashes;

  private SortedList(byte[] text, int[] starts) {
    this.text = text;
    this.starts = starts;
    this.hashes = hash();
  }

  /**
   * Takes a list as it is stored; the array must not change afterwards.
   *
   * @throws UnsortedListException if a line is not above the one before it, or the last has no LF
   */
  public static SortedList parse(byte[] text) throws UnsortedListException {
    int count = 0;
    for (byte b : text) {
      if (b == '\n') {
        count++;
      }
    }
    if (text.length > 0 && text[text.length - 1] != '\n') {
      throw new UnsortedListException("the last line has no end", count + 1L);
    }
    int[] starts = new int[count + 1];
    int line = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        starts[++line] = i + 1;
        if (line > 1
            && Arrays.compareUnsigned(
                    text, starts[line - 2], starts[line - 1] - 1, text, starts[line - 1], i)
                >= 0) {
          throw new UnsortedListException("not above the line before it", line);
        }
      }
    }
    return new SortedList(text, starts);
  }

  private LeafHashes hash() {
    int count = starts.length - 1;
    byte[] flat = new byte[Math.multiplyExact(count, Sha256.LENGTH)];
    IntStream.range(0, (count + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(
            chunk -> {
              MessageDigest digest = Sha256.newDigest();
              for (int i = chunk * CHUNK; i < Math.min(count, (chunk + 1) * CHUNK); i++) {
                TreeHash.leafInto(
                    digest,
                    text,
                    starts[i],
                    starts[i + 1] - 1 - starts[i],
                    flat,
                    i * Sha256.LENGTH);
              }
            });
    return LeafHashes.view(flat);
  }

  /** Number of lines. */
  public int size() {
    return starts.length - 1;
  }

  /** A copy of line {@code index} (from 0), without LF. */
  public byte[] line(int index) {
    Objects.checkIndex(index, size());
    return Arrays.copyOfRange(text, starts[index], starts[index + 1] - 1);
  }

  /** The leaf hashes, in order. */
  public LeafHashes hashes() {
    return hashes;
  }

  /** The root over the lines. */
  public Sha256 root() {
    return TreeHash.root(hashes);
  }

  /**
   * Proves that a line starting with {@code prefix} is here, or that none does. Give a key with the
   * separator that ends it, so that one key is not taken for the start of another. With several
   * such lines the first is proven.
   */
  public ListProof prove(byte[] prefix) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int compared =
          Arrays.compareUnsigned(
              text, starts[middle], starts[middle + 1] - 1, prefix, 0, prefix.length);
      if (compared < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low < size() && ListProof.startsWith(line(low), prefix)) {
      return new ListProof.Presence(place(low));
    }
    return new ListProof.Absence(
        size(), low == 0 ? null : place(low - 1), low == size() ? null : place(low));
  }

  private ListProof.Place place(int index) {
    return new ListProof.Place(line(index), InclusionProof.of(hashes, index));
  }
}
