package org.palimpsest.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.snapshot.Manifest;

/** A proof as canonical JSON, written and read. */
final class ProofJson {

  static final String SCHEMA = "palimpsest/proof/1";
  private static final int MOST_STATEMENTS = 16;

  private ProofJson() {}

  static byte[] write(Proof proof) {
    ObjectNode json = Json.object();
    json.put("checkpoint", new String(proof.checkpoint().toBytes(), StandardCharsets.UTF_8));
    json.put("key", proof.key());
    json.put("logKey", proof.logKey().text());
    json.put("madeAt", proof.madeAt().toString());
    json.put("schema", SCHEMA);
    ArrayNode statements = json.putArray("statements");
    proof.statements().forEach(statement -> statements.add(statement(statement)));
    return Json.canonical(json);
  }

  private static ObjectNode statement(Statement statement) {
    ObjectNode json = Json.object();
    try {
      json.set("entry", Json.read(statement.entry().line().getBytes(StandardCharsets.UTF_8)));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("an entry that was read is no JSON", e);
    }
    json.set("entryPath", path(statement.entryPath()));
    json.set("manifest", statement.manifest().json());
    if (statement.proof() instanceof ListProof.Presence presence) {
      json.set("presence", place(presence.place()));
      statement.record().ifPresent(record -> json.set("record", record(record)));
    } else if (statement.proof() instanceof ListProof.Absence absence) {
      ObjectNode node = json.putObject("absence").put("size", absence.size());
      ListProof.Place below = absence.below();
      ListProof.Place above = absence.above();
      List<Sha256> belowPath = below == null ? List.of() : below.path().path();
      if (below != null) {
        node.set("below", place(below));
      }
      if (above != null) {
        List<Sha256> whole = above.path().path();
        int shared = shared(belowPath, whole);
        ObjectNode written = place(above);
        written.set("path", path(whole.subList(0, whole.size() - shared)));
        node.set("above", written);
        if (below != null) {
          node.put("shared", shared);
        }
      }
    }
    return json;
  }

  /** How many hashes the two ways have in common at their ends; neighbours meet soon. */
  private static int shared(List<Sha256> below, List<Sha256> above) {
    int shared = 0;
    while (shared < below.size()
        && shared < above.size()
        && below.get(below.size() - 1 - shared).equals(above.get(above.size() - 1 - shared))) {
      shared++;
    }
    return shared;
  }

  private static ObjectNode record(Disclosed record) {
    ObjectNode json = Json.object();
    json.set("content", record.content());
    json.put("salt", HexFormat.of().formatHex(record.salt()));
    record.state().ifPresent(state -> json.set("state", state));
    return json;
  }

  private static ObjectNode place(ListProof.Place place) {
    ObjectNode json = Json.object();
    json.put("index", place.path().index());
    json.put("line", new String(place.line(), StandardCharsets.US_ASCII));
    json.set("path", path(place.path().path()));
    json.put("size", place.path().size());
    return json;
  }

  private static ArrayNode path(List<Sha256> path) {
    ArrayNode array = Json.object().arrayNode();
    path.forEach(hash -> array.add(Base64.getEncoder().encodeToString(hash.bytes())));
    return array;
  }

  static Proof read(JsonNode json) throws MalformedProofException {
    Members.only(json, "a proof", "checkpoint", "key", "logKey", "madeAt", "schema", "statements");
    if (!Members.text(json, "schema").equals(SCHEMA)) {
      throw new MalformedProofException("of a version that is not known here");
    }
    String key = Members.text(json, "key");
    if (!key.matches("(attachment|message|thread|tombstone)/[!-~]+")
        || key.length() > RecordEncoder.LONGEST_KEY) {
      throw new MalformedProofException("the key is none of a record");
    }
    JsonNode statements = json.path("statements");
    if (!statements.isArray() || statements.isEmpty() || statements.size() > MOST_STATEMENTS) {
      throw new MalformedProofException("not one to " + MOST_STATEMENTS + " statements");
    }
    List<Statement> read = new ArrayList<>();
    for (JsonNode statement : statements) {
      read.add(readStatement(statement));
    }
    try {
      return new Proof(
          key,
          instant(Members.text(json, "madeAt")),
          read,
          Checkpoint.parse(Members.text(json, "checkpoint").getBytes(StandardCharsets.UTF_8)),
          VerifierKey.parse(Members.text(json, "logKey")));
    } catch (MalformedLogException e) {
      throw new MalformedProofException("the checkpoint is malformed: " + e.why());
    } catch (NoteRefusedException e) {
      throw new MalformedProofException("the log key is malformed: " + e.getMessage());
    }
  }

  private static Instant instant(String text) throws MalformedProofException {
    try {
      Instant instant = Instant.parse(text);
      if (instant.toString().equals(text)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new MalformedProofException("madeAt is not an instant in UTC");
  }

  private static Statement readStatement(JsonNode json) throws MalformedProofException {
    ListProof proof;
    Optional<Disclosed> record = Optional.empty();
    if (json.has("absence")) {
      Members.only(json, "a statement", "absence", "entry", "entryPath", "manifest");
      proof = absence(json.path("absence"));
    } else {
      Members.only(json, "a statement", "entry", "entryPath", "manifest", "presence", "record");
      proof = new ListProof.Presence(readPlace(json.path("presence")));
      record = Optional.of(readRecord(json.path("record")));
    }
    try {
      return new Statement(
          Manifest.read(Json.canonical(json.path("manifest"))),
          proof,
          record,
          LoggedEntry.parse(Json.canonical(json.path("entry"))),
          Members.path(json, "entryPath"));
    } catch (MalformedJsonException e) {
      throw new MalformedProofException("the manifest: " + e.getMessage());
    } catch (MalformedLogException e) {
      throw new MalformedProofException("the entry: " + e.why());
    }
  }

  private static ListProof.Absence absence(JsonNode json) throws MalformedProofException {
    List<String> names = new ArrayList<>(List.of("size"));
    for (String name : List.of("above", "below", "shared")) {
      if (json.has(name)) {
        names.add(name);
      }
    }
    Members.only(json, "an absence", names.toArray(String[]::new));
    ListProof.Place below = json.has("below") ? readPlace(json.path("below")) : null;
    ListProof.Place above = json.has("above") ? readPlace(json.path("above")) : null;
    if (json.has("shared") != (below != null && above != null)) {
      throw new MalformedProofException("shared belongs to two neighbours");
    }
    if (below != null && above != null) {
      above = lengthened(above, below.path().path(), Members.number(json, "shared"));
    }
    return new ListProof.Absence(Members.number(json, "size"), below, above);
  }

  /** The upper neighbour with the end of its way, which is the lower one's. */
  private static ListProof.Place lengthened(ListProof.Place above, List<Sha256> below, long shared)
      throws MalformedProofException {
    if (shared > below.size()) {
      throw new MalformedProofException("the neighbours cannot share so much");
    }
    List<Sha256> path = new ArrayList<>(above.path().path());
    path.addAll(below.subList(below.size() - (int) shared, below.size()));
    return new ListProof.Place(
        above.line(), new InclusionProof(above.path().index(), above.path().size(), path));
  }

  private static ListProof.Place readPlace(JsonNode json) throws MalformedProofException {
    Members.only(json, "a place", "index", "line", "path", "size");
    String line = Members.text(json, "line");
    if (!line.matches("[!-~]{1," + RecordEncoder.LONGEST_KEY + "} [0-9a-f]{64} [0-9a-f]{64}")) {
      throw new MalformedProofException("a line is none of a record list");
    }
    return new ListProof.Place(
        line.getBytes(StandardCharsets.US_ASCII),
        new InclusionProof(
            Members.number(json, "index"),
            Members.number(json, "size"),
            Members.path(json, "path")));
  }

  private static Disclosed readRecord(JsonNode json) throws MalformedProofException {
    if (json.has("state")) {
      Members.only(json, "a record", "content", "salt", "state");
    } else {
      Members.only(json, "a record", "content", "salt");
    }
    String salt = Members.text(json, "salt");
    if (!Sha256.isHex(salt) || !json.path("content").isObject()) {
      throw new MalformedProofException("a record without content or salt");
    }
    return new Disclosed(
        HexFormat.of().parseHex(salt),
        json.path("content"),
        Optional.ofNullable(json.get("state")));
  }
}
