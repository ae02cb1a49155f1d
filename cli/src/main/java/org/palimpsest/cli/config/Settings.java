package org.palimpsest.cli.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings together: what an option says goes before the environment, that before the file. */
public final class Settings {

  private final Path home;
  private final Map<Key, Setting> values;
  private final List<SourceSetting> sources;

  private Settings(Path home, Map<Key, Setting> values, List<SourceSetting> sources) {
    this.home = home;
    this.values = values;
    this.sources = sources;
  }

  /**
   * Puts the layers together.
   *
   * @param home what {@code ~/} stands for
   * @param toml text of the file; empty when there is none
   * @param environment variables
   * @param options what was given on the command line
   * @throws BadConfigException if a layer holds what cannot be used
   */
  public static Settings of(
      Path home, String toml, Map<String, String> environment, Map<Key, String> options)
      throws BadConfigException {
    ConfigText file = toml.isEmpty() ? ConfigText.EMPTY : ConfigText.read(toml);
    Map<Key, Setting> values = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      key.initial().ifPresent(value -> values.put(key, new Setting(value, "default")));
    }
    values.putAll(file.values());
    for (Key key : Key.values()) {
      String value = environment.getOrDefault(key.variable(), "");
      if (!value.isEmpty()) {
        values.put(key, new Setting(fromOutside(key, value), "environment " + key.variable()));
      }
    }
    options.forEach((key, value) -> values.put(key, new Setting(value, "option")));
    return new Settings(home, values, file.sources());
  }

  private static String fromOutside(Key key, String value) throws BadConfigException {
    // A path in a variable may be relative, as a person typed it; it names what it names today.
    boolean good = key.kind() == Kind.PATH || key.kind().accepts(value);
    if (!good) {
      throw new BadConfigException(
          key.variable(), "that is no value for " + key.path(), "it wants " + key.kind().wanted());
    }
    return value;
  }

  /** A setting with its origin. */
  public Optional<Setting> setting(Key key) {
    return Optional.ofNullable(values.get(key));
  }

  /** A setting's value. */
  public Optional<String> text(Key key) {
    return setting(key).map(Setting::value);
  }

  /** The value of a setting that has a default. */
  public String given(Key key) {
    return text(key).orElseThrow();
  }

  /** A setting that is a place. */
  public Optional<Path> path(Key key) {
    return text(key).map(this::place);
  }

  /** A path of the file, with {@code ~/} resolved. */
  public Path place(String path) {
    return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
  }

  /** The sources of the file. */
  public List<SourceSetting> sources() {
    return sources;
  }

  @Override
  public String toString() {
    return "settings";
  }
}
