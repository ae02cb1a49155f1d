package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.report.redact.Redacted;
import org.palimpsest.report.redact.RedactedText;
import org.palimpsest.report.redact.SoughtText;
import org.palimpsest.seal.Trust;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a copy of a report of which parts are kept back. */
@Command(
    name = "redact",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a copy of a report in which chosen findings, or every value that holds a text, are"
          + " kept back; the rest still verifies against the seal of the day of issue. Give away"
          + " the copy alone: report.parts and the views of the report hold everything."
    })
final class RedactVerb extends Verb {

  @Parameters(index = "0", paramLabel = "REPORT", description = "the folder of the report")
  Path report = Path.of("");

  @Option(
      names = "--finding",
      paramLabel = "ID",
      description = "keep this finding back; can be given again")
  List<String> findings = new ArrayList<>();

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description =
          "keep back every value that holds this text, in hexadecimal digits too; can be given"
              + " again")
  List<String> texts = new ArrayList<>();

  @Option(
      names = "--section",
      paramLabel = "NAME",
      description = "keep back a section, such as results or custody; can be given again")
  List<String> sections = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "where to write the copy; a new file")
  @Nullable Path out;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    Path target = Objects.requireNonNull(out);
    OutFile.requireFree(target);
    Outside.require(target, surroundings().keys());
    if (findings.isEmpty() && texts.isEmpty() && sections.isEmpty()) {
      throw Failure.usage(
          "nothing is named that is to be kept back",
          "name it with --finding, --text or --section");
    }
    if (texts.contains("")) {
      throw Failure.usage("the text is empty", "name the words that are to be kept back");
    }
    byte[] json = read("report.json");
    JsonNode document;
    Parts parts;
    try {
      document = Json.readCanonical(json);
      parts = Parts.parse(read(Parts.FILE));
    } catch (MalformedJsonException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the report is not as it was issued",
          "see what is wrong with: palimpsest verify");
    }
    Set<String> places = places(document);
    places.addAll(textPlaces(document));
    byte[] file = Redacted.write(parts, document, (path, value) -> keepsBack(places, path));
    Redacted redacted = check(parts, document, json, file);
    OutFile.write(target, file, () -> {});
    Terminal t = terminal();
    RedactedText.of(redacted).forEach(t::line);
    t.line();
    t.line("written to  " + target + " (" + Plain.count(file.length, "byte") + ")");
    t.line("check it    palimpsest verify " + ShellWord.of(target));
    t.document(
        Json.object()
            .put("schema", "palimpsest/redaction/1")
            .put("sha256", Sha256.of(file).hex())
            .put("withheld", redacted.withheld()));
    return Exit.OK;
  }

  private byte[] read(String name) throws Failure, IOException {
    Path file = report.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw Failure.usage(
          "the folder has no " + name, "name the folder of a report as report --out wrote it");
    }
    return Files.readAllBytes(file);
  }

  /** Where the named findings and sections stand. */
  private Set<String> places(JsonNode document) throws Failure {
    Set<String> places = new HashSet<>();
    for (String id : findings) {
      int found = -1;
      for (int i = 0; i < document.path("findings").size(); i++) {
        if (document.path("findings").path(i).path("id").asText().equals(id)) {
          found = i;
        }
      }
      if (found < 0) {
        throw Failure.usage(
            "the report has no finding of that id", "copy the id from report.json or findings.csv");
      }
      places.add("/findings/" + found + "/");
    }
    for (String section : sections) {
      if (!document.has(section)) {
        throw Failure.usage("the report has no section of that name", "see docs/format/report.md");
      }
      places.add("/" + section + "/");
    }
    return places;
  }

  /** Where the texts stand; one that stands nowhere may be a slip of the pen. */
  private Set<String> textPlaces(JsonNode document) throws Failure {
    Set<String> places = new HashSet<>();
    int number = 0;
    for (String text : texts) {
      number++;
      Set<String> found = SoughtText.places(document, text);
      if (found.isEmpty()) {
        throw Failure.usage(
            "the text of --text number " + number + " stands nowhere in the report",
            "copy it from report.json, or leave it out");
      }
      found.forEach(place -> places.add(place + "/"));
    }
    return places;
  }

  private static boolean keepsBack(Set<String> places, String path) {
    return places.stream().anyMatch((path + "/")::startsWith);
  }

  /** A copy that would not verify, or still holds what was to be kept back, is not given away. */
  private Redacted check(Parts parts, JsonNode document, byte[] json, byte[] file) throws Failure {
    try {
      Redacted redacted = Redacted.parse(file);
      boolean isSound = redacted.check(Trust.NONE).stream().noneMatch(Check::isFailure);
      if (isSound && parts.areOf(document, json)) {
        return redacted;
      }
    } catch (MalformedJsonException e) {
      // Said below.
    }
    throw new Failure(
        Exit.INTEGRITY,
        "the report is not as it was issued, so nothing was written",
        "see what is wrong with: palimpsest verify");
  }
}
