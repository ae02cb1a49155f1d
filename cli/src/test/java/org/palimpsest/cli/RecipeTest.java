package org.palimpsest.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.json.Json;

/** The recipes of the documents, taken from there and run with ordinary tools. */
class RecipeTest {

  private static final Path DOCS = Path.of("..", "docs");

  @TempDir Path folder;

  private Shell shell = new Shell(Path.of("."));
  private Path store = Path.of(".");

  @BeforeEach
  void make() throws Exception {
    DemoWorld.Story story = DemoWorld.forge(folder.resolve("world"));
    shell = new Shell(folder).at(story.second());
    store = story.imacAfter();
    assertEquals(0, shell.run("init").exit());
    assertEquals(0, shell.run("snapshot", store, "--device", "imac").exit());
  }

  /** The indented lines of a document after a line that holds {@code mark}. */
  private static String recipe(String document, String mark) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean found = false;
    for (String line : Files.readAllLines(DOCS.resolve(document))) {
      if (line.contains(mark)) {
        found = true;
      } else if (found && line.startsWith("    ")) {
        lines.add(line.substring(4));
      } else if (found && !lines.isEmpty()) {
        break;
      }
    }
    assertTrue(!lines.isEmpty(), mark);
    return String.join("\n", lines);
  }

  private String run(Path input, String... command) throws IOException, InterruptedException {
    for (String tool : List.of("sh", "python3", "zstd", "sha256sum")) {
      assumeTrue(isInstalled(tool), tool + " is not installed");
    }
    File out = folder.resolve("out.txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(shell.vault().toFile())
            .redirectErrorStream(true)
            .redirectInput(input.toFile())
            .redirectOutput(out);
    int exit = builder.start().waitFor();
    String said = Files.readString(out.toPath());
    assertEquals(0, exit, said);
    return said;
  }

  private static boolean isInstalled(String program) {
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }

  private JsonNode manifest() throws Exception {
    try (var files = Files.list(shell.vault().resolve("snapshots"))) {
      return Json.read(Files.readAllBytes(files.findFirst().orElseThrow()));
    }
  }

  private Path object(String sha256) throws Exception {
    String recipe = recipe("verify.md", "To get an object back").replace("$SHA256", sha256);
    String said = run(shell.vault().resolve("vault.json"), "sh", "-c", recipe);
    assertTrue(said.strip().startsWith(sha256), said);
    return Files.move(shell.vault().resolve("object"), folder.resolve("object"));
  }

  @Test
  void packsAndManifestsAreNamedByTheirHashes() throws Exception {
    for (String line : recipe("verify.md", "README.txt` inside").split("\n")) {
      assertTrue(run(shell.vault().resolve("vault.json"), "sh", "-c", line).contains(": OK"));
    }
  }

  @Test
  void anEvidenceFileComesBackThroughTailHeadAndZstd() throws Exception {
    Path list = object(manifest().path("evidence").path("list").path("sha256").asText());
    String database =
        Files.readAllLines(list).stream()
            .filter(line -> line.contains("\"path\":\"chat.db-wal\""))
            .findFirst()
            .orElseThrow();
    String sha256 = Json.read(database.getBytes(StandardCharsets.UTF_8)).path("sha256").asText();
    Files.delete(list);
    assertArrayEquals(
        Files.readAllBytes(store.resolve("chat.db-wal")), Files.readAllBytes(object(sha256)));
  }

  private static void change(Path database, String... statements) throws Exception {
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void aStrangerGetsEveryFileOfALaterSnapshotBack() throws Exception {
    Path later = folder.resolve("later");
    Tree.copy(store, later);
    Path database = later.resolve("chat.db");
    change(database, "PRAGMA wal_checkpoint(TRUNCATE)");
    assertEquals(0, shell.run("snapshot", later, "--device", "quit").exit());
    // New pages, pages that changed, and most that did not.
    change(database, "CREATE TABLE more AS SELECT * FROM message", "PRAGMA user_version = 7");
    Shell.Run run = shell.run("snapshot", later, "--device", "quit", "--json").ends(0);
    String id = run.json().path("snapshot").asText();
    JsonNode newest =
        Json.read(Files.readAllBytes(shell.vault().resolve("snapshots/" + id + ".json")));
    Path list = object(newest.path("evidence").path("list").path("sha256").asText());
    int patches = 0;
    for (String line : Files.readAllLines(list)) {
      JsonNode file = Json.read(line.getBytes(StandardCharsets.UTF_8));
      String sha256 = file.path("sha256").asText();
      try (var indexes = Files.list(shell.vault().resolve("packs"))) {
        for (Path index : indexes.filter(f -> f.toString().endsWith(".idx")).toList()) {
          patches +=
              (int)
                  Files.readAllLines(index).stream()
                      .filter(l -> l.startsWith(sha256) && l.contains(" patch "))
                      .count();
        }
      }
      Path source = later.resolve(file.path("path").asText());
      Path original = Files.exists(source) ? source : later.resolveSibling(source.getFileName());
      Files.deleteIfExists(folder.resolve("object"));
      if (Files.exists(original)) {
        assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(object(sha256)));
      } else {
        object(sha256);
      }
    }
    assertTrue(patches >= 1, "nothing is a patch");
  }

  @Test
  void theRootComesOutOfTheListByTheScriptThatIsPrinted() throws Exception {
    JsonNode records = manifest().path("records");
    Path list = object(records.path("list").path("sha256").asText());
    String script = recipe("format/snapshot.md", "Recomputing a root");
    assertEquals(records.path("root").asText(), run(list, "python3", "-c", script).strip());
  }
}
