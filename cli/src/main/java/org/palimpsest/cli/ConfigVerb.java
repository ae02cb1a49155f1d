package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Setting;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the configuration. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the configuration: show lists every setting, example prints a file to begin with. An"
          + " option goes before an environment variable, and that before the file."
    })
final class ConfigVerb extends Verb {

  @Parameters(paramLabel = "WHAT", description = "show or example")
  String what = "";

  @Option(names = "--origin", description = "with show: where each value came from")
  boolean origin;

  /** Whose file is wrong needs to see what a right one looks like. */
  @Override
  boolean needsConfiguration() {
    return !what.equals("example");
  }

  @Override
  int run() throws Failure, IOException {
    switch (what) {
      case "show" -> show();
      case "example" -> example();
      default ->
          throw Failure.usage(
              "config wants show or example", "for example: palimpsest config show --origin");
    }
    return Exit.OK;
  }

  private void show() {
    Terminal t = terminal();
    boolean there = Files.exists(Configured.file(this));
    t.line("file  " + Configured.file(this) + (there ? "" : "  (not there)"));
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/config/1");
    json.put("file", Configured.file(this).toString());
    json.put("fileThere", there);
    ArrayNode list = json.putArray("settings");
    for (Key key : Key.values()) {
      Optional<Setting> setting = settings().setting(key);
      String value = setting.map(Setting::value).orElse("");
      String from = setting.map(Setting::origin).orElse("not set");
      String shown = String.format(Locale.ENGLISH, "%-21s  %s", key.path(), value);
      t.line((origin ? shown + "  (" + from + ")" : shown).stripTrailing());
      ObjectNode node = list.addObject().put("setting", key.path());
      node.put("value", setting.map(Setting::value).orElse(null));
      node.put("origin", from);
      node.put("variable", key.variable());
    }
    ArrayNode sources = json.putArray("sources");
    for (SourceSetting source : settings().sources()) {
      t.line();
      t.line("source  " + source.device() + (origin ? "  (line " + source.line() + ")" : ""));
      t.line("  path  " + source.path());
      String password = password(source);
      if (!password.isEmpty()) {
        t.line("  password from a " + password);
      }
      ObjectNode node = sources.addObject().put("device", source.device());
      node.put("path", source.path());
      node.put("case", source.caseId().orElse(null));
      node.put("passwordFile", source.passwordFile().orElse(null));
      node.put("passwordFrom", password.isEmpty() ? null : password);
      node.put("origin", "line " + source.line());
    }
    t.document(json);
  }

  /** Where a password comes from; a command is not shown, since it may tell too much. */
  private static String password(SourceSetting source) {
    if (source.passwordCommand().isPresent()) {
      return "command";
    }
    return source.passwordFile().isPresent() ? "file" : "";
  }

  private void example() throws IOException {
    try (InputStream in = ConfigVerb.class.getResourceAsStream("config.example.toml")) {
      String text =
          new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      text.lines().forEach(terminal()::line);
      ObjectNode json = Json.object();
      json.put("schema", "palimpsest/config-example/1");
      json.put("toml", text);
      terminal().document(json);
    }
  }
}
