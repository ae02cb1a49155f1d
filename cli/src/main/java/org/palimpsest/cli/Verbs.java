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
    ALL.put("recover", RecoverVerb::new);
    ALL.put("report", ReportVerb::new);
    ALL.put("verify", VerifyVerb::new);
    ALL.put("prove", ProveVerb::new);
    ALL.put("custody", CustodyVerb::new);
    ALL.put("extract", ExtractVerb::new);
    ALL.put("mirror", MirrorVerb::new);
    ALL.put("repair", RepairVerb::new);
    ALL.put("hold", HoldVerb::new);
    ALL.put("prune", PruneVerb::new);
