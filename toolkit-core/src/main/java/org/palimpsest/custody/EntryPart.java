package org.palimpsest.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;

/** Reads and writes the members of an entry's parts; absent ones are left out, never null. */
final class EntryPart {

  private EntryPart() {}

  static ObjectNode of(@Nullable String... namesAndValues) {
    ObjectNode node = Json.object();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      String value = namesAndValues[i + 1];
      if (name != null && value != null) {
        node.put(name, value);
      }
    }
    return node;
  }

  static @Nullable String text(JsonNode node, String name) throws MalformedLogException {
    JsonNode value = node.get(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw malformed(name, "a string");
    }
    return value.textValue();
  }

  static String required(JsonNode node, String name) throws MalformedLogException {
    String value = text(node, name);
    if (value == null) {
      throw malformed(name, "present");
    }
    return value;
  }

  static long number(JsonNode node, String name) throws MalformedLogException {
    JsonNode value = node.get(name);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw malformed(name, "an integer");
    }
    return value.longValue();
  }

  static Optional<JsonNode> object(JsonNode node, String name) throws MalformedLogException {
    JsonNode value = node.get(name);
    if (value != null && !value.isObject()) {
      throw malformed(name, "an object");
    }
    return Optional.ofNullable(value);
  }

  /** The elements of an array; none if it is absent. */
  static Iterable<JsonNode> elements(JsonNode node, String name) throws MalformedLogException {
    JsonNode value = node.get(name);
    if (value != null && !value.isArray()) {
      throw malformed(name, "an array");
    }
    return value == null ? List.of() : value;
  }

  static MalformedLogException malformed(String name, String shouldBe) {
    return new MalformedLogException(0, "member " + name + " should be " + shouldBe);
  }
}
