package org.palimpsest.report.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/**
 * A report of which values are kept back: for each value its place and either the value with its
 * salt, or the commitment alone. The root over all of them is the one that was sealed when the
 * report was issued, so nothing that is shown can differ from it, and nothing can have been left
 * out unseen.
 */
public final class Redacted {

  /** What a file of this form begins with; its members are sorted. */
  public static final String START = "{\"parts\":{";

  static final String SCHEMA = "palimpsest/redacted/1";

  private static final String SIGNER = "/verification/signer/fingerprint";

  /** One value, shown or kept back. */
  record Entry(String path, Sha256 commitment, @Nullable JsonNode value) {
    @Override
    public String toString() {
      return path;
    }
  }

  private final byte[] sealed;
  private final byte[] seal;
  private final List<Entry> entries;

  private Redacted(byte[] sealed, byte[] seal, List<Entry> entries) {
    this.sealed = sealed;
    this.seal = seal;
    this.entries = List.copyOf(entries);
  }

  /**
   * Keeps values of a report back.
   *
   * @param withheld whether a value is kept back, by place and value
   * @return the file
   */
  public static byte[] write(Parts parts, JsonNode report, Withholding withheld) {
    ObjectNode file = Json.object();
    try {
      file.set("parts", Json.read(parts.sealed()));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("parts were read that cannot be read", e);
    }
    file.put("schema", SCHEMA);
    file.put("seal", Base64.getEncoder().encodeToString(parts.seal()));
    ArrayNode values = file.putArray("values");
    for (Leaf leaf : Leaf.of(report)) {
      byte[] salt = Parts.salt(parts.key(), leaf.path());
      ObjectNode value = values.addObject().put("path", leaf.path());
      if (withheld.keepsBack(leaf.path(), leaf.value())) {
        value.put("commitment", leaf.commitment(salt).hex());
      } else {
        value.put("salt", HexFormat.of().formatHex(salt));
        value.set("value", leaf.value());
      }
    }
    return Json.canonical(file);
  }

  /** What is kept back. */
  @FunctionalInterface
  public interface Withholding {
    /** Whether the value at {@code path} is kept back. */
    boolean keepsBack(String path, JsonNode value);
  }

  /**
   * Reads a file; nothing is verified yet.
   *
   * @throws MalformedJsonException unless it has exactly the form that {@link #write} gives
   */
  public static Redacted parse(byte[] file) throws MalformedJsonException {
    JsonNode json = Json.readCanonical(file);
    if (json.size() != 4
        || !json.path("schema").asText().equals(SCHEMA)
        || !json.path("parts").isObject()
        || !json.path("values").isArray()) {
      throw new MalformedJsonException("not a redacted report of a known version");
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode value : json.path("values")) {
      entries.add(entry(value));
    }
    requireReport(entries);
    return new Redacted(
        Json.canonical(json.path("parts")), Parts.base64(json.path("seal")), entries);
  }

  /** A seal over values that no report has, or has twice, says nothing of a report. */
  private static void requireReport(List<Entry> entries) throws MalformedJsonException {
    List<String> paths = entries.stream().map(Entry::path).toList();
    if (!Pointers.areOfOneDocument(paths)) {
      throw new MalformedJsonException("the places are not those of one document in its order");
    }
    if (!Pointers.sections(paths).equals(ReportDocument.SECTIONS)) {
      throw new MalformedJsonException("the places are not those of a report");
    }
    for (Entry entry : entries) {
      JsonNode value = entry.value();
      if (value != null && value.isContainerNode() && !value.isEmpty()) {
        throw new MalformedJsonException("a value holds values of its own");
      }
      if (value != null
          && entry.path().equals("/schema")
          && !value.equals(Json.object().textNode(ReportDocument.SCHEMA))) {
        throw new MalformedJsonException("a report of a version that is not known here");
      }
    }
  }

  private static Entry entry(JsonNode node) throws MalformedJsonException {
    String path = node.path("path").asText();
    String hex = node.path(node.has("salt") ? "salt" : "commitment").asText();
    boolean isShown = node.has("value") && node.has("salt");
    if (!node.path("path").isTextual()
        || !Sha256.isHex(hex)
        || node.size() != (isShown ? 3 : 2)
        || !isShown && !node.has("commitment")) {
      throw new MalformedJsonException("a value is neither shown nor kept back");
    }
    if (!isShown) {
      return new Entry(path, Sha256.parse(hex), null);
    }
    JsonNode value = node.path("value");
    return new Entry(path, Leaf.commitment(HexFormat.of().parseHex(hex), value), value);
  }

  /** Checks the seal, and that every place and value is what was sealed. */
  public List<Check> check(Trust trust) {
    List<Check> checks = new ArrayList<>();
    SealCheck.Result result = SealCheck.detached(seal, sealed, trust);
    for (Check each : result.checks()) {
      checks.add(new Check("redacted " + each.name(), each.status(), each.detail()));
    }
    if (result.signer() != null) {
      checks.add(signer(Fingerprint.of(result.signer()).hex()));
    }
    List<byte[]> lines = new ArrayList<>();
    entries.forEach(entry -> lines.add(Leaf.line(entry.path(), entry.commitment())));
    String found = Parts.root(lines).hex();
    try {
      JsonNode parts = Json.read(sealed);
      boolean holds =
          parts.path("schema").asText().equals(Parts.SCHEMA)
              && parts.path("count").asLong() == entries.size()
              && parts.path("root").asText().equals(found);
      checks.add(
          holds
              ? Check.passed(
                  "redacted values",
                  entries.size()
                      + " values of report "
                      + parts.path("report").asText()
                      + ", "
                      + withheld()
                      + " of them kept back")
              : Check.failed(
                  "redacted values",
                  "not those that were sealed\n  calculated: "
                      + found
                      + "\n  sealed:     "
                      + parts.path("root").asText()));
    } catch (MalformedJsonException e) {
      checks.add(Check.failed("redacted values", "what is sealed cannot be read"));
    }
    return checks;
  }

  /** The seal must be of the certificate that the report names, where it is not kept back. */
  private Check signer(String found) {
    String name = "redacted signer";
    for (Entry entry : entries) {
      if (entry.path().equals(SIGNER)) {
        JsonNode said = entry.value();
        if (said == null) {
          return Check.notChecked(
              name, "the certificate that the report names is kept back; sealed by " + found);
        }
        return said.asText().equals(found)
            ? Check.passed(name, "sealed by the certificate that the report names")
            : Check.failed(
                name, "the report names the certificate " + said.asText() + ", sealed by " + found);
      }
    }
    return Check.failed(name, "the report names no certificate");
  }

  /** The head of the custody log that the report holds; empty if it is kept back. */
  public Optional<String> checkpoint() {
    return entries.stream()
        .filter(entry -> entry.path().equals("/custody/checkpoint") && entry.value() != null)
        .map(entry -> java.util.Objects.requireNonNull(entry.value()).asText())
        .findFirst();
  }

  /** How many values are kept back. */
  public long withheld() {
    return entries.stream().filter(entry -> entry.value() == null).count();
  }

  /** The value at a place as text; null if there is none, the given words if it is kept back. */
  @Nullable String text(String path, String keptBack) {
    for (Entry entry : entries) {
      if (entry.path().equals(path)) {
        JsonNode value = entry.value();
        return value == null ? keptBack : value.isTextual() ? value.textValue() : value.toString();
      }
    }
    return null;
  }

  /** The places at which something stands and is, or is not, kept back. */
  List<String> paths(Predicate<Boolean> keptBack) {
    return entries.stream()
        .filter(entry -> keptBack.test(entry.value() == null))
        .map(Entry::path)
        .toList();
  }

  /** How much is kept back, not what. */
  @Override
  public String toString() {
    return "Redacted[" + withheld() + " of " + entries.size() + "]";
  }
}
