package org.palimpsest.merkle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.palimpsest.digest.Sha256;

/**
 * Shows that one leaf is in a tree: the audit path of RFC 6962 §2.1.1.
 *
 * @param index position of the leaf, from 0
 * @param size number of leaves of the tree
 * @param path hashes of the subtrees beside the way up, from the leaf to the root
 */
public record InclusionProof(long index, long size, List<Sha256> path) {

  /** Copies the path. */
  public InclusionProof {
    path = List.copyOf(path);
  }

  /** The proof for leaf {@code index} in the tree over all of {@code leaves}. */
  public static InclusionProof of(LeafHashes leaves, long index) {
    return of(leaves, index, leaves.size());
  }

  /** The proof for leaf {@code index} in the tree over the first {@code size} leaves. */
  public static InclusionProof of(LeafHashes leaves, long index, long size) {
    Objects.checkIndex(index, size);
    List<Sha256> path = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + split(to - from);
      if (index < middle) {
        path.add(TreeHash.root(leaves, middle, to));
        to = middle;
      } else {
        path.add(TreeHash.root(leaves, from, middle));
        from = middle;
      }
    }
    Collections.reverse(path);
    return new InclusionProof(index, size, path);
  }

  /** The largest power of two below {@code size}, where RFC 6962 splits a tree. */
  static long split(long size) {
    return Long.highestOneBit(size - 1);
  }

  /**
   * Below the height where index and the last leaf part, the path has a hash at every level; above
   * it, only where the way up is a right child (RFC 9162 §2.1.3.2).
   */
  private int inner() {
    return Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
  }

  /**
   * Checks what can be without the leaf: that there is such a place, and that the path is as long
   * as the way from there.
   *
   * @throws ProofRefusedException if no leaf and root can make it a proof
   */
  public void requireForm() throws ProofRefusedException {
    if (index < 0 || index >= size) {
      throw new ProofRefusedException("leaf " + index + " is outside a tree of " + size);
    }
    int inner = inner();
    long above = inner == Long.SIZE ? 0 : index >>> inner;
    int needed = inner + Long.bitCount(above);
    if (path.size() != needed) {
      throw new ProofRefusedException(
          "the path has " + path.size() + " hashes where this place needs " + needed);
    }
  }

  /**
   * Checks that the leaf with hash {@code leafHash} is at this place in the tree with that root.
   *
   * @throws ProofRefusedException if it is not shown
   */
  public void verify(Sha256 leafHash, Sha256 root) throws ProofRefusedException {
    requireForm();
    int inner = inner();
    Sha256 hash = leafHash;
    for (int level = 0; level < path.size(); level++) {
      boolean isRightChild = level >= inner || (index >>> level & 1) != 0;
      hash =
          isRightChild
              ? TreeHash.node(path.get(level), hash)
              : TreeHash.node(hash, path.get(level));
    }
    if (!hash.equals(root)) {
      throw ProofRefusedException.mismatch("the leaf is not in the tree", hash, root);
    }
  }
}
