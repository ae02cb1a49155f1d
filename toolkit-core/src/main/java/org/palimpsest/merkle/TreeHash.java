package org.palimpsest.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Objects;
import org.palimpsest.digest.Sha256;

/**
 * Computes the root of an RFC 6962 tree (§2.1) from leaves given in order.
 *
 * <p>A list of n leaves splits into perfect subtrees, one for each bit set in n, largest first.
 * Only their roots are kept: at most 63 hashes, whatever n is. A new leaf is a subtree of one; as
 * long as two subtrees have the same size they are joined, which is exactly a carry in binary
 * addition. The root joins what is left from the right. So leaves can be hashed elsewhere, on
 * several cores, and fed here as hashes: feeding costs one node hash each and allocates nothing.
 *
 * <p>Not safe for use by several threads.
 */
public final class TreeHash {

  /** Root of the tree without leaves: SHA-256 of the empty string (RFC 6962 §2.1). */
  public static final Sha256 EMPTY = Sha256.of(new byte[0]);

  private static final int LENGTH = Sha256.LENGTH;
  private static final int NODE = 1 + 2 * LENGTH;
  private static final byte LEAF_PREFIX = 0;
  private static final byte NODE_PREFIX = 1;

  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] node = new byte[NODE];

  /**
   * Roots of the perfect subtrees; the one of 2^h leaves lies at h × 32 if bit h of size is set.
   */
  private final byte[] subtrees = new byte[Long.SIZE * LENGTH];

  private final byte[] carry = new byte[LENGTH];
  private long size;

  /** A tree without leaves. */
  public TreeHash() {
    node[0] = NODE_PREFIX;
  }

  /** SHA-256(0x00 ‖ leaf). */
  public static Sha256 leaf(byte[] leaf) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(LEAF_PREFIX);
    return Sha256.ofHash(digest.digest(leaf));
  }

  /** Writes SHA-256(0x00 ‖ the given range) into {@code target}, reusing {@code digest}. */
  public static void leafInto(
      MessageDigest digest, byte[] bytes, int offset, int length, byte[] target, int at) {
    digest.update(LEAF_PREFIX);
    digest.update(bytes, offset, length);
    finishInto(digest, target, at);
  }

  /** SHA-256(0x01 ‖ left ‖ right). */
  public static Sha256 node(Sha256 left, Sha256 right) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(NODE_PREFIX);
    digest.update(left.bytes());
    return Sha256.ofHash(digest.digest(right.bytes()));
  }

  /** The root over all of {@code leaves}. */
  public static Sha256 root(LeafHashes leaves) {
    return root(leaves, 0, leaves.size());
  }

  /** The root of the tree whose leaves are those from {@code from} to before {@code to}. */
  static Sha256 root(LeafHashes leaves, long from, long to) {
    Objects.checkFromToIndex(from, to, leaves.size());
    TreeHash tree = new TreeHash();
    for (long i = from; i < to; i++) {
      leaves.copyTo(i, tree.carry, 0);
      tree.addCarry();
    }
    return tree.root();
  }

  /** Adds a leaf by its content. */
  public TreeHash addLeaf(byte[] leaf) {
    leafInto(digest, leaf, 0, leaf.length, carry, 0);
    return addCarry();
  }

  /** Adds a leaf by its hash. */
  public TreeHash addHash(Sha256 leafHash) {
    leafHash.copyTo(carry, 0);
    return addCarry();
  }

  /** Adds {@code count} leaves by their hashes, 32 bytes each, which start at {@code offset}. */
  public TreeHash addHashes(byte[] flat, int offset, int count) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, LENGTH), flat.length);
    for (int i = 0; i < count; i++) {
      System.arraycopy(flat, offset + i * LENGTH, carry, 0, LENGTH);
      addCarry();
    }
    return this;
  }

  /** Number of leaves so far. */
  public long size() {
    return size;
  }

  /** The root over the leaves so far; more may be added afterwards. */
  public Sha256 root() {
    if (size == 0) {
      return EMPTY;
    }
    int height = Long.numberOfTrailingZeros(size);
    byte[] root = new byte[LENGTH];
    System.arraycopy(subtrees, height * LENGTH, root, 0, LENGTH);
    for (height++; height < Long.SIZE; height++) {
      if ((size >> height & 1) != 0) {
        join(height, root);
      }
    }
    return Sha256.ofHash(root);
  }

  private TreeHash addCarry() {
    int height = 0;
    for (; (size >> height & 1) != 0; height++) {
      join(height, carry);
    }
    System.arraycopy(carry, 0, subtrees, height * LENGTH, LENGTH);
    size++;
    return this;
  }

  /** Replaces {@code right} by the node over the subtree of 2^height leaves and itself. */
  private void join(int height, byte[] right) {
    System.arraycopy(subtrees, height * LENGTH, node, 1, LENGTH);
    System.arraycopy(right, 0, node, 1 + LENGTH, LENGTH);
    digest.update(node, 0, NODE);
    finishInto(digest, right, 0);
  }

  private static void finishInto(MessageDigest digest, byte[] target, int at) {
    try {
      digest.digest(target, at, LENGTH);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for a hash", e);
    }
  }
}
