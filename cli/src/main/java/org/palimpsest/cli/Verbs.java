package org.palimpsest.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The verbs by name, in the order of the help. Reading the options of all of them takes longer than
 * many a verb does, so only the one that is called is made, and all where they are asked for.
 */
final class Verbs {

  private static final Map<String, Supplier<Callable<Integer>>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("demo", DemoVerb::new);
    ALL.put("doctor", DoctorVerb::new);
    ALL.put("sources", SourcesVerb::new);
    ALL.put("init", InitVerb::new);
    ALL.put("snapshot", SnapshotVerb::new);
    ALL.put("snapshots", SnapshotsVerb::new);
    ALL.put("diff", DiffVerb::new);
    ALL.put("check", CheckVerb::new);
    ALL.put("compare", CompareVerb::new);
    ALL.put("gaps", GapsVerb::new);
    ALL.put("show", ShowVerb::new);
    ALL.put("recover", RecoverVerb::new);
    ALL.put("report", ReportVerb::new);
    ALL.put("redact", RedactVerb::new);
    ALL.put("verify", VerifyVerb::new);
    ALL.put("prove", ProveVerb::new);
    ALL.put("extend", ExtendVerb::new);
    ALL.put("custody", CustodyVerb::new);
    ALL.put("package", PackageVerb::new);
    ALL.put("import", ImportVerb::new);
    ALL.put("extract", ExtractVerb::new);
    ALL.put("run", RunVerb::new);
    ALL.put("runs", RunsVerb::new);
    ALL.put("schedule", ScheduleVerb::new);
    ALL.put("config", ConfigVerb::new);
    ALL.put("mirror", MirrorVerb::new);
    ALL.put("repair", RepairVerb::new);
    ALL.put("hold", HoldVerb::new);
    ALL.put("prune", PruneVerb::new);
    ALL.put("keys", KeysVerb::new);
    ALL.put("passphrase", PassphraseVerb::new);
    ALL.put("help", HelpVerb::new);
  }

  private Verbs() {}

  /** Adds the verb that {@code args} call, or all when they call none, or ask for help. */
  static void add(CommandLine line, List<String> args) {
    String first = args.isEmpty() ? "" : args.get(0);
    Supplier<Callable<Integer>> called = first.equals("help") ? null : ALL.get(first);
    if (called != null) {
      line.addSubcommand(first, called.get());
    } else {
      ALL.forEach((name, verb) -> line.addSubcommand(name, verb.get()));
    }
  }
}
