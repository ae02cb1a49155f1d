package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSData;
import org.bouncycastle.tsp.ers.ERSDataGroup;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.LocalAuthority;
import org.palimpsest.verdict.Check;

/** Evidence records, read by Bouncy Castle's own reader as a second judge. */
class EvidenceRecordTest {

  @TempDir Path folder = Path.of(".");

  private static final List<byte[]> DOCUMENTS = List.of(bytes("one"), bytes("two"), bytes("three"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void need() {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
  }

  private static EvidenceRecord dated(LocalAuthority authority, EvidenceRecord.Draft draft)
      throws TimeRefusedException {
    TimeQuery query = TimeQuery.over(draft.content(), draft.digest(), Fixtures.random(9));
    return draft.with(query.accept(authority.answer(query.der())));
  }

  private static boolean holds(EvidenceRecord record, List<byte[]> documents) {
    return record.check("e", documents, Set.of()).stream().noneMatch(Check::isFailure);
  }

  /** Bouncy Castle's verdict. */
  private static boolean secondJudge(EvidenceRecord record, List<byte[]> documents, TimeToken last)
      throws Exception {
    ERSEvidenceRecord read =
        new ERSEvidenceRecord(
            record.der(),
            new JcaDigestCalculatorProviderBuilder().setProvider(BouncyCastle.PROVIDER).build());
    List<ERSData> data = new ArrayList<>();
    documents.forEach(each -> data.add(new ERSByteData(each)));
    read.validate(
        new JcaSimpleSignerInfoVerifierBuilder()
            .setProvider(BouncyCastle.PROVIDER)
            .build(last.authority()));
    return read.isContaining(new ERSDataGroup(data), java.util.Date.from(last.time()));
  }

  @Test
  void aRecordIsBegunRenewedInTimeAndInHash() throws Exception {
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      EvidenceRecord first = dated(authority, EvidenceRecord.begin(DOCUMENTS, "SHA-256"));
      EvidenceRecord again = dated(authority, first.renewTime());
      EvidenceRecord longer = dated(authority, again.renewHash(DOCUMENTS, "SHA-512"));
      EvidenceRecord last = dated(authority, longer.renewTime());
      TimeQuery query = TimeQuery.over(bytes("x"), Fixtures.random(4));
      TimeToken any = query.accept(authority.answer(query.der()));
      for (EvidenceRecord record : List.of(first, again, longer, last)) {
        EvidenceRecord read = EvidenceRecord.parse(record.der());
        assertThat(read.der()).isEqualTo(record.der());
        assertThat(holds(read, DOCUMENTS)).isTrue();
        assertThat(holds(read, DOCUMENTS.subList(0, 2))).isFalse();
        assertThat(holds(read, List.of(bytes("one"), bytes("two"), bytes("four")))).isFalse();
        assertThat(secondJudge(read, DOCUMENTS, any)).isTrue();
      }
      assertThat(last.size()).isEqualTo(4);
      assertThat(last.digest()).isEqualTo("SHA-512");
      byte[] good = last.der();
      for (int at = 0; at < good.length; at += 7) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << at % 8);
        assertThat(isAccepted(bad)).as("byte %d", at).isFalse();
      }
    }
  }

  private static boolean isAccepted(byte[] record) {
    try {
      return holds(EvidenceRecord.parse(record), DOCUMENTS);
    } catch (TimeRefusedException e) {
      return false;
    }
  }

  @Test
  void whatIsNoRecordIsRefused() {
    for (byte[] none : List.of(new byte[0], bytes("x"), new byte[] {0x30, 0})) {
      assertThatThrownBy(() -> EvidenceRecord.parse(none)).isInstanceOf(TimeRefusedException.class);
    }
    assertThatThrownBy(() -> EvidenceRecord.begin(List.of(bytes("a")), "SHA-256"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
