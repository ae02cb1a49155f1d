package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.source.AttachmentTree;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultWriter;

/** The store of the snapshot before, opened while the one that was just copied is. */
final class Earlier implements Closeable {

  /** An open store, the hash of its database's main file, and its snapshot. */
  record Opened(EvidenceDatabase evidence, MessagesStore store, Sha256 main, Manifest manifest) {}

  private final Future<Optional<Opened>> opening;

  private Earlier(Future<Optional<Opened>> opening) {
    this.opening = opening;
  }

  /** Begins to open it. */
  static Earlier begin(
      Predecessor before, VaultWriter writer, byte[] saltKey, ExecutorService workers) {
    return new Earlier(workers.submit(() -> open(before, writer, saltKey)));
  }

  private static Optional<Opened> open(Predecessor before, VaultWriter writer, byte[] saltKey)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    @Nullable Sha256 main = before.first(Role.DATABASE);
    Optional<Manifest> manifest = before.manifest();
    if (main == null || manifest.isEmpty()) {
      return Optional.empty();
    }
    EvidenceDatabase evidence = EvidenceDatabase.open(before.files(), writer::open);
    boolean done = false;
    try {
      MessagesStore store =
          MessagesStore.open(
              evidence.database(),
              Commitments.threadIds(saltKey),
              new AttachmentTree(false, List.of()),
              manifest.get().asOf());
      done = true;
      return Optional.of(new Opened(evidence, store, main, manifest.get()));
    } finally {
      if (!done) {
        evidence.close();
      }
    }
  }

  /** Waits for it; empty if there is none. */
  Optional<Opened> get() throws ExecutionException, InterruptedException {
    return opening.get();
  }

  @Override
  public void close() throws IOException {
    try {
      Optional<Opened> opened = opening.get();
      if (opened.isPresent()) {
        opened.get().evidence().close();
      }
    } catch (ExecutionException e) {
      // Whoever waited for it was told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
