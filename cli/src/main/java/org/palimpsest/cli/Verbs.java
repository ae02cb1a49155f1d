package org.palimpsest.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The verbs by name, in the order of the help. Reading the options of all of them takes longer than
 * many a verb does, so those alone are made whole that a command line names; of the others it needs
 * the names and what they do, and nothing where it begins with a verb.
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
    for (String name : NAMES) {
      if (named.contains(name)) {
        line.addSubcommand(name, make(name));
      } else {
        line.addSubcommand(name, told(name));
      }
    }
  }

  /** Adds all of them, whole. */
  static void addAll(CommandLine line) {
    NAMES.forEach(name -> line.addSubcommand(name, make(name)));
  }

  /** A verb by its name and description alone. */
  private static CommandSpec told(String name) {
    @Nullable Command command = make(name).getClass().getAnnotation(Command.class);
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(Objects.requireNonNull(command).description());
    return spec;
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
