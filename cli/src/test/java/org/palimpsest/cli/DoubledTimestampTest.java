package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.LocalAuthority;

/** A seal says one time: of two timestamps, one judge could read the first and one the other. */
@ExtendWith(Scenes.class)
final class DoubledTimestampTest {

  @TempDir Path folder = Path.of(".");

  @Test
  void aSealWithTwoTimestampsIsRefusedByEveryJudge(Scene scene) throws Exception {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
    Path report;
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      report = scene.datedReport(authority.serve());
    }
    Path seal = report.resolve("report.json.p7s");
    byte[] good = Files.readAllBytes(seal);
    scene.bare().run("verify", report).ends(Exit.OK);
    assertThat(Script.run(report).exit()).isZero();
    for (byte[] doubled : List.of(twoAttributes(good), twoValues(good))) {
      Files.write(seal, doubled);
      scene.bare().run("verify", report).ends(Exit.INTEGRITY);
      Script.Said script = Script.run(report);
      assertThat(script.exit()).as(script.out()).isNotZero();
      assertThat(script.out()).doesNotContain("Traceback");
    }
  }

  private static SignerInformation signer(CMSSignedData seal) {
    return seal.getSignerInfos().getSigners().iterator().next();
  }

  private static Attribute timestamp(CMSSignedData seal) {
    ASN1EncodableVector attributes = signer(seal).getUnsignedAttributes().toASN1EncodableVector();
    assertThat(attributes.size()).isEqualTo(1);
    return Attribute.getInstance(attributes.get(0));
  }

  /** The attribute twice, with one timestamp each. */
  private static byte[] twoAttributes(byte[] file) throws CMSException, IOException {
    CMSSignedData seal = new CMSSignedData(file);
    return with(seal, timestamp(seal), timestamp(seal));
  }

  /** The attribute once, with two timestamps. */
  private static byte[] twoValues(byte[] file) throws CMSException, IOException {
    CMSSignedData seal = new CMSSignedData(file);
    Attribute once = timestamp(seal);
    ASN1Encodable value = once.getAttrValues().getObjectAt(0);
    ASN1EncodableVector values = new ASN1EncodableVector();
    values.add(value);
    values.add(value);
    return with(seal, new Attribute(once.getAttrType(), new DERSet(values)));
  }

  private static byte[] with(CMSSignedData seal, Attribute... attributes) throws IOException {
    ASN1EncodableVector table = new ASN1EncodableVector();
    for (Attribute attribute : attributes) {
      table.add(attribute);
    }
    SignerInformation changed =
        SignerInformation.replaceUnsignedAttributes(signer(seal), new AttributeTable(table));
    return CMSSignedData.replaceSigners(seal, new SignerInformationStore(List.of(changed)))
        .getEncoded("DER");
  }
}
