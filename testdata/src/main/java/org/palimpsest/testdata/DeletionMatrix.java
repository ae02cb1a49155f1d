package org.palimpsest.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Forges Messages-like databases from which rows were deleted in every way that leaves other
 * remains, with the WAL or journal as it lay beside the database at that moment, and says what is
 * left of the deleted rows in the bytes of these files.
 */
public final class DeletionMatrix {
  private static final long SEED = 1;

  private DeletionMatrix() {}

  /**
   * Forges one scenario into a folder, which gets {@code chat.db} and what belongs to it. Equal
   * arguments give equal bytes.
   *
   * @param rows how many messages there are before any is deleted; a scenario with large rows takes
   *     a fifth of it
   */
  public static DeletionTruth forge(DeletionScenario scenario, int rows, long seed, Path folder) {
    try {
      Files.createDirectories(folder);
      Path work = Files.createTempDirectory(folder, "open-");
      try (DeletionForge forge = new DeletionForge(work.resolve("chat.db"), scenario, rows, seed)) {
        forge.play();
        List<Path> copies = new ArrayList<>();
        for (String name : List.of("chat.db", "chat.db-wal", "chat.db-journal")) {
          Files.deleteIfExists(folder.resolve(name));
        }
        for (Path file : forge.files()) {
          Path copy = folder.resolve(Objects.requireNonNull(file.getFileName()));
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
          SettledLogs.settle(copy);
          copies.add(copy);
        }
        return truth(forge, scenario.rows(rows), copies);
      } finally {
        remove(work);
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(scenario.name(), e);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static DeletionTruth truth(DeletionForge forge, int rows, List<Path> files)
      throws IOException {
    Remnants remnants = new Remnants();
    List<MatrixRows.Row> rowsGone = forge.deleted();
    for (MatrixRows.Row row : rowsGone) {
      remnants.want(row, forge.join(row.rowid()));
    }
    for (Path file : files) {
      remnants.search(file);
    }
    List<DeletionTruth.Deleted> deleted = new ArrayList<>();
    List<DeletionTruth.Link> links = new ArrayList<>();
    for (MatrixRows.Row row : rowsGone) {
      deleted.add(
          new DeletionTruth.Deleted(
              row.rowid(), row.guid(), row.values(), remnants.survives(row.guid())));
      links.add(
          new DeletionTruth.Link(
              row.chat(),
              row.date(),
              row.rowid(),
              forge.join(row.rowid()),
              remnants.linkAt(row.date())));
    }
    return new DeletionTruth(
        forge.scenario().name(),
        rows,
        files.stream().map(file -> String.valueOf(file.getFileName())).toList(),
        forge.schema().names(),
        forge.schema().message().stream().map(MatrixSchema.Column::standard).toList(),
        forge.live(),
        deleted,
        links,
        forge.deletedChats());
  }

  /**
   * Writes {@code OUT_DIR/S01/chat.db}, its WAL or journal and {@code truth.json}, and so on; all
   * scenarios but the one for speed when none is named.
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      System.err.println("usage: DeletionMatrix OUT_DIR ROWS [SCENARIO...]");
      System.exit(2);
    }
    int rows = Integer.parseInt(args[1]);
    List<DeletionScenario> scenarios =
        args.length > 2
            ? Arrays.stream(args).skip(2).map(DeletionScenario::valueOf).toList()
            : Arrays.stream(DeletionScenario.values())
                .filter(each -> each != DeletionScenario.S36)
                .toList();
    for (DeletionScenario scenario : scenarios) {
      Path folder = Path.of(args[0]).resolve(scenario.name());
      DeletionTruth truth = forge(scenario, rows, SEED, folder);
      TruthFile.write(truth, folder.resolve("truth.json"));
      System.out.println(truth.summary());
    }
  }
}
