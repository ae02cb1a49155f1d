package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** What deletion left is looked for in files and in snapshots, and no file changes by it. */
@ExtendWith(Scenes.class)
final class RecoverTest {

  private static final List<String> RUNGS =
      List.of(
          "counters",
          "tombstones",
          "log-states",
          "journal-states",
          "stale-pointers",
          "zeroed-space",
          "index-entries",
          "freelist",
          "free-space",
          "unreferenced-pages",
          "overflow-chains");

  /** A database with a secret that was deleted from it. */
  private static Path forge(Path folder) throws SQLException, IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("any.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA secure_delete=OFF");
      statement.execute(
          "CREATE TABLE note(id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT, stars INTEGER,"
              + " weight REAL, data BLOB)");
      for (int i = 1; i <= 30; i++) {
        statement.execute(
            "INSERT INTO note VALUES(NULL, 'note number "
                + i
                + " is a secret', 9007199254740993, "
                + i
                + ".5, x'00ff')");
      }
      statement.execute("DELETE FROM note WHERE id IN (11, 12, 25)");
    }
    return file;
  }

  @Test
  void aFileIsReadAsItIs(Scene scene) throws Exception {
    Path file = forge(scene.folder().resolve("loose"));
    Tree.Picture before = Tree.picture(scene.folder());
    Run run = scene.bare().run("recover", file, "--json").ends(Exit.OK);
    before.isStillTrue();
    JsonNode json = run.json();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("schema", "rungs", "remains", "staleCopies");
    assertThat(json.path("schema").asText()).isEqualTo("palimpsest/recover/1");
    List<String> rungs = new ArrayList<>();
    json.path("rungs").forEach(rung -> rungs.add(rung.path("rung").asText()));
    assertThat(rungs).isEqualTo(RUNGS);
    assertThat(json.path("rungs").get(0).path("count").asInt()).isEqualTo(3);
    assertThat(json.path("remains")).hasSize(3);
    for (JsonNode remain : json.path("remains")) {
      assertThat(remain.fieldNames())
          .toIterable()
          .containsExactly(
              "class",
              "kind",
              "table",
              "values",
              "complete",
              "rowid",
              "rowidProven",
              "region",
              "file",
              "page",
              "offset",
              "commit",
              "alternatives");
      assertThat(remain.path("class").asText()).isEqualTo("deleted");
      assertThat(remain.path("table").asText()).isEqualTo("note");
      assertThat(remain.path("file").asText()).isEqualTo("any.db");
      assertThat(remain.path("commit").isNull()).isTrue();
      JsonNode values = remain.path("values");
      assertThat(values).hasSize(5);
      assertThat(values.get(1).asText()).matches("note number (11|12|25) is a secret");
      assertThat(values.get(2).asText()).isEqualTo("9007199254740993");
      assertThat(values.get(2).isTextual()).isTrue();
      assertThat(values.get(3).isNumber()).isTrue();
      assertThat(values.get(4).asText()).isEqualTo("00ff");
    }
  }

  @Test
  void contentIsShownOnRequestOnly(Scene scene) throws Exception {
    Path file = forge(scene.folder().resolve("loose"));
    Run calm = scene.bare().run("recover", file).ends(Exit.OK);
    assertThat(calm.out()).contains("free space", "note", "deleted").doesNotContain("secret");
    assertThat(scene.bare().run("recover", file, "--content").ends(Exit.OK).out())
        .contains("words: note number 11 is a secret", "weight: 25.5");
  }

  @Test
  void aSnapshotIsSearchedAndTheLogSaysSo(Scene scene) throws IOException {
    int entries = scene.run("custody", "log", "--json").json().path("entries").size();
    JsonNode json = scene.run("recover", "imac:latest", "--json").ends(Exit.OK).json();
    assertThat(json.path("rungs")).hasSize(RUNGS.size());
    JsonNode log = scene.run("custody", "log", "--json").json().path("entries");
    assertThat(log).hasSize(entries + 1);
    assertThat(log.get(entries).toString()).contains("recover");
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void whatIsNoDatabaseIsRefused(Scene scene) throws IOException {
    Path folder = Files.createDirectories(scene.folder().resolve("loose"));
    Path text = Files.writeString(folder.resolve("notes.txt"), "no database, ".repeat(50));
    Path empty = Files.createFile(folder.resolve("empty.db"));
    for (Path bad : List.of(text, empty, folder, folder.resolve("missing.db"))) {
      scene.bare().run("recover", bad).refuses(Exit.INCOMPLETE);
      scene.bare().run("recover", bad, "--json").refusesInJson(Exit.INCOMPLETE);
    }
  }

  /** What was noted once and what is noted still are two figures, and each says which it is. */
  @Test
  void notesOfDeletionsThatWentAreNotSaidToBeThere(Scene scene) throws IOException {
    assertThat(scene.run("recover", "imac:latest").out())
        .containsPattern(
            "deletions were noted by the store once; [0-9none]+ of the notes (is|are) still there")
        .contains("are named in the notes of deletions that are still there")
        .doesNotContain("are noted as deleted by the store");
    assertThat(scene.run("gaps", "imac:latest").out())
        .doesNotContain("deletion records: looked at, nothing found");
  }
}
