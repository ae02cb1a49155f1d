package org.palimpsest.seal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.verdict.Check;

/**
 * Whom the person who checks trusts; nobody may be, and identity then rests on fingerprints.
 *
 * @param signers certificates that a seal must rest on
 * @param authorities whom a trusted time must rest on
 * @param keys what is known of keys that were retired or revoked
 */
public record Trust(Set<X509Certificate> signers, Authorities authorities, KeyStates keys) {

  /** What is known of the keys that seal, for example from a custody log. */
  @FunctionalInterface
  public interface KeyStates {
    /** Nothing. */
    KeyStates UNKNOWN = (name, chain, claimed, trusted, content) -> Optional.empty();

    /**
     * Whether a seal that verifies is to be accepted by what happened to its key.
     *
     * @param name what the check is called
     * @param chain fingerprints of the signer's certificate, then of those above it: whoever has a
     *     revoked key can issue a certificate to any other
     * @param claimed when the signer says that it was made
     * @param trusted when it existed by a time authority that is trusted, null if none says
     * @param content hash of what was sealed
     * @return nothing if nothing is known of the keys
     */
    Optional<Check> judge(
        String name,
        List<Sha256> chain,
        @Nullable Instant claimed,
        @Nullable Instant trusted,
        Sha256 content);

    /**
     * What is known here and what another knows. Of a key that either does not accept a seal by,
     * none is accepted; where both accept one, what is known here is said. What was not checked is
     * said only where nothing else is.
     */
    default KeyStates and(KeyStates other) {
      return (name, chain, claimed, trusted, content) -> {
        Optional<Check> own = judge(name, chain, claimed, trusted, content);
        Optional<Check> more = other.judge(name, chain, claimed, trusted, content);
        return more.isPresent() && weight(more) > weight(own) ? more : own;
      };
    }
  }

  private static int weight(Optional<Check> check) {
    return check.isEmpty()
        ? 0
        : switch (check.get().status()) {
          case NOT_CHECKED -> 1;
          case PASSED -> 2;
          case FAILED -> 3;
        };
  }

  /** Nobody: identity is left to fingerprints. */
  public static final Trust NONE = new Trust(Set.of(), Set.of());

  /** These signers, and no time authority. */
  public static Trust in(X509Certificate... signers) {
    return new Trust(Set.of(signers), Set.of());
  }

  /** Certificates alone. */
  public Trust(Set<X509Certificate> signers, Set<X509Certificate> authorities) {
    this(signers, authorities, KeyStates.UNKNOWN);
  }

  /** Certificates and what is known of keys, on no day in particular. */
  public Trust(Set<X509Certificate> signers, Set<X509Certificate> authorities, KeyStates keys) {
    this(signers, new Authorities(authorities, null), keys);
  }

  /**
   * The same trust on a day: what a timestamp shows ends with its authority's certificate.
   *
   * @param now when the check is made, by the clock of whoever makes it
   */
  public Trust at(Instant now) {
    return new Trust(signers, new Authorities(authorities.certificates(), now), keys);
  }

  /**
   * The same trust with what something that is being checked says of keys, as the log in a package
   * does: it can speak against a seal, and never for one that is not accepted without it.
   */
  public Trust and(KeyStates states) {
    return with(keys.and(states));
  }

  /** The same trust with what is known of keys. */
  public Trust with(KeyStates states) {
    return new Trust(signers, authorities, states);
  }

  /** Copies the set. */
  public Trust {
    signers = Set.copyOf(signers);
  }

  /** How many, not who. */
  @Override
  public String toString() {
    return "Trust[" + signers.size() + ", " + authorities.certificates().size() + "]";
  }
}
