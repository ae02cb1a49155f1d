package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/**
 * The captured database of a snapshot with its log, opened to look at single rows and small tables.
 * Nothing is read but the pages that are asked for.
 */
public final class EvidenceDatabase implements Closeable {

  private final List<ObjectBytes> open = new ArrayList<>();
  private final String file;
  private final Database database;

  private EvidenceDatabase(List<EvidenceFile> files, EvidenceObjects objects)
      throws MalformedDatabaseException, VaultException, IOException {
    EvidenceFile main = first(files, Role.DATABASE).orElseThrow();
    Optional<EvidenceFile> wal = first(files, Role.WAL);
    this.file = main.path();
    boolean done = false;
    try {
      ObjectBytes bytes = keepOpen(objects.open(main.sha256()));
      database =
          Database.open(bytes, wal.isPresent() ? keepOpen(objects.open(wal.get().sha256())) : null);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  static EvidenceDatabase open(List<EvidenceFile> files, EvidenceObjects objects)
      throws MalformedDatabaseException, VaultException, IOException {
    return new EvidenceDatabase(files, objects);
  }

  private ObjectBytes keepOpen(ObjectBytes bytes) {
    open.add(bytes);
    return bytes;
  }

  private static Optional<EvidenceFile> first(List<EvidenceFile> files, Role role) {
    return files.stream().filter(file -> file.role() == role).findFirst();
  }

  /** The database as the snapshot shows it, log applied. */
  public Database database() {
    return database;
  }

  /** The path of its main file among the evidence. */
  public String file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    for (ObjectBytes bytes : open) {
      bytes.close();
    }
  }
}
