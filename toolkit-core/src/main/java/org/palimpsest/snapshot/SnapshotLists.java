package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * The lists of a snapshot that are read in parts, so that damage elsewhere in them would go unseen.
 * With sums over their runs, what is read is compared with these; without, both lists were compared
 * with their names as they were opened.
 */
record SnapshotLists(ObjectBytes digests, ObjectBytes index, @Nullable RecordRuns runs)
    implements Closeable {

  /** Opens the lists of some snapshots on several threads. */
  static List<SnapshotLists> open(Vault vault, List<Manifest> manifests, int threads)
      throws VaultException, IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Opening> openings = new ArrayList<>();
    boolean done = false;
    try {
      for (Manifest manifest : manifests) {
        openings.add(Opening.begin(vault, manifest, workers));
      }
      List<SnapshotLists> lists = new ArrayList<>();
      for (Opening opening : openings) {
        lists.add(opening.get());
      }
      done = true;
      return lists;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VaultException vaultTrouble) {
        throw vaultTrouble;
      }
      if (e.getCause() instanceof IOException trouble) {
        throw trouble;
      }
      throw new IllegalStateException("an object could not be checked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      workers.shutdownNow();
      if (!done) {
        for (Opening opening : openings) {
          opening.close();
        }
      }
    }
  }

  /** What is being opened of one snapshot. */
  private record Opening(
      Future<ObjectBytes> digests,
      Future<ObjectBytes> index,
      Future<ObjectBytes> evidence,
      @Nullable Future<RecordRuns> runs) {

    static Opening begin(Vault vault, Manifest manifest, ExecutorService workers) {
      boolean summed = RecordRuns.isNamed(manifest);
      Future<ObjectBytes> digests = workers.submit(() -> list(vault, manifest, "digests", summed));
      Future<ObjectBytes> index = workers.submit(() -> list(vault, manifest, "index", summed));
      Future<ObjectBytes> evidence =
          workers.submit(() -> vault.sound(manifest.object("evidence", "list")));
      Future<RecordRuns> runs =
          summed ? workers.submit(() -> SnapshotLists.runs(vault, manifest)) : null;
      return new Opening(digests, index, evidence, runs);
    }

    SnapshotLists get() throws ExecutionException, InterruptedException, IOException {
      evidence.get().close();
      return new SnapshotLists(digests.get(), index.get(), runs == null ? null : runs.get());
    }

    /** Closes whatever could be opened. */
    void close() throws IOException {
      for (Future<ObjectBytes> each : List.of(digests, index, evidence)) {
        if (!each.cancel(true)) {
          try {
            each.get().close();
          } catch (ExecutionException e) {
            // It was not opened, and the first of these is already on its way to the caller.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
          }
        }
      }
    }
  }

  /** One of them; without sums it is compared with its name. */
  static ObjectBytes list(Vault vault, Manifest manifest, String name, boolean summed)
      throws VaultException, IOException {
    return summed
        ? vault.object(manifest.object("records", name))
        : vault.sound(manifest.object("records", name));
  }

  /** The sums of a snapshot that has them, compared with their name. */
  static RecordRuns runs(Vault vault, Manifest manifest) throws VaultException, IOException {
    try (ObjectBytes bytes = vault.sound(manifest.object("records", "runs"))) {
      return RecordRuns.read(bytes.readAll())
          .over(manifest.object("records", "digests"), manifest.object("records", "index"));
    }
  }

  @Override
  public void close() throws IOException {
    try (digests) {
      index.close();
    }
  }
}
