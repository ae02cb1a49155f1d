package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.RetentionPolicy;

/** Holds and pruning: what is dropped, what never is, and what still verifies afterwards. */
@ExtendWith(Scenes.class)
final class RetentionTest {

  private static String id(Scene scene, String device, int index) throws IOException {
    int seen = 0;
    for (JsonNode node : scene.run("snapshots", "--json").json().path("snapshots")) {
      if (node.path("device").asText().equals(device) && seen++ == index) {
        return node.path("snapshot").asText();
      }
    }
    throw new AssertionError("no such snapshot");
  }

  private static long stored(Scene scene) throws IOException {
    long bytes = 0;
    for (Path file : Tree.files(scene.vault().resolve("packs"))) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Test
  void nothingIsDroppedUnlessAskedTo(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.vault());
    Run run = scene.run("prune", "--keep-last", 1).ends(Exit.OK);
    assertThat(run.out()).contains("would drop the evidence of 2 snapshots, at most", "--apply");
    before.isStillTrue();
    scene.run("prune").refuses(Exit.USAGE);
    scene.run("prune", "--keep-last", -1).refuses(Exit.USAGE);
    scene.run("prune", "--apply").refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void whatIsDroppedLeavesManifestAndHistory(Scene scene) throws IOException {
    String old = id(scene, "imac", 0);
    long full = stored(scene);
    JsonNode json = scene.run("prune", "--keep-last", 1, "--yes", "--json").ends(Exit.OK).json();
    assertThat(json.path("applied").asBoolean()).isTrue();
    assertThat(full - stored(scene))
        .isPositive()
        .isGreaterThanOrEqualTo(json.path("bytes").asLong() / 2);
    assertThat(scene.run("snapshots", "--json").json().path("snapshots")).hasSize(2);
    assertThat(scene.vault().resolve("pruned").resolve(old + ".json")).exists();
    Run verified = scene.run("verify").ends(Exit.OK);
    assertThat(verified.out()).contains("pruned manifests", "2 are as named");
    Run gone = scene.run("diff", old, "imac:latest").refuses(Exit.USAGE);
    assertThat(gone.err()).contains("was pruned");
    assertThat(scene.run("custody", "log").out().lines().filter(l -> l.contains(" prune ")))
        .hasSize(2);
    scene.run("extract", "imac:latest", "--out", scene.folder().resolve("out")).ends(Exit.OK);
    Files.delete(scene.vault().resolve("pruned").resolve(old + ".json"));
    assertThat(scene.run("verify").ends(Exit.INTEGRITY).out()).contains("its manifest is gone");
  }

  @Test
  void aHeldSeriesAndAHeldSnapshotRefusePruning(Scene scene) throws IOException {
    scene.run("hold", "set", "--device", "imac").refuses(Exit.USAGE);
    scene.run("hold", "set", "--reason", "x").refuses(Exit.USAGE);
    scene.run("hold", "set", "--device", "nobody", "--reason", "x").refuses(Exit.USAGE);
    scene.run("hold", "release", "--device", "imac", "--reason", "x").refuses(Exit.USAGE);
    scene.run("hold", "frobnicate").refuses(Exit.USAGE);
    scene.run("hold", "set", "--device", "imac", "--reason", "court order 7").ends(Exit.OK);
    String book = id(scene, "macbook", 0);
    scene.run("hold", "set", book.substring(0, 8), "--reason", "asked for").ends(Exit.OK);
    JsonNode held = scene.run("hold", "list", "--json").json().path("holds");
    assertThat(held).hasSize(2);
    Run run = scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    assertThat(run.out()).contains("held by entry", "dropped the evidence of 0 snapshots");
    assertThat(scene.run("snapshots", "--json").json().path("snapshots")).hasSize(4);
    scene.run("hold", "release", book, "--reason", "settled").ends(Exit.OK);
    scene.run("hold", "release", book, "--reason", "settled").refuses(Exit.USAGE);
    scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    assertThat(scene.run("snapshots", "--json").json().path("snapshots")).hasSize(3);
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void whatAReportCitesStays(Scene scene) throws IOException {
    Path out = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", out, "--fail-on", "high");
    assertThat(out.resolve("report.json")).exists();
    Run run = scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    assertThat(run.out()).contains("cited by entry", "dropped the evidence of 1 snapshot,");
    scene.run("diff", "imac:latest~1", "imac:latest", "--fail-on", "high");
    scene.run("verify").ends(Exit.OK);
  }

  /** A message is judged on the narrowest pair, so a finding may rest on a snapshot in between. */
  @Test
  void whatAFindingOfAReportRestsOnStays(Scene scene) throws IOException {
    Path copy = scene.folder().resolve("an hour later");
    Tree.copy(scene.story().imacBefore(), copy);
    for (Path file : Tree.files(copy)) {
      Files.setLastModifiedTime(file, FileTime.from(Story.FIRST.plus(Duration.ofHours(1))));
    }
    String first = id(scene, "imac", 0);
    String last = id(scene, "imac", 1);
    JsonNode taken = scene.run("snapshot", copy, "--device", "imac", "--json").json();
    String between = taken.path("snapshot").asText();
    Path out = scene.folder().resolve("report");
    scene.run("report", first, last, "--out", out);
    boolean cites = Files.readString(out.resolve("report.json")).contains(between);
    assertThat(cites).isTrue();
    Run run = scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    assertThat(run.out()).contains("dropped the evidence of 1 snapshot,");
    scene.run("extract", between, "--out", scene.folder().resolve("out")).ends(Exit.OK);
  }

  @Test
  void whatIsDatedAheadStaysAndTakesNobodysPlace(Scene scene) throws IOException {
    Shell ahead = new Shell(scene.folder()).at(Story.SECOND.plus(Duration.ofDays(100)));
    ahead.run("snapshot", scene.story().imacEdited(), "--device", "imac").ends(Exit.OK);
    String future = id(scene, "imac", 2);
    Shell again = new Shell(scene.folder()).at(Story.SECOND.plus(Duration.ofHours(1)));
    again.run("snapshot", scene.story().imacBefore(), "--device", "imac").ends(Exit.OK);
    String last = id(scene, "imac", 2);
    assertThat(last).isNotEqualTo(future);
    Map<String, String> because = new HashMap<>();
    JsonNode json = again.run("prune", "--keep-last", 1, "--apply", "--json").ends(Exit.OK).json();
    for (JsonNode each : json.path("snapshots")) {
      because.put(each.path("snapshot").asText(), each.path("keptBecause").asText("dropped"));
    }
    assertThat(because).containsEntry(future, "dated ahead of the clock");
    assertThat(because.get(last)).isIn("kept by the rule", "taken last");
    assertThat(because.values()).contains("dropped");
    again.run("verify").ends(Exit.OK);
  }

  @Test
  void largeNumbersKeepEverything(Scene scene) throws IOException {
    Run run =
        scene.run("prune", "--keep-last", Integer.MAX_VALUE, "--keep-daily", Integer.MAX_VALUE);
    assertThat(run.ends(Exit.OK).out()).contains("would drop the evidence of 0 snapshots");
    run =
        scene.run(
            "prune",
            "--keep-last",
            Integer.MAX_VALUE,
            "--keep-daily",
            Integer.MAX_VALUE,
            "--keep-weekly",
            2);
    assertThat(run.ends(Exit.OK).out()).contains("would drop the evidence of 0 snapshots");
  }

  /** Backups of three days that are taken in on one are three days'. */
  @Test
  void aRuleCountsTheDaysThatSnapshotsShow(Scene scene) throws Exception {
    Path file = scene.vault().resolve("snapshots").resolve(id(scene, "imac", 0) + ".json");
    List<Manifest> series = new ArrayList<>();
    for (int day = 1; day <= 3; day++) {
      ObjectNode json = (ObjectNode) new ObjectMapper().readTree(Files.readAllBytes(file));
      json.put("asOf", "2026-11-0" + day + "T12:00:00Z");
      // Taken in with the newest first.
      json.put("takenAt", "2026-11-20T12:00:0" + (9 - day) + "Z");
      series.add(Manifest.read(Json.canonical(json)));
    }
    assertThat(new RetentionPolicy(1, 0, 0, 0, 0).kept(series)).containsExactly(series.get(2).id());
    assertThat(new RetentionPolicy(0, 2, 0, 0, 0).kept(series))
        .containsExactlyInAnyOrder(series.get(1).id(), series.get(2).id());
    assertThat(new RetentionPolicy(0, 0, 0, 9, 0).kept(series)).containsExactly(series.get(2).id());
  }

  @Test
  void nothingIsWrittenIntoTheVaultOrABackup(Scene scene) throws IOException {
    Path phone = scene.folder().resolve("phone");
    Files.createDirectories(phone);
    Files.writeString(phone.resolve("Manifest.db"), "x");
    Path link = Files.createSymbolicLink(scene.folder().resolve("link"), scene.vault());
    Tree.Picture vault = Tree.picture(scene.vault());
    Tree.Picture backup = Tree.picture(phone);
    for (Path place : List.of(scene.vault().resolve("packs"), phone, link)) {
      Path out = place.resolve("new/out");
      scene.run("extract", "imac:latest", "--out", out).refuses(Exit.USAGE);
      scene.run("report", "imac:latest~1", "imac:latest", "--out", out).refuses(Exit.USAGE);
      scene.run("package", "imac:latest", "--out", out).refuses(Exit.USAGE);
      scene.run("prove", "imac:latest", "--message", "x", "--out", out).refuses(Exit.USAGE);
      scene.run("custody", "prove", 1, "--out", out).refuses(Exit.USAGE);
    }
    vault.isStillTrue();
    backup.isStillTrue();
  }

  @Test
  void severalSourcesGiveOneDocument(Scene scene) throws IOException {
    Path nowhere = scene.folder().resolve("nowhere");
    JsonNode json =
        scene
            .run("snapshot", scene.story().imacEdited(), nowhere, "--json")
            .ends(Exit.INCOMPLETE)
            .json();
    assertThat(json.path("schema").asText()).isEqualTo("palimpsest/snapshots-taken/1");
    assertThat(json.path("snapshots")).hasSize(1);
    assertThat(json.path("snapshots").get(0).path("schema").asText())
        .isEqualTo("palimpsest/snapshot/1");
    assertThat(json.path("errors")).hasSize(1);
    assertThat(json.path("errors").get(0).path("exit").asInt()).isEqualTo(Exit.INCOMPLETE);
  }

  @Test
  void pruningThatWasInterruptedIsBroughtToItsEnd(Scene scene) throws IOException {
    String old = id(scene, "imac", 0);
    scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    // As if the run had ended behind the entry: the manifest has not moved yet.
    Files.move(
        scene.vault().resolve("pruned").resolve(old + ".json"),
        scene.vault().resolve("snapshots").resolve(old + ".json"));
    assertThat(scene.run("verify").out()).contains("pruning was interrupted");
    scene.run("snapshot", scene.story().imacEdited(), "--device", "x").ends(Exit.OK);
    assertThat(scene.vault().resolve("pruned").resolve(old + ".json")).exists();
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void aVaultWithADamagedManifestIsNotPruned(Scene scene) throws IOException {
    Path manifest = Tree.files(scene.vault().resolve("snapshots")).get(0);
    Files.writeString(manifest, "{}");
    Tree.Picture before = Tree.picture(scene.vault());
    scene.run("prune", "--keep-last", 1, "--apply").refuses(Exit.INTEGRITY);
    before.isStillTrue();
  }

  /** Whatever of the vault is damaged: all is said and done, or nothing is. */
  @Test
  void pruningOfADamagedVaultChangesNothing(Scene scene) throws IOException {
    int refused = 0;
    Path whole = Tree.copy(scene.vault(), scene.folder().resolve("whole"));
    for (Path pack : Tree.files(whole.resolve("packs"))) {
      if (pack.toString().endsWith(".idx")) {
        continue;
      }
      Tree.delete(scene.vault());
      Tree.copy(whole, scene.vault());
      Damage.flipIn(scene.vault().resolve("packs").resolve(pack.getFileName()));
      Tree.Picture before = Tree.picture(scene.vault());
      Run run = scene.run("prune", "--keep-last", 1, "--apply");
      if (run.exit() == Exit.OK) {
        assertThat(scene.run("snapshots", "--json").json().path("snapshots")).hasSize(2);
      } else {
        assertThat(run.exit()).isEqualTo(Exit.INTEGRITY);
        assertThat(run.err()).contains("nothing was changed", "palimpsest repair --from");
        before.isStillTrue();
        refused++;
      }
    }
    Tree.delete(scene.vault());
    Tree.copy(whole, scene.vault());
    assertThat(refused).isPositive();
    scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void theNewestThatStaysMustBeReadableThoughPruningNeverTouchesIt(Scene scene) throws IOException {
    // What it shows is older than what the one before shows: newest is each in its own way.
    String before = id(scene, "imac", 1);
    String last =
        scene
            .run("snapshot", scene.story().imacEdited(), "--device", "imac", "--json")
            .ends(Exit.OK)
            .json()
            .path("snapshot")
            .asText();
    for (String newest : List.of(before, last)) {
      JsonNode manifest =
          new ObjectMapper()
              .readTree(scene.vault().resolve("snapshots").resolve(newest + ".json").toFile());
      String digests = manifest.at("/records/digests/sha256").asText();
      Damage.flipObject(scene.vault(), digests);
      Tree.Picture picture = Tree.picture(scene.vault());
      scene.run("prune", "--keep-last", 2, "--apply").refuses(Exit.INTEGRITY);
      picture.isStillTrue();
      Damage.flipObject(scene.vault(), digests);
    }
    scene.run("prune", "--keep-last", 2, "--apply").ends(Exit.OK);
  }

  @Test
  void holdsAreListedInOrder(Scene scene) throws IOException {
    assertThat(scene.run("hold", "list").ends(Exit.OK).out()).contains("nothing is held");
    scene.run("hold", "set", "--device", "macbook", "--reason", "b").ends(Exit.OK);
    scene.run("hold", "set", "--device", "imac", "--reason", "a").ends(Exit.OK);
    List<String> lines = scene.run("hold", "list").out().lines().toList();
    assertThat(lines.get(0)).contains("all of macbook");
    assertThat(lines.get(1)).contains("all of imac");
  }
}
