package org.palimpsest.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/**
 * Everything outside the program that it may look at, so that a test can give its own.
 *
 * @param environment variables
 * @param home the user's home folder
 * @param clock the time
 * @param random secure randomness
 * @param out where results go
 * @param err where everything else goes
 * @param interactive whether a person sits at the terminal
 */
record Surroundings(
    Map<String, String> environment,
    Path home,
    Clock clock,
    SecureRandom random,
    PrintStream out,
    PrintStream err,
    boolean interactive) {

  /** Those of this process; the launcher says whether a terminal is there. */
  static Surroundings ofProcess(PrintStream out, PrintStream err) {
    return new Surroundings(
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        Clock.systemUTC(),
        new SecureRandom(),
        out,
        err,
        "yes".equals(System.getProperty("palimpsest.terminal")));
  }

  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  Path vault() {
    String named = variable("PALIMPSEST_VAULT");
    return named.isEmpty() ? home.resolve("Palimpsest") : Path.of(named);
  }

  /** Where keys lie: {@code PALIMPSEST_HOME}, else the platform's configuration folder. */
  Path keys() {
    String named = variable("PALIMPSEST_HOME");
    if (!named.isEmpty()) {
      return Path.of(named).resolve("keys");
    }
    String system = System.getProperty("os.name", "");
    if (system.startsWith("Mac")) {
      return home.resolve("Library/Application Support/Palimpsest/keys");
    }
    String roaming = variable("APPDATA");
    if (system.startsWith("Windows") && !roaming.isEmpty()) {
      return Path.of(roaming).resolve("Palimpsest").resolve("keys");
    }
    String config = variable("XDG_CONFIG_HOME");
    return (config.isEmpty() ? home.resolve(".config") : Path.of(config))
        .resolve("palimpsest")
        .resolve("keys");
  }

  /** This Mac's own store. */
  Path ownStore() {
    return home.resolve("Library").resolve("Messages");
  }

  @Override
  public String toString() {
    return "surroundings";
  }
}
