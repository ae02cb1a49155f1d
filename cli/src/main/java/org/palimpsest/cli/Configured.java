package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.palimpsest.cli.config.BadConfigException;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;

/** Finds the configuration of a verb and puts its layers together. */
final class Configured {

  private static final long LARGEST = 1L << 20;

  private Configured() {}

  /** The file that is read, whether it is there or not. */
  static Path file(Verb verb) {
    Path named = verb.options.config;
    return named != null ? named : verb.surroundings().config();
  }

  /**
   * All settings; without those of the file where it cannot be used and the verb can do without.
   */
  static Settings of(Verb verb) throws Failure {
    try {
      return of(verb, text(verb));
    } catch (Failure e) {
      if (verb.needsConfiguration()) {
        throw e;
      }
      return of(verb, "");
    }
  }

  private static Settings of(Verb verb, String toml) throws Failure {
    Map<Key, String> options = new EnumMap<>(Key.class);
    if (verb.options.vault != null) {
      options.put(Key.VAULT, verb.options.vault.toString());
    }
    Surroundings surroundings = verb.surroundings();
    try {
      return Settings.of(surroundings.home(), toml, surroundings.environment(), options);
    } catch (BadConfigException e) {
      throw Failure.usage("the configuration cannot be used: " + e.causeInWords(), e.remedy());
    }
  }

  /** Says what is wrong with the file, for a verb that goes on without it. */
  static void require(Verb verb) throws Failure {
    of(verb, text(verb));
  }

  private static String text(Verb verb) throws Failure {
    Path file = file(verb);
    try {
      if (Files.size(file) > LARGEST) {
        throw Failure.usage(
            "the configuration file is larger than 1 MB", "name the right one with --config");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      if (verb.options.config != null
          || !verb.surroundings().variable("PALIMPSEST_CONFIG").isEmpty()) {
        throw Failure.usage(
            "the configuration file that was named is not there",
            "check --config or PALIMPSEST_CONFIG; a first one: palimpsest config example");
      }
      return "";
    } catch (CharacterCodingException e) {
      throw Failure.usage("the configuration file is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      throw Failure.usage(
          "the configuration file cannot be read", "check who may read it, or name another");
    }
  }
}
