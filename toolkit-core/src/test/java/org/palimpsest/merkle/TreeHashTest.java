package org.palimpsest.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;

class TreeHashTest {

  /** The leaves that the Certificate Transparency reference tests use. */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  static List<byte[]> leaves(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(new byte[] {(byte) i, (byte) (i >> 8), 7});
    }
    return leaves;
  }

  /** RFC 6962 §2.1 word for word: recursion over the list. */
  static Sha256 definition(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return Sha256.of(new byte[0]);
    }
    if (leaves.size() == 1) {
      return TreeHash.leaf(leaves.get(0));
    }
    int k = 1;
    while (2 * k < leaves.size()) {
      k *= 2;
    }
    return TreeHash.node(
        definition(leaves.subList(0, k)), definition(leaves.subList(k, leaves.size())));
  }

  @Test
  void givesTheKnownRootsAfterEachLeaf() {
    TreeHash tree = new TreeHash();
    assertThat(tree.root().hex()).isEqualTo(ROOTS.get(0));
    for (int i = 0; i < LEAVES.size(); i++) {
      tree.addLeaf(HexFormat.of().parseHex(LEAVES.get(i)));
      assertThat(tree.root().hex()).isEqualTo(ROOTS.get(i + 1));
      assertThat(tree.size()).isEqualTo(i + 1);
    }
  }

  @Property(tries = 60)
  void agreesWithTheDefinition(@ForAll @IntRange(min = 0, max = 300) int count) {
    List<byte[]> leaves = leaves(count);
    LeafHashes hashes = LeafHashes.hash(leaves);
    TreeHash oneByOne = new TreeHash();
    leaves.forEach(leaf -> oneByOne.addHash(TreeHash.leaf(leaf)));
    byte[] flat = new byte[count * 32 + 5];
    for (int i = 0; i < count; i++) {
      hashes.copyTo(i, flat, 5 + i * 32);
    }
    Sha256 expected = definition(leaves);
    assertThat(TreeHash.root(hashes)).isEqualTo(expected);
    assertThat(oneByOne.root()).isEqualTo(expected);
    assertThat(new TreeHash().addHashes(flat, 5, count).root()).isEqualTo(expected);
  }

  @Test
  void aLeafNeverPassesForANode() {
    Sha256 left = TreeHash.leaf(new byte[] {1});
    Sha256 right = TreeHash.leaf(new byte[] {2});
    byte[] both = new byte[64];
    left.copyTo(both, 0);
    right.copyTo(both, 32);
    assertThat(TreeHash.leaf(both)).isNotEqualTo(TreeHash.node(left, right));
  }

  @Test
  void joinsAMillionHashesInWellUnderASecond() {
    byte[] flat = new byte[32_000_000];
    for (int i = 0; i < flat.length; i += 32) {
      flat[i] = (byte) i;
      flat[i + 1] = (byte) (i >> 8);
      flat[i + 2] = (byte) (i >> 16);
    }
    new TreeHash().addHashes(flat, 0, 300_000).root();
    long start = System.nanoTime();
    Sha256 root = new TreeHash().addHashes(flat, 0, 1_000_000).root();
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(root).isEqualTo(TreeHash.root(LeafHashes.view(flat)));
    // The bound leaves room for a busy machine; alone it takes a fifth of a second.
    assertThat(taken).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void refusesRangesOutside() {
    assertThatThrownBy(() -> new TreeHash().addHashes(new byte[63], 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> LeafHashes.view(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LeafHashes.view(new byte[32]).get(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> TreeHash.leafInto(Sha256.newDigest(), new byte[1], 0, 1, new byte[31], 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
