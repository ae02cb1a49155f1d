package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.verdict.Check;

/**
 * Evidence records: refused, or written again as they were read; and none dates what was not dated.
 */
final class EvidenceRecordFuzzTest {

  static final List<byte[]> DOCUMENTS =
      List.of(SealFuzzTest.CONTENT, "two".getBytes(StandardCharsets.UTF_8));

  private static final List<byte[]> OTHERS =
      List.of(SealFuzzTest.CONTENT, "three".getBytes(StandardCharsets.UTF_8));

  @FuzzTest
  void check(byte[] der) throws TimeRefusedException {
    Limits limits = new Limits();
    EvidenceRecord good = EvidenceRecord.parse(Resources.read("record.ers"));
    try {
      EvidenceRecord record = EvidenceRecord.parse(der);
      assertThat(record.der()).isEqualTo(der);
      // Whoever has no authority's key can leave renewals out, and no more.
      if (isSound(record.check("record", DOCUMENTS, Set.of()))) {
        assertThat(record.time()).isEqualTo(good.time());
        assertThat(record.size()).isLessThanOrEqualTo(good.size());
      }
      assertThat(isSound(record.check("record", OTHERS, Set.of()))).isFalse();
      List<Sha256> elsewhere = List.of(Sha256.of(OTHERS.get(1)));
      assertThat(isSound(record.check("record", OTHERS.subList(0, 1), elsewhere, Set.of())))
          .isFalse();
    } catch (TimeRefusedException e) {
      assertThat(e.why()).isNotEmpty();
    }
    limits.check();
  }

  private static boolean isSound(List<Check> checks) {
    return checks.stream().noneMatch(Check::isFailure);
  }
}
