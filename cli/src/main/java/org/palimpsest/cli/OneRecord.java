package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.StoredRecords.Place;
import org.palimpsest.snapshot.StoredRecords.Stored;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.vault.VaultException;

/** One message's record with where it was read. */
final class OneRecord {

  private static final long BEYOND = 1L << 53;

  private final Stored stored;
  private final Place place;
  private final SnapshotView view;

  OneRecord(Stored stored, Place place, SnapshotView view) {
    this.stored = stored;
    this.place = place;
    this.view = view;
  }

  Stored stored() {
    return stored;
  }

  String key() {
    return "message/" + stored.guid();
  }

  /** Adds provenance, and the columns as stored when they are asked for. */
  void describe(ObjectNode json, boolean raw) throws VaultException, IOException {
    ObjectNode provenance = json.putObject("provenance");
    String database = view.manifest().json().path("evidence").path("database").asText();
    for (EvidenceFile file : view.evidence()) {
      if (file.role() == EvidenceFile.Role.DATABASE || file.role() == EvidenceFile.Role.WAL) {
        provenance.put(file.path().equals(database) ? "file" : "log", file.path());
        provenance.put(
            file.path().equals(database) ? "fileSha256" : "logSha256", file.sha256().hex());
      }
    }
    provenance.put("table", "message");
    provenance.put("rowid", stored.rowid());
    provenance.put("page", place.page());
    provenance.put("offset", place.offset());
    if (raw) {
      ObjectNode columns = json.putObject("columns");
      place.columns().forEach((name, value) -> put(columns, name, value));
    }
  }

  private static void put(
      ObjectNode columns, String name, @org.jspecify.annotations.Nullable Object value) {
    if (value instanceof Long number) {
      if (-BEYOND < number && number < BEYOND) {
        columns.put(name, number.longValue());
      } else {
        columns.put(name, Long.toString(number));
      }
    } else if (value instanceof Double real) {
      columns.putObject(name).put("real", Double.toString(real));
    } else if (value instanceof byte[] bytes) {
      columns.putObject(name).put("bytes", HexFormat.of().formatHex(bytes));
    } else if (value instanceof String text) {
      columns.put(name, text);
    } else {
      columns.putNull(name);
    }
  }

  /** Prints the record, a member a line, then where it lies. */
  void print(Consumer<String> line, boolean raw) throws VaultException, IOException {
    line.accept(key() + ", " + stored.kind().word());
    line.accept("content");
    members(stored.content(), line);
    line.accept("state");
    members(stored.state(), line);
    ObjectNode described = org.palimpsest.json.Json.object();
    describe(described, raw);
    line.accept("provenance");
    members(described.path("provenance"), line);
    if (raw) {
      line.accept("columns");
      for (Map.Entry<String, JsonNode> column : described.path("columns").properties()) {
        line.accept("  " + column.getKey() + ": " + column.getValue());
      }
    }
  }

  private static void members(JsonNode node, Consumer<String> line) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (member.getValue().isObject() && member.getKey().equals("columns")) {
        member
            .getValue()
            .properties()
            .forEach(column -> line.accept("  " + column.getKey() + ": " + column.getValue()));
      } else {
        line.accept("  " + member.getKey() + ": " + member.getValue());
      }
    }
  }
}
