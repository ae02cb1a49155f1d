package org.palimpsest.seal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.login.FailedLoginException;
import org.palimpsest.seal.UnusableKeyException.Reason;

/**
 * A PKCS#11 token that keeps a sealing key and its certificate, and signs by itself: the key never
 * leaves it. It is reached through the JDK's SunPKCS11, which finds a token by its slot and not by
 * its label. So a PIN is only ever given to the slot that was named: a wrong guess costs a try.
 *
 * @param module the PKCS#11 library of the token's maker
 * @param slot id of the slot, as {@code pkcs11-tool --list-slots} shows it
 * @param object label of the key and its certificate; empty if there is only one key
 */
public record Token(Path module, long slot, String object) {

  private static final String SCHEME = "pkcs11:";
  private static final String SLOT = "slot-id";
  private static final String OBJECT = "object";
  private static final String MODULE = "module-path";
  private static final Set<String> KNOWN = Set.of(SLOT, OBJECT, MODULE);

  /** What RFC 3986 lets stand for itself, and the slash. */
  private static final String PLAIN = "[A-Za-z0-9._~/-]";

  /**
   * Reads a PKCS#11 URI (RFC 7512): {@code pkcs11:slot-id=N;object=LABEL?module-path=FILE}.
   *
   * @throws UnusableKeyException which names what is missing or not understood; a PIN has no place
   *     in it
   */
  public static Token parse(String uri) throws UnusableKeyException {
    Map<String, String> found = new LinkedHashMap<>();
    if (!uri.startsWith(SCHEME)) {
      throw unsupported("a token is named by a URI that begins with pkcs11:");
    }
    for (String part : uri.substring(SCHEME.length()).split("[;?&]")) {
      String name = part.substring(0, Math.max(0, part.indexOf('=')));
      if (!KNOWN.contains(name)) {
        throw unsupported("a token's URI holds slot-id, object and module-path alone");
      }
      if (found.put(name, decoded(part.substring(name.length() + 1))) != null) {
        throw unsupported(name + " stands twice in the token's URI");
      }
    }
    String slot = found.getOrDefault(SLOT, "");
    String module = found.getOrDefault(MODULE, "");
    if (!slot.matches("[0-9]{1,10}") || Long.parseLong(slot) > Integer.MAX_VALUE) {
      throw unsupported("the token's URI has no slot-id, a decimal number");
    }
    // These end or expand a line of the configuration that the JDK reads.
    if (module.isEmpty() || module.chars().anyMatch(c -> c < ' ' || c == '"' || c == '$')) {
      throw unsupported("the token's URI has no module-path that can be used");
    }
    try {
      return new Token(Path.of(module), Long.parseLong(slot), found.getOrDefault(OBJECT, ""));
    } catch (InvalidPathException e) {
      throw unsupported("the token's URI has no module-path that can be used");
    }
  }

  private static UnusableKeyException unsupported(String why) {
    return new UnusableKeyException(Reason.UNSUPPORTED, why);
  }

  private static String decoded(String value) throws UnusableKeyException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '%') {
        bytes.writeBytes(String.valueOf(value.charAt(i)).getBytes(StandardCharsets.UTF_8));
      } else if (value.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*")) {
        bytes.write(Integer.parseInt(value.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        throw unsupported("a percent sign in the token's URI has no two digits behind it");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())) + "";
    } catch (CharacterCodingException e) {
      throw unsupported("the token's URI is not UTF-8");
    }
  }

  /** The URI that {@link #parse} reads. */
  public String uri() {
    return SCHEME
        + SLOT
        + "="
        + slot
        + (object.isEmpty() ? "" : ";" + OBJECT + "=" + encoded(object))
        + "?"
        + MODULE
        + "="
        + encoded(module.toString());
  }

  private static String encoded(String value) {
    StringBuilder out = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      String as = String.valueOf((char) b);
      out.append(as.matches(PLAIN) ? as : String.format("%%%02X", b & 0xff));
    }
    return out.toString();
  }

  /**
   * Opens the key with the token's PIN, and has it sign once: that the key is the certificate's is
   * known before anything is sealed.
   *
   * @throws UnusableKeyException which tells a wrong PIN from a token that is not there
   */
  public SealingKey open(char[] pin) throws UnusableKeyException {
    Provider provider = provider();
    KeyStore store;
    try {
      store = KeyStore.getInstance("PKCS11", provider);
    } catch (KeyStoreException e) {
      throw new UnusableKeyException(Reason.NO_TOKEN, "there is no token in slot " + slot, e);
    }
    try {
      store.load(null, pin);
    } catch (IOException | GeneralSecurityException | ProviderException e) {
      throw refused(e);
    }
    try {
      return key(store, provider);
    } catch (GeneralSecurityException | ProviderException | TokenFailedException e) {
      throw new UnusableKeyException(Reason.UNSUPPORTED, "the token does not give its key", e);
    }
  }

  private Provider provider() throws UnusableKeyException {
    Provider base = Security.getProvider("SunPKCS11");
    if (base == null) {
      throw unsupported("this Java has no support for tokens");
    }
    if (!Files.isRegularFile(module)) {
      throw new UnusableKeyException(Reason.NO_TOKEN, "there is no PKCS#11 module at that path");
    }
    try {
      // In quotes a backslash, as in paths of Windows, is written twice.
      String library = module.toAbsolutePath().toString().replace("\\", "\\\\");
      return base.configure("--name = palimpsest\nlibrary = \"" + library + "\"\nslot = " + slot);
    } catch (InvalidParameterException | ProviderException e) {
      throw new UnusableKeyException(
          Reason.NO_TOKEN,
          says(e, "CKR_SLOT_ID_INVALID")
              ? "the PKCS#11 module has no slot " + slot
              : "the PKCS#11 module cannot be used",
          e);
    }
  }

  /** Whether the token's own code stands in an exception or one of its causes. */
  private static boolean says(Throwable thrown, String code) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (String.valueOf(each.getMessage()).contains(code)) {
        return true;
      }
    }
    return false;
  }

  private static UnusableKeyException refused(Exception e) {
    if (says(e, "CKR_PIN_LOCKED")) {
      return new UnusableKeyException(Reason.WRONG_PIN, "the token is locked: too many tries", e);
    }
    boolean failed = e.getCause() instanceof FailedLoginException;
    if (failed || says(e, "CKR_PIN_INCORRECT") || says(e, "CKR_PIN_LEN_RANGE")) {
      return new UnusableKeyException(Reason.WRONG_PIN, "the PIN does not open the token", e);
    }
    return new UnusableKeyException(
        Reason.NO_TOKEN, "the token was not set up, or is not the one it was", e);
  }

  private SealingKey key(KeyStore store, Provider provider)
      throws GeneralSecurityException, UnusableKeyException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias) && (object.isEmpty() || object.equals(alias))) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw unsupported(
          keys.isEmpty()
              ? "the token holds no key of that label with a certificate"
              : "the token holds several keys, and none was named as object");
    }
    Key key = store.getKey(keys.get(0), null);
    List<X509Certificate> chain = new ArrayList<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509", BouncyCastle.PROVIDER);
    for (Certificate each : store.getCertificateChain(keys.get(0))) {
      if (factory.generateCertificate(new ByteArrayInputStream(each.getEncoded()))
          instanceof X509Certificate read) {
        chain.add(read);
      }
    }
    if (chain.isEmpty() || !(key instanceof PrivateKey signing)) {
      throw unsupported("the token holds no private key with a certificate");
    }
    KeyKind kind =
        KeyKind.of(chain.get(0).getPublicKey())
            .orElseThrow(
                () -> unsupported("only ECDSA P-256, P-384 and RSA from 3072 bits may seal"));
    requireBelongs(new Signing(signing, kind, provider), kind, chain.get(0));
    return new SealingKey(signing, kind, chain, this, provider);
  }

  private static void requireBelongs(Signing signing, KeyKind kind, X509Certificate certificate)
      throws UnusableKeyException {
    byte[] trial = "palimpsest".getBytes(StandardCharsets.US_ASCII);
    try {
      signing.getOutputStream().write(trial);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    SignatureAlgorithm algorithm =
        new SignatureAlgorithm(kind, kind == KeyKind.P384 ? "SHA-384" : "SHA-256");
    if (!algorithm.verify(certificate.getPublicKey(), trial, signing.getSignature())) {
      throw unsupported("the token's key is not that of its certificate");
    }
  }
}
