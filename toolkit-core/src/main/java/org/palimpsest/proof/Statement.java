package org.palimpsest.proof;

import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.snapshot.Manifest;

/**
 * What a proof says of one snapshot.
 *
 * @param manifest the snapshot
 * @param proof that its list holds the record, or lacks it
 * @param record the record, when it is there
 * @param entry the line of the custody log that says that the snapshot was sealed
 * @param entryPath its way to the proof's checkpoint
 */
public record Statement(
    Manifest manifest,
    ListProof proof,
    Optional<Disclosed> record,
    LoggedEntry entry,
    List<Sha256> entryPath) {

  /** Copies the path. */
  public Statement {
    entryPath = List.copyOf(entryPath);
  }

  /** Whether the record is there. */
  public boolean isPresence() {
    return proof instanceof ListProof.Presence;
  }

  /** The snapshot only. */
  @Override
  public String toString() {
    return (isPresence() ? "presence in " : "absence from ") + manifest;
  }
}
