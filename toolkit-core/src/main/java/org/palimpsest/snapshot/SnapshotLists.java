package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.work.Awaited;

/**
 * The lists of a snapshot that are read in parts, so that damage elsewhere in them would go unseen.
 * With sums over their runs, what is read is compared with these; without, both lists were compared
 * with their names as they were opened.
 */
record SnapshotLists(ObjectBytes digests, ObjectBytes index, @Nullable RecordRuns runs)
    implements Closeable {

  /** What is made of the lists of a snapshot; closing it closes them. */
  interface Use<T extends Closeable> {
    /** Makes it, or closes the lists. */
    T of(SnapshotLists lists, Manifest manifest) throws IOException;
  }

  /** Opens the lists of some snapshots, and what is made of them, on several threads. */
  static <T extends Closeable> List<T> open(
      Vault vault, List<Manifest> manifests, int threads, Use<T> use)
      throws VaultException, IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Opening> openings = new ArrayList<>();
    List<Future<T>> uses = new ArrayList<>();
    boolean done = false;
    try {
      for (Manifest manifest : manifests) {
        Opening opening = Opening.begin(vault, manifest, workers);
        openings.add(opening);
        // Behind what it waits for, so that one thread is enough.
        uses.add(workers.submit(() -> use.of(opening.get(), manifest)));
      }
      List<T> made = new ArrayList<>();
      for (Future<T> each : uses) {
        made.add(Awaited.of(each, VaultException.class));
      }
      done = true;
      return made;
    } finally {
      workers.shutdownNow();
      if (!done) {
        for (Future<T> each : uses) {
          close(each);
        }
        for (Opening opening : openings) {
          opening.close();
        }
      }
    }
  }

  /** Opens those of a snapshot with sums, which say of what is read whether it is sound. */
  static SnapshotLists of(Vault vault, Manifest manifest) throws VaultException, IOException {
    ObjectBytes digests = list(vault, manifest, "digests", true);
    try {
      ObjectBytes index = list(vault, manifest, "index", true);
      try {
        return new SnapshotLists(digests, index, runs(vault, manifest));
      } catch (VaultException | IOException e) {
        index.close();
        throw e;
      }
    } catch (VaultException | IOException e) {
      digests.close();
      throw e;
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
        SnapshotLists.close(each);
      }
    }
  }

  private static void close(Future<? extends Closeable> opening) throws IOException {
    if (!opening.cancel(true)) {
      try {
        opening.get().close();
      } catch (ExecutionException e) {
        // It was not opened, and the first of these is already on its way to the caller.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
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

  /** Both with their sums, which they have. */
  Changes.Summed summed() throws IOException {
    return Changes.Summed.of(digests, index, Objects.requireNonNull(runs));
  }

  @Override
  public void close() throws IOException {
    try (digests) {
      index.close();
    }
  }
}
