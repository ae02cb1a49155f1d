package org.palimpsest.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Manual pages, completions and the pages of the guide about each verb, all made from the same
 * model that reads the command line, so that none of them can say something else.
 */
final class Pages {

  private static final String AGAIN =
      "<!-- Made from the help by `packaging/pages`; not written by hand. -->\n";

  private final CommandLine line;

  Pages() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Surroundings none =
        new Surroundings(
            Map.of(),
            Path.of("/"),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            SecureRandom::new,
            nowhere,
            nowhere,
            Surroundings.Screen.NONE);
    line = new CommandLine(new Palimpsest(none, new Session()));
    Verbs.addAll(line);
    Manual.layOut(line);
  }

  /** Writes {@code verbs}, {@code list}, {@code man} or {@code completion} into a folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]);
    Pages pages = new Pages();
    Map<String, String> files =
        switch (args[0]) {
          case "verbs" -> pages.verbs();
          case "list" -> Map.of(Verbs.LIST, pages.list());
          case "man" -> pages.manual();
          default -> pages.completions();
        };
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** One page for each verb, and one that lists them. */
  Map<String, String> verbs() {
    Map<String, String> files = new TreeMap<>();
    StringBuilder list = new StringBuilder(AGAIN + "\n# The verbs\n\n| Verb | Does |\n|---|---|\n");
    for (Map.Entry<String, CommandLine> verb : line.getSubcommands().entrySet()) {
      String name = verb.getKey();
      list.append("| [").append(name).append("](").append(name).append(".md) | ");
      list.append(firstSentence(verb.getValue()).replace("|", "\\|")).append(" |\n");
      files.put(
          name + ".md",
          AGAIN + "\n# palimpsest " + name + "\n\n```text\n" + usage(verb.getValue()) + "```\n");
    }
    files.put("README.md", list.toString());
    return files;
  }

  /** Each verb and what it does, for the help of the program itself. */
  String list() {
    StringBuilder list = new StringBuilder();
    line.getSubcommands()
        .forEach(
            (name, verb) ->
                list.append(name).append('\t').append(firstSentence(verb)).append('\n'));
    return list.toString();
  }

  private static String usage(CommandLine verb) {
    return verb.getUsageMessage(CommandLine.Help.Ansi.OFF).replace(System.lineSeparator(), "\n");
  }

  private static String description(CommandLine verb) {
    return String.join("", verb.getCommandSpec().usageMessage().description()).replace("%%", "%");
  }

  private static String firstSentence(CommandLine verb) {
    return description(verb).split("(?<=[.?]) ", 2)[0];
  }

  /** One page for each verb and one for the program, in section 1. */
  Map<String, String> manual() {
    Map<String, String> files = new TreeMap<>();
    files.put("palimpsest.1", page("palimpsest", line));
    for (Map.Entry<String, CommandLine> verb : line.getSubcommands().entrySet()) {
      String name = "palimpsest-" + verb.getKey();
      files.put(name + ".1", page(name, verb.getValue()));
    }
    return files;
  }

  private String page(String name, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    StringBuilder out = new StringBuilder();
    out.append(".TH ").append(name.toUpperCase(Locale.ROOT)).append(" 1 \"\" \"palimpsest ");
    out.append(Build.version()).append("\" \"Palimpsest\"\n.SH NAME\n");
    out.append(roff(name)).append(" \\- ").append(roff(firstSentence(command))).append('\n');
    out.append(".SH SYNOPSIS\n.B ").append(roff(name.replace('-', ' '))).append('\n');
    out.append(roff(synopsis(command))).append('\n');
    out.append(".SH DESCRIPTION\n").append(roff(description(command))).append('\n');
    if (!spec.positionalParameters().isEmpty()) {
      out.append(".SH WORDS\n");
      for (PositionalParamSpec word : spec.positionalParameters()) {
        item(out, word.paramLabel(), word);
      }
    }
    if (!spec.options().isEmpty()) {
      out.append(".SH OPTIONS\n");
      for (OptionSpec option : spec.options()) {
        item(out, names(option), option);
      }
    }
    if (!command.getSubcommands().isEmpty()) {
      out.append(".SH VERBS\n");
      for (Map.Entry<String, CommandLine> verb : command.getSubcommands().entrySet()) {
        out.append(".TP\n.BR palimpsest\\-").append(roff(verb.getKey())).append(" (1)\n");
        out.append(roff(firstSentence(verb.getValue()))).append('\n');
      }
    }
    out.append(".SH EXIT STATUS\n.nf\n");
    for (String each : line.getCommandSpec().usageMessage().footer()) {
      out.append(roff(each)).append('\n');
    }
    out.append(".fi\n.SH SEE ALSO\n");
    out.append(command == line ? ".BR palimpsest\\-help (1)\n" : ".BR palimpsest (1)\n");
    return out.toString();
  }

  private static String synopsis(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    StringBuilder words = new StringBuilder();
    if (!command.getSubcommands().isEmpty()) {
      words.append("VERB ");
    }
    words.append("[OPTIONS]");
    for (PositionalParamSpec word : spec.positionalParameters()) {
      boolean may = word.arity().min() == 0;
      boolean many = word.arity().max() > 1 || word.arity().isVariable();
      words.append(may ? " [" : " ").append(word.paramLabel()).append(many ? "..." : "");
      words.append(may ? "]" : "");
    }
    return words.toString();
  }

  private static String names(OptionSpec option) {
    String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
    return String.join(", ", option.names()) + value;
  }

  private static void item(StringBuilder out, String head, ArgSpec argument) {
    out.append(".TP\n.B ").append(roff(head)).append('\n');
    out.append(roff(words(argument))).append('\n');
  }

  private static String words(ArgSpec argument) {
    return String.join(" ", argument.description()).replace("%%", "%");
  }

  /** Escaped: a backslash, a hyphen that would become a dash, a dot that would be a command. */
  private static String roff(String text) {
    String plain = text.replace("%n", " ").replace("\\", "\\e").replace("-", "\\-").strip();
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }

  /** Completions of three shells. */
  Map<String, String> completions() {
    return Map.of(
        "palimpsest.bash", AutoComplete.bash("palimpsest", line),
        "_palimpsest", zsh(),
        "palimpsest.fish", fish());
  }

  private String zsh() {
    StringBuilder out = new StringBuilder("#compdef palimpsest\n\n_palimpsest() {\n");
    out.append("  local -a verbs\n  verbs=(\n");
    line.getSubcommands()
        .forEach(
            (name, verb) ->
                out.append("    ").append(quoted(name + ":" + firstSentence(verb))).append('\n'));
    out.append("  )\n  if (( CURRENT == 2 )); then\n    _describe verb verbs\n    return\n  fi\n");
    out.append("  case $words[2] in\n");
    for (Map.Entry<String, CommandLine> verb : line.getSubcommands().entrySet()) {
      out.append("    ").append(verb.getKey()).append(")\n      shift words; (( CURRENT-- ))\n");
      out.append("      _arguments \\\n");
      for (OptionSpec option : verb.getValue().getCommandSpec().options()) {
        for (String name : option.names()) {
          String text = words(option).replaceAll("[\\[\\]:]", " ");
          String value = option.arity().max() > 0 ? ":" + option.paramLabel() + ":_files" : "";
          out.append("        ").append(quoted(name + "[" + text + "]" + value));
          out.append(" \\\n");
        }
      }
      out.append("        '*:word:_files'\n      ;;\n");
    }
    return out.append("  esac\n}\n\n_palimpsest \"$@\"\n").toString();
  }

  private String fish() {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, CommandLine> verb : line.getSubcommands().entrySet()) {
      out.append("complete -c palimpsest -n __fish_use_subcommand -f -a ").append(verb.getKey());
      out.append(" -d ").append(quoted(firstSentence(verb.getValue()))).append('\n');
      for (OptionSpec option : verb.getValue().getCommandSpec().options()) {
        out.append("complete -c palimpsest -n '__fish_seen_subcommand_from ");
        out.append(verb.getKey()).append("'");
        for (String name : option.names()) {
          out.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.charAt(1));
        }
        out.append(option.arity().max() > 0 ? " -r" : "");
        out.append(" -d ").append(quoted(words(option))).append('\n');
      }
    }
    return out.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
