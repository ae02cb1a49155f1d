package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  private static final String MESSAGES = "messages";

  private final String id;
  private final Head head;
  private final Supplier<JsonNode> json;
  private @Nullable JsonNode parsed;

  private Manifest(String id, Head head, Supplier<JsonNode> json) {
    this.id = id;
    this.head = head;
    this.json = json;
  }

  /**
   * What a list of snapshots needs to know of each.
   *
   * @param device label of the device
   * @param takenAt when it was acquired
   * @param asOf the instant whose state it shows
   * @param complete whether everything could be read
   * @param root Merkle root of the record list; null where a store is only looked at
   * @param messages that the store holds
   */
  record Head(
      String device,
      Instant takenAt,
      Instant asOf,
      boolean complete,
      @Nullable Sha256 root,
      long messages) {
    private static Head of(JsonNode json, boolean look) throws MalformedJsonException {
      try {
        return new Head(
            json.path("device").path("label").asText(),
            Instant.parse(json.path("takenAt").asText()),
            Instant.parse(json.path("asOf").asText()),
            json.path("complete").asBoolean(false),
            look ? null : Sha256.parse(json.path("records").path("root").asText()),
            json.path("counts").path(MESSAGES).asLong());
      } catch (DateTimeException | IllegalArgumentException e) {
        throw new MalformedJsonException("a manifest lacks what it must say");
      }
    }

    /** The device's label alone. */
    @Override
    public String toString() {
      return "head of a snapshot of " + device;
    }
  }

  /**
   * Reads a manifest.
   *
   * @throws MalformedJsonException if the bytes are no canonical manifest of a known version
   */
  public static Manifest read(byte[] bytes) throws MalformedJsonException {
    return read(bytes, false);
  }

  /** What is said of a store that is only looked at: a manifest without a root. */
  static Manifest ofLook(byte[] bytes) throws MalformedJsonException {
    return read(bytes, true);
  }

  private static Manifest read(byte[] bytes, boolean look) throws MalformedJsonException {
    JsonNode json = Json.readCanonical(bytes);
    if (!json.path("schema").asText().equals(SCHEMA)) {
      throw new MalformedJsonException("a manifest of a version that is not known here");
    }
    return new Manifest(Sha256.of(bytes).hex(), Head.of(json, look), () -> json);
  }

  /** A manifest that was read before, of which only the head is looked at until more is asked. */
  static Manifest listed(String id, Head head, Supplier<JsonNode> json) {
    return new Manifest(id, head, json);
  }

  Head head() {
    return head;
  }

  static byte[] bytes(ObjectNode json) {
    return Json.canonical(json);
  }

  /** The SHA-256 of the manifest's bytes, in hex. */
  public String id() {
    return id;
  }

  /** The whole manifest; not to be changed. */
  public synchronized JsonNode json() {
    JsonNode known = parsed;
    if (known == null) {
      known = json.get();
      parsed = known;
    }
    return known;
  }

  /** The label of the device. */
  public String device() {
    return head.device();
  }

  /** When it was acquired. */
  public Instant takenAt() {
    return head.takenAt();
  }

  /** The instant whose state it shows. */
  public Instant asOf() {
    return head.asOf();
  }

  /** Whether everything could be read. */
  public boolean complete() {
    return head.complete();
  }

  /** Whether it is a snapshot's, and not of a store that is only looked at. */
  boolean hasRoot() {
    return head.root() != null;
  }

  /** The Merkle root of the record list. */
  public Sha256 root() {
    Sha256 root = head.root();
    if (root == null) {
      throw new IllegalStateException("a store that is only looked at has no root");
    }
    return root;
  }

  /** The object that a manifest names under a path such as {@code records.list}. */
  public Sha256 object(String section, String name) {
    return Sha256.parse(json().path(section).path(name).path("sha256").asText());
  }

  /** A figure of the manifest's counts. */
  public long count(String name) {
    return name.equals(MESSAGES) ? head.messages() : json().path("counts").path(name).asLong();
  }

  /** Its id, shortened. */
  @Override
  public String toString() {
    return "snapshot " + id.substring(0, 12);
  }
}
