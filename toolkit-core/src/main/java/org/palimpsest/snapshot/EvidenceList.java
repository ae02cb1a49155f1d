package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.JsonTime;
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

  /** Bytes of the lines that one thread reads at once. */
  private static final int STRETCH = 128 << 10;

  /** Writes the list; an attachment whose first bytes tell its type has that type. */
  static byte[] write(List<EvidenceFile> files, Map<Sha256, String> types) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (EvidenceFile file : files) {
      ObjectNode line = Json.object();
      file.stamp()
          .ifPresent(
              stamp ->
                  line.put("changedAt", JsonTime.of(stamp.changedAt()))
                      .put("inode", Long.toUnsignedString(stamp.inode())));
      if (file.unread()) {
        line.put("unread", true);
      }
      line.put("modifiedAt", JsonTime.of(file.modifiedAt()));
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
    try {
      // Tens of thousands of lines take as long to be read as a store takes to be hashed.
      stretches(bytes).parallelStream()
          .map(stretch -> read(bytes, stretch.from, stretch.to))
          .toList()
          .forEach(
              part -> {
                files.addAll(part.files);
                types.putAll(part.types);
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new EvidenceList(files, types);
  }

  private record Stretch(int from, int to) {}

  /** Where stretches of whole lines lie. */
  private static List<Stretch> stretches(byte[] bytes) {
    List<Stretch> stretches = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + STRETCH);
      while (to < bytes.length && bytes[to - 1] != '\n') {
        to++;
      }
      stretches.add(new Stretch(from, to));
      from = to;
    }
    return stretches;
  }

  private static EvidenceList read(byte[] bytes, int from, int to) {
    List<EvidenceFile> files = new ArrayList<>();
    Map<Sha256, String> types = new HashMap<>();
    int start = from;
    for (int at = from; at <= to; at++) {
      if (at == to || bytes[at] == '\n') {
        if (at > start) {
          line(Arrays.copyOfRange(bytes, start, at), files, types);
        }
        start = at + 1;
      }
    }
    return new EvidenceList(files, types);
  }

  private static void line(byte[] line, List<EvidenceFile> files, Map<Sha256, String> types) {
    try {
      JsonNode json = Json.readCanonical(line);
      EvidenceFile file = file(json);
      files.add(file);
      if (json.has("type")) {
        types.put(file.sha256(), json.path("type").asText());
      }
    } catch (MalformedJsonException | IllegalArgumentException | DateTimeException e) {
      throw new UncheckedIOException(
          new IOException("an evidence list has a line that is none", e));
    }
  }

  private static EvidenceFile file(JsonNode json) {
    long size = json.path("size").asLong();
    Instant modified = JsonTime.parse(json.path("modifiedAt").asText());
    return new EvidenceFile(
        json.path("path").asText(),
        EvidenceFile.Role.valueOf(json.path("role").asText().toUpperCase(Locale.ROOT)),
        size,
        modified,
        Sha256.parse(json.path("sha256").asText()),
        stamp(json, size, modified),
        json.path("unread").asBoolean(false));
  }

  private static Optional<FileStamp> stamp(JsonNode json, long size, Instant modified) {
    if (!json.has("changedAt")) {
      return Optional.empty();
    }
    return Optional.of(
        new FileStamp(
            size,
            modified,
            JsonTime.parse(json.path("changedAt").asText()),
            Long.parseUnsignedLong(json.path("inode").asText())));
  }

  /** How many files it names. */
  @Override
  public String toString() {
    return files.size() + " files";
  }
}
