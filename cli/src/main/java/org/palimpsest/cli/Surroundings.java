package org.palimpsest.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything outside the program that it may look at, so that a test can give its own.
 *
 * @param environment variables
 * @param home the user's home folder
 * @param clock the time, and the zone that a schedule is read in
 * @param randomness makes the source of secure randomness, which takes a while and few verbs need
 * @param out where results go
 * @param err where everything else goes
 * @param screen which of the standard streams are a terminal
 */
record Surroundings(
    Map<String, String> environment,
    Path home,
    Clock clock,
    Supplier<SecureRandom> randomness,
    PrintStream out,
    PrintStream err,
    Screen screen) {

  /**
   * Which of the standard streams are a terminal. A person can be asked at one and watch another,
   * while the results go to a file.
   *
   * @param in standard input
   * @param out standard output
   * @param err standard error
   */
  record Screen(boolean in, boolean out, boolean err) {
    /** A script, or a scheduled run. */
    static final Screen NONE = new Screen(false, false, false);

    /** As the launcher names them: {@code in}, {@code out} and {@code err}, with commas. */
    static Screen named(String names) {
      List<String> streams = List.of(names.split(",", -1));
      return new Screen(streams.contains("in"), streams.contains("out"), streams.contains("err"));
    }
  }

  /** Those of this process; the launcher says which streams are a terminal. */
  static Surroundings ofProcess(PrintStream out, PrintStream err) {
    return new Surroundings(
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        Clock.system(ZoneId.systemDefault()),
        SecureRandom::new,
        out,
        err,
        Screen.named(System.getProperty("palimpsest.terminal", "")));
  }

  /** Secure randomness. */
  SecureRandom random() {
    return randomness.get();
  }

  /** Whether a person can be asked. */
  boolean interactive() {
    return screen.in() && screen.err();
  }

  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** The folder for temporary files. */
  Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Where the vault lies unless something else is said. */
  Path ownVault() {
    return home.resolve("Palimpsest");
  }

  /** The command that started this program, as an installed launcher names itself. */
  Optional<Path> launcher() {
    String named = System.getProperty("palimpsest.launcher", "");
    String packaged = named.isEmpty() ? System.getProperty("jpackage.app-path", "") : named;
    return packaged.isEmpty() ? Optional.empty() : Optional.of(Path.of(packaged));
  }

  /** The configuration file: {@code PALIMPSEST_CONFIG}, else beside the keys. */
  Path config() {
    String named = variable("PALIMPSEST_CONFIG");
    return named.isEmpty() ? keys().resolveSibling("config.toml") : Path.of(named);
  }

  /** Where keys lie: {@code PALIMPSEST_HOME}, else the platform's configuration folder. */
  Path keys() {
    String named = variable("PALIMPSEST_HOME");
    if (!named.isEmpty()) {
      return Path.of(named).resolve("keys");
    }
    return usualKeys();
  }

  /** The platform's configuration folder for keys. */
  Path usualKeys() {
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
