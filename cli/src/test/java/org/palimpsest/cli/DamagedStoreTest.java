package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.BulkStore;

/**
 * A store of which pages are damaged: it is refused or kept as incomplete, and what could not be
 * read is never said to be gone for a reason.
 */
final class DamagedStoreTest {

  private static final int MESSAGES = 800;
  private static final int STEP = 23;

  @TempDir private Path folder;

  @Test
  void whatCouldNotBeReadIsNeverCalledDeleted() throws IOException {
    Shell shell = new Shell(folder);
    shell.run("init").ends(Exit.OK);
    Path source = Files.createDirectory(folder.resolve("Messages"));
    Path file = source.resolve("chat.db");
    BulkStore.forge(file, MESSAGES, 3);
    byte[] sound = Files.readAllBytes(file);
    shell.run("snapshot", source, "--device", "mac").ends(Exit.OK);
    int pageSize = 4096;
    int incomplete = 0;
    int unread = 0;
    Instant now = Instant.parse("2026-11-20T12:00:00Z");
    for (int page = 1; page <= sound.length / pageSize; page += page == 1 ? 1 : STEP) {
      byte[] damaged = sound.clone();
      byte[] noise = new byte[pageSize];
      new Random(page).nextBytes(noise);
      System.arraycopy(noise, 0, damaged, (page - 1) * pageSize, pageSize);
      Files.write(file, damaged);
      now = now.plus(Duration.ofDays(1));
      shell.at(now);
      if (unread == 0) {
        Run check = shell.run("check", source, "--device", "mac", "--json");
        assertThat(check.json().at("/devices/0/noLongerLive").asLong()).isZero();
        assertThat(check.out()).doesNotContain("losing", "no-longer-live");
      }
      Tree.Picture before = Tree.picture(folder.resolve("vault").resolve("snapshots"));
      Run run = shell.run("snapshot", source, "--device", "mac", "--json");
      if (page == 1 || run.json().path("schema").asText().equals("palimpsest/error/1")) {
        // Without its first page nothing can be read, without the root of messages none of them.
        run.refusesInJson(Exit.INCOMPLETE);
        before.isStillTrue();
        continue;
      }
      JsonNode diff = shell.run("diff", "latest~1", "latest", "--json", "--fail-on", "high").json();
      if (run.exit() == Exit.OK) {
        // Only an index or a page that nothing is read from was hit.
        assertThat(diff.path("summary").path("messages").path("removed").asInt()).isZero();
      } else {
        run.ends(Exit.INCOMPLETE);
        incomplete++;
        assertThat(diff.path("to").path("complete").asBoolean()).isFalse();
        for (JsonNode message : diff.path("messages")) {
          if (message.path("change").asText().equals("removed")) {
            unread++;
            assertThat(message.path("cause").asText()).isEqualTo("undetermined");
            assertThat(message.path("note").asText()).contains("incomplete");
          }
        }
      }
      Files.write(file, sound);
      now = now.plus(Duration.ofDays(1));
      shell.at(now);
      shell.run("snapshot", source, "--device", "mac").ends(Exit.OK);
    }
    assertThat(incomplete).isPositive();
    assertThat(unread).isPositive();
    shell.run("verify", "--deep").ends(Exit.OK);
  }
}
