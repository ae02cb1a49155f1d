package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedNoteTest {

  @TempDir Path folder;

  private static final LogKey KEY = LogKey.create("example.org/custody", Fixtures.random(7));
  private static final VerifierKey PUBLIC = KEY.verifier();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Key and note of the Go checksum database's package documentation, a public known answer. */
  @Test
  void verifiesAPublicNote() throws Exception {
    VerifierKey peter =
        VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    SignedNote note =
        SignedNote.parse(
            utf8(
                """
                If you think cryptography is the answer to your problem,
                then you don't know what your problem is.

                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ\
                SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
                """));
    note.verify(peter);
    assertThatThrownBy(() -> note.verify(PUBLIC)).isInstanceOf(NoteRefusedException.class);
  }

  @Test
  void whatIsSignedVerifiesAfterReadingBack() throws Exception {
    SignedNote note = KEY.sign("first\n\nthird ä\n");
    SignedNote read = SignedNote.parse(note.toBytes());
    assertThat(read).isEqualTo(note);
    read.verify(PUBLIC);
    VerifierKey parsed = VerifierKey.parse(PUBLIC.text());
    assertThat(parsed).isEqualTo(PUBLIC).hasSameHashCodeAs(PUBLIC);
    assertThat(parsed.hasSameKey(KEY.named("other").verifier())).isTrue();
    assertThat(KEY.named("other").verifier()).isNotEqualTo(PUBLIC);
    assertThat(KEY.toString()).isEqualTo("LogKey[example.org/custody]");
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] note = KEY.sign("text\n").toBytes();
    for (int at = 0; at < note.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = note.clone();
        changed[at] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> SignedNote.parse(changed).verify(PUBLIC))
            .as("byte %d bit %d", at, bit)
            .isInstanceOf(NoteRefusedException.class);
      }
    }
    for (int length = 0; length < note.length; length++) {
      byte[] cut = Arrays.copyOf(note, length);
      assertThatThrownBy(() -> SignedNote.parse(cut).verify(PUBLIC))
          .isInstanceOf(NoteRefusedException.class);
    }
  }

  @Test
  void unknownSignaturesAreIgnoredButAWrongOneOfAKnownKeyIsNot() throws Exception {
    SignedNote ours = KEY.sign("text\n");
    SignedNote other = LogKey.create("example.org/witness", Fixtures.random(8)).sign("text\n");
    SignedNote both =
        new SignedNote(ours.text(), List.of(other.signatures().get(0), ours.signatures().get(0)));
    SignedNote.parse(both.toBytes()).verify(PUBLIC);
    SignedNote wrong =
        new SignedNote(
            ours.text(),
            List.of(ours.signatures().get(0), KEY.sign("other\n").signatures().get(0)));
    assertThatThrownBy(() -> SignedNote.parse(wrong.toBytes()).verify(PUBLIC))
        .isInstanceOf(NoteRefusedException.class)
        .hasMessageContaining("is wrong");
  }

  @Test
  void refusesAnotherForm() {
    String good = new String(KEY.sign("text\n").toBytes(), StandardCharsets.UTF_8);
    String line = good.substring(good.indexOf("—"));
    for (String bad :
        List.of(
            "",
            "\n",
            "text\n",
            "text\n\n",
            line,
            good.replace("\n", "\r\n"),
            good.replace("— ", "- "),
            good.replace("— ", "—  "),
            good.replace("\n\n", "\n"),
            good + "\n",
            good.replace("=\n", "\n"),
            good.replace("text", "text\u0001"),
            "te\txt\n\n" + line,
            "text\n\n— a AAAAAA==\n",
            "text\n\n" + line.repeat(65))) {
      assertThatThrownBy(() -> SignedNote.parse(utf8(bad)).verify(PUBLIC))
          .isInstanceOf(NoteRefusedException.class);
    }
    assertThatThrownBy(() -> SignedNote.parse(new byte[] {(byte) 0xff}))
        .isInstanceOf(NoteRefusedException.class);
    assertThatThrownBy(() -> SignedNote.parse(new byte[(1 << 20) + 1]))
        .isInstanceOf(NoteRefusedException.class);
    assertThatThrownBy(() -> KEY.sign("no end")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KEY.sign("a\tb\n")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesKeysOfAnotherForm() {
    String good = PUBLIC.text();
    String zeros = Base64.getEncoder().encodeToString(new byte[33]);
    for (String bad :
        List.of(
            "",
            "name",
            "name+00000000",
            "name+00000000+" + zeros,
            good.toUpperCase(java.util.Locale.ROOT),
            good.replace("custody", "custodx"),
            good + " ",
            "+" + good.substring(good.indexOf('+') + 1),
            good.substring(0, good.length() - 1))) {
      assertThatThrownBy(() -> VerifierKey.parse(bad)).isInstanceOf(NoteRefusedException.class);
    }
    for (String name : List.of("", "a b", "a+b", "a\u00a0b", "a\nb", "\ud800")) {
      assertThatThrownBy(() -> KEY.named(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void opensslVerifiesANote() throws Exception {
    SignedNote note = KEY.sign("text\n");
    byte[] signature = Base64.getDecoder().decode(note.signatures().get(0).base64());
    Files.write(folder.resolve("body"), utf8(note.text()));
    Files.write(folder.resolve("sig"), Arrays.copyOfRange(signature, 4, signature.length));
    Files.writeString(folder.resolve("log.pub.pem"), PUBLIC.pem());
    Fixtures.openssl(
        folder,
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "log.pub.pem",
        "-rawin",
        "-in",
        "body",
        "-sigfile",
        "sig");
  }

  @Test
  void fingerprintsAreOnesThatOpensslShows() throws Exception {
    assertThat(Fingerprint.of(PUBLIC)).isEqualTo(Fingerprint.of(KEY.named("renamed").verifier()));
    String[] words = Fingerprint.of(PUBLIC).words().split("-");
    assertThat(words).hasSize(8).allMatch(word -> word.matches("[a-z]{3,8}"));
    HashSet<String> all = new HashSet<>();
    for (int i = 0; i < 256; i++) {
      byte[] bytes = new byte[32];
      bytes[0] = (byte) i;
      Fingerprint fingerprint = new Fingerprint(org.palimpsest.digest.Sha256.ofHash(bytes));
      all.add(fingerprint.words().split("-")[0]);
      assertThat(fingerprint.hex()).hasSize(64);
    }
    assertThat(all).hasSize(256);
  }
}
