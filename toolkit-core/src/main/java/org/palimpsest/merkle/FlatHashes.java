package org.palimpsest.merkle;

import java.util.Objects;
import org.palimpsest.digest.Sha256;

/** Leaf hashes one after another in a byte array. */
final class FlatHashes implements LeafHashes {

  private final byte[] flat;
  private final int count;

  FlatHashes(byte[] flat, int count) {
    this.flat = flat;
    this.count = count;
  }

  @Override
  public long size() {
    return count;
  }

  @Override
  public void copyTo(long index, byte[] target, int offset) {
    int at = (int) Objects.checkIndex(index, (long) count) * Sha256.LENGTH;
    System.arraycopy(flat, at, target, offset, Sha256.LENGTH);
  }
}
