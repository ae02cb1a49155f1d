package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.LeafHashes;
import org.palimpsest.merkle.TreeHash;

/**
 * The roots of the blocks of 4,096 lines of a record list, 32 bytes each, the last over what is
 * left. RFC 6962 splits at powers of two, so the tree over these roots is the upper part of the
 * tree over the lines: a proof then needs the lines of one block, however long the list is.
 */
final class RecordTree {

  /** Lines of a block; a power of two. */
  static final int BLOCK = 4096;

  private RecordTree() {}

  /** Whether the snapshot has one; those of earlier versions have not. */
  static boolean isNamed(Manifest manifest) {
    return manifest.json().path("records").has("tree");
  }

  /** The root over all lines, from the roots of their blocks. */
  static Sha256 root(byte[] blocks) {
    return TreeHash.root(LeafHashes.view(blocks));
  }

  /** The roots over {@code count} leaf hashes that lie one after another. */
  static byte[] blocks(byte[] leafHashes, int count) {
    Blocks blocks = new Blocks();
    for (int from = 0; from < count; from += BLOCK) {
      blocks.add(leafHashes, from, Math.min(BLOCK, count - from));
    }
    return blocks.finish();
  }

  /** Makes the roots from leaf hashes that come one by one, or a block at a time. */
  static final class Blocks {
    private final ByteArrayOutputStream roots = new ByteArrayOutputStream();
    private TreeHash tree = new TreeHash();

    void add(byte[] leafHash) {
      tree.addHashes(leafHash, 0, 1);
      if (tree.size() == BLOCK) {
        end();
      }
    }

    private void add(byte[] leafHashes, int from, int count) {
      tree.addHashes(leafHashes, from * Sha256.LENGTH, count);
      if (tree.size() == BLOCK) {
        end();
      }
    }

    private void end() {
      roots.writeBytes(tree.root().bytes());
      tree = new TreeHash();
    }

    byte[] finish() {
      if (tree.size() > 0) {
        end();
      }
      return roots.toByteArray();
    }
  }
}
