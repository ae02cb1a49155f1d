package org.palimpsest.testdata;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code truth.json} of a scenario. Integers are numbers whatever their size, texts are strings and
 * blobs are {@code {"blob":"hexadecimal"}}. Live messages and links are lists in the order of their
 * records' components.
 */
final class TruthFile {
  private static final String SCHEMA = "palimpsest-testdata/deletion-truth/1";

  private TruthFile() {}

  static void write(DeletionTruth truth, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("{\"schema\":\"" + SCHEMA + "\",\"scenario\":\"" + truth.scenario() + "\"");
      out.write(",\n\"rows\":" + truth.rows() + ",\"files\":");
      list(out, truth.files());
      out.write(",\n\"columns\":");
      list(out, truth.columns());
      out.write(",\n\"standards\":");
      list(out, truth.standards());
      out.write(",\n\"deleted\":[");
      String comma = "\n";
      for (DeletionTruth.Deleted each : truth.deleted()) {
        DeletionTruth.Survives left = each.survives();
        out.write(comma + "{\"rowid\":" + each.rowid() + ",\"guid\":\"" + each.guid() + "\"");
        out.write(",\"full\":" + left.full() + ",\"head\":" + left.head());
        out.write(",\"anywhere\":" + left.guid() + ",\"index\":" + left.index());
        out.write(",\"where\":\"" + left.where() + "\",\"entryAt\":\"" + left.entryAt() + "\"");
        out.write(",\"values\":");
        list(out, each.values());
        out.write('}');
        comma = ",\n";
      }
      out.write("],\n\"links\":[");
      comma = "\n";
      for (DeletionTruth.Link each : truth.links()) {
        out.write(comma);
        list(out, List.of(each.chat(), each.date(), each.message(), each.rowid(), each.where()));
        comma = ",\n";
      }
      out.write("],\n\"chats\":[");
      comma = "\n";
      for (List<@Nullable Object> each : truth.goneChats()) {
        out.write(comma);
        list(out, each);
        comma = ",\n";
      }
      out.write("],\n\"live\":[");
      comma = "\n";
      for (DeletionTruth.Live each : truth.live()) {
        out.write(comma);
        list(out, List.of(each.rowid(), each.guid(), each.date(), each.chat()));
        comma = ",\n";
      }
      out.write("]}\n");
    }
  }

  private static void list(Writer out, List<? extends @Nullable Object> values) throws IOException {
    String comma = "[";
    for (Object value : values) {
      out.write(comma);
      if (value instanceof String text) {
        string(out, text);
      } else if (value instanceof byte[] blob) {
        out.write("{\"blob\":\"" + HexFormat.of().formatHex(blob) + "\"}");
      } else {
        out.write(String.valueOf(value));
      }
      comma = ",";
    }
    out.write(values.isEmpty() ? "[]" : "]");
  }

  private static void string(Writer out, String text) throws IOException {
    out.write('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.write('\\');
        out.write(c);
      } else if (c < ' ') {
        out.write(String.format("\\u%04x", (int) c));
      } else {
        out.write(c);
      }
    }
    out.write('"');
  }

  static DeletionTruth read(Path file) throws IOException {
    Map<?, ?> json = (Map<?, ?>) Objects.requireNonNull(JsonText.read(Files.readString(file)));
    if (!SCHEMA.equals(json.get("schema"))) {
      throw new IllegalArgumentException("no truth of a deletion");
    }
    List<DeletionTruth.Live> live = new ArrayList<>();
    for (List<?> each : lists(json, "live")) {
      live.add(
          new DeletionTruth.Live(
              number(each.get(0)), text(each.get(1)), number(each.get(2)), number(each.get(3))));
    }
    List<DeletionTruth.Link> links = new ArrayList<>();
    for (List<?> each : lists(json, "links")) {
      links.add(
          new DeletionTruth.Link(
              number(each.get(0)),
              number(each.get(1)),
              number(each.get(2)),
              number(each.get(3)),
              text(each.get(4))));
    }
    List<DeletionTruth.Deleted> deleted = new ArrayList<>();
    for (Object each : list(json, "deleted")) {
      deleted.add(deleted((Map<?, ?>) Objects.requireNonNull(each)));
    }
    return new DeletionTruth(
        text(json.get("scenario")),
        (int) number(json.get("rows")),
        list(json, "files").stream().map(TruthFile::text).toList(),
        list(json, "columns").stream().map(TruthFile::text).toList(),
        values(list(json, "standards")),
        live,
        deleted,
        links,
        lists(json, "chats").stream().map(TruthFile::values).toList());
  }

  private static DeletionTruth.Deleted deleted(Map<?, ?> json) {
    return new DeletionTruth.Deleted(
        number(json.get("rowid")),
        text(json.get("guid")),
        values(list(json, "values")),
        new DeletionTruth.Survives(
            Boolean.TRUE.equals(json.get("full")),
            Boolean.TRUE.equals(json.get("head")),
            Boolean.TRUE.equals(json.get("anywhere")),
            Boolean.TRUE.equals(json.get("index")),
            text(json.get("where")),
            text(json.get("entryAt"))));
  }

  private static List<?> list(Map<?, ?> json, String name) {
    return (List<?>) Objects.requireNonNull(json.get(name), name);
  }

  private static List<? extends List<?>> lists(Map<?, ?> json, String name) {
    return list(json, name).stream().map(each -> (List<?>) Objects.requireNonNull(each)).toList();
  }

  private static List<@Nullable Object> values(List<?> json) {
    List<@Nullable Object> out = new ArrayList<>();
    for (Object each : json) {
      out.add(
          each instanceof Map<?, ?> blob ? HexFormat.of().parseHex(text(blob.get("blob"))) : each);
    }
    return out;
  }

  private static String text(@Nullable Object json) {
    return (String) Objects.requireNonNull(json);
  }

  private static long number(@Nullable Object json) {
    return (Long) Objects.requireNonNull(json);
  }
}
