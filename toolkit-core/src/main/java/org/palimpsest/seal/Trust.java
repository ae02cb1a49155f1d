package org.palimpsest.seal;

import java.security.cert.X509Certificate;
import java.util.Set;

/**
 * Whom the person who checks trusts; both sets may be empty, and identity then rests on
 * fingerprints.
 *
 * @param signers certificates that a seal must rest on
 * @param authorities certificates that a trusted time must rest on
 */
public record Trust(Set<X509Certificate> signers, Set<X509Certificate> authorities) {
  /** Nobody: identity is left to fingerprints. */
  public static final Trust NONE = new Trust(Set.of(), Set.of());

  /** These signers, and no time authority. */
  public static Trust in(X509Certificate... signers) {
    return new Trust(Set.of(signers), Set.of());
  }

  /** Copies the sets. */
  public Trust {
    signers = Set.copyOf(signers);
    authorities = Set.copyOf(authorities);
  }

  /** How many, not who. */
  @Override
  public String toString() {
    return "Trust[" + signers.size() + ", " + authorities.size() + "]";
  }
}
