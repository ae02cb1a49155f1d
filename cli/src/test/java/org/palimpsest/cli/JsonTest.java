package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.report.model.Schemas;

/** The documents that other programs read hold the fields that were promised, and no others. */
@ExtendWith(Scenes.class)
final class JsonTest {

  private static String schema(String name) {
    return new String(Schemas.bytes(name), StandardCharsets.UTF_8);
  }

  private static JsonNode valid(Run run, String schema) throws IOException {
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema(schema), InputFormat.JSON)
                .validate(run.out(), InputFormat.JSON))
        .as("%s against %s", run.line(), schema)
        .isEmpty();
    JsonNode document = run.json();
    assertThat(document.path("schema").asText())
        .isEqualTo("palimpsest/" + schema.replace("-", "/"));
    return document;
  }

  /** Against a schema that the documents hold and no report carries. */
  private static JsonNode published(Run run, String name) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "schema", name + ".schema.json"));
    var reader =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text);
    assertThat(reader.validate(run.out(), InputFormat.JSON)).as("%s", run.line()).isEmpty();
    JsonNode document = run.json();
    document
        .fieldNames()
        .forEachRemaining(
            field -> {
              var less = (com.fasterxml.jackson.databind.node.ObjectNode) document.deepCopy();
              less.remove(field);
              assertThat(reader.validate(less.toString(), InputFormat.JSON)).isNotEmpty();
              less.put("mood", 1);
              assertThat(reader.validate(less.toString(), InputFormat.JSON)).isNotEmpty();
            });
    return document;
  }

  private static void holds(JsonNode node, String... fields) {
    assertThat(node.fieldNames()).toIterable().containsExactlyInAnyOrder(fields);
  }

  @Test
  void theSchemasRefuseADocumentThatSaysMoreOrLess(Scene scene) throws IOException {
    Run run = scene.run("snapshots", "--json");
    String schema = Files.readString(Path.of("..", "docs", "schema", "snapshots-1.schema.json"));
    var reader =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    String more = run.out().replace("\"device\":\"imac\"", "\"device\":\"imac\",\"mood\":1");
    String less = run.out().replace("\"device\":\"imac\",", "");
    assertThat(reader.validate(more, InputFormat.JSON)).isNotEmpty();
    assertThat(reader.validate(less, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void snapshot(Scene scene) throws IOException {
    Run run = scene.run("snapshot", scene.story().imacQuit(), "--device", "x", "--json");
    JsonNode json = valid(run.ends(Exit.OK), "snapshot-1");
    holds(
        json,
        "schema",
        "snapshot",
        "device",
        "root",
        "complete",
        "evidenceFiles",
        "bytes",
        "messages",
        "threads",
        "attachments");
  }

  @Test
  void snapshots(Scene scene) throws IOException {
    JsonNode json = valid(scene.run("snapshots", "--json").ends(Exit.OK), "snapshots-1");
    holds(json, "schema", "snapshots");
    json.path("snapshots")
        .forEach(
            each -> holds(each, "snapshot", "device", "takenAt", "complete", "root", "messages"));
  }

  @Test
  void diff(Scene scene) throws IOException {
    JsonNode json =
        valid(scene.run("diff", "imac:latest~1", "--json").ends(Exit.FINDINGS), "diff-1");
    holds(
        json, "schema", "from", "to", "summary", "threads", "messages", "attachments", "findings");
    holds(json.path("from"), "snapshot", "device", "takenAt", "asOf", "root", "complete");
    holds(json.path("summary"), "threads", "messages", "attachments", "cameAndWent");
    holds(
        json.at("/summary/messages"),
        "removed",
        "recentlyDeleted",
        "restored",
        "added",
        "edited",
        "unsent",
        "altered",
        "drifted");
    holds(
        json.at("/threads/0"),
        "thread",
        "participants",
        "change",
        "messagesBefore",
        "messagesAfter",
        "firstSentAt",
        "lastSentAt");
    holds(json.at("/attachments/0"), "guid", "message", "change");
    holds(
        json.at("/findings/0"),
        "id",
        "kind",
        "severity",
        "statement",
        "cause",
        "confidence",
        "observations",
        "against",
        "alternatives",
        "evidence");
  }

  @Test
  void diffOfTwoDevices(Scene scene) throws IOException {
    Run run = scene.run("diff", "macbook:latest~1", "imac:latest", "--json");
    assertThat(valid(run, "diff-1").at("/summary/messages/removed").asInt()).isZero();
  }

  @Test
  void diffWithTheSourceAsItIsNow(Scene scene) throws IOException {
    Run run = scene.run("diff", "imac:latest", "--now", scene.story().imacQuit(), "--json");
    valid(run.ends(Exit.OK), "diff-1");
  }

  @Test
  void check(Scene scene) throws IOException {
    Run run = scene.run("check", scene.story().imacAfter(), "--device", "imac", "--json");
    JsonNode json = valid(run.ends(Exit.OK), "check-1");
    holds(json, "schema", "verdict", "devices", "findings");
    holds(
        json.at("/devices/0"),
        "device",
        "sync",
        "retentionDays",
        "messages",
        "attachments",
        "snapshot",
        "notInAnySnapshot",
        "noLongerLive",
        "verdict",
        "nextStep",
        "threads");
    holds(
        json.at("/devices/0/threads/0"),
        "thread",
        "participants",
        "messages",
        "notInAnySnapshot",
        "noLongerLive",
        "verdict");
    holds(json.at("/devices/0/sync"), "messagesInICloud", "basis", "lastSyncAt");
    holds(json.at("/devices/0/messages"), "total", "uploaded", "pending", "stalled");
    holds(json.at("/devices/0/attachments"), "here", "offloaded", "missing", "bytes");
    holds(json.at("/devices/0/snapshot"), "latest", "ageDays");
  }

  @Test
  void checkOfDevicesThatAreNotHere(Scene scene) throws IOException {
    JsonNode json = valid(scene.run("check", "--json"), "check-1");
    assertThat(json.path("devices")).hasSize(2);
    assertThat(json.at("/devices/0/noLongerLive").isNull()).isTrue();
  }

  @Test
  void timeline(Scene scene) throws IOException {
    Run run = scene.run("show", "imac:latest~1", "--thread", Story.LOST, "--timeline", "--json");
    JsonNode json = published(run.ends(Exit.OK), "timeline-1");
    assertThat(json.path("snapshots")).hasSize(2);
    assertThat(json.at("/snapshots/0/messages").asInt()).isPositive();
    assertThat(json.at("/snapshots/1/messages").asInt()).isZero();
    assertThat(json.at("/snapshots/0/asOf").asText())
        .isLessThan(json.at("/snapshots/1/asOf").asText());
  }

  @Test
  void gaps(Scene scene) throws IOException {
    JsonNode json = published(scene.run("gaps", "imac:latest", "--json"), "gaps-1");
    holds(
        json,
        "schema",
        "snapshot",
        "device",
        "asOf",
        "complete",
        "unreadablePlaces",
        "signals",
        "gaps");
    json.path("signals").forEach(each -> holds(each, "signal", "status", "count"));
    holds(
        json.at("/gaps/0"),
        "kind",
        "strength",
        "foreignWriter",
        "count",
        "statement",
        "explanations",
        "evidence");
  }

  @Test
  void compare(Scene scene) throws IOException {
    Run run = scene.run("compare", "macbook:latest~1", "imac:latest", "--json");
    JsonNode json = published(run.ends(Exit.FINDINGS), "compare-1");
    holds(
        json,
        "schema",
        "from",
        "to",
        "account",
        "messages",
        "notComparable",
        "threads",
        "notCarriedOver");
    holds(
        json.path("messages"),
        "carriedOver",
        "changed",
        "notCarriedOver",
        "notComparable",
        "onlyOnSecond");
    assertThat(json.path("messages").path("notCarriedOver").asInt())
        .isEqualTo(json.path("notCarriedOver").size());
  }

  @Test
  void verify(Scene scene) throws IOException {
    JsonNode json = valid(scene.run("verify", "--deep", "--json").ends(Exit.OK), "verify-1");
    holds(json, "schema", "ok", "checks");
    json.path("checks").forEach(each -> holds(each, "check", "status", "detail"));
    assertThat(json.path("ok").asBoolean()).isTrue();
  }

  @Test
  void init(Scene scene) throws IOException {
    JsonNode json = scene.bare().run("init", "--json").ends(Exit.OK).json();
    holds(
        json,
        "schema",
        "vault",
        "vaultId",
        "encryption",
        "fingerprint",
        "fingerprintWords",
        "keysMade");
  }

  @Test
  void custody(Scene scene) throws IOException {
    JsonNode log = scene.run("custody", "log", "--json").ends(Exit.OK).json();
    holds(log, "schema", "entries");
    assertThat(log.path("entries")).hasSize(5);
    JsonNode entry = scene.run("custody", "show", "3", "--json").ends(Exit.OK).json();
    holds(entry, "schema", "entry", "leafHash");
    assertThat(entry.path("entry")).isEqualTo(log.path("entries").get(2));
    JsonNode checkpoint = scene.run("custody", "checkpoint", "--json").ends(Exit.OK).json();
    holds(checkpoint, "schema", "checkpoint", "size", "root");
    assertThat(checkpoint.path("size").asInt()).isEqualTo(6);
  }

  @Test
  void extract(Scene scene) throws IOException {
    Path out = scene.folder().resolve("out");
    JsonNode json = scene.run("extract", "latest", "--out", out, "--json").ends(Exit.OK).json();
    holds(json, "schema", "snapshot", "out", "files");
    holds(json.at("/files/0"), "path", "size", "sha256");
  }

  @Test
  void demo(Scene scene) throws IOException {
    Path out = scene.folder().resolve("demo folder");
    JsonNode json = scene.bare().run("demo", "--out", out, "--json").ends(Exit.OK).json();
    holds(json, "schema", "folder", "report", "steps");
    assertThat(json.path("steps")).hasSize(10);
    holds(json.path("steps").path(0), "typed", "exit");
    assertThat(json.path("steps").path(0).path("typed").asText())
        .isEqualTo("palimpsest init --name \"Demo Examiner\"");
  }

  @Test
  void doctorAndSources(Scene scene) throws IOException {
    JsonNode doctor = scene.run("doctor", "--json").ends(Exit.OK).json();
    holds(doctor, "schema", "lines");
    doctor.path("lines").forEach(line -> holds(line, "subject", "state", "what", "nextStep"));
    Tree.copy(scene.story().imacQuit(), home(scene).resolve("Library"));
    JsonNode sources = scene.run("sources", "--json").ends(Exit.OK).json();
    holds(sources, "schema", "sources");
    holds(sources.at("/sources/0"), "kind", "path", "readable", "note");
  }

  private static Path home(Scene scene) throws IOException {
    return Files.createDirectories(scene.shell().home());
  }
}
