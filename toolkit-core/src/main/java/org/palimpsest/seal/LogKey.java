package org.palimpsest.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.palimpsest.seal.UnusableKeyException.Reason;

/** An Ed25519 key that signs the checkpoints of a custody log (RFC 8032, C2SP signed-note). */
public final class LogKey {

  private static final String LABEL = "ENCRYPTED PRIVATE KEY";
  private static final int LENGTH = Ed25519.SECRET_KEY_SIZE;

  private final byte[] secretKey;
  private final VerifierKey verifier;

  private LogKey(String name, byte[] secretKey) {
    this.secretKey = secretKey;
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(secretKey, 0, publicKey, 0);
    this.verifier = new VerifierKey(name, publicKey);
  }

  /**
   * Makes a key.
   *
   * @param name a schema-less URL such as {@code example.org/custody}; no space, no plus
   * @param random source of the key
   */
  public static LogKey create(String name, SecureRandom random) {
    byte[] secretKey = new byte[LENGTH];
    random.nextBytes(secretKey);
    return new LogKey(name, secretKey);
  }

  /** The same key under another name: each log's origin is the name that its key signs with. */
  public LogKey named(String name) {
    return new LogKey(name, secretKey);
  }

  /** The public half, with the name. */
  public VerifierKey verifier() {
    return verifier;
  }

  /**
   * Signs a text of lines.
   *
   * @throws IllegalArgumentException if it does not end in LF or holds a control character
   */
  public SignedNote sign(String text) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secretKey, 0, message, 0, message.length, signature, 0);
    return SignedNote.sign(text, verifier, signature);
  }

  /**
   * Writes the key as a new encrypted PKCS#8 PEM file (RFC 5958, RFC 8410) that only its owner can
   * read. The name is not in it: keep {@code verifier().text()} beside it.
   */
  public void write(Path file, KeySecret secret, SecureRandom random) throws IOException {
    try {
      PrivateKeyInfo plain =
          new PrivateKeyInfo(
              new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
              new DEROctetString(secretKey));
      byte[] der =
          new PKCS8EncryptedPrivateKeyInfoBuilder(plain)
              .build(KeyStoreFile.encryptor(secret, random))
              .getEncoded();
      OwnerOnlyFile.write(file, Pem.encode(LABEL, der).getBytes(StandardCharsets.US_ASCII));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("Bouncy Castle cannot encrypt a key", e);
    }
  }

  /**
   * Opens a file that {@link #write} made.
   *
   * @param verifier the public half, which tells whether the right key came out
   * @throws UnusableKeyException which tells a wrong passphrase from a damaged file
   */
  public static LogKey open(Path file, VerifierKey verifier, KeySecret secret)
      throws IOException, UnusableKeyException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    byte[] der =
        Pem.decode(LABEL, text)
            .orElseThrow(
                () -> new UnusableKeyException(Reason.DAMAGED, "not an encrypted PEM key"));
    PKCS8EncryptedPrivateKeyInfo encrypted;
    try {
      encrypted = new PKCS8EncryptedPrivateKeyInfo(der);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableKeyException(Reason.DAMAGED, "not a whole PKCS#8 key", e);
    }
    try {
      PrivateKeyInfo plain = encrypted.decryptPrivateKeyInfo(new KeyDecryptor(secret));
      if (!(plain.parsePrivateKey() instanceof ASN1OctetString octets)
          || octets.getOctetsLength() != LENGTH) {
        throw new UnusableKeyException(Reason.UNSUPPORTED, "the log key is not Ed25519");
      }
      LogKey key = new LogKey(verifier.name(), octets.getOctets());
      if (!key.verifier.equals(verifier)) {
        throw new UnusableKeyException(
            Reason.DAMAGED, "the log key does not belong to the public key beside it");
      }
      return key;
    } catch (PKCSException | IOException | IllegalArgumentException | IllegalStateException e) {
      throw new UnusableKeyException(
          Reason.WRONG_PASSPHRASE,
          "the passphrase does not open the log key (or its encrypted part was changed)",
          e);
    }
  }

  @Override
  public String toString() {
    return "LogKey[" + verifier.name() + "]";
  }
}
