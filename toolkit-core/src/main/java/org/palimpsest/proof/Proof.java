package org.palimpsest.proof;

import java.time.Instant;
import java.util.List;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.seal.VerifierKey;

/**
 * What one proof says: of one record, in which snapshots it is and in which it is not.
 *
 * @param key the record's key, kind and identity
 * @param madeAt when it was made, by the clock of the machine
 * @param statements one or more, each of another snapshot
 * @param checkpoint head of the custody log that holds the entries of all these snapshots
 * @param logKey the key that signs that log
 */
public record Proof(
    String key,
    Instant madeAt,
    List<Statement> statements,
    Checkpoint checkpoint,
    VerifierKey logKey) {

  /** Copies the statements. */
  public Proof {
    statements = List.copyOf(statements);
  }

  /** The bytes that are sealed. */
  public byte[] signedBytes() {
    return ProofJson.write(this);
  }

  /** Neither key nor content. */
  @Override
  public String toString() {
    return "a proof of " + statements.size() + " statements";
  }
}
