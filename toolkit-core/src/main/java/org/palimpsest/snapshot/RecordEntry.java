package org.palimpsest.snapshot;

import java.util.Arrays;

/**
 * One record on its way into the list: its key, both commitments and its facets.
 *
 * @param key ASCII bytes
 * @param prefix eight bytes of the key after its kind, big-endian, for fast comparison
 * @param commitments content commitment, then state commitment, 64 bytes
 * @param facets its row of the index
 */
record RecordEntry(byte[] key, long prefix, byte[] commitments, Facets facets)
    implements Comparable<RecordEntry> {

  static RecordEntry of(byte[] key, byte[] commitments, Facets facets) {
    int at = 0;
    while (at < key.length && key[at] != '/') {
      at++;
    }
    long prefix = 0;
    for (int i = at + 1; i <= at + 8; i++) {
      prefix = (prefix << 8) | (i < key.length ? key[i] & 0xff : 0);
    }
    return new RecordEntry(key, prefix, commitments, facets);
  }

  @Override
  public int compareTo(RecordEntry other) {
    // Kinds differ in their first two letters, and keys are ASCII.
    int kind = (key[0] << 8 | key[1]) - (other.key[0] << 8 | other.key[1]);
    if (kind != 0) {
      return kind;
    }
    int order = Long.compareUnsigned(prefix, other.prefix);
    return order != 0 ? order : Arrays.compareUnsigned(key, other.key);
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof RecordEntry that && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return "record entry";
  }
}
