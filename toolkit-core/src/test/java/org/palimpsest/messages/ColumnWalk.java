package org.palimpsest.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.digest.Sha256;
import org.palimpsest.testdata.SchemaFile;
import org.palimpsest.testdata.SchemaStore;

/**
 * Writes one row into every table of a generation, each column with a value that stands nowhere
 * else, reads the store, and looks where the values are.
 */
final class ColumnWalk {

  /** Columns that name a row of another table; they are read when the records hang together. */
  private static final Map<String, Long> LINKS =
      Map.ofEntries(
          Map.entry("chat_message_join.chat_id", 1L),
          Map.entry("chat_message_join.message_id", 1L),
          Map.entry("chat_handle_join.chat_id", 1L),
          Map.entry("chat_handle_join.handle_id", 1L),
          Map.entry("message_attachment_join.message_id", 1L),
          Map.entry("message_attachment_join.attachment_id", 1L),
          Map.entry("group_member.group_id", 1L),
          Map.entry("message.group_id", 1L),
          Map.entry("msg_pieces.message_id", 1L),
          Map.entry("madrid_attachment.message_id", 1L));

  private final SchemaFile schema;
  private final Map<String, String> marks = new LinkedHashMap<>();
  private int next = 7_000_001;

  ColumnWalk(SchemaFile schema) {
    this.schema = schema;
  }

  /** Where the value of each {@code table.column} was found. */
  Map<String, String> run(Path file) throws Exception {
    try (SchemaStore store = SchemaStore.create(file, schema)) {
      for (Map.Entry<String, List<String>> table : schema.columns().entrySet()) {
        Map<String, Object> row = new LinkedHashMap<>();
        table.getValue().forEach(name -> row.put(name, value(table.getKey(), name, store)));
        store.insert(table.getKey(), row);
      }
    }
    Reading reading = Reading.of(file);
    Map<String, String> contents = joined(reading.contents);
    Map<String, String> states = joined(reading.states);
    Map<String, String> found = new TreeMap<>();
    marks.forEach((column, mark) -> found.put(column, place(column, mark, contents, states)));
    LINKS.forEach(
        (column, row) -> {
          String[] names = column.split("\\.");
          if (schema.columns().getOrDefault(names[0], List.of()).contains(names[1])) {
            found.put(column, linked(column, reading) ? "link" : "");
          }
        });
    return found;
  }

  private Object value(String table, String name, SchemaStore store) {
    String column = table + "." + name;
    Long link = LINKS.get(column);
    if (link != null) {
      return link;
    }
    String declared = declared(table, name, store);
    int number = next++;
    if (declared.startsWith("INT")) {
      marks.put(column, Integer.toString(number));
      return number;
    }
    if (declared.equals("BLOB")) {
      byte[] bytes = ("blob " + number).getBytes(StandardCharsets.US_ASCII);
      marks.put(column, Sha256.of(bytes).hex());
      return bytes;
    }
    marks.put(column, "text" + number);
    return "text" + number;
  }

  private static String declared(String table, String name, SchemaStore store) {
    List<String> types =
        store
            .sql()
            .strings("SELECT upper(type) FROM pragma_table_info(?) WHERE name = ?", table, name);
    return types.isEmpty() ? "" : types.get(0);
  }

  private static Map<String, String> joined(Map<String, JsonNode> records) {
    Map<String, String> joined = new TreeMap<>();
    records.forEach(
        (key, node) ->
            joined.merge(
                key.substring(0, key.indexOf('/')), node.toString(), (a, b) -> a + "\n" + b));
    return joined;
  }

  /** Kinds of records that may hold what a table says. */
  private static final Map<String, Set<String>> HOLDERS =
      Map.of(
          "message", Set.of("message"),
          "chat", Set.of("thread"),
          "madrid_chat", Set.of("thread"),
          "msg_group", Set.of("thread"),
          "group_member", Set.of("thread"),
          "attachment", Set.of("attachment"),
          "madrid_attachment", Set.of("attachment"),
          "msg_pieces", Set.of("attachment"));

  private static String place(
      String column, String mark, Map<String, String> contents, Map<String, String> states) {
    String table = column.substring(0, column.indexOf('.'));
    Set<String> kinds = HOLDERS.getOrDefault(table, new TreeSet<>(Set.of("tombstone", "row")));
    for (String kind : kinds) {
      if (contents.getOrDefault(kind, "").contains(mark)) {
        return kind + " content";
      }
    }
    for (String kind : kinds) {
      if (states.getOrDefault(kind, "").contains(mark)) {
        return kind + " state";
      }
    }
    return "";
  }

  private static boolean linked(String column, Reading reading) {
    Message message = reading.messages.get(0);
    return switch (column) {
      case "chat_message_join.chat_id", "chat_message_join.message_id", "message.group_id" ->
          !message.threads().isEmpty();
      case "chat_handle_join.chat_id", "chat_handle_join.handle_id", "group_member.group_id" ->
          reading.threads.stream().anyMatch(thread -> !thread.participants().isEmpty());
      default -> !message.attachments().isEmpty();
    };
  }
}
