package org.palimpsest.cli.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads a configuration file. The reader of TOML is loaded only where there is one to read. */
final class ConfigText {

  private static final String SOURCE = "source";
  private static final Set<String> OF_SOURCE =
      new TreeSet<>(List.of("path", "device", "case", "password-file", "password-command"));
  private static final String LABEL = "[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}";

  private ConfigText() {}

  /**
   * Reads TOML.
   *
   * @throws BadConfigException with the line of the first thing that is wrong
   */
  static FileSettings read(String toml) throws BadConfigException {
    TomlParseResult root = Toml.parse(toml);
    if (root.hasErrors()) {
      TomlParseError first = root.errors().get(0);
      throw new BadConfigException(
          "line " + first.position().line(),
          "this is no TOML",
          "write NAME = \"value\"; names without quotes, texts within them, tables as [name]");
    }
    Map<Key, Setting> values = new EnumMap<>(Key.class);
    for (String name : root.keySet()) {
      int line = line(root, name);
      Object value = Objects.requireNonNull(root.get(List.of(name)));
      if (name.equals(SOURCE)) {
        continue;
      }
      if (value instanceof TomlTable table && isTable(name)) {
        for (String inner : table.keySet()) {
          Object content = Objects.requireNonNull(table.get(List.of(inner)));
          put(values, name + "." + inner, content, line(table, inner));
        }
      } else {
        put(values, name, value, line);
      }
    }
    return new FileSettings(values, sources(root));
  }

  private static boolean isTable(String name) {
    return names().stream().anyMatch(path -> path.startsWith(name + "."));
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Key key : Key.values()) {
      names.add(key.path());
    }
    return names;
  }

  private static void put(Map<Key, Setting> values, String path, Object value, int line)
      throws BadConfigException {
    for (Key key : Key.values()) {
      if (key.path().equals(path)) {
        values.put(key, new Setting(checked(key.kind(), path, value, line), "line " + line));
        return;
      }
    }
    Set<String> known = names();
    known.add(SOURCE);
    throw unknown(path, known, line);
  }

  private static BadConfigException unknown(String path, Set<String> known, int line) {
    return new BadConfigException(
        "line " + line,
        "there is no setting " + path,
        Suggestion.of(path, known)
            .map(near -> "did you mean: " + near)
            .orElse("see all of them with: palimpsest config example"));
  }

  private static String checked(Kind kind, String path, Object value, int line)
      throws BadConfigException {
    if (kind.written().isInstance(value)) {
      String text = value.toString();
      if (kind.accepts(text)) {
        return text;
      }
    }
    throw new BadConfigException(
        "line " + line,
        "that is no value for " + path,
        path
            + " wants "
            + kind.wanted()
            + (value instanceof String || kind.written() != String.class ? "" : ", within quotes"));
  }

  private static List<SourceSetting> sources(TomlTable root) throws BadConfigException {
    Object value = root.get(List.of(SOURCE));
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlArray array)
        || !array.toList().stream().allMatch(TomlTable.class::isInstance)) {
      throw new BadConfigException(
          "line " + line(root, SOURCE),
          "a source is a table of its own",
          "write [[source]] on a line, then path and device below it");
    }
    List<SourceSetting> sources = new ArrayList<>();
    Set<String> devices = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      SourceSetting source = source(array.getTable(i), array.inputPositionOf(i).line());
      if (!devices.add(source.device())) {
        throw new BadConfigException(
            "line " + source.line(),
            "two sources have the same device",
            "give each its own label, since a label names one series of snapshots");
      }
      sources.add(source);
    }
    return List.copyOf(sources);
  }

  private static SourceSetting source(TomlTable table, int line) throws BadConfigException {
    for (String name : table.keySet()) {
      if (name.equals("password")) {
        throw new BadConfigException(
            "line " + line(table, name),
            "a password does not belong into this file",
            "name a file that holds it with password-file, or a command with password-command");
      }
      if (!OF_SOURCE.contains(name)) {
        throw unknown(name, OF_SOURCE, line(table, name));
      }
    }
    String device = required(table, "device", Kind.TEXT, line);
    if (!device.matches(LABEL)) {
      throw new BadConfigException(
          "line " + line(table, "device"),
          "that is no value for device",
          "a label is up to 64 letters, digits, spaces, dots, dashes and underscores");
    }
    Optional<String> file = optional(table, "password-file", Kind.PATH);
    Optional<String> command = optional(table, "password-command", Kind.TEXT);
    if (file.isPresent() && command.isPresent()) {
      throw new BadConfigException(
          "line " + line,
          "this source has its password from a file and from a command",
          "leave out password-file or password-command");
    }
    return new SourceSetting(
        required(table, "path", Kind.PATH, line),
        device,
        optional(table, "case", Kind.TEXT),
        file,
        command,
        line);
  }

  private static String required(TomlTable table, String name, Kind kind, int line)
      throws BadConfigException {
    Optional<String> value = optional(table, name, kind);
    if (value.isEmpty()) {
      throw new BadConfigException(
          "line " + line, "this source has no " + name, "write below it: " + name + " = \"…\"");
    }
    return value.get();
  }

  private static Optional<String> optional(TomlTable table, String name, Kind kind)
      throws BadConfigException {
    Object value = table.get(List.of(name));
    return value == null
        ? Optional.empty()
        : Optional.of(checked(kind, name, value, line(table, name)));
  }

  private static int line(TomlTable table, String name) {
    var position = table.inputPositionOf(List.of(name));
    return position == null ? 1 : position.line();
  }
}
