package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.ConsistencyProof;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.ProofRefusedException;

/** Audit and consistency paths of any numbers and length; nobody can forge one by chance. */
final class ProofFuzzTest {

  private static final Sha256 ONE = Sha256.of(new byte[] {1});
  private static final Sha256 TWO = Sha256.of(new byte[] {2});

  @FuzzTest
  void verify(FuzzedDataProvider data) {
    long first = data.consumeLong();
    long second = data.consumeLong();
    int length = data.consumeInt(0, 80);
    List<Sha256> path = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      path.add(Sha256.of(data.consumeBytes(2)));
    }
    try {
      new InclusionProof(first, second, path).verify(ONE, TWO);
      throw new AssertionError("a path that leads nowhere was accepted");
    } catch (ProofRefusedException e) {
      // The one refusal.
    }
    try {
      new ConsistencyProof(first, second, path).verify(ONE, TWO);
      if (first != 0) {
        throw new AssertionError("a tree was said to extend another that it does not");
      }
    } catch (ProofRefusedException e) {
      // The one refusal.
    }
  }
}
