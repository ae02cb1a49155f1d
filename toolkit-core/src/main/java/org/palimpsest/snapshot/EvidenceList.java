package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.FileStamp;

/**
 * The list of a snapshot's evidence files: one canonical JSON object a line.
 *
 * @param files in their order
 * @param types of attachments by the hash of their bytes
 */
record EvidenceList(List<EvidenceFile> files, Map<Sha256, String> types) {

  /** Writes the list; an attachment whose first bytes tell its type has that type. */
  static byte[] write(List<EvidenceFile> files, Map<Sha256, String> types) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (EvidenceFile file : files) {
      ObjectNode line = Json.object();
      file.stamp()
          .ifPresent(
              stamp ->
                  line.put("changedAt", stamp.changedAt().toString())
                      .put("inode", Long.toUnsignedString(stamp.inode())));
      if (file.unread()) {
        line.put("unread", true);
      }
      line.put("modifiedAt", file.modifiedAt().toString());
      line.put("path", file.path());
      line.put("role", file.role().word());
      line.put("sha256", file.sha256().hex());
      line.put("size", file.size());
      String type = types.get(file.sha256());
      if (type != null && file.role() == EvidenceFile.Role.ATTACHMENT) {
        line.put("type", type);
      }
      out.writeBytes(Json.canonical(line));
      out.write('\n');
    }
    return out.toByteArray();
  }

  static EvidenceList read(byte[] bytes) throws IOException {
    List<EvidenceFile> files = new ArrayList<>();
    Map<Sha256, String> types = new HashMap<>();
    lines(
        bytes,
        json -> {
          EvidenceFile file = file(json);
          files.add(file);
          if (json.has("type")) {
            types.put(file.sha256(), json.path("type").asText());
          }
        });
    return new EvidenceList(files, types);
  }

  private static EvidenceFile file(JsonNode json) {
    long size = json.path("size").asLong();
    Instant modified = Instant.parse(json.path("modifiedAt").asText());
    return new EvidenceFile(
        json.path("path").asText(),
        EvidenceFile.Role.valueOf(json.path("role").asText().toUpperCase(Locale.ROOT)),
        size,
        modified,
        Sha256.parse(json.path("sha256").asText()),
        stamp(json, size, modified),
        json.path("unread").asBoolean(false));
  }

  private static void lines(byte[] bytes, Consumer<JsonNode> each) throws IOException {
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      try {
        each.accept(Json.readCanonical(line.getBytes(StandardCharsets.UTF_8)));
      } catch (MalformedJsonException | IllegalArgumentException | DateTimeException e) {
        throw new IOException("an evidence list has a line that is none", e);
      }
    }
  }

  private static Optional<FileStamp> stamp(JsonNode json, long size, Instant modified) {
    if (!json.has("changedAt")) {
      return Optional.empty();
    }
    return Optional.of(
        new FileStamp(
            size,
            modified,
            Instant.parse(json.path("changedAt").asText()),
            Long.parseUnsignedLong(json.path("inode").asText())));
  }

  /** How many files it names. */
  @Override
  public String toString() {
    return files.size() + " files";
  }
}
