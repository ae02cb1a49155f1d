package org.palimpsest.seal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Time authorities that are trusted, and the day on which their timestamps are looked at: one whose
 * certificate has ended by then shows nothing by itself.
 *
 * @param certificates certificates that a trusted time must rest on; may be empty
 * @param now when they are looked at, by the reader's own clock; null leaves that out
 */
public record Authorities(Set<X509Certificate> certificates, @Nullable Instant now) {

  /** Copies the set. */
  public Authorities {
    certificates = Set.copyOf(certificates);
  }

  /** Whether nobody is trusted. */
  public boolean isEmpty() {
    return certificates.isEmpty();
  }

  /** How many, not who. */
  @Override
  public String toString() {
    return "Authorities[" + certificates.size() + "]";
  }
}
