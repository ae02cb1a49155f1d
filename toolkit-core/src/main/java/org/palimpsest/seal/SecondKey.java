package org.palimpsest.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.seal.UnusableKeyException.Reason;

/**
 * A second key, ML-DSA-65 (FIPS 204), whose seal stands in a file of its own beside the first one.
 * Should quantum computers break curves and RSA one day, it still shows what was sealed.
 *
 * <p>It lies in the keys folder as {@code second.p12}, its certificate as {@code second.pem}, and
 * opens as the other keys do.
 */
public final class SecondKey {

  static final String KEY = "second.p12";
  private static final String CERTIFICATE = "second.pem";
  private static final String RETIRED = "second-retired";

  private SecondKey() {}

  /**
   * Makes one with a self-signed certificate and puts it in the place of an earlier one, whose
   * certificate is kept and whose private half is destroyed.
   *
   * @param passphrase what opens the keys; null to use the secret kept in the folder
   * @throws UnusableKeyException if the keys of the folder do not open with it; nothing was written
   */
  public static X509Certificate create(
      Path folder,
      @Nullable KeySecret passphrase,
      String name,
      Instant notBefore,
      Duration validity,
      SecureRandom random)
      throws IOException, UnusableKeyException {
    KeyRing.openLogKey(folder, passphrase);
    SealingKey key = SealingKey.create(name, KeyKind.ML_DSA_65, notBefore, validity, random);
    Optional<X509Certificate> earlier = certificate(folder);
    if (earlier.isPresent()) {
      OwnerOnlyFile.createFolder(folder.resolve(RETIRED));
      String fingerprint = Fingerprint.of(earlier.get()).hex().substring(0, 16);
      Path kept = folder.resolve(RETIRED).resolve(fingerprint + ".pem");
      Files.deleteIfExists(kept);
      OwnerOnlyFile.write(kept, Files.readAllBytes(folder.resolve(CERTIFICATE)));
    }
    Files.deleteIfExists(folder.resolve(KEY));
    Files.deleteIfExists(folder.resolve(CERTIFICATE));
    key.write(folder.resolve(KEY), KeyRing.secret(folder, passphrase), random);
    OwnerOnlyFile.write(folder.resolve(CERTIFICATE), key.pem().getBytes(StandardCharsets.US_ASCII));
    return key.certificate();
  }

  /**
   * Opens it.
   *
   * @return empty if there is none
   */
  public static Optional<SealingKey> open(Path folder, @Nullable KeySecret passphrase)
      throws IOException, UnusableKeyException {
    if (!Files.exists(folder.resolve(KEY))) {
      return Optional.empty();
    }
    SealingKey key =
        KeyStoreFile.decodeSecond(
            Files.readAllBytes(folder.resolve(KEY)), KeyRing.secret(folder, passphrase));
    if (!certificate(folder).equals(Optional.of(key.certificate()))) {
      throw new UnusableKeyException(
          Reason.DAMAGED, CERTIFICATE + " is not the certificate in " + KEY);
    }
    return Optional.of(key);
  }

  /** Its certificate; empty if there is none that can be read. */
  public static Optional<X509Certificate> certificate(Path folder) throws IOException {
    return read(folder.resolve(CERTIFICATE));
  }

  private static Optional<X509Certificate> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SealCheck.readAnchors(Files.readAllBytes(file)).iterator().next());
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  /** Its certificate and those of the keys that it took the place of. */
  public static Set<X509Certificate> certificates(Path folder) throws IOException {
    Set<X509Certificate> all = new LinkedHashSet<>();
    certificate(folder).ifPresent(all::add);
    if (Files.isDirectory(folder.resolve(RETIRED))) {
      try (DirectoryStream<Path> retired =
          Files.newDirectoryStream(folder.resolve(RETIRED), "*.pem")) {
        for (Path file : retired) {
          read(file).ifPresent(all::add);
        }
      }
    }
    return all;
  }
}
