package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A terminal at which nobody sits: runs command lines in this process. */
final class Shell {

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path folder;
  private Path keys;
  private Surroundings.Screen screen = Surroundings.Screen.NONE;
  private final Map<String, String> variables = new HashMap<>();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");

  Shell(Path folder) {
    this.folder = folder;
    this.keys = folder.resolve("keys");
  }

  /**
   * What a run gave.
   *
   * @param line what was typed
   * @param exit its code
   * @param out standard output
   * @param err standard error
   */
  record Run(String line, int exit, String out, String err) {

    /** The one document on standard output, read strictly. */
    JsonNode json() throws IOException {
      assertThat(out).as("documents of: %s", line).endsWith("\n").hasLineCount(1);
      return STRICT.readTree(out);
    }

    /** The sentences of cause; a failure has exactly one. */
    List<String> causes() {
      return err.lines().filter(said -> said.startsWith("palimpsest: ")).toList();
    }

    List<String> hints() {
      return err.lines().filter(said -> said.startsWith("hint: ")).toList();
    }

    /** Asserts the exit code. */
    Run ends(int wanted) {
      assertThat(exit).as("exit of: %s%n%s%s", line, out, err).isEqualTo(wanted);
      return this;
    }

    /** Asserts that it was refused with one cause and one remedy, and without a result. */
    Run refuses(int wanted) {
      ends(wanted);
      assertThat(out).as("results of a run that failed").isEmpty();
      assertThat(err).as("standard error of: %s", line).hasLineCount(2);
      assertThat(causes()).hasSize(1).allSatisfy(Run::isOneSentence);
      assertThat(hints()).hasSize(1).allSatisfy(Run::isOneSentence);
      return this;
    }

    /** Asserts that it was refused, and that standard output says so in one document. */
    Run refusesInJson(int wanted) throws IOException {
      ends(wanted);
      JsonNode document = json();
      assertThat(document.fieldNames())
          .toIterable()
          .containsExactly("schema", "error", "hint", "exit");
      assertThat(document.path("schema").asText()).isEqualTo("palimpsest/error/1");
      assertThat(document.path("exit").asInt()).isEqualTo(wanted);
      assertThat(causes()).containsExactly("palimpsest: " + document.path("error").asText());
      assertThat(hints()).containsExactly("hint: " + document.path("hint").asText());
      return this;
    }

    private static void isOneSentence(String said) {
      assertThat(said).doesNotEndWith(".").doesNotContain(". ", "Exception", "null", "\t");
      assertThat(said.substring(said.indexOf(": ") + 2)).matches("[^A-Z ].{9,}");
    }
  }

  Shell at(Instant instant) {
    now = instant;
    return this;
  }

  /** With other keys than those that {@code init} made here. */
  Shell withKeys(Path other) {
    keys = other;
    return this;
  }

  /** With these variables too. */
  Shell with(Map<String, String> more) {
    variables.putAll(more);
    return this;
  }

  /** Without a variable that is otherwise there. */
  Shell without(String name) {
    variables.put(name, "");
    return this;
  }

  /** With some of its streams at a terminal. */
  Shell on(Surroundings.Screen other) {
    screen = other;
    return this;
  }

  Path folder() {
    return folder;
  }

  Instant time() {
    return now;
  }

  Path keys() {
    return keys;
  }

  Path vault() {
    return folder.resolve("vault");
  }

  Path home() {
    return folder.resolve("home");
  }

  Run run(Object... words) {
    List<String> arguments = new ArrayList<>();
    for (Object word : words) {
      arguments.add(word.toString());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> environment = new HashMap<>();
    environment.put("PALIMPSEST_HOME", keys.toString());
    environment.put("PALIMPSEST_VAULT", vault().toString());
    environment.putAll(variables);
    Surroundings surroundings =
        new Surroundings(
            environment,
            home(),
            Clock.fixed(now, ZoneOffset.UTC),
            SecureRandom::new,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            screen);
    int exit = Main.run(surroundings, arguments.toArray(String[]::new));
    return new Run(
        String.join(" ", arguments),
        exit,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }
}
