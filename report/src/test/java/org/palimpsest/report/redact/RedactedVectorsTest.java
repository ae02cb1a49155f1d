package org.palimpsest.report.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/**
 * The vectors in {@code docs/format/vectors/redacted}: one report, of which parts are kept back.
 */
class RedactedVectorsTest {

  private static final Path VECTORS = Path.of("..", "docs", "format", "vectors", "redacted");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, String> files = new TreeMap<>();

  private static ObjectNode report(String fingerprint) {
    ObjectNode report = Json.object().put("schema", ReportDocument.SCHEMA);
    for (String section : ReportDocument.SECTIONS) {
      if (!section.equals("schema")) {
        report.putObject(section);
      }
    }
    report.putObject("cover").put("title", "Two findings");
    report.remove("findings");
    for (String id : List.of("F-1", "F-2")) {
      ObjectNode finding = report.withArray("findings").addObject();
      finding.put("id", id).put("severity", id.equals("F-1") ? "high" : "low").put("count", 42);
      finding.putArray("people").add("+15550100").add("ren\u00e9e@example.org");
    }
    report.putObject("annexes").putNull("here").put("sure", true);
    report.putObject("verification").putObject("signer").put("fingerprint", fingerprint);
    return report;
  }

  @BeforeEach
  void make() throws Exception {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed(1);
    SealingKey key = SealingKey.create("Test Examiner", START, Duration.ofDays(3650), random);
    ObjectNode report = report(Fingerprint.of(key.certificate()).hex());
    byte[] json = Json.canonical(report);
    byte[] salts = Sha256.of("salts".getBytes(StandardCharsets.UTF_8)).bytes();
    Parts parts = Parts.of(report, json, salts, bytes -> key.sealDetached(bytes, START));
    String all = text(Redacted.write(parts, report, (path, value) -> false));
    String person =
        text(
            Redacted.write(
                parts,
                report,
                (path, value) -> value.isTextual() && value.textValue().equals("+15550100")));
    files.put("nothing-kept-back.json", all);
    files.put("a-person-kept-back.json", person);
    files.put(
        "a-finding-kept-back.json",
        text(Redacted.write(parts, report, (path, value) -> path.startsWith("/findings/0/"))));
    files.put("all-kept-back.json", text(Redacted.write(parts, report, (path, value) -> true)));
    files.put("value-changed_fail.json", all.replaceFirst("\"value\":42", "\"value\":43"));
    files.put(
        "value-of-another-type_fail.json", all.replaceFirst("\"value\":42", "\"value\":\"42\""));
    files.put("path-changed_fail.json", all.replaceFirst("/findings/0/", "/findings/1/"));
    files.put("value-left-out_fail.json", all.replaceFirst("\\{\"path\":[^}]*\\},", ""));
    String first = all.replaceFirst("(?s).*\"values\":\\[(\\{[^}]*\\}),.*", "$1");
    files.put("value-twice_fail.json", all.replace(first, first + "," + first));
    files.put(
        "neither-shown-nor-kept-back_fail.json", all.replaceFirst("\"salt\":\"[0-9a-f]*\",", ""));
    files.put("count-changed_fail.json", all.replaceFirst("\"count\":\\d+", "\"count\":1"));
    SealingKey other = SealingKey.create("Somebody Else", START, Duration.ofDays(3650), random);
    Parts foreign = Parts.of(report, json, salts, bytes -> other.sealDetached(bytes, START));
    files.put(
        "sealed-by-another_fail.json",
        text(Redacted.write(foreign, report, (path, value) -> path.startsWith("/findings/"))));
    ObjectNode nameless = report.deepCopy();
    nameless.putObject("verification");
    byte[] without = Json.canonical(nameless);
    Parts ofNameless = Parts.of(nameless, without, salts, bytes -> key.sealDetached(bytes, START));
    files.put(
        "names-no-certificate_fail.json",
        text(Redacted.write(ofNameless, nameless, (path, value) -> false)));
    ObjectNode less = report.deepCopy();
    less.remove("limits");
    files.put("a-section-less_fail.json", sealed(less, List.of(), key, salts));
    ObjectNode more = report.deepCopy().put("aside", 1);
    files.put("a-section-more_fail.json", sealed(more, List.of(), key, salts));
    ObjectNode later = report.deepCopy().put("schema", "palimpsest/report/2");
    files.put("of-another-schema_fail.json", sealed(later, List.of(), key, salts));
    for (Map.Entry<String, String> each :
        Map.of(
                "no-path", "",
                "no-pointer", "/findings/1/~2",
                "path-twice-with-two-values", "/findings/0/count",
                "value-below-a-value", "/findings/0/count/more",
                "element-left-out", "/findings/3/id",
                "out-of-order", "/annexes/before")
            .entrySet()) {
      files.put(each.getKey() + "_fail.json", sealed(report, List.of(each.getValue()), key, salts));
    }
    files.put("another-spelling_fail.json", all.replaceFirst("\"schema\":", "\"schema\": "));
    assertThat(person).doesNotContain("+15550100").contains("commitment");
    // What is kept back cannot be guessed from its commitment without its salt.
    assertThat(person)
        .doesNotContain(Sha256.of("\"+15550100\"".getBytes(StandardCharsets.UTF_8)).hex());
  }

  /** A copy with one more value at each of these places, sealed as if a report had them. */
  private static String sealed(ObjectNode report, List<String> more, SealingKey key, byte[] salts) {
    List<byte[]> lines = new ArrayList<>();
    ObjectNode file = Json.object();
    ArrayNode values = Json.object().putArray("values");
    List<Leaf> leaves = new ArrayList<>(Leaf.of(report));
    more.forEach(path -> leaves.add(new Leaf(path, Json.object().numberNode(7))));
    for (Leaf leaf : leaves) {
      byte[] salt = Parts.salt(salts, leaf.path());
      lines.add(Leaf.line(leaf.path(), leaf.commitment(salt)));
      ObjectNode value = values.addObject().put("path", leaf.path());
      value.put("salt", HexFormat.of().formatHex(salt)).set("value", leaf.value());
    }
    ObjectNode parts = Json.object().put("count", lines.size());
    parts.put("report", Sha256.of(Json.canonical(report)).hex());
    parts.put("root", Parts.root(lines).hex()).put("schema", Parts.SCHEMA);
    byte[] seal = key.sealDetached(Json.canonical(parts), START);
    file.put("seal", Base64.getEncoder().encodeToString(seal)).put("schema", Redacted.SCHEMA);
    file.set("parts", parts);
    file.set("values", values);
    return text(Json.canonical(file));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void theVectorsAreWhatIsWrittenHere() throws Exception {
    if ("write".equals(System.getProperty("palimpsest.vectors"))) {
      Files.createDirectories(VECTORS);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(VECTORS.resolve(file.getKey()), file.getValue());
      }
    }
    Map<String, String> there = new TreeMap<>();
    for (Path each : vectors()) {
      there.put(each.getFileName().toString(), Files.readString(each));
    }
    assertThat(there).isEqualTo(files);
  }

  private static List<Path> vectors() throws IOException {
    try (Stream<Path> all = Files.list(VECTORS)) {
      return all.sorted().toList();
    }
  }

  @Test
  void eachCopyHasItsVerdict() throws Exception {
    assertThat(vectors()).hasSize(23);
    for (Path each : vectors()) {
      boolean isGood = !each.toString().endsWith("_fail.json");
      assertThat(isAccepted(Files.readAllBytes(each))).as(each.toString()).isEqualTo(isGood);
      assertThat(scriptAccepts(each)).as(each.toString()).isEqualTo(isGood);
    }
  }

  private static boolean isAccepted(byte[] file) {
    try {
      return Redacted.parse(file).check(Trust.NONE).stream().noneMatch(Check::isFailure);
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private static boolean scriptAccepts(Path file) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder("python3", "../docs/verify.py", file.toString())
              .redirectErrorStream(true)
              .start();
      String said = text(process.getInputStream().readAllBytes());
      int exit = process.waitFor();
      assumeTrue(!said.contains("'openssl'"), "openssl is not installed");
      return exit == 0;
    } catch (IOException e) {
      assumeTrue(false, "python3 is not installed");
      throw e;
    }
  }
}
