package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.FileStamp;

/** The list of a snapshot's evidence files: one canonical JSON object a line. */
final class EvidenceList {

  private EvidenceList() {}

  static byte[] write(List<EvidenceFile> files) {
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
      out.writeBytes(Json.canonical(line));
      out.write('\n');
    }
    return out.toByteArray();
  }

  static List<EvidenceFile> read(byte[] bytes) throws IOException {
    List<EvidenceFile> files = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      try {
        JsonNode json = Json.readCanonical(line.getBytes(StandardCharsets.UTF_8));
        long size = json.path("size").asLong();
        Instant modified = Instant.parse(json.path("modifiedAt").asText());
        files.add(
            new EvidenceFile(
                json.path("path").asText(),
                EvidenceFile.Role.valueOf(json.path("role").asText().toUpperCase(Locale.ROOT)),
                size,
                modified,
                Sha256.parse(json.path("sha256").asText()),
                stamp(json, size, modified),
                json.path("unread").asBoolean(false)));
      } catch (MalformedJsonException | IllegalArgumentException | DateTimeException e) {
        throw new IOException("an evidence list has a line that is none", e);
      }
    }
    return files;
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
}
