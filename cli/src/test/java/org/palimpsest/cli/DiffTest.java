package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.World;

/** What differs between two snapshots is what truly happened. */
@ExtendWith(Scenes.class)
final class DiffTest {

  @Test
  void diffTellsExactlyWhatTrulyChanged(Scene scene) throws IOException {
    JsonNode json = scene.run("diff", "imac:latest~1", "--json").ends(Exit.FINDINGS).json();
    Map<String, Set<String>> told = new TreeMap<>();
    Set<String> causes = new TreeSet<>();
    for (JsonNode message : json.path("messages")) {
      String change = message.path("change").asText();
      told.computeIfAbsent(change, key -> new TreeSet<>()).add(message.path("guid").asText());
      if (change.equals("removed")) {
        causes.add(message.path("cause").asText());
      }
    }
    assertThat(told.get("removed")).isEqualTo(scene.story().changes().removed());
    assertThat(told.get("added")).isEqualTo(scene.story().changes().added());
    assertThat(told.get("edited")).isEqualTo(scene.story().changes().edited());
    assertThat(told).doesNotContainKeys("altered", "unsent", "restored", "recently-deleted");
    assertThat(causes).containsExactly("sync-propagated");
  }

  @Test
  void diffWithoutFindingsExitsWithZero(Scene scene) throws IOException {
    Shell later = scene.shell().at(Story.SECOND.plus(Duration.ofDays(1)));
    later.run("snapshot", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    Run run = later.run("diff", "imac:latest~1").ends(Exit.OK);
    assertThat(run.out()).contains("no findings");
  }

  @Test
  void anotherStoreUnderTheSameLabelIsSaid(Scene scene, @TempDir Path folder) throws IOException {
    Shell shell = scene.bare();
    shell.run("init").ends(Exit.OK);
    Run first = shell.run("snapshot", scene.story().imacBefore(), "--device", "imac").ends(Exit.OK);
    assertThat(first.err()).doesNotContain("a label of its own");
    Path store = stranger(folder);
    Shell later = shell.at(Story.SECOND.plusSeconds(1));
    Run other = later.run("snapshot", store.toString(), "--device", "imac").ends(Exit.OK);
    assertThat(other.err()).contains("none of").contains("a label of its own: --device");
    Run again = later.run("snapshot", store.toString(), "--device", "imac").ends(Exit.OK);
    assertThat(again.err()).doesNotContain("a label of its own");
    JsonNode findings = later.run("diff", "imac:latest~2", "imac:latest", "--json").json();
    assertThat(findings.at("/findings").toString()).contains("under this label");
  }

  /** A snapshot that was taken stands, whatever became of the one before. */
  @Test
  void aDamagedSnapshotBeforeIsNoMatterOfTheNextOne(Scene scene, @TempDir Path folder)
      throws IOException {
    Shell shell = scene.bare();
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacBefore(), "--device", "imac").ends(Exit.OK);
    try (Stream<Path> packs = Files.list(scene.folder().resolve("bare/vault/packs"))) {
      for (Path pack : packs.filter(each -> each.toString().endsWith(".pack")).toList()) {
        byte[] bytes = Files.readAllBytes(pack);
        for (int at = 0; at < bytes.length; at++) {
          bytes[at] ^= 1;
        }
        Files.write(pack, bytes);
      }
    }
    Shell later = shell.at(Story.SECOND.plusSeconds(1));
    Run other = later.run("snapshot", stranger(folder), "--device", "imac");
    assertThat(other.exit()).as(other.err()).isEqualTo(Exit.OK);
    assertThat(other.err()).doesNotContain("a label of its own");
  }

  /** A small store of somebody else. */
  private static Path stranger(Path folder) throws IOException {
    try (World world = new World(folder, 4711, Story.SECOND)) {
      Device device = world.device("stranger", Generation.MACOS_13, true);
      Person ben = new Person("Ben", "+15550117");
      Conversation work = world.conversation(ben);
      for (int i = 0; i < 5; i++) {
        world.receive(work, ben, "figures " + i);
      }
      device.store().copyTo(folder.resolve("copy"));
      return folder.resolve("copy/Messages");
    }
  }

  @Test
  void failOnDecidesWhichFindingsCount(Scene scene) throws IOException {
    Shell shell = scene.bare();
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacBefore(), "--device", "imac").ends(Exit.OK);
    shell
        .at(Story.SECOND.plusSeconds(1))
        .run("snapshot", scene.story().imacEdited(), "--device", "imac")
        .ends(Exit.OK);
    Run run = shell.run("diff", "latest~1", "latest").ends(Exit.OK);
    assertThat(run.out()).contains("INFO  1 message was edited");
    shell.run("diff", "latest~1", "latest", "--fail-on", "low").ends(Exit.OK);
    shell.run("diff", "latest~1", "latest", "--fail-on", "info").ends(Exit.FINDINGS);
  }

  @Test
  void diffNowComparesWithTheSourceAndKeepsNoSnapshotOfIt(Scene scene) throws IOException {
    Map<String, String> before = Tree.of(scene.vault());
    Run run =
        scene
            .run("diff", "imac:latest~1", "--now", scene.story().imacQuit(), "--json")
            .ends(Exit.FINDINGS);
    assertThat(run.json().at("/summary/messages/removed").asInt())
        .isEqualTo(scene.story().changes().removed().size());
    Map<String, String> after = Tree.of(scene.vault());
    before.keySet().removeIf(name -> name.startsWith("custody/"));
    after.keySet().removeIf(name -> name.startsWith("custody/"));
    assertThat(after).isEqualTo(before);
    assertThat(scene.run("custody", "log").out().lines().reduce((a, b) -> b).orElseThrow())
        .contains(" diff ");
  }
}
