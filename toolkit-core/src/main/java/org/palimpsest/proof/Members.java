package org.palimpsest.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.digest.Sha256;

/** Reads the members of a proof's objects strictly. */
final class Members {

  private static final int MAX_PATH = 63;

  private Members() {}

  /** Refuses any other members than these, and any missing one. */
  static void only(JsonNode node, String what, String... names) throws MalformedProofException {
    TreeSet<String> found = new TreeSet<>();
    node.fieldNames().forEachRemaining(found::add);
    if (!node.isObject() || !found.equals(new TreeSet<>(Set.of(names)))) {
      throw new MalformedProofException(what + " has not the members that it should have");
    }
  }

  static String text(JsonNode node, String name) throws MalformedProofException {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw new MalformedProofException("member " + name + " is not a string");
    }
    return value.textValue();
  }

  static long number(JsonNode node, String name) throws MalformedProofException {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new MalformedProofException("member " + name + " is not a count");
    }
    return value.longValue();
  }

  static byte[] base64(JsonNode node, String name) throws MalformedProofException {
    return decode(text(node, name), name);
  }

  private static byte[] decode(String text, String name) throws MalformedProofException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // The JDK's decoder tolerates missing padding and spare bits that are not zero.
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without quoting the text.
    }
    throw new MalformedProofException("member " + name + " is not strict Base64");
  }

  static List<Sha256> path(JsonNode node, String name) throws MalformedProofException {
    JsonNode array = node.path(name);
    if (!array.isArray() || array.size() > MAX_PATH) {
      throw new MalformedProofException("member " + name + " is not a path");
    }
    List<Sha256> path = new ArrayList<>();
    for (JsonNode element : array) {
      byte[] hash = decode(element.asText(), name);
      if (!element.isTextual() || hash.length != Sha256.LENGTH) {
        throw new MalformedProofException("member " + name + " is not a path of hashes");
      }
      path.add(Sha256.ofHash(hash));
    }
    return path;
  }
}
