package org.palimpsest.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.gap.Evidence;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/** The bytes of a snapshot's database, log and journal, held open until closed. */
final class SnapshotStore implements Closeable {

  private final String path;
  private final ObjectBytes main;
  private final @Nullable ObjectBytes wal;
  private final @Nullable ObjectBytes journal;

  private SnapshotStore(
      String path, ObjectBytes main, @Nullable ObjectBytes wal, @Nullable ObjectBytes journal) {
    this.path = path;
    this.main = main;
    this.wal = wal;
    this.journal = journal;
  }

  static SnapshotStore open(SnapshotView view) throws Failure, VaultException, IOException {
    List<EvidenceFile> files = view.evidence();
    EvidenceFile database =
        first(files, Role.DATABASE)
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.INCOMPLETE,
                        "the snapshot holds no database",
                        "name another one; list them with: palimpsest snapshots"));
    return new SnapshotStore(
        database.path(),
        view.content(database),
        content(view, first(files, Role.WAL)),
        content(view, first(files, Role.JOURNAL)));
  }

  private static Optional<EvidenceFile> first(List<EvidenceFile> files, Role role) {
    return files.stream().filter(file -> file.role() == role).findFirst();
  }

  private static @Nullable ObjectBytes content(SnapshotView view, Optional<EvidenceFile> file)
      throws VaultException, IOException {
    return file.isPresent() ? view.content(file.get()) : null;
  }

  /** The path of the database among the evidence files. */
  String path() {
    return path;
  }

  /** The files, for recovery. */
  Evidence evidence() {
    return new Evidence(path.substring(path.lastIndexOf('/') + 1), main, wal, journal);
  }

  @Override
  public void close() throws IOException {
    try (main;
        wal) {
      if (journal != null) {
        journal.close();
      }
    }
  }
}
