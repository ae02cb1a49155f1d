package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;

/**
 * A snapshot's manifest: canonical JSON whose SHA-256 is the snapshot's id. What other code asks
 * for often has methods of its own; everything else is read from {@link #json}.
 */
public final class Manifest {

  /** The schema that this version writes and reads. */
  public static final String SCHEMA = "palimpsest/manifest/1";

  private final String id;
  private final JsonNode json;
  private final Instant takenAt;
  private final Instant asOf;
  private final Sha256 root;

  private Manifest(String id, JsonNode json) throws MalformedJsonException {
    this.id = id;
    this.json = json;
    try {
      this.takenAt = Instant.parse(json.path("takenAt").asText());
      this.asOf = Instant.parse(json.path("asOf").asText());
      this.root = Sha256.parse(json.path("records").path("root").asText());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new MalformedJsonException("a manifest lacks what it must say");
    }
  }

  /**
   * Reads a manifest.
   *
   * @throws MalformedJsonException if the bytes are no canonical manifest of a known version
   */
  public static Manifest read(byte[] bytes) throws MalformedJsonException {
    JsonNode json = Json.readCanonical(bytes);
    if (!json.path("schema").asText().equals(SCHEMA)) {
      throw new MalformedJsonException("a manifest of a version that is not known here");
    }
    return new Manifest(Sha256.of(bytes).hex(), json);
  }

  static byte[] bytes(ObjectNode json) {
    return Json.canonical(json);
  }

  /** The SHA-256 of the manifest's bytes, in hex. */
  public String id() {
    return id;
  }

  /** The whole manifest; not to be changed. */
  public JsonNode json() {
    return json;
  }

  /** The label of the device. */
  public String device() {
    return json.path("device").path("label").asText();
  }

  /** When it was acquired. */
  public Instant takenAt() {
    return takenAt;
  }

  /** The instant whose state it shows. */
  public Instant asOf() {
    return asOf;
  }

  /** Whether everything could be read. */
  public boolean complete() {
    return json.path("complete").asBoolean(false);
  }

  /** The Merkle root of the record list. */
  public Sha256 root() {
    return root;
  }

  /** The object that a manifest names under a path such as {@code records.list}. */
  public Sha256 object(String section, String name) {
    return Sha256.parse(json.path(section).path(name).path("sha256").asText());
  }

  /** A figure of the manifest's counts. */
  public long count(String name) {
    return json.path("counts").path(name).asLong();
  }

  /** Its id, shortened. */
  @Override
  public String toString() {
    return "snapshot " + id.substring(0, 12);
  }
}
