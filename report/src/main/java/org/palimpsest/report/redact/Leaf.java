package org.palimpsest.report.redact;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;

/**
 * One value of a document with its place: a string, number, boolean or null, or an array or object
 * without elements.
 *
 * @param path where it stands, a JSON pointer (RFC 6901)
 * @param value what stands there
 */
record Leaf(String path, JsonNode value) {

  private static final int MAX_DEPTH = 60;

  /** All values of a document, members in the order of their names. */
  static List<Leaf> of(JsonNode document) {
    List<Leaf> leaves = new ArrayList<>();
    add("", document, 0, leaves);
    return leaves;
  }

  private static void add(String path, JsonNode node, int depth, List<Leaf> leaves) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("deeper than a report is");
    }
    if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        add(path + "/" + i, node.path(i), depth + 1, leaves);
      }
    } else if (node.isObject() && !node.isEmpty()) {
      List<String> names = new ArrayList<>();
      node.fieldNames().forEachRemaining(names::add);
      names.sort(null);
      for (String name : names) {
        String escaped = name.replace("~", "~0").replace("/", "~1");
        add(path + "/" + escaped, node.path(name), depth + 1, leaves);
      }
    } else {
      leaves.add(new Leaf(path, node));
    }
  }

  /** SHA-256(salt ‖ value as canonical JSON). */
  Sha256 commitment(byte[] salt) {
    return commitment(salt, value);
  }

  static Sha256 commitment(byte[] salt, JsonNode value) {
    var digest = Sha256.newDigest();
    digest.update(salt);
    return Sha256.ofHash(digest.digest(Json.canonical(value)));
  }

  /** What the tree is over: path, LF, commitment in hex. */
  static byte[] line(String path, Sha256 commitment) {
    return (path + "\n" + commitment.hex()).getBytes(StandardCharsets.UTF_8);
  }

  /** The place only. */
  @Override
  public String toString() {
    return path;
  }
}
