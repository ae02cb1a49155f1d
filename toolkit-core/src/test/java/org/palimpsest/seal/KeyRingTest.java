package org.palimpsest.seal;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.palimpsest.seal.Fixtures.CONTENT;
import static org.palimpsest.seal.Fixtures.NOW;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.seal.UnusableKeyException.Reason;

class KeyRingTest {

  @TempDir Path temporary;

  /** Fewer than a person's passphrase gets, so that it can be tried many times. */
  private static final int ROUNDS = 20_000;

  private static final KeySecret PASSPHRASE = passphrase("correct horse Ä battery");

  private static KeySecret passphrase(String words) {
    return KeySecret.passphrase(words.toCharArray(), ROUNDS);
  }

  private KeyRing create(String folder, KeySecret secret) throws Exception {
    return KeyRing.create(
        temporary.resolve(folder),
        "Test Examiner",
        "example.org/custody",
        secret,
        Fixtures.START,
        Fixtures.VALIDITY,
        Fixtures.random(3));
  }

  private static void assertReason(Reason reason, Opening opening) {
    assertThatThrownBy(opening::run)
        .isInstanceOfSatisfying(
            UnusableKeyException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private interface Opening {
    void run() throws Exception;
  }

  @Test
  void whatAPassphraseClosedItOpens() throws Exception {
    KeyRing made = create("keys", PASSPHRASE);
    Path folder = temporary.resolve("keys");
    assertThat(KeyRing.exists(folder)).isTrue();
    assertThat(KeyRing.needsPassphrase(folder)).isTrue();
    KeyRing opened = KeyRing.open(folder, PASSPHRASE);
    assertThat(opened.sealingKey().chain()).isEqualTo(made.sealingKey().chain());
    assertThat(opened.sealingKey().sealDetached(CONTENT, NOW))
        .isEqualTo(made.sealingKey().sealDetached(CONTENT, NOW));
    assertThat(opened.logKey().verifier()).isEqualTo(made.logKey().verifier());
    assertThat(opened.logKey().sign("a\n")).isEqualTo(made.logKey().sign("a\n"));
    assertThat(KeyRing.verifier(folder)).contains(made.logKey().verifier());
    assertThat(Files.readString(folder.resolve("signer.pem"))).isEqualTo(made.sealingKey().pem());
    KeySecret wrong = passphrase("wrong");
    assertReason(Reason.WRONG_PASSPHRASE, () -> KeyRing.open(folder, wrong));
    assertReason(
        Reason.WRONG_PASSPHRASE,
        () -> LogKey.open(folder.resolve("log.key"), made.logKey().verifier(), wrong));
  }

  @Test
  void aGeneratedSecretStaysInTheFolderAndIsForTheOwnerOnly() throws Exception {
    KeyRing made = create("keys", KeySecret.generate(Fixtures.random(4)));
    Path folder = temporary.resolve("keys");
    assertThat(KeyRing.needsPassphrase(folder)).isFalse();
    assertThat(KeyRing.open(folder, null).logKey().verifier()).isEqualTo(made.logKey().verifier());
    Assumptions.assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "no POSIX file modes here");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (var files = Files.list(folder)) {
      assertThat(files)
          .hasSize(6)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void allRandomnessIsTheOneGiven() throws Exception {
    for (String name : List.of("one", "two")) {
      KeyRing.create(
          temporary.resolve(name),
          "Test Examiner",
          "example.org/custody",
          KeySecret.generate(Fixtures.random(4)),
          Fixtures.START,
          Fixtures.VALIDITY,
          Fixtures.random(3));
    }
    for (String file : List.of("seal.p12", "log.key", "secret", "SHA256SUMS")) {
      assertThat(temporary.resolve("one").resolve(file))
          .hasSameBinaryContentAs(temporary.resolve("two").resolve(file));
    }
  }

  @Test
  void keysAreNeverReplaced() throws Exception {
    KeyRing made = create("keys", KeySecret.generate(Fixtures.random(4)));
    assertThatThrownBy(() -> create("keys", KeySecret.generate(Fixtures.random(5))))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(KeyRing.open(temporary.resolve("keys"), null).logKey().verifier())
        .isEqualTo(made.logKey().verifier());
  }

  @Test
  void aChangedByteInAnyFileIsDamageNotAWrongPassphrase() throws Exception {
    create("keys", KeySecret.generate(Fixtures.random(4)));
    Path folder = temporary.resolve("keys");
    for (String name : List.of("seal.p12", "log.key", "log.pub", "signer.pem", "SHA256SUMS")) {
      Path file = folder.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < whole.length; at += 7) {
        byte[] changed = whole.clone();
        changed[at] ^= 1;
        Files.write(file, changed);
        assertReason(Reason.DAMAGED, () -> KeyRing.open(folder, null));
      }
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      assertReason(Reason.DAMAGED, () -> KeyRing.open(folder, null));
      Files.write(file, whole);
    }
    byte[] sums = Files.readAllBytes(folder.resolve("SHA256SUMS"));
    Files.delete(folder.resolve("SHA256SUMS"));
    assertReason(Reason.DAMAGED, () -> KeyRing.open(folder, null));
    Files.write(folder.resolve("SHA256SUMS"), sums);
    Files.writeString(folder.resolve("secret"), "short\n");
    assertReason(Reason.DAMAGED, () -> KeyRing.open(folder, null));
  }

  @Test
  void withoutSumsTheSealFileStillTellsDamageFromAWrongPassphrase() throws Exception {
    KeySecret secret = KeySecret.generate(Fixtures.random(4));
    KeySecret other = KeySecret.generate(Fixtures.random(5));
    Path file = temporary.resolve("seal.p12");
    Fixtures.sealingKey().write(file, secret, Fixtures.random(6));
    SealingKey.open(file, secret);
    assertReason(Reason.WRONG_PASSPHRASE, () -> SealingKey.open(file, other));
    byte[] whole = Files.readAllBytes(file);
    byte[] serial = Fixtures.sealingKey().certificate().getSerialNumber().toByteArray();
    int inCertificate = indexOf(whole, serial);
    whole[inCertificate + 3] ^= 1;
    Files.write(file, whole);
    assertReason(Reason.DAMAGED, () -> SealingKey.open(file, secret));
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertReason(Reason.DAMAGED, () -> SealingKey.open(file, secret));
    Files.write(file, new byte[0]);
    assertReason(Reason.DAMAGED, () -> SealingKey.open(file, secret));
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not inside");
  }

  @Test
  void opensslReadsBothKeys() throws Exception {
    create("keys", KeySecret.passphrase("secret".toCharArray()));
    Path folder = temporary.resolve("keys");
    Fixtures.openssl(
        folder, "pkcs12", "-in", "seal.p12", "-passin", "pass:secret", "-nodes", "-out", "out.pem");
    assertThat(Files.readString(folder.resolve("out.pem")))
        .contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE");
    Fixtures.openssl(
        folder, "pkey", "-in", "log.key", "-passin", "pass:secret", "-pubout", "-out", "pub.pem");
    assertThat(Files.readString(folder.resolve("pub.pem")))
        .isEqualTo(KeyRing.verifier(folder).orElseThrow().pem());
  }

  @Test
  void aKeyThatMayNotSealIsToldApart() throws Exception {
    Fixtures.openssl(
        temporary,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "k.pem",
        "-out",
        "c.pem",
        "-subj",
        "/CN=Short",
        "-days",
        "30");
    Fixtures.openssl(
        temporary,
        "pkcs12",
        "-export",
        "-inkey",
        "k.pem",
        "-in",
        "c.pem",
        "-out",
        "k.p12",
        "-passout",
        "pass:secret");
    assertReason(
        Reason.UNSUPPORTED,
        () ->
            SealingKey.open(
                temporary.resolve("k.p12"), KeySecret.passphrase("secret".toCharArray())));
  }

  @Test
  void namesAndPassphrasesThatCannotBeAreRefused() {
    for (String name : List.of("", " ", "a\nb", "x".repeat(65))) {
      assertThatThrownBy(
              () -> SealingKey.create(name, Fixtures.START, Fixtures.VALIDITY, Fixtures.random(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> KeySecret.passphrase(new char[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(PASSPHRASE.toString()).doesNotContain("horse");
    assertThat(Fixtures.sealingKey().toString()).doesNotContain("Examiner");
    assertThat(Set.of(Fingerprint.of(Fixtures.sealingKey().certificate()).words().split("-")))
        .isNotEmpty();
  }

  /** The files that an exchange writes, as a crash before and after its one instant leaves them. */
  @Test
  void anExchangeIsWholeOrNotAtAll() throws Exception {
    KeySecret secret = KeySecret.generate(Fixtures.random(3));
    Path old = temporary.resolve("old");
    Path now = temporary.resolve("now");
    KeyRing.create(
        now,
        "One",
        "example.org/log",
        secret,
        Fixtures.START,
        Fixtures.VALIDITY,
        Fixtures.random(5));
    copy(now, old);
    SealingKey two =
        SealingKey.create("Two", Fixtures.START, Fixtures.VALIDITY, Fixtures.random(5));
    KeyRing.exchange(now, null, two, Fixtures.random(5));
    assertThat(KeyRing.open(now, null).sealingKey().certificate()).isEqualTo(two.certificate());
    assertThat(KeyRing.certificates(now).size()).isEqualTo(2);
    // Before: the new files lie there, the sums are the old ones.
    Path before = temporary.resolve("before");
    copy(old, before);
    Files.copy(now.resolve("seal.p12"), before.resolve("seal.p12.new"));
    Files.copy(now.resolve("signer.pem"), before.resolve("signer.pem.new"));
    assertThat(KeyRing.open(before, null).sealingKey().certificate())
        .isEqualTo(KeyRing.open(old, null).sealingKey().certificate());
    KeyRing.exchange(before, null, two, Fixtures.random(5));
    assertThat(KeyRing.open(before, null).sealingKey().certificate()).isEqualTo(two.certificate());
    // After: the sums are the new ones, nothing else was renamed.
    Path after = temporary.resolve("after");
    copy(old, after);
    Files.copy(now.resolve("seal.p12"), after.resolve("seal.p12.new"));
    Files.copy(now.resolve("signer.pem"), after.resolve("signer.pem.new"));
    Files.copy(
        now.resolve("SHA256SUMS"),
        after.resolve("SHA256SUMS"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(KeyRing.open(after, null).sealingKey().certificate()).isEqualTo(two.certificate());
    assertThat(KeyRing.certificates(after).iterator().next()).isEqualTo(two.certificate());
  }

  /** As a crash before and after its one instant leaves the files of a change of the passphrase. */
  @Test
  void aPassphraseIsChangedOfAllKeysOrOfNone() throws Exception {
    KeySecret chosen = passphrase("another one");
    KeyRing ring = create("now", PASSPHRASE);
    Path now = temporary.resolve("now");
    var second =
        SecondKey.create(
            now, PASSPHRASE, "One", Fixtures.START, Fixtures.VALIDITY, Fixtures.random(5));
    Path old = temporary.resolve("old");
    copy(now, old);
    assertReason(
        Reason.WRONG_PASSPHRASE,
        () -> KeyRing.changePassphrase(now, chosen, PASSPHRASE, Fixtures.random(7)));
    KeyRing.changePassphrase(now, PASSPHRASE, chosen, Fixtures.random(7));
    opens(now, chosen, ring, second);
    assertReason(Reason.WRONG_PASSPHRASE, () -> KeyRing.open(now, PASSPHRASE));
    List<String> names = List.of("second.p12", "seal.p12", "log.key");
    // After: the sums are the new ones, and the first ones of the others were renamed.
    for (int renamed = 0; renamed <= names.size(); renamed++) {
      Path after = temporary.resolve("after-" + renamed);
      copy(old, after);
      Files.copy(now.resolve("SHA256SUMS"), after.resolve("SHA256SUMS"), REPLACE_EXISTING);
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        Path target = after.resolve(i < renamed ? name : name + ".new");
        Files.copy(now.resolve(name), target, REPLACE_EXISTING);
      }
      opens(after, chosen, ring, second);
    }
    // Before: the sums are the old ones, whatever else lies there.
    Path before = temporary.resolve("before");
    copy(old, before);
    for (String name : names) {
      Files.copy(now.resolve(name), before.resolve(name + ".new"));
    }
    opens(before, PASSPHRASE, ring, second);
    KeyRing.changePassphrase(before, PASSPHRASE, chosen, Fixtures.random(9));
    opens(before, chosen, ring, second);
  }

  private static void opens(
      Path folder, KeySecret secret, KeyRing ring, java.security.cert.X509Certificate second)
      throws Exception {
    KeyRing opened = KeyRing.open(folder, secret);
    assertThat(opened.sealingKey().certificate()).isEqualTo(ring.sealingKey().certificate());
    assertThat(opened.logKey().verifier()).isEqualTo(ring.logKey().verifier());
    assertThat(SecondKey.open(folder, secret).orElseThrow().certificate()).isEqualTo(second);
  }

  private static void copy(Path from, Path to) throws java.io.IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file)) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    }
  }
}
