package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.digest.Sha256;

/** What deletion left flows into findings as places and sentences, and never into records. */
@ExtendWith(Scenes.class)
final class RemainsTest {

  @Test
  void removedMessagesAreFoundInTheLaterSnapshotsBytes(Scene scene) throws IOException {
    JsonNode json =
        scene.run("diff", "imac:latest~1", "--remains", "--json").ends(Exit.FINDINGS).json();
    JsonNode plain = scene.run("diff", "imac:latest~1", "--json").ends(Exit.FINDINGS).json();
    assertThat(plain.toString()).doesNotContain("recovered");
    for (String part : new String[] {"messages", "threads", "attachments", "summary"}) {
      assertThat(json.path(part)).isEqualTo(plain.path(part));
    }
    Set<String> corroborated = new TreeSet<>();
    boolean said = false;
    for (JsonNode finding : json.path("findings")) {
      said |= finding.path("observations").toString().contains("recovered: ");
      for (JsonNode place : finding.path("evidence")) {
        if (place.has("recovered")) {
          theBytesAreThere(scene, place);
          corroborated.add(place.path("guid").asText());
        }
      }
    }
    assertThat(said).isTrue();
    assertThat(corroborated).containsAnyElementsOf(scene.story().changes().removed());
  }

  /** A doubter who opens the file at that offset sees the same bytes, and no text is among them. */
  private static void theBytesAreThere(Scene scene, JsonNode place) throws IOException {
    String name = place.path("file").asText();
    Path file = scene.story().imacAfter().resolve("Messages").resolve(Path.of(name).getFileName());
    byte[] bytes = Files.readAllBytes(file);
    int offset = place.path("offset").asInt();
    JsonNode recovered = place.path("recovered");
    byte[] shown = HexFormat.of().parseHex(recovered.path("bytes").asText());
    assertThat(Arrays.copyOfRange(bytes, offset, offset + shown.length)).isEqualTo(shown);
    int length = recovered.path("length").asInt();
    assertThat(Sha256.of(Arrays.copyOfRange(bytes, offset, offset + length)).hex())
        .isEqualTo(recovered.path("sha256").asText());
    String text = new String(shown, StandardCharsets.ISO_8859_1);
    if (!recovered.path("kind").asText().equals("thread-link")) {
      assertThat(text).contains(place.path("guid").asText());
    }
    Story.SECRETS.forEach(secret -> assertThat(text).doesNotContain(secret));
  }

  @Test
  void theReportMarksThemAsRecovered(Scene scene) throws IOException {
    Path out = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", out).ends(Exit.FINDINGS);
    String json = Files.readString(out.resolve("report.json"));
    String html = Files.readString(out.resolve("report.html"));
    assertThat(json).contains("\"recovered\":{").contains("recovered: ");
    assertThat(html).contains(">Recovered<").contains("They are no records");
    for (String secret : Story.SECRETS.subList(0, 3)) {
      assertThat(json).doesNotContain(secret).doesNotContain(hex(secret));
      assertThat(html).doesNotContain(secret).doesNotContain(hex(secret));
    }
    scene.run("verify", out.resolve("report.json")).ends(Exit.OK);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What the store itself notes as deleted, read by SQLite from a copy. */
  private static Set<String> noted(Scene scene) throws IOException, SQLException {
    Path copy = scene.folder().resolve("noted");
    Tree.copy(scene.story().imacAfter(), copy);
    Set<String> guids = new TreeSet<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("Messages/chat.db"));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT guid FROM deleted_messages UNION SELECT guid FROM sync_deleted_messages")) {
      while (rows.next()) {
        guids.add(rows.getString(1));
      }
    }
    return guids;
  }

  @Test
  void remainsOfASnapshotAreMatchedToMessagesOfEarlierOnes(Scene scene) throws Exception {
    Set<String> noted = noted(scene);
    JsonNode json = scene.run("recover", "imac:latest", "--json").ends(Exit.OK).json();
    String earlier = scene.run("snapshots", "--json").json().path("snapshots").toString();
    Set<String> found = new TreeSet<>();
    for (JsonNode message : json.path("messages")) {
      if (message.path("earlierSnapshot").isTextual()) {
        found.add(message.path("guid").asText());
        assertThat(earlier).contains(message.path("earlierSnapshot").asText());
      }
      assertThat(message.path("tombstone").asBoolean())
          .isEqualTo(noted.contains(message.path("guid").asText()));
    }
    assertThat(found).isNotEmpty().isSubsetOf(scene.story().changes().removed());
    assertThat(json.path("history").isArray()).isTrue();
    String text = scene.run("recover", "imac:latest").ends(Exit.OK).out();
    assertThat(text).contains("are in an earlier snapshot of the device");
    Story.SECRETS.subList(0, 3).forEach(secret -> assertThat(text).doesNotContain(secret));
  }
}
