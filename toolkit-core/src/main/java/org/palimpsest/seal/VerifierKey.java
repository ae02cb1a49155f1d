package org.palimpsest.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * The public half of a log key: a name and an Ed25519 key, as the C2SP signed-note format knows it.
 * Its text form is {@code name+hex(key id)+base64(0x01 ‖ public key)}.
 */
public final class VerifierKey {

  /** Signature type byte of plain Ed25519 notes. */
  private static final byte ED25519 = 1;

  private static final int KEY_LENGTH = 32;
  private static final int SIGNATURE_LENGTH = 64;

  /** SubjectPublicKeyInfo of Ed25519 without the key (RFC 8410 §4). */
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] key;

  VerifierKey(String name, byte[] key) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a key name is not empty and has no space, plus or control character");
    }
    this.name = name;
    this.key = key.clone();
  }

  /** Whether {@code name} may name a key (C2SP signed-note). */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(
                c ->
                    c == '+'
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c)
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  /**
   * Reads the text form, without line end.
   *
   * @throws NoteRefusedException if it is not exactly what {@link #text} writes
   */
  public static VerifierKey parse(String text) throws NoteRefusedException {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3 || !isName(parts[0])) {
      throw new NoteRefusedException("not a verifier key: name+id+key is needed");
    }
    byte[] typed = StrictBase64.decode(parts[2]);
    if (typed.length != 1 + KEY_LENGTH || typed[0] != ED25519) {
      throw new NoteRefusedException("not an Ed25519 verifier key");
    }
    VerifierKey parsed = new VerifierKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!parsed.text().equals(text)) {
      throw new NoteRefusedException("the key id is not that of name and key");
    }
    if (!Ed25519.validatePublicKeyFull(parsed.key, 0)) {
      throw new NoteRefusedException("the key is no point of full order on the curve");
    }
    return parsed;
  }

  /** Name of the key, which for a log is its origin. */
  public String name() {
    return name;
  }

  /** First four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key), big-endian. */
  public int id() {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    byte[] input =
        ByteBuffer.allocate(utf8.length + 2 + KEY_LENGTH)
            .put(utf8)
            .put((byte) '\n')
            .put(ED25519)
            .put(key)
            .array();
    return ByteBuffer.wrap(Sha256.of(input).bytes()).getInt();
  }

  /** {@code name+hex(key id)+base64(0x01 ‖ public key)}. */
  public String text() {
    byte[] typed = ByteBuffer.allocate(1 + KEY_LENGTH).put(ED25519).put(key).array();
    return name
        + "+"
        + HexFormat.of().toHexDigits(id())
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /** The same key under another name, as it signs another log. */
  public VerifierKey named(String other) {
    return new VerifierKey(other, key.clone());
  }

  /** The public key as SubjectPublicKeyInfo DER (RFC 8410). */
  public byte[] subjectPublicKeyInfo() {
    return ByteBuffer.allocate(SPKI.length + KEY_LENGTH).put(SPKI).put(key).array();
  }

  /** The public key as PEM, for {@code openssl pkeyutl -verify -pubin}. */
  public String pem() {
    return Pem.encode("PUBLIC KEY", subjectPublicKeyInfo());
  }

  /** Whether {@code other} is the same key, whatever its name. */
  public boolean hasSameKey(VerifierKey other) {
    return Arrays.equals(key, other.key);
  }

  boolean accepts(byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_LENGTH
        && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(key));
  }

  @Override
  public String toString() {
    return text();
  }
}
