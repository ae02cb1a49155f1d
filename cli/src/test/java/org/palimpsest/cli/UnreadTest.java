package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.json.Json;

/** Attachments that did not change are recognised without reading, and that is recorded. */
@ExtendWith(Scenes.class)
final class UnreadTest {

  private static Path source(Scene scene) throws IOException {
    Path source = Tree.copy(scene.story().imacAfter(), scene.folder().resolve("source"));
    assumeTrue(
        source.getFileSystem().supportedFileAttributeViews().contains("unix"),
        "the file system does not tell change times");
    return source;
  }

  /** A machine whose clock is far enough ahead for the files to have settled. */
  private static Shell later(Scene scene, int days) {
    return new Shell(scene.folder()).at(Instant.now().plusSeconds(86_400L * days));
  }

  private static JsonNode take(Scene scene, int days, Object... more) throws Exception {
    Object[] words = new Object[5 + more.length];
    words[0] = "snapshot";
    words[1] = scene.folder().resolve("source");
    words[2] = "--device";
    words[3] = "mine";
    words[4] = "--json";
    System.arraycopy(more, 0, words, 5, more.length);
    String id = later(scene, days).run(words).ends(Exit.OK).json().path("snapshot").asText();
    return Json.read(Files.readAllBytes(scene.vault().resolve("snapshots").resolve(id + ".json")));
  }

  private static Path attachment(Path source) throws IOException {
    return Tree.files(source.resolve("Messages/Attachments")).get(0);
  }

  @Test
  void whatDidNotChangeIsNotReadAgainUnlessAskedFor(Scene scene) throws Exception {
    Path source = source(scene);
    int files = Tree.files(source.resolve("Messages/Attachments")).size();
    JsonNode first = take(scene, 1);
    assertThat(first.path("acquisition").has("unread")).isFalse();
    JsonNode second = take(scene, 2);
    assertThat(second.path("acquisition").path("unread").asInt()).isEqualTo(files);
    assertThat(second.path("acquisition").path("unreadBasis").asText()).contains("inode");
    assertThat(second.path("records").path("root")).isEqualTo(first.path("records").path("root"));
    assertThat(take(scene, 3, "--reread").path("acquisition").has("unread")).isFalse();
    scene.run("verify", "--deep").ends(Exit.OK);
  }

  @Test
  void aFileWithItsOldSizeAndTimeIsReadWhenItChanged(Scene scene) throws Exception {
    Path source = source(scene);
    Path file = attachment(source);
    FileTime time = Files.getLastModifiedTime(file);
    take(scene, 1);
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    take(scene, 2);
    Path out = scene.folder().resolve("out");
    later(scene, 3).run("extract", "mine:latest", "--out", out).ends(Exit.OK);
    assertThat(Files.readString(out.resolve("SHA256SUMS"), StandardCharsets.UTF_8))
        .contains(org.palimpsest.digest.Sha256.of(bytes).hex());
  }

  @Test
  void aFileThatChangedJustBeforeIsReadAgain(Scene scene) throws Exception {
    source(scene);
    Shell now = new Shell(scene.folder()).at(Instant.now().minusSeconds(60));
    now.run("snapshot", scene.folder().resolve("source"), "--device", "mine").ends(Exit.OK);
    assertThat(take(scene, 1).path("acquisition").has("unread")).isFalse();
  }
}
