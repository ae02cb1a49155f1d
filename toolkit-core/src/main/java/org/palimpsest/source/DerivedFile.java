package org.palimpsest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.source.EvidenceFile.Role;

/**
 * A file of a phone, which is not kept by itself but made when it is needed from the bytes that the
 * backup holds: by decrypting them (AES-256-CBC, zero IV), or as they are in a plain backup.
 *
 * @param path domain and path on the phone
 * @param role what it is
 * @param size of its content
 * @param modifiedAt as the phone had it
 * @param sha256 hash of its content
 * @param from hash of the bytes in the backup
 * @param key the file's key; empty when it is not encrypted
 * @param padded whether the content ends in a padding; a manifest may lack one
 * @param type media type of an attachment by the first bytes of its content, as far as they tell
 */
public record DerivedFile(
    String path,
    Role role,
    long size,
    Instant modifiedAt,
    Sha256 sha256,
    Sha256 from,
    Optional<byte[]> key,
    boolean padded,
    Optional<String> type) {

  /** A key is given as bytes; this record keeps its own copy. */
  public DerivedFile {
    key = key.map(byte[]::clone);
  }

  /** Its line in the list, canonical JSON without the line's end. */
  public byte[] toLine() {
    ObjectNode line = Json.object();
    line.put("from", from.hex());
    key.ifPresent(bytes -> line.put("key", HexFormat.of().formatHex(bytes)));
    line.put("modifiedAt", modifiedAt.toString());
    line.put("padded", padded);
    line.put("path", path);
    line.put("role", role.word());
    line.put("sha256", sha256.hex());
    line.put("size", size);
    type.ifPresent(found -> line.put("type", found));
    return Json.canonical(line);
  }

  /** Reads a list of them. */
  public static List<DerivedFile> readList(InputStream list) throws IOException {
    List<DerivedFile> files = new ArrayList<>();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8), 1 << 16);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      try {
        JsonNode json = Json.readCanonical(line.getBytes(StandardCharsets.UTF_8));
        files.add(
            new DerivedFile(
                json.path("path").asText(),
                Role.valueOf(json.path("role").asText().toUpperCase(Locale.ROOT)),
                json.path("size").asLong(),
                Instant.parse(json.path("modifiedAt").asText()),
                Sha256.parse(json.path("sha256").asText()),
                Sha256.parse(json.path("from").asText()),
                json.has("key")
                    ? Optional.of(HexFormat.of().parseHex(json.path("key").asText()))
                    : Optional.empty(),
                json.path("padded").asBoolean(true),
                json.has("type") ? Optional.of(json.path("type").asText()) : Optional.empty()));
      } catch (MalformedJsonException | IllegalArgumentException | DateTimeException e) {
        throw new IOException("a list of derived files has a line that is none", e);
      }
    }
    return files;
  }

  /** As it would be listed if it were kept. */
  public EvidenceFile asEvidence() {
    return new EvidenceFile(path, role, size, modifiedAt, sha256);
  }

  /** Its role and size, without its name or key. */
  @Override
  public String toString() {
    return role.word() + " of " + size + " bytes";
  }
}
