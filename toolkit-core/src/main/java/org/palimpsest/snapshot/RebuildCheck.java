package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.NoRoomException;
import org.palimpsest.vault.Scratch;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/**
 * Makes the records of a snapshot anew from its evidence and compares their root with the sealed
 * one.
 */
final class RebuildCheck {

  private final Vault vault;
  private final int threads;
  private final @Nullable Path folder;
  private final long most;
  private final long part;

  /**
   * Prepares the check.
   *
   * @param folder where records are put that are too many for memory; null to keep them all
   */
  RebuildCheck(Vault vault, int threads, @Nullable Path folder) {
    this(vault, threads, folder, RecordCollector.MOST, RecordCollector.PART);
  }

  /**
   * Does the same.
   *
   * @param most bytes of records that stay in memory
   * @param part bytes of a part where they are more
   */
  RebuildCheck(Vault vault, int threads, @Nullable Path folder, long most, long part) {
    this.vault = vault;
    this.threads = threads;
    this.folder = folder;
    this.most = most;
    this.part = part;
  }

  List<Check> run(Manifest manifest) throws VaultException, IOException {
    List<Check> checks = new ArrayList<>();
    if (!DatabasePages.areRight(vault, manifest)) {
      checks.add(
          Check.failed(manifest + " pages", "its sums over pages are not those of its database"));
    }
    String name = manifest + " rebuilt";
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (StoreReading reading = SnapshotView.store(vault::object, vault.saltKey(), manifest);
        Aside aside = new Aside()) {
      RecordCollector collector =
          folder == null
              ? new RecordCollector()
              : new RecordCollector(() -> aside.open(vault, folder), most, part);
      SortedRecords records = RecordSet.read(reading.store(), vault.saltKey(), workers, collector);
      checks.add(compared(name, records, RecordLines.root(records, workers), manifest.root()));
    } catch (MalformedDatabaseException e) {
      checks.add(Check.failed(name, "the evidence can no longer be read"));
    } catch (NoRoomException e) {
      checks.add(
          Check.notChecked(
              name, "there is no room to put its records aside in the folder for temporary files"));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      workers.shutdownNow();
    }
    return checks;
  }

  private static Check compared(String name, SortedRecords records, Sha256 root, Sha256 sealed) {
    return root.equals(sealed)
        ? Check.passed(name, records.size() + " records, the same root")
        : Check.failed(
            name,
            "root "
                + root.abbreviated(12)
                + " from the evidence, manifest says "
                + sealed.abbreviated(12));
  }

  /** Where records are put aside, made when that is needed. */
  private static final class Aside implements Closeable {
    private @Nullable Scratch scratch;

    Scratch open(Vault vault, Path folder) throws NoRoomException {
      Scratch known = scratch;
      if (known == null) {
        known = vault.scratchIn(folder);
        scratch = known;
      }
      return known;
    }

    @Override
    public void close() throws IOException {
      if (scratch != null) {
        scratch.close();
      }
    }
  }
}
