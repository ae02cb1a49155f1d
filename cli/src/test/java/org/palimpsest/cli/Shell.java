package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;

/** A terminal at which nobody sits: runs command lines in this process. */
final class Shell {

  private final Path folder;
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");

  Shell(Path folder) {
    this.folder = folder;
  }

  /**
   * What a run gave.
   *
   * @param exit its code
   * @param out standard output
   * @param err standard error
   */
  record Run(int exit, String out, String err) {
    JsonNode json() throws Exception {
      return Json.read(out.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** The sentences of cause; a failure has exactly one. */
    List<String> causes() {
      return err.lines().filter(line -> line.startsWith("palimpsest: ")).toList();
    }

    List<String> hints() {
      return err.lines().filter(line -> line.startsWith("hint: ")).toList();
    }
  }

  Shell at(Instant instant) {
    now = instant;
    return this;
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
    environment.put("PALIMPSEST_HOME", folder.resolve("keys").toString());
    environment.put("PALIMPSEST_VAULT", vault().toString());
    Surroundings surroundings =
        new Surroundings(
            environment,
            home(),
            Clock.fixed(now, ZoneOffset.UTC),
            new SecureRandom(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    int exit = Main.run(surroundings, arguments.toArray(String[]::new));
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Every file below a folder with its hash and time, by path. */
  static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    if (!Files.exists(root)) {
      return tree;
    }
    try (var files = Files.walk(root)) {
      for (Path file : files.toList()) {
        String what =
            Files.isRegularFile(file)
                ? Sha256.of(Files.readAllBytes(file)).hex()
                    + " "
                    + Files.getLastModifiedTime(file).toInstant()
                : "folder";
        // Taking the lock touches its file and nothing else.
        boolean isLock = file.endsWith("lock") && Files.size(file) == 0;
        tree.put(root.relativize(file).toString(), isLock ? "free lock" : what);
      }
    }
    return tree;
  }
}
