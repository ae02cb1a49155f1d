package org.palimpsest.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Does once what people do often, so that Java can keep ready the classes that this takes. What
 * comes first matters most: the space for them is bounded, and the last ones have to do without.
 */
final class Rehearsal {

  private Rehearsal() {}

  /**
   * Forges in the folder that is named what there is to play with, then plays.
   *
   * @param args {@code forge} or {@code play}, and the folder
   */
  public static void main(String[] args) {
    Path demo = Path.of(args[1]).resolve("demo");
    Path vault = demo.resolve("vault");
    List<List<String>> lines =
        args[0].equals("forge")
            ? List.of(List.of("demo", "--out", demo.toString()))
            : List.of(
                List.of("--help"),
                List.of("config", "show"),
                List.of("snapshots"),
                List.of("doctor"),
                List.of("diff", "imac:latest~1", "imac:latest"),
                List.of("check"),
                List.of("show", "imac:latest"),
                List.of("gaps", "imac:latest"),
                List.of("snapshot", demo.resolve("world/imac-19-nov").toString(), "--device", "a"),
                List.of("verify"));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(
            Map.of(
                "PALIMPSEST_HOME",
                demo.resolve("keys").toString(),
                "PALIMPSEST_VAULT",
                vault.toString()),
            demo,
            Clock.systemUTC(),
            SecureRandom::new,
            nowhere,
            nowhere,
            Surroundings.Screen.NONE);
    for (List<String> words : lines) {
      Main.run(surroundings, words.toArray(String[]::new));
    }
  }
}
