package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.verdict.Check;

/** A second seal by ML-DSA-65, beside the first and never in its place. */
class SecondKeyTest {

  private static final byte[] CONTENT = Fixtures.CONTENT;

  @TempDir Path folder;

  private final KeySecret secret = KeySecret.generate(Fixtures.random(4));

  @BeforeEach
  void keys() throws IOException {
    KeyRing.create(
        folder,
        "Test Examiner",
        "example.org/log",
        secret,
        Fixtures.START,
        Fixtures.VALIDITY,
        Fixtures.random(5));
  }

  private SealingKey made() throws Exception {
    SecondKey.create(folder, null, "Second", Fixtures.START, Fixtures.VALIDITY, Fixtures.random(6));
    return SecondKey.open(folder, null).orElseThrow();
  }

  private static Check named(SealCheck.Result result, String name) {
    return result.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatItSealsVerifies() throws Exception {
    SealingKey key = made();
    byte[] seal = key.sealDetached(CONTENT, Fixtures.NOW);
    SealCheck.Result result = SealCheck.second(seal, CONTENT, Trust.in(key.certificate()));
    assertThat(result.isSound()).isTrue();
    assertThat(named(result, "ML-DSA algorithm").detail()).isEqualTo("ML-DSA-65 with SHA-512");
    assertThat(named(result, "ML-DSA signature").status()).isEqualTo(Check.Status.PASSED);
    assertThat(named(result, "ML-DSA identity").status()).isEqualTo(Check.Status.PASSED);
    assertThat(key.sealDetached(CONTENT, Fixtures.NOW)).isEqualTo(seal);
    SealCheck.Result other = SealCheck.second(seal, new byte[9], Trust.NONE);
    assertThat(named(other, "ML-DSA content").status()).isEqualTo(Check.Status.FAILED);
  }

  /** Trust in the first key says nothing of the second, and trust in another second one does. */
  @Test
  void identityRestsOnCertificatesOfItsKind() throws Exception {
    SealingKey key = made();
    byte[] seal = key.sealDetached(CONTENT, Fixtures.NOW);
    X509Certificate first = Fixtures.sealingKey().certificate();
    Check unknown = named(SealCheck.second(seal, CONTENT, Trust.in(first)), "ML-DSA identity");
    assertThat(unknown.status()).isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(unknown.detail()).contains(Fingerprint.of(key.certificate()).hex());
    SealingKey stranger =
        SealingKey.create(
            "Other", KeyKind.ML_DSA_65, Fixtures.START, Fixtures.VALIDITY, Fixtures.random(8));
    Trust wrong = new Trust(Set.of(first, stranger.certificate()), Set.of());
    assertThat(named(SealCheck.second(seal, CONTENT, wrong), "ML-DSA identity").status())
        .isEqualTo(Check.Status.FAILED);
  }

  @Test
  void neitherSealStandsInThePlaceOfTheOther() throws Exception {
    byte[] second = made().sealDetached(CONTENT, Fixtures.NOW);
    byte[] first = Fixtures.sealingKey().sealDetached(CONTENT, Fixtures.NOW);
    assertThat(SealCheck.detached(second, CONTENT, Trust.NONE).isSound()).isFalse();
    assertThat(SealCheck.second(first, CONTENT, Trust.NONE).isSound()).isFalse();
    assertThatThrownBy(() -> SealingKey.open(folder.resolve("second.p12"), secret))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("only ECDSA");
  }

  @Test
  void aFlippedBitAnywhereInTheSealIsRefused() throws Exception {
    SealingKey key = made();
    byte[] seal = key.sealDetached(CONTENT, Fixtures.NOW);
    Trust trust = Trust.in(key.certificate());
    for (int at = 0; at < seal.length; at++) {
      byte[] wrong = seal.clone();
      wrong[at] ^= (byte) (1 << at % 8);
      assertThat(SealCheck.second(wrong, CONTENT, trust).isSound()).as("byte %s", at).isFalse();
    }
  }

  @Test
  void aNewOneTakesThePlaceOfTheOld() throws Exception {
    X509Certificate old = made().certificate();
    X509Certificate now =
        SecondKey.create(
            folder, null, "Second", Fixtures.NOW, Fixtures.VALIDITY, Fixtures.random(7));
    assertThat(SecondKey.open(folder, null).orElseThrow().certificate()).isEqualTo(now);
    assertThat(SecondKey.certificates(folder)).containsExactlyInAnyOrder(now, old);
    // The first keys are what they were.
    assertThat(KeyRing.certificates(folder)).hasSize(1);
    KeyRing.open(folder, null);
  }

  @Test
  void aKeyThatIsNotTheOneOfItsCertificateIsRefused() throws Exception {
    made();
    Files.delete(folder.resolve("second.pem"));
    Files.write(
        folder.resolve("second.pem"),
        Fixtures.sealingKey().pem().getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> SecondKey.open(folder, null))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("second.pem");
    List<Path> before;
    try (var files = Files.list(folder)) {
      before = files.sorted().toList();
    }
    assertThatThrownBy(
            () ->
                SecondKey.create(
                    folder,
                    KeySecret.passphrase("wrong".toCharArray()),
                    "Second",
                    Fixtures.NOW,
                    Fixtures.VALIDITY,
                    Fixtures.random(9)))
        .isInstanceOf(UnusableKeyException.class);
    try (var files = Files.list(folder)) {
      assertThat(files.sorted().toList()).isEqualTo(before);
    }
  }
}
