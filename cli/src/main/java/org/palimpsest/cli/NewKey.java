package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;
import org.palimpsest.seal.KeyKind;
import org.palimpsest.seal.KeySecret;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.Token;
import org.palimpsest.seal.UnusableKeyException;
import picocli.CommandLine.Option;

/**
 * The sealing key that is to come: made here, taken from a file as an authority gives it, or on a
 * token.
 */
final class NewKey {

  static final Duration VALIDITY = Duration.ofDays(3650);

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "whose key the new one is (default: as the present one says)")
  @Nullable String name;

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      description = "kind of the new key: p256 (the default), p384 or rsa3072")
  String algorithm = "p256";

  @Option(
      names = "--p12",
      paramLabel = "FILE",
      description =
          "take the new key and its certificates from this PKCS#12 file, as an authority gives it")
  @Nullable Path p12;

  @Option(
      names = "--p12-passphrase-file",
      paramLabel = "F",
      description = "a file whose first line opens the PKCS#12 file; else it is asked for")
  @Nullable Path p12Passphrase;

  @Option(
      names = "--token",
      paramLabel = "URI",
      description =
          "the new key is on this PKCS#11 token, with its certificate, and stays there:"
              + " pkcs11:slot-id=N;object=LABEL?module-path=FILE. Whatever seals then needs its PIN")
  @Nullable String token;

  /** Makes or takes it; nothing is put in place yet. */
  SealingKey get(Verb verb, X509Certificate present) throws Failure, IOException {
    if (p12 != null && token != null) {
      throw Failure.usage("--p12 and --token exclude one another", "leave out one of both");
    }
    return p12 != null
        ? taken(verb, p12)
        : token != null ? onToken(verb, token) : make(verb, present);
  }

  /** Refuses a key from elsewhere. */
  void requireMadeHere() throws Failure {
    if (p12 != null || token != null) {
      throw Failure.usage("a second key is always made here", "leave out --p12 and --token");
    }
  }

  private SealingKey make(Verb verb, X509Certificate present) throws Failure {
    KeyKind kind =
        switch (algorithm.toLowerCase(Locale.ROOT)) {
          case "p256" -> KeyKind.P256;
          case "p384" -> KeyKind.P384;
          case "rsa3072" -> KeyKind.RSA;
          default ->
              throw Failure.usage(
                  "--algorithm wants p256, p384 or rsa3072", "leave it out for p256");
        };
    return SealingKey.create(
        owner(present),
        kind,
        verb.surroundings().clock().instant(),
        VALIDITY,
        verb.surroundings().random());
  }

  /** Whose key it is to be: as asked, or as the present one says. */
  String owner(X509Certificate present) throws Failure {
    String owner = name == null ? commonName(present) : name;
    if (owner.isBlank() || owner.length() > 64) {
      throw Failure.usage("a name has 1 to 64 characters", "give a shorter one with --name");
    }
    return owner;
  }

  private static String commonName(X509Certificate certificate) {
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    RDN[] names = subject.getRDNs(BCStyle.CN);
    return names.length == 0 ? "unnamed" : names[0].getFirst().getValue().toString();
  }

  private SealingKey taken(Verb verb, Path file) throws Failure, IOException {
    Keys keys = new Keys(verb.surroundings(), verb.options);
    char[] opens =
        p12Passphrase != null
            ? keys.characters(p12Passphrase)
            : keys.ask("passphrase of the PKCS#12 file: ");
    if (opens.length == 0) {
      throw Failure.usage(
          "the PKCS#12 file needs a passphrase",
          "name a file that holds it with --p12-passphrase-file");
    }
    try {
      return valid(verb, SealingKey.open(file, KeySecret.passphrase(opens)));
    } catch (UnusableKeyException e) {
      throw Failure.usage(
          "the PKCS#12 file cannot be used: " + e.getMessage(),
          "check --p12 and --p12-passphrase-file");
    } catch (NoSuchFileException e) {
      throw Failure.usage("the PKCS#12 file is not there", "check --p12");
    }
  }

  private static SealingKey valid(Verb verb, SealingKey key) throws Failure {
    Optional<String> fault = key.fault(verb.surroundings().clock().instant());
    if (fault.isPresent()) {
      throw Failure.usage(
          "its certificate " + fault.get(), "get one that is valid now and for signatures");
    }
    return key;
  }

  private static SealingKey onToken(Verb verb, String uri) throws Failure, IOException {
    try {
      Token named = Token.parse(uri);
      return valid(verb, named.open(new Keys(verb.surroundings(), verb.options).pin()));
    } catch (UnusableKeyException e) {
      throw Failure.usage(
          "the token cannot be used: " + e.getMessage(),
          e.reason() == UnusableKeyException.Reason.WRONG_PIN
              ? "check --pin-file first, since a token locks itself after a few tries"
              : "check --token against: pkcs11-tool --module FILE --list-slots");
    }
  }
}
