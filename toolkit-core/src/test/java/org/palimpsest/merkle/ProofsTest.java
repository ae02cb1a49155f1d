package org.palimpsest.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;

class ProofsTest {

  private static final int LARGEST = 70;
  private static final LeafHashes ALL = LeafHashes.hash(TreeHashTest.leaves(LARGEST));

  static Sha256 flip(Sha256 hash, int bit) {
    byte[] bytes = hash.bytes();
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    return Sha256.ofHash(bytes);
  }

  private static List<Sha256> with(List<Sha256> path, int at, Sha256 hash) {
    List<Sha256> changed = new ArrayList<>(path);
    changed.set(at, hash);
    return changed;
  }

  @Test
  void everyLeafOfEveryTreeIsProven() throws Exception {
    for (int size = 1; size <= LARGEST; size++) {
      Sha256 root = TreeHash.root(ALL, 0, size);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = InclusionProof.of(ALL, index, size);
        proof.requireForm();
        proof.verify(ALL.get(index), root);
        for (int other = 0; other < size; other++) {
          if (other != index) {
            InclusionProof moved = new InclusionProof(other, size, proof.path());
            assertRefused(() -> moved.verify(ALL.get(proof.index()), root));
          }
        }
      }
    }
  }

  @Test
  void everyOlderTreeIsProven() throws Exception {
    for (int size = 1; size <= LARGEST; size++) {
      for (int old = 1; old <= size; old++) {
        ConsistencyProof proof = ConsistencyProof.of(ALL, old, size);
        proof.requireForm();
        proof.verify(TreeHash.root(ALL, 0, old), TreeHash.root(ALL, 0, size));
      }
    }
  }

  /** Without the leaf or the roots a path of another length is refused all the same. */
  @Test
  void aPathOfAnotherLengthIsRefusedByItself() {
    for (int size = 1; size <= LARGEST; size++) {
      for (int at = 0; at < size; at++) {
        int index = at;
        int trees = size;
        List<Sha256> way = new ArrayList<>(InclusionProof.of(ALL, index, size).path());
        way.add(ALL.get(0));
        assertRefused(() -> new InclusionProof(index, trees, way).requireForm());
        List<Sha256> grown = new ArrayList<>(ConsistencyProof.of(ALL, at + 1, size).path());
        grown.add(ALL.get(0));
        assertRefused(() -> new ConsistencyProof(index + 1, trees, grown).requireForm());
        if (way.size() > 1) {
          assertRefused(
              () -> new InclusionProof(index, trees, way.subList(0, way.size() - 2)).requireForm());
        }
      }
    }
    assertRefused(() -> new InclusionProof(3, 3, List.of()).requireForm());
    assertRefused(() -> new ConsistencyProof(0, 3, List.of()).requireForm());
    assertRefused(() -> new ConsistencyProof(4, 3, List.of()).requireForm());
  }

  @Property(tries = 400)
  void anyFlippedBitRefutesAnInclusion(
      @ForAll @IntRange(min = 1, max = LARGEST) int size,
      @ForAll @IntRange(min = 0, max = LARGEST - 1) int anyIndex,
      @ForAll @IntRange(min = 0, max = 255) int bit) {
    int index = anyIndex % size;
    Sha256 root = TreeHash.root(ALL, 0, size);
    Sha256 leaf = ALL.get(index);
    InclusionProof proof = InclusionProof.of(ALL, index, size);
    assertRefused(() -> proof.verify(flip(leaf, bit), root));
    assertRefused(() -> proof.verify(leaf, flip(root, bit)));
    for (int i = 0; i < proof.path().size(); i++) {
      List<Sha256> changed = with(proof.path(), i, flip(proof.path().get(i), bit));
      assertRefused(() -> new InclusionProof(index, size, changed).verify(leaf, root));
    }
    List<Sha256> longer = new ArrayList<>(proof.path());
    longer.add(root);
    assertRefused(() -> new InclusionProof(index, size, longer).verify(leaf, root));
  }

  @Property(tries = 400)
  void anyFlippedBitRefutesAConsistency(
      @ForAll @IntRange(min = 2, max = LARGEST) int size,
      @ForAll @IntRange(min = 0, max = LARGEST) int anyOld,
      @ForAll @IntRange(min = 0, max = 255) int bit) {
    int old = 1 + anyOld % (size - 1);
    Sha256 oldRoot = TreeHash.root(ALL, 0, old);
    Sha256 newRoot = TreeHash.root(ALL, 0, size);
    ConsistencyProof proof = ConsistencyProof.of(ALL, old, size);
    assertRefused(() -> proof.verify(flip(oldRoot, bit), newRoot));
    assertRefused(() -> proof.verify(oldRoot, flip(newRoot, bit)));
    for (int i = 0; i < proof.path().size(); i++) {
      List<Sha256> changed = with(proof.path(), i, flip(proof.path().get(i), bit));
      assertRefused(() -> new ConsistencyProof(old, size, changed).verify(oldRoot, newRoot));
      List<Sha256> shorter = new ArrayList<>(proof.path());
      shorter.remove(i);
      assertRefused(() -> new ConsistencyProof(old, size, shorter).verify(oldRoot, newRoot));
    }
    List<Sha256> longer = new ArrayList<>(proof.path());
    longer.add(newRoot);
    assertRefused(() -> new ConsistencyProof(old, size, longer).verify(oldRoot, newRoot));
  }

  @Test
  void nothingIsProvenAboutEmptyOrShrinkingTrees() {
    Sha256 root = ALL.get(0);
    for (long[] sizes : new long[][] {{0, 0}, {0, 5}, {5, 4}, {-1, 3}, {-3, -2}}) {
      assertRefused(() -> new ConsistencyProof(sizes[0], sizes[1], List.of()).verify(root, root));
    }
    for (long[] place : new long[][] {{0, 0}, {-1, 3}, {3, 3}, {-1, -1}, {-2, -1}}) {
      assertRefused(() -> new InclusionProof(place[0], place[1], List.of()).verify(root, root));
    }
    assertRefused(() -> new InclusionProof(0, Long.MAX_VALUE, List.of()).verify(root, root));
    assertThatThrownBy(() -> ConsistencyProof.of(ALL, 0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> InclusionProof.of(ALL, 3, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theMessageShowsBothSides() {
    InclusionProof proof = InclusionProof.of(ALL, 2, 5);
    Sha256 wrong = ALL.get(0);
    assertThatThrownBy(() -> proof.verify(ALL.get(2), wrong))
        .hasMessageContaining("calculated: " + TreeHash.root(ALL, 0, 5).hex())
        .hasMessageContaining("provided:   " + wrong.hex());
  }

  interface Verification {
    void run() throws ProofRefusedException;
  }

  static void assertRefused(Verification verification) {
    try {
      verification.run();
    } catch (ProofRefusedException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    throw new AssertionError("a wrong proof was accepted");
  }
}
