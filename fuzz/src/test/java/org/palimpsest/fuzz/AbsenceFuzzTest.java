package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.LeafHashes;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.merkle.TreeHash;

/** Proofs over a sorted list, put together at will: what is accepted is true. */
final class AbsenceFuzzTest {

  @FuzzTest
  void verify(FuzzedDataProvider data) {
    TreeSet<String> sorted = new TreeSet<>();
    for (int count = data.consumeInt(0, 12); count > 0; count--) {
      sorted.add(data.consumeAsciiString(3).replace('\n', ' '));
    }
    List<byte[]> lines = new ArrayList<>();
    for (String line : sorted) {
      lines.add(line.getBytes(StandardCharsets.US_ASCII));
    }
    LeafHashes leaves = LeafHashes.hash(lines);
    Sha256 root = TreeHash.root(leaves);
    byte[] prefix = data.consumeAsciiString(3).getBytes(StandardCharsets.US_ASCII);
    boolean present = lines.stream().anyMatch(line -> ListProof.startsWith(line, prefix));
    ListProof.Place below = place(data, lines, leaves);
    ListProof.Place above = place(data, lines, leaves);
    long size = data.consumeBoolean() ? lines.size() : data.consumeLong();
    require(new ListProof.Absence(size, below, above), prefix, root, !present);
    if (below != null) {
      require(new ListProof.Presence(below), prefix, root, present);
    }
  }

  private static void require(ListProof proof, byte[] prefix, Sha256 root, boolean truth) {
    try {
      proof.verify(prefix, root);
    } catch (ProofRefusedException e) {
      return;
    }
    if (!truth) {
      throw new AssertionError("a proof of something untrue was accepted");
    }
  }

  private static ListProof.@Nullable Place place(
      FuzzedDataProvider data, List<byte[]> lines, LeafHashes leaves) {
    if (lines.isEmpty() || data.consumeBoolean()) {
      return null;
    }
    int index = data.consumeInt(0, lines.size() - 1);
    InclusionProof path = InclusionProof.of(leaves, index);
    byte[] line = lines.get(index);
    if (data.consumeBoolean()) {
      path = new InclusionProof(data.consumeLong(), data.consumeLong(), path.path());
    }
    if (data.consumeBoolean()) {
      line = data.consumeAsciiString(3).getBytes(StandardCharsets.US_ASCII);
    }
    return new ListProof.Place(line, path);
  }
}
