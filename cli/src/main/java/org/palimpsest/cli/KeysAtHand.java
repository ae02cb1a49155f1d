package org.palimpsest.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.palimpsest.proof.SealedProof;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SecondKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/**
 * The keys by which a file is judged: the user's own, those that lie beside the file, and what
 * entries among the files say of keys.
 */
final class KeysAtHand {

  static final String LOG_KEY = "log.pub";

  /** The user's keys; they may not be there. */
  private final Path ring;

  private final KeyEntries entries = new KeyEntries();

  KeysAtHand(Path ring) {
    this.ring = ring;
  }

  /** Whom to trust: whom the user names, else the user if that is the certificate. */
  Trust ownIfNobody(Trust trusted, String fingerprint) throws IOException {
    return trusted.signers().isEmpty() ? of(own(fingerprint), trusted) : trusted;
  }

  /** The same of a proof. */
  Trust ownIfNobody(Trust trusted, SealedProof sealed) throws IOException {
    return trusted.signers().isEmpty() ? of(own(sealed), trusted) : trusted;
  }

  /** This user's own certificates, if the proof was sealed with one of them. */
  private Set<X509Certificate> own(SealedProof sealed) throws IOException {
    X509Certificate sealer =
        SealCheck.detached(sealed.seal(), sealed.proof().signedBytes(), Set.of()).signer();
    return sealer == null ? Set.of() : own(Fingerprint.of(sealer).hex());
  }

  private static Trust of(Set<X509Certificate> own, Trust given) {
    return new Trust(own, given.authorities(), given.keys());
  }

  /** This user's certificate of that fingerprint, present or retired. */
  private Set<X509Certificate> own(String fingerprint) throws IOException {
    Set<X509Certificate> own =
        KeyRing.certificates(ring).stream()
            .filter(certificate -> Fingerprint.of(certificate).hex().equals(fingerprint))
            .collect(Collectors.toCollection(HashSet::new));
    if (!own.isEmpty()) {
      // Whose first seal it is, of them a second one must be too.
      own.addAll(SecondKey.certificates(ring));
    }
    return own;
  }

  /**
   * Takes the entries among the files for what they say of keys.
   *
   * @param files what is to be verified
   */
  void take(List<Path> files) throws IOException {
    for (Path file : files) {
      if (!file.toString().endsWith(LogProofCheck.SUFFIX) || !Files.isRegularFile(file)) {
        continue;
      }
      Optional<VerifierKey> key = key(file);
      if (key.isPresent()) {
        LogProofCheck.entry(file, Files.readAllBytes(file), key.get())
            .ifPresent(entry -> entries.add(key.get(), entry));
      }
    }
  }

  /** The same trust with what the entries say that may speak of a document. */
  Trust judged(Trust trusted, Predicate<VerifierKey> isNamed) throws IOException {
    Optional<VerifierKey> own = ownLogKey();
    return trusted.and(
        entries.of(key -> own.filter(key::hasSameKey).isPresent() || isNamed.test(key)));
  }

  /** A key that came with the checkpoint shows no more than that the two belong together. */
  Check whose(String name, VerifierKey key, String origin) throws IOException {
    boolean own = ownLogKey().filter(key::hasSameKey).isPresent();
    return own
        ? Check.passed(name, "yours")
        : Check.notChecked(
            name,
            "it came in "
                + origin
                + ": compare its fingerprint with one that you received by another way: "
                + Fingerprint.of(key).hex());
  }

  /** The key that lies beside a file, else the user's own. */
  Optional<VerifierKey> key(Path file) throws IOException {
    Path beside = file.resolveSibling(LOG_KEY);
    if (Files.isRegularFile(beside)) {
      return verifier(beside);
    }
    return ownLogKey();
  }

  /**
   * What is wrong with the key that lies beside a file: without a word it would look as if none
   * did.
   *
   * @param name what the check is called
   * @return nothing if none lies there, or if it is one
   */
  static Optional<Check> fault(String name, Path file) throws IOException {
    Path beside = file.resolveSibling(LOG_KEY);
    return Files.exists(beside, LinkOption.NOFOLLOW_LINKS) && verifier(beside).isEmpty()
        ? Optional.of(
            Check.failed(
                name, "log.pub lies beside it and is no key: ask for both again, as they were"))
        : Optional.empty();
  }

  private Optional<VerifierKey> ownLogKey() throws IOException {
    return KeyRing.exists(ring) ? KeyRing.verifier(ring) : Optional.empty();
  }

  /** The key in a file, if there is one. */
  static Optional<VerifierKey> verifier(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)));
      return Optional.of(VerifierKey.parse(text.toString().strip()));
    } catch (CharacterCodingException | NoteRefusedException e) {
      return Optional.empty();
    }
  }
}
