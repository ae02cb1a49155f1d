package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells the whole story on forged data. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Tells the whole story on forged data, in under a minute: two devices, a thread lost through"
            + " sync, the report, a failed tamper. Nothing of yours is read.")
final class DemoVerb extends Verb {

  private static final String MARKER = "MADE-BY-PALIMPSEST-DEMO.txt";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where to put everything (default: palimpsest-demo)")
  @Nullable Path out;

  private final ArrayNode steps = Json.object().putArray("steps");
  private Path folder = Path.of("palimpsest-demo");

  @Override
  int run() throws Failure, IOException {
    folder = (out == null ? folder : out).toAbsolutePath().normalize();
    Outside.require(folder, surroundings().keys());
    prepare();
    say("Everything below is forged: the people, their words, the dates. It lies in");
    say("  " + folder);
    DemoWorld.Story story = DemoWorld.forge(folder.resolve("world"));
    chapter("Two Macs share one account, with Messages in iCloud on.");
    say("The iMac and the MacBook hold the same threads. People call that a backup.");
    at(story.first(), "init", "--name", "Demo Examiner");

    chapter("12 November. A snapshot of each.");
    at(story.first(), "snapshot", story.imacBefore(), "--device", "imac");
    at(story.first(), "snapshot", story.macbookBefore(), "--device", "macbook");

    chapter(
        "15 November. On the MacBook, somebody deletes the thread with " + DemoWorld.LOST + ",");
    say("and empties Recently Deleted. Sync carries the deletion to the iMac. Nobody is told.");

    chapter("19 November. A snapshot of each again.");
    at(story.second(), "snapshot", story.imacAfter(), "--device", "imac");
    at(story.second(), "snapshot", story.macbookAfter(), "--device", "macbook");

    chapter("What happened on the iMac?");
    expect(Exit.FINDINGS, at(story.second(), "diff", "imac:latest~1", "imac:latest"));

    chapter("A signed report that a stranger can check.");
    Path report = folder.resolve("report");
    expect(
        Exit.FINDINGS,
        at(story.second(), "report", "imac:latest~1", "imac:latest", "--out", report));

    chapter("Is everything as it was sealed?");
    expect(Exit.OK, at(story.second(), "verify", "--quiet"));
    expect(Exit.OK, at(story.second(), "verify", "--quiet", report.resolve("report.json")));

    chapter("Now one bit of the evidence is changed.");
    tamper(story);

    chapter("The end. Look at these:");
    say("  " + report.resolve("report.pdf"));
    say("  " + report.resolve("report.html"));
    say("  " + report.resolve("VERIFY.txt") + "  (how to check them without this program)");
    say("");
    say("Your own: palimpsest init, then palimpsest snapshot ~/Library/Messages --device mac");
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/demo/1");
    json.put("folder", folder.toString());
    json.put("report", report.toString());
    json.set("steps", steps);
    terminal().document(json);
    return Exit.OK;
  }

  /** Flips a bit in the largest pack, lets it be found, and puts it back. */
  private void tamper(DemoWorld.Story story) throws Failure, IOException {
    Path pack;
    try (var packs = Files.list(folder.resolve("vault").resolve("packs"))) {
      pack =
          packs
              .filter(file -> file.toString().endsWith(".pack"))
              .max(Comparator.comparing((Path file) -> file.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 1;
    Files.write(pack, bytes);
    expect(Exit.INTEGRITY, at(story.second(), "verify", "--quiet"));
    say("verify found it and named it. It is put back.");
    bytes[bytes.length / 2] ^= 1;
    Files.write(pack, bytes);
  }

  private void prepare() throws Failure, IOException {
    if (Files.exists(folder)) {
      boolean ours = Files.exists(folder.resolve(MARKER));
      try (var entries = Files.list(folder)) {
        if (!ours && entries.findAny().isPresent()) {
          throw Failure.usage(
              "the folder for the demo is there and is not empty", "name another with --out");
        }
      }
      if (ours) {
        deleteAll(folder);
      }
    }
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(MARKER), "Forged data. The next demo run here replaces this folder.\n");
  }

  /** Deletes what an earlier demo made; links are removed, never followed. */
  private static void deleteAll(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (var walk = Files.walk(folder)) {
      walk.forEach(paths::add);
    }
    paths.sort(Comparator.reverseOrder());
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  /** Runs a verb as a person would type it, on a given day. */
  private int at(Instant day, Object... words) {
    List<String> arguments = new ArrayList<>();
    StringBuilder typed = new StringBuilder("$ palimpsest");
    for (Object word : words) {
      arguments.add(word.toString());
      String shown = word.toString().replace(folder + "/", "");
      typed.append(' ').append(shown.contains(" ") ? '"' + shown + '"' : shown);
    }
    say("");
    say(typed.toString());
    Map<String, String> environment = new HashMap<>(surroundings().environment());
    environment.put("PALIMPSEST_HOME", folder.resolve("keys").toString());
    environment.put("PALIMPSEST_VAULT", folder.resolve("vault").toString());
    Surroundings inside =
        new Surroundings(
            environment,
            folder.resolve("home"),
            Clock.fixed(day, ZoneOffset.UTC),
            surroundings().randomness(),
            terminal().isJson() ? nowhere() : surroundings().out(),
            options.quiet ? nowhere() : surroundings().err(),
            Surroundings.Screen.NONE);
    int exit = Main.run(inside, arguments.toArray(String[]::new));
    steps.addObject().put("typed", typed.substring("$ ".length())).put("exit", exit);
    return exit;
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static void expect(int wanted, int got) throws Failure {
    if (wanted != got) {
      throw new Failure(
          Exit.INTERNAL,
          "the demo ended a step with " + got + " where " + wanted + " was expected",
          "this is a fault of palimpsest; please report it");
    }
  }

  private void chapter(String title) {
    say("");
    say("== " + title);
  }

  private void say(String text) {
    terminal().line(text);
  }
}
