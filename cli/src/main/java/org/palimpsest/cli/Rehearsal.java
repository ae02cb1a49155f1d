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
 * Does once what people do often, on forged data in a folder that is thrown away, so that Java can
 * keep ready the classes that this takes.
 */
final class Rehearsal {

  private Rehearsal() {}

  /** Plays in the folder that is named. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(
            Map.of("PALIMPSEST_HOME", folder.toString()),
            folder,
            Clock.systemUTC(),
            SecureRandom::new,
            nowhere,
            nowhere,
            Surroundings.Screen.NONE);
    for (List<String> words :
        List.of(
            List.of("demo", "--out", folder.resolve("demo").toString()),
            List.of("init", "--vault", folder.resolve("vault").toString()),
            List.of("doctor", "--vault", folder.resolve("vault").toString()),
            List.of("config", "show"),
            List.of("--help"))) {
      Main.run(surroundings, words.toArray(String[]::new));
    }
  }
}
