package org.palimpsest.merkle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/** Shows that a sorted list under a given root has, or has not, a line with a given prefix. */
public sealed interface ListProof {

  /**
   * Checks this proof.
   *
   * @param prefix what the line starts with, a key and the separator that ends it
   * @param root root of the list, from where it is sealed
   * @throws ProofRefusedException if what is claimed is not shown
   */
  void verify(byte[] prefix, Sha256 root) throws ProofRefusedException;

  /**
   * A line and its way to the root. Its {@code toString} leaves the line out.
   *
   * @param line the line without LF
   * @param path its place and audit path
   */
  record Place(byte[] line, InclusionProof path) {

    void verify(Sha256 root) throws ProofRefusedException {
      path.verify(TreeHash.leaf(line), root);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place that
          && Arrays.equals(line, that.line)
          && path.equals(that.path);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(line) + path.hashCode();
    }

    @Override
    public String toString() {
      return "Place[" + path.index() + " of " + path.size() + "]";
    }
  }

  /**
   * The line is there.
   *
   * @param place where
   */
  record Presence(Place place) implements ListProof {
    @Override
    public void verify(byte[] prefix, Sha256 root) throws ProofRefusedException {
      if (!startsWith(place.line(), prefix)) {
        throw new ProofRefusedException("the line shown is not the one asked for");
      }
      place.verify(root);
    }
  }

  /**
   * No such line is there: it would lie between two neighbours, before the first line, behind the
   * last, or the list is empty.
   *
   * @param size number of lines
   * @param below the nearest line below the prefix; null if the prefix is before the first line
   * @param above the nearest line above it; null if the prefix is behind the last line
   */
  record Absence(long size, @Nullable Place below, @Nullable Place above) implements ListProof {
    @Override
    public void verify(byte[] prefix, Sha256 root) throws ProofRefusedException {
      if (below == null && above == null) {
        if (size != 0 || !root.equals(TreeHash.EMPTY)) {
          throw ProofRefusedException.mismatch("the list is not empty", TreeHash.EMPTY, root);
        }
        return;
      }
      if (below == null ? size < 1 : below.path().index() < 0) {
        throw new ProofRefusedException("no such place");
      }
      long next = below == null ? 0 : below.path().index() + 1;
      if (above == null ? next != size : above.path().index() != next) {
        throw new ProofRefusedException("the lines shown are not neighbours, nor the list's edge");
      }
      if (below != null) {
        requireSize(below);
        if (Arrays.compareUnsigned(below.line(), prefix) >= 0) {
          throw new ProofRefusedException("the lower line is not below the one asked for");
        }
        below.verify(root);
      }
      if (above != null) {
        requireSize(above);
        // Lines with the prefix come directly at or behind it, so the upper one must be past them.
        if (Arrays.compareUnsigned(above.line(), prefix) <= 0 || startsWith(above.line(), prefix)) {
          throw new ProofRefusedException("the upper line is not above the one asked for");
        }
        above.verify(root);
      }
    }

    private void requireSize(Place place) throws ProofRefusedException {
      if (place.path().size() != size) {
        throw new ProofRefusedException(
            "the paths speak of " + place.path().size() + " lines, the proof of " + size);
      }
    }
  }

  /** Whether {@code line} begins with the bytes of {@code prefix}. */
  static boolean startsWith(byte[] line, byte[] prefix) {
    return line.length >= prefix.length
        && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
  }
}
