package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The verbs by name, in the order of the help. Reading the options of all of them takes longer than
 * many a verb does, so those alone are made whole that a command line names; of the others it needs
 * the names and what they do, which a list beside this class says, and nothing where it begins with
 * a verb.
 */
final class Verbs {

  static final List<String> NAMES =
      List.of(
          "demo",
          "doctor",
          "sources",
          "init",
          "snapshot",
          "snapshots",
          "diff",
          "check",
          "compare",
          "gaps",
          "show",
          "recover",
          "report",
          "redact",
          "verify",
          "prove",
          "extend",
          "custody",
          "package",
          "import",
          "extract",
          "run",
          "runs",
          "schedule",
          "config",
          "mirror",
          "repair",
          "hold",
          "prune",
          "keys",
          "passphrase",
          "help");

  /** Made from the help, which knows more and takes longer. */
  static final String LIST = "verbs.txt";

  private Verbs() {}

  /**
   * Adds what a command line needs: each verb that it names, and the names of all to choose from.
   */
  static void add(CommandLine line, List<String> args) {
    Set<String> named = new LinkedHashSet<>(args);
    if (!args.isEmpty() && NAMES.contains(args.get(0)) && !args.get(0).equals("help")) {
      line.addSubcommand(args.get(0), make(args.get(0)));
      return;
    }
    Map<String, String> list = list();
    for (String name : NAMES) {
      if (named.contains(name)) {
        line.addSubcommand(name, make(name));
      } else {
        line.addSubcommand(name, told(name, list.getOrDefault(name, "")));
      }
    }
  }

  /** Adds all of them, whole. */
  static void addAll(CommandLine line) {
    NAMES.forEach(name -> line.addSubcommand(name, make(name)));
  }

  /** A verb by its name and what it does alone. */
  private static CommandSpec told(String name, String does) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(does);
    return spec;
  }

  /** What each verb does, in a sentence. */
  static Map<String, String> list() {
    Map<String, String> list = new LinkedHashMap<>();
    try (InputStream in = Verbs.class.getResourceAsStream(LIST)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        int tab = line.indexOf('\t');
        if (tab > 0) {
          list.put(line.substring(0, tab), line.substring(tab + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a part of this program cannot be read", e);
    }
    return list;
  }

  private static Callable<Integer> make(String name) {
    return switch (name) {
      case "demo" -> new DemoVerb();
      case "doctor" -> new DoctorVerb();
      case "sources" -> new SourcesVerb();
      case "init" -> new InitVerb();
      case "snapshot" -> new SnapshotVerb();
      case "snapshots" -> new SnapshotsVerb();
      case "diff" -> new DiffVerb();
      case "check" -> new CheckVerb();
      case "compare" -> new CompareVerb();
      case "gaps" -> new GapsVerb();
      case "show" -> new ShowVerb();
      case "recover" -> new RecoverVerb();
      case "report" -> new ReportVerb();
      case "redact" -> new RedactVerb();
      case "verify" -> new VerifyVerb();
      case "prove" -> new ProveVerb();
      case "extend" -> new ExtendVerb();
      case "custody" -> new CustodyVerb();
      case "package" -> new PackageVerb();
      case "import" -> new ImportVerb();
      case "extract" -> new ExtractVerb();
      case "run" -> new RunVerb();
      case "runs" -> new RunsVerb();
      case "schedule" -> new ScheduleVerb();
      case "config" -> new ConfigVerb();
      case "mirror" -> new MirrorVerb();
      case "repair" -> new RepairVerb();
      case "hold" -> new HoldVerb();
      case "prune" -> new PruneVerb();
      case "keys" -> new KeysVerb();
      case "passphrase" -> new PassphraseVerb();
      case "help" -> new HelpVerb();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
