package org.palimpsest.merkle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.palimpsest.digest.Sha256;

/**
 * Shows that a tree only added leaves behind those of an older one (RFC 6962 §2.1.2).
 *
 * @param oldSize leaves of the older tree, at least 1: an empty tree is consistent with anything,
 *     so a proof about it would show nothing and is refused
 * @param newSize leaves of the newer tree
 * @param path subtree hashes from the bottom up
 */
public record ConsistencyProof(long oldSize, long newSize, List<Sha256> path) {

  /** Copies the path. */
  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /** The proof that the first {@code newSize} leaves extend the first {@code oldSize}. */
  public static ConsistencyProof of(LeafHashes leaves, long oldSize, long newSize) {
    Objects.checkFromToIndex(1, oldSize, newSize);
    List<Sha256> path = new ArrayList<>();
    long from = 0;
    long to = newSize;
    // Way down to the last subtree that is whole in the older tree.
    boolean isOldRoot = true;
    while (oldSize != to) {
      long middle = from + InclusionProof.split(to - from);
      if (oldSize <= middle) {
        path.add(TreeHash.root(leaves, middle, to));
        to = middle;
      } else {
        path.add(TreeHash.root(leaves, from, middle));
        from = middle;
        isOldRoot = false;
      }
    }
    if (!isOldRoot) {
      path.add(TreeHash.root(leaves, from, to));
    }
    Collections.reverse(path);
    return new ConsistencyProof(oldSize, newSize, path);
  }

  /**
   * Checks what can be without the roots: that there are such trees, and that the path is as long
   * as the way from the one to the other.
   *
   * @throws ProofRefusedException if no two roots can make it a proof
   */
  public void requireForm() throws ProofRefusedException {
    if (oldSize < 1 || newSize < oldSize) {
      throw new ProofRefusedException(
          "a tree of " + newSize + " leaves cannot be shown to extend one of " + oldSize);
    }
    long from = 0;
    long to = newSize;
    int needed = 0;
    while (oldSize != to) {
      long middle = from + InclusionProof.split(to - from);
      if (oldSize <= middle) {
        to = middle;
      } else {
        from = middle;
      }
      needed++;
    }
    // The last whole subtree of the older tree is left out where it is all of it.
    needed += from == 0 ? 0 : 1;
    if (path.size() != needed) {
      throw new ProofRefusedException(
          "the path has " + path.size() + " hashes where these sizes need " + needed);
    }
  }

  /**
   * Checks that the tree with {@code newRoot} extends the one with {@code oldRoot}.
   *
   * @throws ProofRefusedException if it is not shown
   */
  public void verify(Sha256 oldRoot, Sha256 newRoot) throws ProofRefusedException {
    if (oldSize < 1 || newSize < oldSize) {
      throw new ProofRefusedException(
          "a tree of " + newSize + " leaves cannot be shown to extend one of " + oldSize);
    }
    if (oldSize == newSize) {
      if (!path.isEmpty()) {
        throw new ProofRefusedException("trees of one size need no path");
      }
      requireEqual("trees of one size differ", oldRoot, newRoot);
      return;
    }
    // The walk of RFC 9162 §2.1.4.2: both roots are rebuilt from one path.
    boolean startsAtOldRoot = Long.bitCount(oldSize) == 1;
    if (path.isEmpty()) {
      throw new ProofRefusedException("the path is empty and the trees differ in size");
    }
    long last = oldSize - 1;
    long top = newSize - 1;
    int trailing = Long.numberOfTrailingZeros(~last);
    last >>>= trailing;
    top >>>= trailing;
    int next = startsAtOldRoot ? 0 : 1;
    Sha256 oldHash = startsAtOldRoot ? oldRoot : path.get(0);
    Sha256 newHash = oldHash;
    for (; next < path.size(); next++) {
      Sha256 beside = path.get(next);
      if (top == 0) {
        throw new ProofRefusedException("the path is too long");
      }
      if ((last & 1) != 0 || last == top) {
        oldHash = TreeHash.node(beside, oldHash);
        newHash = TreeHash.node(beside, newHash);
        while (last != 0 && (last & 1) == 0) {
          last >>>= 1;
          top >>>= 1;
        }
      } else {
        newHash = TreeHash.node(newHash, beside);
      }
      last >>>= 1;
      top >>>= 1;
    }
    if (top != 0) {
      throw new ProofRefusedException("the path is too short");
    }
    requireEqual("the older root does not follow from the path", oldHash, oldRoot);
    requireEqual("the newer root does not follow from the path", newHash, newRoot);
  }

  private static void requireEqual(String what, Sha256 calculated, Sha256 provided)
      throws ProofRefusedException {
    if (!calculated.equals(provided)) {
      throw ProofRefusedException.mismatch(what, calculated, provided);
    }
  }
}
