package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.BulkStore;

/** Messages whose guids are none of Apple's are held, lost and missed as any other. */
final class OddGuidsTest {

  @TempDir Path folder;

  private Shell shell = new Shell(Path.of("."));
  private Path store = Path.of(".");

  @BeforeEach
  void make() throws Exception {
    shell = new Shell(folder.resolve("shell"));
    shell.run("init").ends(Exit.OK);
    store = Files.createDirectories(folder.resolve("store")).resolve("chat.db");
    BulkStore.forge(store, 400, 3);
  }

  private void change(String... statements) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        var statement = connection.createStatement()) {
      List<String> triggers = new ArrayList<>();
      try (var rows =
          statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
        while (rows.next()) {
          triggers.add(rows.getString(1));
        }
      }
      for (String trigger : triggers) {
        statement.executeUpdate("DROP TRIGGER \"" + trigger + "\"");
      }
      for (String each : statements) {
        statement.executeUpdate(each);
      }
    }
  }

  private void snapshot() {
    shell.run("snapshot", folder.resolve("store"), "--device", "mac");
  }

  private JsonNode check() throws Exception {
    return shell.run("check", folder.resolve("store"), "--device", "mac", "--json").json();
  }

  /** The key of the one reads as the guid of the other. */
  @Test
  void aMessageThatNoSnapshotHoldsIsNotTakenForOneThatLooksLikeItsKey() throws Exception {
    change(
        "UPDATE message SET guid = 'a%20b' WHERE ROWID = 50",
        "DELETE FROM message WHERE ROWID = 51");
    snapshot();
    Path before = Files.copy(store, folder.resolve("before.db"));
    change("DELETE FROM message WHERE ROWID = 50");
    snapshot();
    change("UPDATE message SET guid = 'a b' WHERE ROWID = 52");
    assertThat(check().path("devices").get(0).path("notInAnySnapshot").asInt()).isEqualTo(1);
    // What the first snapshot holds is known again, whatever its guid.
    Files.copy(before, store, StandardCopyOption.REPLACE_EXISTING);
    assertThat(check().path("devices").get(0).path("notInAnySnapshot").asInt()).isZero();
  }

  /** What has a long name stands beside what a proof is about. */
  @Test
  void aProofNamesNeighboursOfAnyLength() throws Exception {
    change(
        "UPDATE message SET guid = 'longer" + "L".repeat(20_000) + "' WHERE ROWID = 50",
        "UPDATE message SET guid = '" + "\u00e9".repeat(1_000) + "' WHERE ROWID = 51");
    snapshot();
    for (String guid : List.of("longe", "longest", "\u00e9".repeat(1_000))) {
      Path proof = Files.createTempDirectory(folder, "p").resolve("proof.json");
      shell.run("prove", "latest", "--message", guid, "--out", proof).ends(Exit.OK);
      shell.run("verify", proof).ends(Exit.OK);
      Script.Said said = Script.run(proof);
      assertThat(said.exit()).as(said.out()).isZero();
    }
  }

  @Test
  void aDiffNamesThemByTheirGuids() throws Exception {
    change(
        "UPDATE message SET guid = 'odd é %' WHERE ROWID = 50",
        "UPDATE message SET guid = '" + "L".repeat(70_000) + "' WHERE ROWID = 51");
    snapshot();
    change("DELETE FROM message WHERE ROWID IN (50, 51)");
    snapshot();
    List<String> guids = new ArrayList<>();
    shell
        .run("diff", "latest~1", "latest", "--json")
        .json()
        .path("messages")
        .forEach(message -> guids.add(message.path("guid").asText()));
    assertThat(guids).contains("odd é %").anyMatch(guid -> guid.matches("L{64}~[0-9a-f]{64}"));
    shell.run("verify", "--deep").ends(Exit.OK);
  }
}
