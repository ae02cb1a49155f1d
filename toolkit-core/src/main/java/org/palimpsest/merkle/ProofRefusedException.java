package org.palimpsest.merkle;

import org.palimpsest.digest.Sha256;

/** A proof that does not show what it claims. The message holds hashes and sizes, never content. */
public final class ProofRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong with the proof. */
  public ProofRefusedException(String message) {
    super(message);
  }

  static ProofRefusedException mismatch(String what, Sha256 calculated, Sha256 provided) {
    return new ProofRefusedException(
        what + "\n  calculated: " + calculated.hex() + "\n  provided:   " + provided.hex());
  }
}
