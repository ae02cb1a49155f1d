package org.palimpsest.cli.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings together: what an option says goes before the environment, that before the file. */
public final class Settings {

  private static final List<Key> RULE =
      List.of(Key.KEEP_LAST, Key.KEEP_DAILY, Key.KEEP_WEEKLY, Key.KEEP_MONTHLY, Key.KEEP_YEARLY);

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
    FileSettings file = toml.isEmpty() ? FileSettings.EMPTY : ConfigText.read(toml);
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
    Settings settings = new Settings(home, values, file.sources());
    settings.requireRule();
    return settings;
  }

  /** What runs may drop is never left to a default. */
  private void requireRule() throws BadConfigException {
    if (given(Key.RETENTION_IN_RUNS).equals("true") && RULE.stream().allMatch(k -> count(k) == 0)) {
      throw new BadConfigException(
          setting(Key.RETENTION_IN_RUNS).orElseThrow().origin(),
          "runs are to drop snapshots, and no rule says which stay",
          "write into [retention], for example: keep-daily = 30");
    }
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

  /** A setting that is a number; 0 when nothing is said. */
  public int count(Key key) {
    return text(key).map(Integer::parseInt).orElse(0);
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
