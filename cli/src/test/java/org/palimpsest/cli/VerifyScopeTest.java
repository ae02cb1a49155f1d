package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** Verifying a share, one snapshot, or in depth: what is looked at, and that damage there shows. */
@ExtendWith(Scenes.class)
final class VerifyScopeTest {

  private static String share(Run run) throws IOException {
    for (JsonNode check : run.json().path("checks")) {
      if (check.path("check").asText().equals("the other shares")) {
        assertThat(check.path("status").asText()).isEqualTo("not-checked");
        return check.path("detail").asText().substring(0, 12);
      }
    }
    throw new AssertionError("no share was said");
  }

  @Test
  void sharesTakeTurnsUntilEveryPackWasRead(Scene scene) throws IOException {
    Set<String> shares = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      shares.add(share(scene.run("verify", "--sample", "25%", "--json").ends(Exit.OK)));
    }
    assertThat(shares).hasSize(4);
    assertThat(share(scene.run("verify", "--sample", "25", "--json"))).isEqualTo("share 1 of 4");
    Path pack =
        Tree.files(scene.vault().resolve("packs")).stream()
            .filter(file -> file.toString().endsWith(".pack"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 1;
    Files.write(pack, bytes);
    int found = 0;
    for (int i = 0; i < 4 && found == 0; i++) {
      found += scene.run("verify", "--sample", "25%").exit() == Exit.INTEGRITY ? 1 : 0;
    }
    assertThat(found).isOne();
    // A share that is damaged keeps its turn.
    scene.run("verify", "--sample", "25%").ends(Exit.INTEGRITY);
  }

  @Test
  void sharesInDepthAndOthersCountApart(Scene scene) throws IOException {
    assertThat(share(scene.run("verify", "--sample", "25%", "--json"))).isEqualTo("share 1 of 4");
    assertThat(share(scene.run("verify", "--deep", "--sample", "25%", "--json")))
        .isEqualTo("share 1 of 4");
    assertThat(share(scene.run("verify", "--sample", "25%", "--json"))).isEqualTo("share 2 of 4");
  }

  @Test
  void whereNothingCanBeRecordedTheDaySaysWhichShareItIs(Scene scene) throws IOException {
    Path copy = scene.folder().resolve("copy");
    scene.run("mirror", copy).ends(Exit.OK);
    Shell stranger = new Shell(scene.folder().resolve("stranger"));
    Set<String> shares = new HashSet<>();
    Set<String> without = new HashSet<>();
    for (int day = 0; day < 4; day++) {
      Instant now = Story.SECOND.plus(Duration.ofDays(day));
      Shell shell = scene.shell().at(now);
      Run run = shell.run("verify", "--vault", copy, "--sample", "25%", "--json").ends(Exit.OK);
      assertThat(run.out()).contains("each day has the next one").doesNotContain("takes the next");
      shares.add(share(run));
      assertThat(share(shell.run("verify", "--vault", copy, "--sample", "25%", "--json")))
          .isEqualTo(share(run));
      stranger.at(now);
      without.add(
          share(stranger.run("verify", "--vault", scene.vault(), "--sample", "25%", "--json")));
    }
    assertThat(shares).hasSize(4);
    assertThat(without).isEqualTo(shares);
  }

  @Test
  void oneSnapshotIsLookedIntoAlone(Scene scene) throws IOException {
    Run run = scene.run("verify", "--snapshot", "imac:latest").ends(Exit.OK);
    assertThat(run.out()).contains("other snapshots").contains(" of ");
    assertThat(run.out().lines().filter(line -> line.matches("passed +snapshot .* root .*")))
        .hasSize(1);
  }

  @Test
  void inDepthBothReadersAreCompared(Scene scene) throws IOException {
    Run run = scene.run("verify", "--deep").ends(Exit.OK);
    assertThat(run.out().lines().filter(line -> line.contains("the same through both readers")))
        .hasSize(4);
    assertThat(run.out().lines().filter(line -> line.contains("the same root"))).hasSize(4);
  }

  @Test
  void noRoomForTemporaryFilesIsNoDamage(Scene scene) throws IOException {
    String temporary = System.getProperty("java.io.tmpdir");
    try {
      System.setProperty("java.io.tmpdir", scene.vault().resolveSibling("none").toString());
      Run run = scene.run("verify", "--deep").ends(Exit.OK);
      assertThat(run.out().lines().filter(line -> line.contains("no room for a copy"))).hasSize(4);
      assertThat(run.out().lines().filter(line -> line.contains("the same root"))).hasSize(4);
    } finally {
      System.setProperty("java.io.tmpdir", temporary);
    }
  }

  @Test
  void whatMakesNoSenseIsRefused(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.vault());
    for (String share : new String[] {"0", "101%", "x", "-5%"}) {
      scene.run("verify", "--sample=" + share).refuses(Exit.USAGE);
    }
    scene.run("verify", "--sample", "5%", "--snapshot", "latest").refuses(Exit.USAGE);
    scene.run("verify", "--sample", "5%", scene.story().root()).refuses(Exit.USAGE);
    scene.run("verify", "--snapshot", "nobody:latest").refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void aReadmeThatWasChangedIsNoticed(Scene scene) throws IOException {
    Path readme = scene.vault().resolve("README.txt");
    Files.writeString(readme, Files.readString(readme).replace("sha256sum", "md5sum"));
    assertThat(scene.run("verify").ends(Exit.INTEGRITY).out()).contains("README.txt is not as");
    Files.delete(readme);
    scene.run("verify").ends(Exit.INTEGRITY);
  }
}
