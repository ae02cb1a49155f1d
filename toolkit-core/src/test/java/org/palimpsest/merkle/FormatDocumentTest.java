package org.palimpsest.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;

/** The worked example in {@code docs/format/merkle.md} is what the code computes. */
class FormatDocumentTest {

  @Test
  void theWorkedExampleHolds() throws Exception {
    SortedList list = SortedList.parse("a 1\nb 2\nc 3\n".getBytes(StandardCharsets.UTF_8));
    Sha256 a = list.hashes().get(0);
    Sha256 b = list.hashes().get(1);
    Sha256 c = list.hashes().get(2);
    Sha256 ab = TreeHash.node(a, b);
    assertThat(list.prove("b ".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            ListProof.Presence.class,
            proof -> assertThat(proof.place().path().path()).isEqualTo(List.of(a, c)));
    assertThat(list.prove("bb ".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            ListProof.Absence.class,
            proof -> {
              assertThat(proof.below()).isNotNull();
              assertThat(proof.above()).isNotNull();
            });
    assertThat(ConsistencyProof.of(list.hashes(), 2, 3).path()).isEqualTo(List.of(c));
    String example =
        String.join(
            "\n",
            "    leaf \"a 1\"            " + a,
            "    leaf \"b 2\"            " + b,
            "    leaf \"c 3\"            " + c,
            "    node of the first two " + ab,
            "    root                  " + list.root(),
            "    root of none          " + TreeHash.EMPTY,
            "");
    assertThat(FormatDocument.read("merkle.md")).contains(example);
  }
}
