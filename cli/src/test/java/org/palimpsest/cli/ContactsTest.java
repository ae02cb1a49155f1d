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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.AddressBookForge;
import org.palimpsest.testdata.AddressBookForge.Entry;

/** Names from an address book, as a person meets them at the command line. */
@ExtendWith(Scenes.class)
final class ContactsTest {

  private static final String NAME = "Canaria Motherwell";

  /** A copy of the Mac's folder with an address book beside it. */
  private static Path source(Scene scene) throws IOException {
    Path copy = scene.folder().resolve("named");
    Tree.copy(scene.story().imacBefore(), copy);
    AddressBookForge.mac(
        copy.resolve("AddressBook"),
        true,
        List.of(
            Entry.of("Canaria", "Motherwell", "+1 555-0100"),
            Entry.of("Ben", "One", "+15550117"),
            Entry.of("Ben", "Two", "+15550117")));
    return copy;
  }

  @Test
  void aHandleIsShownWithItsNameAndItsThreadIsFoundByIt(Scene scene) throws IOException {
    Run taken = scene.run("snapshot", source(scene), "--device", "named").ends(Exit.OK);
    assertThat(taken.out()).contains("with 1 address book, apart from the records");
    String list = scene.run("show", "named:latest").ends(Exit.OK).out();
    assertThat(list)
        .contains("+15550100 [" + NAME + "]", "names in [ ] are from the address book")
        .contains("1 handle here fits cards of different names and so has none")
        .doesNotContain("Ben One", "Ben Two");
    Run talk = scene.run("show", "named:latest", "--thread", "canaria motherwell").ends(Exit.OK);
    assertThat(talk.out())
        .startsWith("+15550100 [" + NAME + "]")
        .contains("+15550100 [" + NAME + "]: The recipe is in the blue tin, page 0");
    String timeline =
        scene.run("show", "named:latest", "--thread", NAME, "--timeline").ends(Exit.OK).out();
    assertThat(timeline).contains("messages");
    String schema = Files.readString(Path.of("..", "docs", "schema", "show-1.schema.json"));
    var reader =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    Run json = scene.run("show", "named:latest", "--thread", NAME, "--json").ends(Exit.OK);
    assertThat(reader.validate(json.out(), InputFormat.JSON)).isEmpty();
    JsonNode thread = json.json();
    assertThat(thread.path("contacts").path("+15550100").asText()).isEqualTo(NAME);
    assertThat(thread.path("contacts").has("+15550117")).isFalse();
    assertThat(thread.path("addressBook").path("ambiguous").asInt()).isEqualTo(1);
    assertThat(thread.path("thread").toString() + thread.path("messages"))
        .doesNotContain("Canaria");
    JsonNode first = thread.path("messages").path(0);
    for (JsonNode message : thread.path("messages")) {
      first = message.path("content").has("sender") ? message : first;
    }
    String guid = first.path("content").path("guid").asText();
    Run one = scene.run("show", "named:latest", "--message", guid, "--json").ends(Exit.OK);
    assertThat(reader.validate(one.out(), InputFormat.JSON)).isEmpty();
    assertThat(one.json().path("contacts").path("+15550100").asText()).isEqualTo(NAME);
    assertThat(one.json().path("content")).isEqualTo(first.path("content"));
    assertThat(scene.run("show", "named:latest", "--message", guid).out())
        .contains("contacts\n  +15550100 [" + NAME + "]");
    Run threads = scene.run("show", "named:latest", "--json");
    assertThat(reader.validate(threads.out(), InputFormat.JSON)).isEmpty();
    String log = scene.run("custody", "log", "--json").out();
    assertThat(log).contains("with names from the snapshot").doesNotContain("Canaria");
    scene.run("verify", "--deep").ends(Exit.OK);
  }

  @Test
  void withoutAnAddressBookNothingIsSaidOfOne(Scene scene) throws IOException {
    assertThat(scene.run("show", "imac:latest", "--json").json().has("contacts")).isFalse();
    assertThat(scene.run("show", "imac:latest").out()).doesNotContain("address book");
  }

  @Test
  void itIsLeftOutByAnOptionOrBySetting(Scene scene) throws IOException {
    Path source = source(scene);
    scene.run("snapshot", source, "--device", "named", "--no-contacts").ends(Exit.OK);
    assertThat(scene.run("show", "named:latest").out()).doesNotContain("Canaria", "address book");
    Path config = Files.writeString(scene.folder().resolve("none.toml"), "contacts = false\n");
    scene.run("snapshot", source, "--device", "named", "--config", config).ends(Exit.OK);
    assertThat(scene.run("show", "named:latest").out()).doesNotContain("Canaria");
    scene.run("snapshot", source, "--device", "named").ends(Exit.OK);
    assertThat(scene.run("show", "named:latest").out()).contains(NAME);
    // A comparison with the source as it is now looks at messages only.
    assertThat(scene.run("diff", "named:latest", "--now", source, "--json").out())
        .doesNotContain("Canaria");
  }

  @Test
  void namesAreInNoLogAndNotToBeReadInAnEncryptedVault(Scene scene) throws IOException {
    Shell shell = new Shell(scene.folder().resolve("sealed")).at(Story.SECOND);
    shell.run("init", "--encrypt").ends(Exit.OK);
    Path log = scene.folder().resolve("palimpsest.log");
    Path source = source(scene);
    shell
        .run("snapshot", source, "--device", "x", "--log-file", log, "--log-level", "debug")
        .ends(Exit.OK);
    assertThat(
            shell
                .run("show", "x:latest", "--log-file", log, "--log-level", "debug", "-v")
                .ends(Exit.OK)
                .out())
        .contains(NAME);
    shell.run("show", "x:latest", "--thread", NAME, "--log-file", log, "--log-level", "debug");
    assertThat(Files.readString(log)).contains("begin show").doesNotContain("Canaria");
    for (Path file : Tree.files(shell.vault())) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .doesNotContain("Canaria", "Motherwell", "AddressBook");
    }
  }
}
