package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Person;

/** A snapshot's content, read as a person reads it; each reading is in the custody log. */
@ExtendWith(Scenes.class)
final class ShowTest {

  @Test
  void threadsAreListedAndOneIsReadWithItsDatesPeopleFilesAndEdits(Scene scene) throws IOException {
    String list = scene.run("show", "imac:latest~1").ends(Exit.OK).out();
    assertThat(list).contains("Sunday lunch (", Story.LOST);
    String lost = scene.run("show", "imac:latest~1", "--thread", Story.LOST).ends(Exit.OK).out();
    assertThat(lost)
        .startsWith(Story.LOST)
        .contains("November 2026", "+15550100: The recipe is in the blue tin, page 0")
        .contains("owner: It said three eggs", "file garden.jpg", "here");
    String group = scene.run("show", "imac:latest", "--thread", "Sunday lunch").ends(Exit.OK).out();
    assertThat(group).contains("Lunch is at 13  [edited]", "said: Lunch is at 12");
    assertThat(scene.run("show", "imac:latest", "--thread", "Sunday lunch", "--raw").out())
        .contains("\"guid\":\"", "\"edits\":[");
  }

  @Test
  void oneMessageIsShownWithWhereItWasReadAndItsColumns(Scene scene) throws IOException {
    JsonNode thread =
        scene.run("show", "imac:latest~1", "--thread", Story.LOST, "--json").ends(0).json();
    JsonNode first = thread.path("messages").path(0);
    String guid = first.path("content").path("guid").asText();
    assertThat(thread.path("schema").asText()).isEqualTo("palimpsest/show/1");
    assertThat(thread.path("thread").path("participants").path(0).asText()).isEqualTo(Story.LOST);
    JsonNode one =
        scene.run("show", "imac:latest~1", "--message", guid, "--raw", "--json").ends(0).json();
    assertThat(one.path("content")).isEqualTo(first.path("content"));
    assertThat(one.path("state")).isEqualTo(first.path("state"));
    assertThat(one.at("/provenance/file").asText()).isEqualTo("chat.db");
    assertThat(one.at("/provenance/table").asText()).isEqualTo("message");
    assertThat(one.at("/provenance/rowid").asLong())
        .isEqualTo(one.at("/state/rowid").asLong())
        .isPositive();
    assertThat(one.at("/provenance/page").asInt()).isPositive();
    assertThat(one.at("/columns/guid").asText()).isEqualTo(guid);
    assertThat(one.at("/columns/attributedBody/bytes").asText()).startsWith("040b");
    String text = scene.run("show", "imac:latest~1", "--message", guid).ends(0).out();
    assertThat(text).contains("message/" + guid, "blue tin", "rowid: ");
  }

  @Test
  void theTimelineOfAThreadSaysWhatEachSnapshotHoldsOfIt(Scene scene) throws IOException {
    Run run = scene.run("show", "imac:latest~1", "--thread", Story.LOST, "--timeline").ends(0);
    assertThat(run.out().lines().toList())
        .anyMatch(line -> line.matches("[0-9a-f]{12}  .* UTC  17 messages, the last of .*"))
        .anyMatch(line -> line.matches("[0-9a-f]{12}  .* UTC  .*\\(-17\\).*"));
    assertThat(run.out()).doesNotContain(Story.SECRETS.get(0));
    assertThat(scene.run("custody", "log", "--json").out()).contains("the timeline of thread ");
    scene.run("show", "imac:latest", "--timeline").refuses(Exit.USAGE);
    scene.run("show", "imac:latest", "--thread", "x", "--timeline", "--raw").refuses(Exit.USAGE);
  }

  /** The system gives a group another id; its messages stay what they are. */
  @Test
  void aThreadIsFollowedToItsOtherName(Scene scene) throws Exception {
    Path source = Tree.copy(scene.story().imacBefore(), scene.folder().resolve("renamed"));
    scene.first().run("snapshot", source, "--device", "renamed").ends(Exit.OK);
    Path database = source.resolve("Messages/chat.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE chat SET group_id = '00000000-AAAA', original_group_id = '00000000-AAAA',"
              + " room_name = '00000000-AAAA', chat_identifier = '00000000-AAAA' WHERE style = 43");
    }
    Files.setLastModifiedTime(database, FileTime.from(Story.SECOND));
    scene.run("snapshot", source, "--device", "renamed").ends(Exit.OK);
    for (String which : List.of("renamed:latest", "renamed:latest~1")) {
      String[] line = {"show", which, "--thread", "Sunday lunch", "--timeline"};
      Run run = scene.run((Object[]) line).ends(Exit.OK);
      assertThat(run.out())
          .containsPattern("[0-9]+ messages, as thread [0-9a-f]{12}")
          .doesNotContain("not there", "(+", "(-");
      JsonNode json =
          scene.run("show", which, "--thread", "Sunday lunch", "--timeline", "--json").json();
      assertThat(json.at("/snapshots/0/messages").asLong())
          .isEqualTo(json.at("/snapshots/1/messages").asLong())
          .isPositive();
    }
  }

  /** What is hung in a thread that was there before is not that thread under another name. */
  @Test
  void aThreadThatBecamePartOfAnotherIsNotThere(Scene scene) throws Exception {
    Path source = Tree.copy(scene.story().imacBefore(), scene.folder().resolve("merged"));
    scene.first().run("snapshot", source, "--device", "merged").ends(Exit.OK);
    Path database = source.resolve("Messages/chat.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE chat_message_join SET chat_id = (SELECT min(ROWID) FROM chat WHERE style = 43)"
              + " WHERE chat_id IN (SELECT ROWID FROM chat WHERE chat_identifier = '"
              + Story.LOST
              + "')");
    }
    Files.setLastModifiedTime(database, FileTime.from(Story.SECOND));
    scene.run("snapshot", source, "--device", "merged").ends(Exit.OK);
    Run run =
        scene.run("show", "merged:latest~1", "--thread", Story.LOST, "--timeline").ends(Exit.OK);
    assertThat(run.out())
        .containsPattern("(0 messages|not there), its messages in thread [0-9a-f]{12} \\(-17\\)");
  }

  @Test
  void eachReadingIsACustodyEntryWithoutWordsOrAddresses(Scene scene) throws IOException {
    long before = entries(scene);
    scene.run("show", "imac:latest~1", "--thread", Story.LOST).ends(Exit.OK);
    scene.run("show", "imac:latest~1").ends(Exit.OK);
    assertThat(entries(scene)).isEqualTo(before + 2);
    String log = scene.run("custody", "log", "--json").out();
    assertThat(log).contains("\"access\"");
    Story.SECRETS.forEach(secret -> assertThat(log).doesNotContain(secret));
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void eachDocumentIsAsItsSchemaSays(Scene scene) throws IOException {
    String schema = Files.readString(Path.of("..", "docs", "schema", "show-1.schema.json"));
    var reader =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    Run list = scene.run("show", "imac:latest", "--json").ends(Exit.OK);
    assertThat(reader.validate(list.out(), InputFormat.JSON)).isEmpty();
    Run thread = scene.run("show", "imac:latest", "--thread", "Sunday lunch", "--json");
    assertThat(reader.validate(thread.out(), InputFormat.JSON)).isEmpty();
    String guid = thread.json().at("/messages/0/content/guid").asText();
    Run one = scene.run("show", "imac:latest", "--message", guid, "--json", "--raw");
    assertThat(reader.validate(one.out(), InputFormat.JSON)).isEmpty();
    assertThat(reader.validate("{\"schema\":\"palimpsest/show/1\"}", InputFormat.JSON))
        .isNotEmpty();
  }

  private static long entries(Scene scene) throws IOException {
    return scene.run("custody", "log", "--json").json().path("entries").size();
  }

  @Test
  void whatIsNotThereIsBadUsageAndLeavesNoEntry(Scene scene) throws IOException {
    long before = entries(scene);
    scene.run("show", "imac:latest", "--thread", "nobody").refuses(Exit.USAGE);
    scene.run("show", "imac:latest", "--message", "no-such-guid").refuses(Exit.USAGE);
    scene.run("show", "imac:latest", "--raw").refuses(Exit.USAGE);
    scene.run("show", "imac:latest", "--thread", "x", "--message", "y").refuses(Exit.USAGE);
    Run both = scene.run("show", "imac:latest", "--thread", "");
    both.refuses(Exit.USAGE);
    scene.run("show", "imac:latest", "--thread", "nobody", "--json").refusesInJson(Exit.USAGE);
    assertThat(entries(scene)).isEqualTo(before);
  }

  @Test
  void tapbacksStandUnderTheirMessageAndRepliesSayWhatTheyAnswer(Scene scene) throws Exception {
    var folder = scene.folder().resolve("lively");
    try (var world =
        new org.palimpsest.testdata.World(folder, 3, Story.FIRST.minusSeconds(86_400))) {
      var mac = world.device("mac", org.palimpsest.testdata.Generation.MACOS_26, true);
      Person ben = new Person("Ben", "+15550117");
      Conversation work = world.conversation(ben);
      String asked = world.receive(work, ben, "Noon?");
      world.reply(work, null, asked, "Noon it is");
      world.tapback(work, null, asked, 2001);
      String unsent = world.receive(work, ben, "a mistake");
      world.unsend(unsent);
      Conversation group = world.group("Lunch", ben, new Person("Cleo", "cleo@example.org"));
      world.receive(group, ben, "hello");
      world.rename(group, ben, "Late lunch");
      world.invite(group, ben, new Person("Dan", "+15550133"));
      mac.store().copyTo(scene.folder().resolve("lively-copy"));
    }
    scene.run("snapshot", scene.folder().resolve("lively-copy"), "--device", "lively").ends(0);
    String talk = scene.run("show", "lively:latest", "--thread", "+15550117").ends(0).out();
    assertThat(talk)
        .contains("+15550117: Noon?\n         liked by owner")
        .contains("owner: Noon it is\n         in reply to +15550117: Noon?")
        .contains("(unsent)  [unsent: part 0 of 9 characters]");
    String lunch = scene.run("show", "lively:latest", "--thread", "Late lunch").ends(0).out();
    assertThat(lunch)
        .contains("* +15550117 named the group \"Late lunch\"")
        .contains("* +15550117 added +15550133")
        .contains("members, name and photo over time\n")
        .containsPattern("\n  \\d+ Nov 2026 [^\n]* added \\+15550133\n");
    JsonNode history =
        scene
            .run("show", "lively:latest", "--thread", "Late lunch", "--json")
            .ends(0)
            .json()
            .path("thread")
            .path("history");
    assertThat(history).hasSize(2);
    assertThat(history.get(0).path("change").asText()).isEqualTo("renamed");
    assertThat(history.get(0).path("name").asText()).isEqualTo("Late lunch");
    assertThat(history.get(1).path("change").asText()).isEqualTo("added");
    assertThat(history.get(1).path("by").asText()).isEqualTo("+15550117");
    assertThat(history.get(1).path("who").asText()).isEqualTo("+15550133");
    assertThat(history.get(1).path("guid").asText()).isNotEmpty();
    assertThat(history.get(1).path("at").asText()).startsWith("2");
  }

  /** Whoever looks for a thread after it went is told where it still is. */
  @Test
  void aThreadThatIsGoneIsSaidToBeInTheSnapshotThatHasIt(Scene scene) throws IOException {
    for (String way : List.of("", "--timeline")) {
      List<String> words =
          new ArrayList<>(List.of("show", "imac:latest", "--thread", Story.LOST, way));
      words.remove("");
      Run gone = scene.run(words.toArray()).refuses(Exit.USAGE);
      assertThat(gone.err()).contains("the snapshot holds no such thread", "as of 12 Nov 2026");
      String hint = gone.err().lines().filter(line -> line.startsWith("hint")).findFirst().get();
      String[] typed = hint.substring(hint.indexOf("palimpsest ") + 11).split(" ");
      scene.run((Object[]) typed).ends(Exit.OK);
    }
    assertThat(scene.run("show", "imac:latest", "--thread", "nobody").refuses(Exit.USAGE).err())
        .contains("leave --thread out");
  }
}
