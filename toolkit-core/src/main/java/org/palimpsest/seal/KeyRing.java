package org.palimpsest.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.UnusableKeyException.Reason;

/**
 * The keys of one person or office, in one folder: {@code seal.p12} and {@code signer.pem} for
 * documents, {@code log.key} and {@code log.pub} for custody logs, {@code secret} when the keys are
 * opened by a generated secret instead of a passphrase, and {@code SHA256SUMS} over the rest, which
 * tells damage from a wrong passphrase. Where the sealing key is on a token, {@code seal.p11} with
 * the token's URI stands in the place of {@code seal.p12}. {@code retired/} keeps the certificates
 * of earlier sealing keys. All are readable by their owner only.
 *
 * <p>An exchange of the sealing key, or of the passphrase, writes the new files beside the old
 * ones, with {@code .new} behind their names, and then renames {@code SHA256SUMS}: that is the
 * instant from which the new key is the one. Files that a crash left un-renamed are recognised by
 * the sums and renamed on the next opening.
 *
 * @param sealingKey seals documents
 * @param logKey signs checkpoints
 */
public record KeyRing(SealingKey sealingKey, LogKey logKey) {

  private static final String SEAL = "seal.p12";
  private static final String SIGNER = "signer.pem";
  private static final String TOKEN = "seal.p11";
  private static final String LOG_KEY = "log.key";
  private static final String LOG_PUB = "log.pub";
  private static final String SECRET = "secret";
  private static final String SUMS = "SHA256SUMS";
  private static final String NEW = ".new";
  private static final String RETIRED = "retired";
  private static final List<String> SEALS = List.of(SEAL, TOKEN);
  private static final List<String> EXCHANGED = List.of(SEAL, TOKEN, SIGNER);
  private static final List<String> RENAMED = List.of(SEAL, TOKEN, SIGNER, LOG_KEY);
  private static final List<String> FILES = List.of(LOG_KEY, LOG_PUB, SEAL, SIGNER);
  private static final List<String> WITH_TOKEN = List.of(LOG_KEY, LOG_PUB, TOKEN, SIGNER);

  /** Whether {@code folder} holds keys, whole or not. */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(SEAL)) || Files.exists(folder.resolve(LOG_KEY));
  }

  /** Whether the keys in {@code folder} are opened by a passphrase that a person must give. */
  public static boolean needsPassphrase(Path folder) {
    return !Files.exists(folder.resolve(SECRET));
  }

  /**
   * Makes both keys and writes them.
   *
   * @param name common name of the certificate's subject
   * @param logName name of the log key, a schema-less URL
   * @param secret a passphrase, or a generated secret that is then kept in the same folder
   * @throws java.nio.file.FileAlreadyExistsException if one of the files is there; none is replaced
   */
  public static KeyRing create(
      Path folder,
      String name,
      String logName,
      KeySecret secret,
      Instant notBefore,
      Duration validity,
      SecureRandom random)
      throws IOException {
    KeyRing ring =
        new KeyRing(
            SealingKey.create(name, notBefore, validity, random), LogKey.create(logName, random));
    OwnerOnlyFile.createFolder(folder);
    if (secret.isGenerated()) {
      OwnerOnlyFile.write(folder.resolve(SECRET), secret.toFile());
    }
    ring.sealingKey.write(folder.resolve(SEAL), secret, random);
    OwnerOnlyFile.write(folder.resolve(SIGNER), ascii(ring.sealingKey.pem()));
    ring.logKey.write(folder.resolve(LOG_KEY), secret, random);
    OwnerOnlyFile.write(
        folder.resolve(LOG_PUB),
        (ring.logKey.verifier().text() + "\n").getBytes(StandardCharsets.UTF_8));
    // Last, so that an interrupted run is seen as such.
    OwnerOnlyFile.write(folder.resolve(SUMS), ascii(sums(folder)));
    return ring;
  }

  /**
   * Opens both keys.
   *
   * @param passphrase what opens them; null to use the secret kept in the folder
   * @throws UnusableKeyException which tells a wrong passphrase from a damaged file
   */
  public static KeyRing open(Path folder, @Nullable KeySecret passphrase)
      throws IOException, UnusableKeyException {
    return open(folder, passphrase, null);
  }

  /**
   * Opens both keys, where the sealing key may be on a token.
   *
   * @param pin the token's; null if there is none
   */
  public static KeyRing open(Path folder, @Nullable KeySecret passphrase, char @Nullable [] pin)
      throws IOException, UnusableKeyException {
    LogKey logKey = openLogKey(folder, passphrase);
    Optional<Token> token = token(folder);
    if (token.isEmpty()) {
      return new KeyRing(SealingKey.open(folder.resolve(SEAL), secret(folder, passphrase)), logKey);
    }
    if (pin == null) {
      throw new UnusableKeyException(Reason.WRONG_PIN, "the token's PIN was not given");
    }
    SealingKey key = token.get().open(pin);
    if (!certificates(folder).iterator().next().equals(key.certificate())) {
      throw new UnusableKeyException(Reason.NO_TOKEN, "the token holds another key than before");
    }
    return new KeyRing(key, logKey);
  }

  /** The token that keeps the sealing key in {@code folder}; empty if it is in a file. */
  public static Optional<Token> token(Path folder) throws IOException, UnusableKeyException {
    Path sums = folder.resolve(SUMS);
    if (!Files.exists(sums) || !Files.readString(sums).contains("  " + TOKEN + "\n")) {
      return Optional.empty();
    }
    requireSums(folder);
    return Optional.of(Token.parse(Files.readString(folder.resolve(TOKEN)).strip()));
  }

  /**
   * Opens the log key alone, for what signs no document.
   *
   * @param passphrase what opens it; null to use the secret kept in the folder
   * @throws UnusableKeyException which tells a wrong passphrase from a damaged file
   */
  public static LogKey openLogKey(Path folder, @Nullable KeySecret passphrase)
      throws IOException, UnusableKeyException {
    requireSums(folder);
    VerifierKey verifier;
    try {
      String text = Files.readString(folder.resolve(LOG_PUB));
      verifier = VerifierKey.parse(text.strip());
    } catch (NoteRefusedException e) {
      throw new UnusableKeyException(Reason.DAMAGED, "log.pub: " + e.getMessage(), e);
    }
    return LogKey.open(folder.resolve(LOG_KEY), verifier, secret(folder, passphrase));
  }

  static KeySecret secret(Path folder, @Nullable KeySecret passphrase)
      throws IOException, UnusableKeyException {
    return passphrase == null
        ? KeySecret.fromFile(Files.readAllBytes(folder.resolve(SECRET)))
        : passphrase;
  }

  /** The public half of the log key in {@code folder}, which needs no passphrase. */
  public static Optional<VerifierKey> verifier(Path folder) throws IOException {
    Path file = folder.resolve(LOG_PUB);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(VerifierKey.parse(Files.readString(file).strip()));
    } catch (NoteRefusedException e) {
      return Optional.empty();
    }
  }

  /**
   * Puts another sealing key in the place of the present one, whose certificate is kept under
   * {@code retired} and whose private half is destroyed. The log key stays.
   *
   * @param passphrase what opens the keys, and will open the new one; null for the kept secret
   * @throws UnusableKeyException if the present keys do not open; nothing was changed then
   */
  public static void exchange(
      Path folder, @Nullable KeySecret passphrase, SealingKey key, SecureRandom random)
      throws IOException, UnusableKeyException {
    openLogKey(folder, passphrase);
    X509Certificate present = certificates(folder).iterator().next();
    String old = Fingerprint.of(present).hex();
    OwnerOnlyFile.createFolder(folder.resolve(RETIRED));
    Path kept = folder.resolve(RETIRED).resolve(old.substring(0, 16) + ".pem");
    Files.deleteIfExists(kept);
    OwnerOnlyFile.write(kept, Files.readAllBytes(folder.resolve(SIGNER)));
    deleteUnfinished(folder);
    Optional<Token> token = key.token();
    if (token.isPresent()) {
      OwnerOnlyFile.write(folder.resolve(TOKEN + NEW), ascii(token.get().uri() + "\n"));
    } else {
      key.write(folder.resolve(SEAL + NEW), secret(folder, passphrase), random);
    }
    OwnerOnlyFile.write(folder.resolve(SIGNER + NEW), ascii(key.pem()));
    StringBuilder sums = new StringBuilder();
    for (String file : token.isPresent() ? WITH_TOKEN : FILES) {
      String from = EXCHANGED.contains(file) ? file + NEW : file;
      sums.append(sum(folder, from)).append("  ").append(file).append('\n');
    }
    OwnerOnlyFile.write(folder.resolve(SUMS + NEW), ascii(sums.toString()));
    Files.move(folder.resolve(SUMS + NEW), folder.resolve(SUMS), StandardCopyOption.ATOMIC_MOVE);
    finishExchange(folder);
  }

  /** Deletes what was left by an exchange that did not come to its end. */
  private static void deleteUnfinished(Path folder) throws IOException {
    for (String name : List.of(SEAL, TOKEN, SIGNER, LOG_KEY, SecondKey.KEY, SUMS)) {
      Files.deleteIfExists(folder.resolve(name + NEW));
    }
  }

  /**
   * Wraps all keys of a folder under another passphrase, in the way of an exchange: from the
   * instant at which the sums are renamed the new one opens them, and the old one does not. What is
   * on a token stays as it is.
   *
   * @param old what opens them; there is no kept secret
   * @throws UnusableKeyException if the old one does not open them; nothing was changed then
   */
  public static void changePassphrase(
      Path folder, KeySecret old, KeySecret chosen, SecureRandom random)
      throws IOException, UnusableKeyException {
    LogKey logKey = openLogKey(folder, old);
    boolean onToken = token(folder).isPresent();
    Optional<SealingKey> seal =
        onToken ? Optional.empty() : Optional.of(SealingKey.open(folder.resolve(SEAL), old));
    Optional<SealingKey> second = SecondKey.open(folder, old);
    deleteUnfinished(folder);
    if (second.isPresent()) {
      second.get().write(folder.resolve(SecondKey.KEY + NEW), chosen, random);
    }
    if (seal.isPresent()) {
      seal.get().write(folder.resolve(SEAL + NEW), chosen, random);
    }
    logKey.write(folder.resolve(LOG_KEY + NEW), chosen, random);
    StringBuilder sums = new StringBuilder();
    for (String file : onToken ? WITH_TOKEN : FILES) {
      boolean isNew = file.equals(SEAL) || file.equals(LOG_KEY);
      sums.append(sum(folder, isNew ? file + NEW : file)).append("  ").append(file).append('\n');
    }
    OwnerOnlyFile.write(folder.resolve(SUMS + NEW), ascii(sums.toString()));
    Files.move(folder.resolve(SUMS + NEW), folder.resolve(SUMS), StandardCopyOption.ATOMIC_MOVE);
    finishExchange(folder);
  }

  /**
   * Renames the second key, of which the sums say nothing: it goes with the log key, before that.
   */
  private static void finishSecond(Path folder, String sums) throws IOException {
    Path written = folder.resolve(SecondKey.KEY + NEW);
    if (Files.exists(written)
        && Files.exists(folder.resolve(LOG_KEY + NEW))
        && sums.contains(sum(folder, LOG_KEY + NEW) + "  " + LOG_KEY + "\n")) {
      Files.move(written, folder.resolve(SecondKey.KEY), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Renames what belongs to the sums and was not renamed yet, and drops what was replaced. */
  private static void finishExchange(Path folder) throws IOException {
    String sums = Files.readString(folder.resolve(SUMS));
    finishSecond(folder, sums);
    for (String line : sums.split("\n")) {
      for (String name : RENAMED) {
        Path written = folder.resolve(name + NEW);
        if (line.endsWith("  " + name)
            && Files.exists(written)
            && line.startsWith(sum(folder, name + NEW))) {
          Files.move(written, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
    for (String name : SEALS) {
      boolean isReplaced = SEALS.stream().anyMatch(other -> sums.contains("  " + other + "\n"));
      if (isReplaced && !sums.contains("  " + name + "\n")) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
  }

  /**
   * The certificates of the sealing keys in {@code folder}, the present one first; those that
   * cannot be read are left out.
   */
  public static Set<X509Certificate> certificates(Path folder) throws IOException {
    Set<X509Certificate> own = new LinkedHashSet<>();
    List<Path> files = new ArrayList<>(List.of(folder.resolve(SIGNER)));
    if (Files.isDirectory(folder.resolve(RETIRED))) {
      try (DirectoryStream<Path> retired =
          Files.newDirectoryStream(folder.resolve(RETIRED), "*.pem")) {
        retired.forEach(files::add);
      }
    }
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        try {
          own.add(SealCheck.readAnchors(Files.readAllBytes(file)).iterator().next());
        } catch (CertificateException e) {
          // The examination of the keys says so.
        }
      }
    }
    return own;
  }

  private static void requireSums(Path folder) throws IOException, UnusableKeyException {
    if (exists(folder) && Files.exists(folder.resolve(SUMS))) {
      finishExchange(folder);
    }
    if (exists(folder) && !Files.exists(folder.resolve(SUMS))) {
      throw new UnusableKeyException(
          Reason.DAMAGED, SUMS + " is missing: the keys were not written to the end");
    }
    String expected = Files.readString(folder.resolve(SUMS), StandardCharsets.US_ASCII);
    for (String line : expected.split("\n")) {
      String[] parts = line.split("  ", 2);
      if (parts.length != 2 || !(FILES.contains(parts[1]) || TOKEN.equals(parts[1]))) {
        throw new UnusableKeyException(Reason.DAMAGED, SUMS + " is not a list of sums");
      }
      if (!sum(folder, parts[1]).equals(parts[0])) {
        throw new UnusableKeyException(
            Reason.DAMAGED, parts[1] + " is not the file whose sum stands in " + SUMS);
      }
    }
  }

  private static String sums(Path folder) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String file : FILES) {
      sums.append(sum(folder, file)).append("  ").append(file).append('\n');
    }
    return sums.toString();
  }

  private static String sum(Path folder, String file) throws IOException {
    return Sha256.of(Files.readAllBytes(folder.resolve(file))).hex();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
