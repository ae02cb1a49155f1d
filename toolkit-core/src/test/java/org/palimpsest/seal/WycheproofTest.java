package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Project Wycheproof's verdicts, on the very code that verifies seals, timestamps and notes. */
class WycheproofTest {

  /** Two encodings of one integer; none but DER is taken. */
  private static final String MISSING_ZERO = "MissingZero";

  /**
   * Where Wycheproof leaves the verdict open: an RSA signature whose digest has no NULL (which only
   * the key's holder can make, RFC 8017 appendix B.1 has verifiers take it), and e = 3.
   */
  private static final Set<String> TAKEN = Set.of("MissingNull", "SmallPublicKey");

  private record Vector(
      String key, String id, String result, byte[] msg, byte[] sig, String flags) {

    /** What the verdict should be. */
    boolean isToBeTaken() {
      return switch (result) {
        case "valid" -> true;
        case "invalid" -> false;
        default -> TAKEN.contains(flags);
      };
    }

    @Override
    public String toString() {
      return id + " " + result + " " + flags;
    }
  }

  /** One way to verify. */
  private interface Verifying {
    boolean accepts(byte[] key, byte[] message, byte[] signature) throws Exception;
  }

  private static byte[] hex(String text) {
    return text.equals("-") ? new byte[0] : HexFormat.of().parseHex(text);
  }

  private static List<Vector> read(String name) throws IOException {
    List<Vector> vectors = new ArrayList<>();
    String key = "";
    try (InputStream in = WycheproofTest.class.getResourceAsStream("/wycheproof/" + name)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n")) {
        String[] parts = line.split(" ", 6);
        if (parts[0].equals("key")) {
          key = parts[1];
        } else {
          vectors.add(new Vector(key, parts[0], parts[1], hex(parts[2]), hex(parts[3]), parts[4]));
        }
      }
    }
    return vectors;
  }

  private static void judge(String file, int count, Verifying verifying) throws Exception {
    List<Vector> vectors = read(file);
    assertThat(vectors).hasSize(count);
    assertThat(vectors.stream().map(Vector::result)).contains("valid", "invalid");
    for (Vector each : vectors) {
      assertThat(verifying.accepts(hex(each.key()), each.msg(), each.sig()))
          .as("%s %s", file, each)
          .isEqualTo(each.isToBeTaken());
      assertThat(each.flags().equals(MISSING_ZERO) && each.isToBeTaken()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ecdsa-p256-sha256.txt, EC, P256, SHA-256, 387",
    "ecdsa-p384-sha384.txt, EC, P384, SHA-384, 408",
    "rsa-2048-sha256.txt, RSA, RSA, SHA-256, 240",
    "rsa-3072-sha256.txt, RSA, RSA, SHA-256, 239"
  })
  void sealsAreVerifiedAsTheySay(String file, String family, KeyKind kind, String digest, int count)
      throws Exception {
    KeyFactory keys = KeyFactory.getInstance(family, BouncyCastle.PROVIDER);
    judge(
        file,
        count,
        (der, message, signature) -> {
          PublicKey key = keys.generatePublic(new X509EncodedKeySpec(der));
          assertThat(KeyKind.ofAuthority(key)).contains(kind);
          return new SignatureAlgorithm(kind, digest).verify(key, message, signature);
        });
  }

  /** Keys of 2,048 bits may date, and may not seal. */
  @Test
  void aShortKeyMayNotSeal() throws Exception {
    KeyFactory keys = KeyFactory.getInstance("RSA", BouncyCastle.PROVIDER);
    byte[] shorter = hex(read("rsa-2048-sha256.txt").get(0).key());
    byte[] longer = hex(read("rsa-3072-sha256.txt").get(0).key());
    assertThat(KeyKind.of(keys.generatePublic(new X509EncodedKeySpec(shorter)))).isEmpty();
    assertThat(KeyKind.of(keys.generatePublic(new X509EncodedKeySpec(longer)))).isPresent();
  }

  @Test
  void notesAreVerifiedAsTheySay() throws Exception {
    judge(
        "ed25519.txt",
        145,
        (der, message, signature) -> {
          byte[] raw = Arrays.copyOfRange(der, der.length - 32, der.length);
          VerifierKey key = VerifierKey.parse(new VerifierKey("wycheproof", raw).text());
          assertThat(key.subjectPublicKeyInfo()).isEqualTo(der);
          return key.accepts(message, signature);
        });
  }
}
