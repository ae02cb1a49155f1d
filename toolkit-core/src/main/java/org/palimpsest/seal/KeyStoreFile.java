package org.palimpsest.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.palimpsest.seal.UnusableKeyException.Reason;

/** The PKCS#12 form of a sealing key (RFC 7292). */
final class KeyStoreFile {

  private KeyStoreFile() {}

  static byte[] encode(
      PrivateKey key, List<X509Certificate> chain, KeySecret secret, SecureRandom random)
      throws IOException {
    try {
      PKCS12SafeBagBuilder keyBag =
          new PKCS12SafeBagBuilder(
              PrivateKeyInfo.getInstance(key.getEncoded()), encryptor(secret, random));
      var keyId =
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(chain.get(0).getPublicKey());
      mark(keyBag, keyId);
      PKCS12SafeBag[] certificates = new PKCS12SafeBag[chain.size()];
      for (int i = 0; i < certificates.length; i++) {
        PKCS12SafeBagBuilder bag = new JcaPKCS12SafeBagBuilder(chain.get(i));
        if (i == 0) {
          mark(bag, keyId);
        }
        certificates[i] = bag.build();
      }
      PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder();
      file.addData(keyBag.build());
      for (PKCS12SafeBag certificate : certificates) {
        file.addData(certificate);
      }
      return file.build(new KeyStoreMac(secret.rounds(), random), secret.characters())
          .getEncoded("DER");
    } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
      throw new IllegalStateException("Bouncy Castle cannot write this PKCS#12 file", e);
    }
  }

  private static void mark(PKCS12SafeBagBuilder bag, org.bouncycastle.asn1.ASN1Encodable keyId) {
    bag.addBagAttribute(
        PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString("palimpsest seal"));
    bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, keyId);
  }

  /** PBES2 with PBKDF2, HMAC-SHA-256 and AES-256-CBC (RFC 8018), which openssl reads. */
  static OutputEncryptor encryptor(KeySecret secret, SecureRandom random)
      throws OperatorCreationException {
    return new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
        .setProvider(BouncyCastle.PROVIDER)
        .setRandom(random)
        .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
        .setIterationCount(secret.rounds())
        .build(secret.characters());
  }

  static SealingKey decode(byte[] file, KeySecret secret) throws UnusableKeyException {
    return decode(
        file, secret, KeyKind::of, "only ECDSA P-256, P-384 and RSA from 3072 bits may seal");
  }

  /** A key that makes a second seal. */
  static SealingKey decodeSecond(byte[] file, KeySecret secret) throws UnusableKeyException {
    return decode(file, secret, KeyKind::ofSecond, "only ML-DSA-65 makes a second seal");
  }

  private static SealingKey decode(
      byte[] file, KeySecret secret, Function<PublicKey, Optional<KeyKind>> kinds, String otherwise)
      throws UnusableKeyException {
    Pfx pfx;
    try {
      pfx = Pfx.getInstance(ASN1Primitive.fromByteArray(file));
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new UnusableKeyException(Reason.DAMAGED, "not a whole PKCS#12 file", e);
    }
    if (pfx == null) {
      throw new UnusableKeyException(Reason.DAMAGED, "an empty file, not PKCS#12");
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12", BouncyCastle.PROVIDER);
      store.load(new ByteArrayInputStream(file), secret.characters());
      return only(store, secret, kinds, otherwise);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      // A failed MAC alone does not tell the two apart. If the key itself opens, the passphrase is
      // right and something else in the file was changed.
      if (opensKey(pfx, secret)) {
        throw new UnusableKeyException(
            Reason.DAMAGED, "the passphrase is right, but the file was changed", e);
      }
      throw new UnusableKeyException(
          Reason.WRONG_PASSPHRASE,
          "the passphrase does not open the key (or its encrypted part was changed)",
          e);
    }
  }

  private static boolean opensKey(Pfx file, KeySecret secret) {
    try {
      for (ContentInfo part : new PKCS12PfxPdu(file).getContentInfos()) {
        if (!part.getContentType().equals(PKCSObjectIdentifiers.data)) {
          continue;
        }
        for (PKCS12SafeBag bag : new PKCS12SafeBagFactory(part).getSafeBags()) {
          if (bag.getBagValue() instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            encrypted.decryptPrivateKeyInfo(new KeyDecryptor(secret));
            return true;
          }
        }
      }
      return false;
    } catch (PKCSException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  private static SealingKey only(
      KeyStore store,
      KeySecret secret,
      Function<PublicKey, Optional<KeyKind>> kinds,
      String otherwise)
      throws GeneralSecurityException, UnusableKeyException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw new UnusableKeyException(
          Reason.UNSUPPORTED, "the file holds " + keys.size() + " private keys, not one");
    }
    Key key = store.getKey(keys.get(0), secret.characters());
    List<X509Certificate> chain = new ArrayList<>();
    Certificate[] stored = store.getCertificateChain(keys.get(0));
    for (Certificate certificate : stored == null ? new Certificate[0] : stored) {
      if (certificate instanceof X509Certificate x509) {
        chain.add(x509);
      }
    }
    if (chain.isEmpty() || !(key instanceof PrivateKey privateKey)) {
      throw new UnusableKeyException(Reason.UNSUPPORTED, "the key has no certificate");
    }
    KeyKind kind =
        kinds
            .apply(chain.get(0).getPublicKey())
            .orElseThrow(() -> new UnusableKeyException(Reason.UNSUPPORTED, otherwise));
    return new SealingKey(privateKey, kind, chain);
  }
}
