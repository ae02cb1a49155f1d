package org.palimpsest.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.digest.Sha256;

/**
 * What a person compares to know a key: the SHA-256 of a certificate's DER, or of a public key's
 * SubjectPublicKeyInfo DER, so that {@code openssl} and {@code sha256sum} show the same.
 *
 * <p>As words it is the first 8 bytes only, one word for each byte from a list of 256. That is for
 * reading aloud: 64 bits stop mistakes and cheap look-alikes, not a determined forger, who should
 * be met with all 64 hexadecimal digits.
 *
 * @param hash the whole hash
 */
public record Fingerprint(Sha256 hash) {

  private static final int WORDS = 8;
  private static final List<String> LIST = load();

  /** The fingerprint of a certificate, as {@code openssl x509 -fingerprint -sha256} gives it. */
  public static Fingerprint of(X509Certificate certificate) {
    try {
      return new Fingerprint(Sha256.of(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }

  /** The fingerprint of a log key; its name has no part in it. */
  public static Fingerprint of(VerifierKey key) {
    return new Fingerprint(Sha256.of(key.subjectPublicKeyInfo()));
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    return hash.hex();
  }

  /** Eight words, joined by hyphens, for the first eight bytes. */
  public String words() {
    byte[] bytes = hash.bytes();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add(LIST.get(bytes[i] & 0xff));
    }
    return String.join("-", words);
  }

  private static List<String> load() {
    try (InputStream in = Fingerprint.class.getResourceAsStream("words.txt")) {
      if (in == null) {
        throw new IllegalStateException("words.txt is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
