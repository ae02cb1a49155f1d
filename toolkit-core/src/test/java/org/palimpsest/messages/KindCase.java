package org.palimpsest.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A kind of message: what its row holds, and how one sees that it was understood.
 *
 * @param name in the words of the coverage table
 * @param deep whether its content is read, and not only what kind it is
 * @param columns the row, beside guid and date
 * @param understood whether a reading shows it
 */
record KindCase(
    String name, boolean deep, Map<String, Object> columns, Predicate<Seen> understood) {

  /** A message with its record. */
  record Seen(Message message, JsonNode content, JsonNode state) {
    boolean is(MessageKind kind) {
      return message.kind() == kind;
    }

    String content(String pointer) {
      return content.at(pointer).isValueNode()
          ? content.at(pointer).asText()
          : content.at(pointer).toString();
    }

    String state(String pointer) {
      return state.at(pointer).isValueNode()
          ? state.at(pointer).asText()
          : state.at(pointer).toString();
    }
  }

  static KindCase read(String name, Map<String, Object> columns, Predicate<Seen> understood) {
    return new KindCase(name, true, columns, understood);
  }

  static KindCase recognised(String name, Map<String, Object> columns, MessageKind kind) {
    return new KindCase(name, false, columns, seen -> seen.is(kind));
  }

  /** Columns without which a generation cannot hold such a message. */
  List<String> needs() {
    return List.copyOf(columns.keySet());
  }

  static Map<String, Object> row(Object... pairs) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put((String) pairs[i], pairs[i + 1]);
    }
    return row;
  }
}
