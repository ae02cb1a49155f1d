package org.palimpsest.merkle;

import java.util.List;
import org.palimpsest.digest.Sha256;

/**
 * Random access to the leaf hashes of a tree, in leaf order. Implementations may read them from
 * anywhere; the ones here hold 32 bytes a leaf and no object for each.
 */
public interface LeafHashes {

  /** Number of leaves. */
  long size();

  /** Copies the 32-byte hash of leaf {@code index} (from 0) into {@code target}. */
  void copyTo(long index, byte[] target, int offset);

  /** The hash of leaf {@code index} (from 0). */
  default Sha256 get(long index) {
    byte[] hash = new byte[Sha256.LENGTH];
    copyTo(index, hash, 0);
    return Sha256.ofHash(hash);
  }

  /**
   * A view of {@code flat}, which holds 32 bytes a leaf and must not change afterwards.
   *
   * @throws IllegalArgumentException if its length is no multiple of 32
   */
  static LeafHashes view(byte[] flat) {
    if (flat.length % Sha256.LENGTH != 0) {
      throw new IllegalArgumentException("leaf hashes have 32 bytes each");
    }
    return new FlatHashes(flat, flat.length / Sha256.LENGTH);
  }

  /** Hashes {@code leaves} one by one, as RFC 6962 §2.1 hashes leaves. */
  static LeafHashes hash(List<byte[]> leaves) {
    byte[] flat = new byte[Math.multiplyExact(leaves.size(), Sha256.LENGTH)];
    int at = 0;
    for (byte[] leaf : leaves) {
      TreeHash.leaf(leaf).copyTo(flat, at);
      at += Sha256.LENGTH;
    }
    return view(flat);
  }
}
