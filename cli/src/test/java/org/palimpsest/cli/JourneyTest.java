package org.palimpsest.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.report.model.Schemas;

/** The verbs in the order in which a person uses them, on one vault. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class JourneyTest {

  @TempDir static Path folder;

  private Shell shell = new Shell(Path.of("."));
  private DemoWorld.Story story =
      new DemoWorld.Story(
          java.time.Instant.EPOCH,
          java.time.Instant.EPOCH,
          Path.of("."),
          Path.of("."),
          Path.of("."),
          Path.of("."));
  private Map<String, String> sources = Map.of();

  @BeforeAll
  void forge() throws Exception {
    story = DemoWorld.forge(folder.resolve("world"));
    shell = new Shell(folder);
    sources = Tree.of(folder.resolve("world"));
  }

  @BeforeEach
  void onTheSecondDay() {
    shell.at(story.second().plus(Duration.ofHours(1)));
  }

  private static void valid(String schema, Shell.Run run) {
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(new String(Schemas.bytes(schema), StandardCharsets.UTF_8), InputFormat.JSON)
            .validate(run.out(), InputFormat.JSON)
            .stream()
            .map(Object::toString)
            .toList());
    assertTrue(run.out().startsWith("{\"schema\":\"palimpsest/"), "the schema comes first");
  }

  @Test
  @Order(1)
  void withoutAVaultEveryVerbSaysToMakeOne() {
    for (String verb : List.of("snapshots", "check", "custody log", "diff latest", "verify")) {
      Shell.Run run = shell.run((Object[]) verb.split(" "));
      assertEquals(Exit.USAGE, run.exit(), verb);
      assertEquals(List.of("hint: make one with: palimpsest init"), run.hints(), verb);
    }
    assertFalse(Files.exists(shell.vault()));
  }

  @Test
  @Order(2)
  void initMakesVaultAndKeysAndPrintsTheFingerprint() {
    Shell.Run run = shell.at(story.first()).run("init", "--name", "Examiner", "--json");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("\"schema\":\"palimpsest/init/1\""));
    assertTrue(Files.exists(shell.vault().resolve("README.txt")));
    assertEquals(Exit.USAGE, shell.run("init").exit(), "a second time is refused");
  }

  @Test
  @Order(3)
  void snapshotCountsWhatTheStoreHolds() throws Exception {
    shell.at(story.first());
    Shell.Run imac = shell.run("snapshot", story.imacBefore(), "--device", "imac", "--json");
    valid("snapshot-1", imac);
    assertEquals(0, imac.exit());
    assertEquals(97, imac.json().path("messages").asInt());
    assertEquals(3, imac.json().path("threads").asInt());
    assertEquals(1, imac.json().path("attachments").asInt());
    assertEquals(0, shell.run("snapshot", story.macbookBefore(), "--device", "macbook").exit());
    shell.at(story.second());
    assertEquals(
        0,
        shell
            .run(
                "snapshot",
                story.imacAfter(),
                "--device",
                "imac",
                "--case",
                "C-1",
                "--operator",
                "A. Person",
                "--note",
                "weekly")
            .exit());
    assertEquals(0, shell.run("snapshot", story.macbookAfter(), "--device", "macbook").exit());
  }

  @Test
  @Order(4)
  void snapshotsListsThemOldestFirst() throws Exception {
    Shell.Run run = shell.run("snapshots", "--json");
    valid("snapshots-1", run);
    assertEquals(4, run.json().path("snapshots").size());
    assertTrue(shell.run("snapshots").out().contains("imac"));
  }

  @Test
  @Order(5)
  void diffFindsTheThreadThatWasLostAndNothingElse() throws Exception {
    Shell.Run run = shell.run("diff", "imac:latest~1", "imac:latest", "--json");
    valid("diff-1", run);
    assertEquals(Exit.FINDINGS, run.exit());
    JsonNode summary = run.json().path("summary");
    assertEquals(43, summary.path("messages").path("removed").asInt());
    assertEquals(7, summary.path("messages").path("added").asInt());
    assertEquals(1, summary.path("messages").path("edited").asInt());
    assertEquals(1, summary.path("threads").path("removed").asInt());
    assertEquals(1, summary.path("attachments").path("removed").asInt());
    for (JsonNode message : run.json().path("messages")) {
      if (message.path("change").asText().equals("removed")) {
        assertEquals("sync-propagated", message.path("cause").asText());
        assertEquals("supported", message.path("confidence").asText());
      }
    }
    assertEquals(0, shell.run("diff", "imac:@2026-11-13", "macbook:@2026-11-13").exit());
    assertEquals(
        Exit.OK,
        shell.run("diff", "imac:latest", "--now", story.imacAfter()).exit(),
        "nothing since");
    assertEquals(
        Exit.FINDINGS, shell.run("diff", "imac:latest~1", "--now", story.imacAfter()).exit());
    assertTrue(shell.run("diff", "imac:latest~1", "imac:latest").out().contains(DemoWorld.LOST));
  }

  @Test
  @Order(6)
  void checkSaysWhichCopiesWouldSurvive() throws Exception {
    Shell.Run live = shell.run("check", story.imacAfter(), "--device", "imac", "--json");
    valid("check-1", live);
    assertEquals("safe", live.json().path("verdict").asText(), live.out());
    assertEquals(0, live.exit());
    Shell.Run lost = shell.run("check", story.imacBefore(), "--device", "imac", "--json");
    valid("check-1", lost);
    assertEquals(7, lost.json().path("devices").path(0).path("noLongerLive").asInt());
    Shell.Run kept = shell.run("check", "--json");
    valid("check-1", kept);
    assertEquals(2, kept.json().path("devices").size());
    assertEquals("unknown", kept.json().path("verdict").asText(), "nothing was read now");
  }

  @Test
  @Order(7)
  void reportIsWrittenOnceWholeAndVerifies() throws Exception {
    Path out = folder.resolve("report");
    Shell.Run run =
        shell.run(
            "report",
            "imac:latest~1",
            "imac:latest",
            "--out",
            out,
            "--case",
            "C-1",
            "--operator",
            "A. Person",
            "--organisation",
            "Office",
            "--purpose",
            "A question",
            "--json");
    assertEquals(Exit.FINDINGS, run.exit(), run.err());
    for (String name :
        List.of(
            "report.json",
            "report.json.p7s",
            "report.pdf",
            "report.html",
            "findings.csv",
            "threads.csv",
            "messages.csv",
            "attachments.csv",
            "signer.pem",
            "VERIFY.txt")) {
      assertTrue(Files.size(out.resolve(name)) > 0, name);
    }
    String json = Files.readString(out.resolve("report.json"));
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                new String(Schemas.bytes("report-1"), StandardCharsets.UTF_8), InputFormat.JSON)
            .validate(json, InputFormat.JSON)
            .stream()
            .map(Object::toString)
            .toList());
    assertFalse(json.contains("recipe in the blue tin"), "no message text unless asked for");
  }

  @Test
  @Order(8)
  void verifyPassesTheVaultAndEveryFileOfTheReport() throws Exception {
    Shell.Run vault = shell.run("verify", "--json");
    valid("verify-1", vault);
    assertEquals(0, vault.exit(), vault.out());
    assertTrue(vault.json().path("ok").asBoolean());
    assertEquals(0, shell.run("verify", "--deep").exit());
    Path out = folder.resolve("report");
    try (var files = Files.list(out)) {
      for (Path file : files.toList()) {
        assertEquals(0, shell.run("verify", file).exit(), file.toString());
      }
    }
    assertEquals(0, shell.run("verify", out).exit());
    Path alone = Files.createDirectories(folder.resolve("mailed")).resolve("theirs.pdf");
    Files.copy(out.resolve("report.pdf"), alone);
    assertEquals(0, shell.run("verify", alone).exit());
    assertEquals(
        0,
        shell
            .run("verify", out.resolve("report.json"), "--trust", out.resolve("signer.pem"))
            .exit());
  }

  @Test
  @Order(9)
  void theCustodyLogHasEveryStep() throws Exception {
    Shell.Run run = shell.run("custody", "log", "--json");
    assertEquals(0, run.exit());
    for (String action : List.of("init", "snapshot", "diff", "check", "report", "verify")) {
      assertTrue(run.out().contains("\"" + action + "\""), action);
    }
    assertEquals(0, shell.run("custody", "show", "1").exit());
    Shell.Run checkpoint = shell.run("custody", "checkpoint");
    assertEquals(0, checkpoint.exit());
    Path kept = Files.writeString(folder.resolve("checkpoint"), checkpoint.out());
    assertEquals(0, shell.run("verify", kept).exit());
    assertEquals(0, shell.run("verify", "--known-checkpoint", kept).exit());
    byte[] bytes = Files.readAllBytes(kept);
    for (int at = 0; at < bytes.length; at += 5) {
      byte[] bad = bytes.clone();
      bad[at] ^= 2;
      Path file = Files.write(folder.resolve("bad"), bad);
      int exit = shell.run("verify", file).exit();
      assertTrue(exit == Exit.INTEGRITY || (at < 20 && exit == Exit.USAGE), "at " + at);
    }
  }

  @Test
  @Order(10)
  void extractGivesTheEvidenceBackByteForByte() throws Exception {
    Path out = folder.resolve("files");
    assertEquals(0, shell.run("extract", "imac:latest", "--out", out).exit());
    for (String name : List.of("chat.db", "chat.db-wal")) {
      assertArrayEquals(
          Files.readAllBytes(story.imacAfter().resolve(name)),
          Files.readAllBytes(out.resolve(name)));
    }
  }

  @Test
  @Order(11)
  void doctorAndSourcesSayWhatIsThere() throws Exception {
    assertTrue(shell.run("doctor", "--json").out().contains("palimpsest/doctor/1"));
    assertTrue(shell.run("sources", "--json").out().contains("palimpsest/sources/1"));
    Shell.Run help = shell.run("--help");
    for (String verb :
        List.of(
            "demo",
            "doctor",
            "sources",
            "init",
            "snapshot",
            "snapshots",
            "diff",
            "check",
            "report",
            "verify",
            "custody",
            "extract")) {
      assertTrue(help.out().contains(verb), verb);
      assertEquals(0, shell.run(verb, "--help").exit(), verb);
    }
  }

  @Test
  @Order(12)
  void noSourceWasTouchedByAnyOfThis() throws Exception {
    assertEquals(sources, Tree.of(folder.resolve("world")));
  }

  @Test
  @Order(13)
  void nothingOfWhatPeopleWroteIsOnStandardError() {
    for (List<String> words :
        List.of(
            List.of("diff", "imac:latest~1", "imac:latest", "-v"),
            List.of("verify", "-v"),
            List.of("check", "-v"))) {
      String err = shell.run(words.toArray()).err();
      assertFalse(err.contains(DemoWorld.LOST), err);
      assertFalse(err.contains("recipe"), err);
    }
  }

  @Test
  @Order(14)
  void theDemoTellsItsStory() {
    Shell.Run run = shell.run("demo", "--out", folder.resolve("demo"));
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("Sync carries the deletion"));
    assertTrue(run.out().contains("verify found it and named it"));
    assertEquals(0, shell.run("demo", "--out", folder.resolve("demo")).exit(), "and again");
    assertEquals(Exit.USAGE, shell.run("demo", "--out", folder.resolve("world")).exit());
  }
}
