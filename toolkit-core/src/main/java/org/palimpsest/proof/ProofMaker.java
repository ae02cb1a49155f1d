package org.palimpsest.proof;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.EntryProof;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.OpenedRecord;
import org.palimpsest.snapshot.RecordProver;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** Makes proofs from a vault and its custody log. */
public final class ProofMaker {

  private final Vault vault;
  private final CustodyLog log;
  private final int threads;

  /**
   * Prepares to make proofs.
   *
   * @param threads working threads
   */
  public ProofMaker(Vault vault, CustodyLog log, int threads) {
    this.vault = vault;
    this.log = log;
    this.threads = threads;
  }

  /**
   * Proves of each of {@code snapshots} that it holds the record of {@code key}, or lacks it.
   *
   * @param withState whether the record's state is shown too
   * @throws VaultException if what is stored does not lead to what was sealed
   */
  public Proof make(String key, List<Manifest> snapshots, boolean withState, Instant now)
      throws VaultException, IOException {
    try {
      Checkpoint checkpoint = log.checkpoint();
      List<LoggedEntry> entries = log.entries();
      List<Statement> statements = new ArrayList<>();
      for (Manifest manifest : snapshots) {
        LoggedEntry entry = entry(entries, manifest, checkpoint);
        EntryProof path = log.proof(entry.seq());
        ListProof proof;
        Optional<Disclosed> record = Optional.empty();
        try (RecordProver prover = RecordProver.open(vault, manifest, threads)) {
          proof = prover.prove(key);
        }
        if (proof instanceof ListProof.Presence presence) {
          record = Optional.of(record(manifest, presence, withState));
        }
        statements.add(new Statement(manifest, proof, record, entry, path.path().path()));
        if (!path.checkpoint().equals(checkpoint)) {
          throw new IOException("the custody log grew meanwhile");
        }
      }
      return new Proof(key, now, statements, checkpoint, log.publicKey());
    } catch (MalformedLogException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the custody log is not intact: " + e.getMessage());
    }
  }

  private Disclosed record(Manifest manifest, ListProof.Presence presence, boolean withState)
      throws VaultException, IOException {
    OpenedRecord opened =
        OpenedRecord.read(
            vault, manifest, presence.place().line(), presence.place().path().index());
    try {
      return new Disclosed(
          opened.salt(),
          Json.read(opened.content()),
          withState ? Optional.of(Json.read(opened.state())) : Optional.empty());
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a record was written that cannot be read", e);
    }
  }

  /** The entry that says that the snapshot was sealed; it must be under the checkpoint. */
  private static LoggedEntry entry(
      List<LoggedEntry> entries, Manifest manifest, Checkpoint checkpoint) throws VaultException {
    for (LoggedEntry logged : entries) {
      Entry entry = logged.entry();
      if (entry.action() == Action.SNAPSHOT
          && logged.seq() <= checkpoint.size()
          && entry.snapshot().filter(facts -> facts.id().equals(manifest.id())).isPresent()) {
        return logged;
      }
    }
    throw new VaultException(
        VaultException.Reason.DAMAGED, manifest + " is in the vault and not in the custody log");
  }
}
