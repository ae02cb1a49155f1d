package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.json.Json;

/**
 * Runs other verbs as a person would type them and keeps the document that they print, so that a
 * scheduled run does what the verbs do and records what they record.
 */
final class Errand {

  private final Verb verb;

  Errand(Verb verb) {
    this.verb = verb;
  }

  /**
   * How it ended.
   *
   * @param exit the exit code
   * @param document what was printed, without lists of changes
   */
  record Ended(int exit, JsonNode document) {
    boolean isError() {
      return document.path("schema").asText().equals("palimpsest/error/1");
    }

    String cause() {
      return document.path("error").asText();
    }

    String remedy() {
      return document.path("hint").asText();
    }

    private static Ended failed(int exit, Failure why) {
      int graver = Exit.graver(exit, why.exit());
      ObjectNode document = Json.object();
      document.put("schema", "palimpsest/error/1");
      document.put("error", why.causeInWords());
      document.put("hint", why.hint());
      document.put("exit", graver);
      return new Ended(graver, document);
    }
  }

  /** Runs a verb; what it printed and cannot be read is an error like its own. */
  Ended run(List<String> words) {
    List<String> line = new ArrayList<>(words);
    line.addAll(List.of("--json", "--no-progress", "--vault", Workspace.folder(verb).toString()));
    Options given = verb.options;
    if (given.config != null) {
      line.addAll(List.of("--config", given.config.toString()));
    }
    if (given.passphraseFile != null) {
      line.addAll(List.of("--passphrase-file", given.passphraseFile.toString()));
    }
    if (given.pinFile != null) {
      line.addAll(List.of("--pin-file", given.pinFile.toString()));
    }
    if (given.keyFile != null) {
      line.addAll(List.of("--key-file", given.keyFile.toString()));
    }
    if (given.logFile != null) {
      line.addAll(List.of("--log-file", given.logFile.toString(), "--log-level", given.logLevel));
    }
    Surroundings outside = verb.surroundings();
    int exit = Exit.OK;
    try (DocumentStream out = new DocumentStream()) {
      Surroundings inside =
          new Surroundings(
              outside.environment(),
              outside.home(),
              outside.clock(),
              outside.randomness(),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
              Surroundings.Screen.NONE);
      exit = Main.run(inside, verb.parent().session(), line.toArray(String[]::new));
      return new Ended(exit, out.document());
    } catch (IOException e) {
      return Ended.failed(exit, Explanation.of(e));
    }
  }
}
