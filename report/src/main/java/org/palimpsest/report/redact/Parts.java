package org.palimpsest.report.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.merkle.TreeHash;

/**
 * The commitments to a report's values, as {@code report.parts} holds them: count and root of the
 * tree, a seal over these, and the key that the salts are made with. Whoever has the file and the
 * report can keep parts of it back; whoever gets a redacted report gets neither.
 *
 * @param sealed the canonical JSON that is sealed
 * @param seal detached CMS over it, DER
 * @param key 32 bytes; the salt of a value is HMAC-SHA-256(key, path)
 */
public record Parts(byte[] sealed, byte[] seal, byte[] key) {

  /** The file in a report's folder. */
  public static final String FILE = "report.parts";

  static final String SCHEMA = "palimpsest/parts/1";
  private static final int KEY_LENGTH = 32;

  /** What seals the commitments. */
  @FunctionalInterface
  public interface Sealer<X extends Exception> {
    /** A detached seal over {@code content}. */
    byte[] seal(byte[] content) throws X;
  }

  /**
   * Commits to every value of a report.
   *
   * @param json the bytes of {@code report.json}
   * @param key 32 random bytes
   */
  public static <X extends Exception> Parts of(
      ObjectNode report, byte[] json, byte[] key, Sealer<X> sealer) throws X {
    byte[] sealed = sealed(report, Sha256.of(json), key);
    return new Parts(sealed, sealer.seal(sealed), key.clone());
  }

  private static byte[] sealed(JsonNode report, Sha256 json, byte[] key) {
    List<byte[]> lines = new ArrayList<>();
    for (Leaf leaf : Leaf.of(report)) {
      lines.add(Leaf.line(leaf.path(), leaf.commitment(salt(key, leaf.path()))));
    }
    ObjectNode parts = Json.object();
    parts.put("count", lines.size());
    parts.put("report", json.hex());
    parts.put("root", root(lines).hex());
    parts.put("schema", SCHEMA);
    return Json.canonical(parts);
  }

  static Sha256 root(List<byte[]> lines) {
    TreeHash tree = new TreeHash();
    lines.forEach(tree::addLeaf);
    return tree.root();
  }

  static byte[] salt(byte[] key, String path) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(path.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** Whether these are the commitments to that report. */
  public boolean areOf(JsonNode report, byte[] json) {
    return java.util.Arrays.equals(sealed, sealed(report, Sha256.of(json), key));
  }

  /** The file. */
  public byte[] toBytes() {
    try {
      ObjectNode file = Json.object();
      file.put("key", HexFormat.of().formatHex(key));
      file.set("parts", Json.read(sealed));
      file.put("seal", Base64.getEncoder().encodeToString(seal));
      return Json.canonical(file);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("parts were written that cannot be read", e);
    }
  }

  /**
   * Reads the file; nothing is verified yet.
   *
   * @throws MalformedJsonException unless it has exactly the form that {@link #toBytes} writes
   */
  public static Parts parse(byte[] file) throws MalformedJsonException {
    JsonNode json = Json.readCanonical(file);
    if (json.size() != 3 || !json.path("parts").isObject()) {
      throw new MalformedJsonException("not a file of commitments");
    }
    try {
      byte[] key = HexFormat.of().parseHex(json.path("key").asText());
      if (key.length != KEY_LENGTH
          || !HexFormat.of().formatHex(key).equals(json.path("key").asText())) {
        throw new MalformedJsonException("not a key of 32 bytes");
      }
      return new Parts(Json.canonical(json.path("parts")), base64(json.path("seal")), key);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("not a file of commitments");
    }
  }

  static byte[] base64(JsonNode node) throws MalformedJsonException {
    try {
      byte[] bytes = Base64.getDecoder().decode(node.asText());
      if (node.isTextual() && Base64.getEncoder().encodeToString(bytes).equals(node.asText())) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new MalformedJsonException("not strict Base64");
  }

  /** Neither key nor values. */
  @Override
  public String toString() {
    return "Parts";
  }
}
