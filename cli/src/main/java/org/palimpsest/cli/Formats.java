package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.alert.Alarm;
import org.palimpsest.cli.alert.JUnitXml;
import org.palimpsest.cli.alert.Sarif;
import org.palimpsest.finding.DiffJson;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.json.Json;
import picocli.CommandLine.Option;

/** Findings in the formats that pipelines read. They name kinds and devices, and nobody. */
final class Formats {

  private static final List<String> KNOWN = List.of("sarif", "junit");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      split = ",",
      description =
          "sarif or junit instead of text: one of them on standard output, or both, with a comma,"
              + " as files")
  List<String> asked = new ArrayList<>();

  @Option(
      names = "--format-dir",
      paramLabel = "DIR",
      description = "where palimpsest.sarif and palimpsest-junit.xml go (default: here)")
  @Nullable Path folder;

  boolean areAsked() {
    return !asked.isEmpty();
  }

  void check(Verb verb) throws Failure, IOException {
    if (!KNOWN.containsAll(asked)) {
      throw Failure.usage("there is no such format", "one of: sarif, junit, or both with a comma");
    }
    if (folder != null && asked.isEmpty()) {
      throw Failure.usage("--format-dir goes with --format", "add --format sarif,junit");
    }
    if (folder != null) {
      Outside.require(folder, verb.surroundings().keys());
    }
  }

  void write(Verb verb, Judgement judgement, Severity threshold) throws IOException {
    JsonNode diff = DiffJson.of(judgement);
    List<Alarm> alarms = Findings.alarms(diff);
    boolean complete = judgement.diff().complete();
    Instant at = judgement.diff().to().takenAt();
    for (String format : asked) {
      boolean isSarif = format.equals("sarif");
      String text =
          isSarif
              ? new String(
                  Json.canonical(Sarif.of(Build.version(), at, alarms, complete)),
                  StandardCharsets.UTF_8)
              : JUnitXml.of(at, alarms, threshold.word(), complete);
      if (asked.size() == 1 && folder == null) {
        verb.surroundings().out().println(text.stripTrailing());
      } else {
        String name = isSarif ? "palimpsest.sarif" : "palimpsest-junit.xml";
        Path to = folder == null ? Path.of("") : folder;
        Alerting.replace(to.resolve(name), text);
        verb.terminal().note("wrote " + name);
      }
    }
  }
}
