package org.palimpsest.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.merkle.SortedList;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.snapshot.Manifest;

/**
 * The vectors in {@code docs/format/vectors/proof}, of two snapshots with and without one message.
 * Those that end in {@code _fail} are sealed by the same key: what is wrong is what they say.
 */
class ProofVectorsTest {

  private static final VectorFiles VECTORS = VectorFiles.of("proof");
  private static final Instant FIRST = Instant.parse("2026-11-12T08:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-11-19T08:00:00Z");
  private static final String ORIGIN = "example.org/custody/vault-1";
  private static final String KEY = "message/bravo";

  @TempDir Path folder = Path.of(".");

  private final Map<String, byte[]> files = new TreeMap<>();
  private final SealingKey sealer =
      SealingKey.create("Test Examiner", FIRST, Duration.ofDays(3650), VectorFiles.random(1));

  /** A snapshot, its list, and its entry in the log. */
  private record Sealed(Manifest manifest, SortedList list, LoggedEntry entry) {}

  private static ObjectNode content(String id) {
    ObjectNode content = Json.object();
    content.put(id.startsWith("ch") ? "id" : "guid", id);
    return content.put("text", "what " + id + " says: na\u00efve \ud83d\ude00");
  }

  private static ObjectNode state(String id) {
    return Json.object().put("rowid", String.valueOf(id.length())).put("read", true);
  }

  private static byte[] salt(String key) {
    return Sha256.of(("salt of " + key).getBytes(StandardCharsets.UTF_8)).bytes();
  }

  private static String commitment(String key, JsonNode part) {
    byte[] json = Json.canonical(part);
    byte[] salted = Arrays.copyOf(salt(key), 32 + json.length);
    System.arraycopy(json, 0, salted, 32, json.length);
    return Sha256.of(salted).hex();
  }

  private static SortedList list(String... keys) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String key : keys) {
      String id = key.substring(key.indexOf('/') + 1);
      text.append(key).append(' ').append(commitment(key, content(id))).append(' ');
      text.append(commitment(key, state(id))).append('\n');
    }
    return SortedList.parse(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static Manifest manifest(SortedList list, Instant time) throws Exception {
    ObjectNode json = Json.object().put("schema", Manifest.SCHEMA).put("complete", true);
    json.put("takenAt", time.toString()).put("asOf", time.toString());
    json.putObject("device").put("label", "imac");
    json.putObject("counts").put("messages", 3);
    json.putObject("records").put("root", list.root().hex()).put("lines", list.size());
    return Manifest.read(Json.canonical(json));
  }

  private static Sealed sealed(CustodyLog log, LogKey key, Manifest manifest, SortedList list)
      throws Exception {
    Entry entry =
        Entry.of(manifest.takenAt(), Action.SNAPSHOT)
            .snapshot(
                new Entry.SnapshotFacts(manifest.id(), manifest.root(), Map.of("messages", 3L)));
    return new Sealed(manifest, list, log.append(entry, key));
  }

  private static Statement statement(CustodyLog log, Sealed of, ListProof proof, JsonNode content)
      throws Exception {
    Optional<Disclosed> record =
        proof instanceof ListProof.Presence
            ? Optional.of(new Disclosed(salt(KEY), content, Optional.empty()))
            : Optional.empty();
    List<Sha256> path = log.proof(of.entry().seq()).path().path();
    return new Statement(of.manifest(), proof, record, of.entry(), path);
  }

  private static ListProof of(SortedList list, String key) {
    return list.prove((key + " ").getBytes(StandardCharsets.US_ASCII));
  }

  private static ListProof.Place place(SortedList list, int index) {
    return new ListProof.Place(list.line(index), InclusionProof.of(list.hashes(), index));
  }

  private Proof proof(CustodyLog log, String key, Statement... statements) throws Exception {
    return new Proof(
        key, SECOND.plusSeconds(3600), List.of(statements), log.checkpoint(), log.publicKey());
  }

  private void put(String name, Proof proof) {
    byte[] seal = sealer.sealDetached(proof.signedBytes(), proof.madeAt());
    files.put(name + ".json", new SealedProof(proof, seal).toBytes());
  }

  @BeforeEach
  void make() throws Exception {
    LogKey key = LogKey.create("example.org/keys", VectorFiles.random(1));
    CustodyLog log = CustodyLog.create(folder.resolve("log"), ORIGIN, key);
    log.append(Entry.of(FIRST, Action.INIT), key);
    SortedList one = list("message/alpha", KEY, "message/delta", "message/echo", "thread/chat-one");
    SortedList two = list("message/alpha", "message/delta", "message/echo", "thread/chat-one");
    Sealed first = sealed(log, key, manifest(one, FIRST), one);
    Sealed second = sealed(log, key, manifest(two, SECOND), two);
    Statement present = statement(log, first, of(one, KEY), content("bravo"));
    Statement absent = statement(log, second, of(two, KEY), content("bravo"));
    put("presence", proof(log, KEY, present));
    Disclosed both = new Disclosed(salt(KEY), content("bravo"), Optional.of(state("bravo")));
    put(
        "presence-with-state",
        proof(
            log,
            KEY,
            new Statement(
                first.manifest(),
                present.proof(),
                Optional.of(both),
                first.entry(),
                present.entryPath())));
    put("absence", proof(log, KEY, absent));
    put("presence-and-absence", proof(log, KEY, present, absent));
    for (String edge : List.of("attachment/before", "tombstone/behind")) {
      Statement statement = statement(log, second, of(two, edge), content("bravo"));
      put("absence-" + edge.substring(edge.indexOf('/') + 1), proof(log, edge, statement));
    }
    Sealed empty = sealed(log, key, manifest(list(), SECOND.plusSeconds(60)), list());
    put(
        "absence-from-nothing",
        proof(log, KEY, statement(log, empty, of(list(), KEY), content("bravo"))));
    failing(log, key, first, second);
    attacks(log, first, second);
    forms();
  }

  private void failing(CustodyLog log, LogKey sealsLog, Sealed first, Sealed second)
      throws Exception {
    SortedList one = first.list();
    Statement present = statement(log, first, of(one, KEY), content("bravo"));
    Statement absent = statement(log, second, of(second.list(), KEY), content("bravo"));
    ObjectNode other = content("bravo").put("text", "something else");
    put("other-content_fail", proof(log, KEY, statement(log, first, of(one, KEY), other)));
    put(
        "other-state_fail",
        proof(
            log,
            KEY,
            new Statement(
                first.manifest(),
                present.proof(),
                Optional.of(new Disclosed(salt(KEY), content("bravo"), Optional.of(state("golf")))),
                first.entry(),
                present.entryPath())));
    put(
        "other-line_fail",
        proof(log, KEY, statement(log, first, of(one, "message/delta"), content("delta"))));
    put("other-key_fail", proof(log, "message/golf", present));
    put(
        "entry-of-another-snapshot_fail",
        proof(
            log,
            KEY,
            new Statement(
                first.manifest(),
                present.proof(),
                present.record(),
                second.entry(),
                absent.entryPath())));
    put(
        "list-of-another-snapshot_fail",
        proof(
            log,
            KEY,
            new Statement(
                second.manifest(),
                present.proof(),
                present.record(),
                second.entry(),
                absent.entryPath())));
    put("one-snapshot-twice_fail", proof(log, KEY, present, present));
    Proof good = proof(log, KEY, present);
    SortedList lying =
        SortedList.parse(
            bytes(
                KEY
                    + " "
                    + commitment(KEY, content("delta"))
                    + " "
                    + commitment(KEY, state("bravo"))
                    + "\n"));
    Sealed third = sealed(log, sealsLog, manifest(lying, SECOND.plusSeconds(90)), lying);
    put(
        "record-of-another-id_fail",
        proof(log, KEY, statement(log, third, of(lying, KEY), content("delta"))));
    LogKey stranger = LogKey.create("example.org/keys", VectorFiles.random(2));
    put(
        "another-log-key_fail",
        new Proof(
            KEY,
            good.madeAt(),
            good.statements(),
            good.checkpoint(),
            stranger.named(ORIGIN).verifier()));
  }

  private void attacks(CustodyLog log, Sealed first, Sealed second) throws Exception {
    SortedList one = first.list();
    int size = one.size();
    // The record lies between these two, at index 1.
    put("neighbours-apart_fail", absence(log, first, place(one, 0), place(one, 2)));
    ListProof.Place moved =
        new ListProof.Place(one.line(2), new InclusionProof(1, size, place(one, 2).path().path()));
    put("neighbour-at-another-index_fail", absence(log, first, place(one, 0), moved));
    put("no-upper-neighbour_fail", absence(log, first, place(one, 0), null));
    put("no-lower-neighbour_fail", absence(log, first, null, place(one, 2)));
    put("the-record-as-neighbour_fail", absence(log, first, place(one, 0), place(one, 1)));
    put("no-neighbours_fail", absence(log, first, null, null));
    byte[] good = Objects.requireNonNull(files.get("presence.json"));
    String text = new String(good, StandardCharsets.UTF_8);
    files.put("changed-after-sealing_fail.json", bytes(text.replace("what bravo", "What bravo")));
    files.put("other-spelling_fail.json", bytes(text.replaceFirst("\\{", "{ ")));
    files.put(
        "member-twice_fail.json",
        bytes(text.replaceFirst("\\{\"proof\":", "{\"proof\":0,\"proof\":")));
    files.put("another-member_fail.json", bytes(text.replaceFirst("\\{", "{\"aside\":1,")));
    files.put("cut_fail.json", Arrays.copyOf(good, good.length - 1));
    String seal = text.substring(text.lastIndexOf(':') + 2, text.length() - 2);
    String absent =
        new String(Objects.requireNonNull(files.get("absence.json")), StandardCharsets.UTF_8);
    String lent = absent.substring(absent.lastIndexOf(':') + 2, absent.length() - 2);
    files.put("seal-of-another-proof_fail.json", bytes(text.replace(seal, lent)));
    assertThat(second.manifest().root()).isNotEqualTo(TreeHash.EMPTY);
  }

  /** Sealed anew: what is wrong is that the form has no such members or values. */
  private void forms() throws Exception {
    String line = "checkpoint";
    put(
        "checkpoint-signed-twice",
        proof -> {
          String note = proof.path(line).asText();
          proof.put(line, note + note.substring(note.lastIndexOf("\n\n") + 2));
        });
    put("more-in-the-proof_fail", proof -> proof.put("note", "x"));
    put("more-in-a-statement_fail", proof -> statement(proof).put("note", "x"));
    put("more-in-a-record_fail", proof -> in(proof, "record").put("note", "x"));
    put("more-in-a-place_fail", proof -> in(proof, "presence").put("note", "x"));
    put("both-in-a-statement_fail", proof -> statement(proof).putObject("absence").put("size", 5));
    put("no-time_fail", proof -> proof.remove("madeAt"));
    put("time-that-is-none_fail", proof -> proof.put("madeAt", "yesterday"));
    put("time-in-another-form_fail", proof -> proof.put("madeAt", "2026-11-19T09:00:00.000Z"));
    put("index-that-is-no-number_fail", proof -> in(proof, "presence").put("index", true));
    put(
        "salt-in-another-form_fail",
        proof -> {
          ObjectNode record = in(proof, "record");
          record.put("salt", record.path("salt").asText().toUpperCase(Locale.ROOT));
        });
  }

  private static ObjectNode statement(ObjectNode proof) {
    return (ObjectNode) proof.path("statements").path(0);
  }

  private static ObjectNode in(ObjectNode proof, String member) {
    return (ObjectNode) statement(proof).path(member);
  }

  private void put(String name, Consumer<ObjectNode> change) throws Exception {
    ObjectNode file = (ObjectNode) Json.read(Objects.requireNonNull(files.get("presence.json")));
    ObjectNode proof = (ObjectNode) file.path("proof");
    change.accept(proof);
    byte[] seal = sealer.sealDetached(Json.canonical(proof), SECOND.plusSeconds(3600));
    file.put("seal", Base64.getEncoder().encodeToString(seal));
    files.put(name + ".json", Json.canonical(file));
  }

  private Proof absence(
      CustodyLog log,
      Sealed of,
      ListProof.@org.jspecify.annotations.Nullable Place below,
      ListProof.@org.jspecify.annotations.Nullable Place above)
      throws Exception {
    ListProof.Absence claimed = new ListProof.Absence(of.list().size(), below, above);
    return proof(log, KEY, statement(log, of, claimed, content("bravo")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theVectorsAreWhatIsWrittenHere() throws Exception {
    VECTORS.hold(files);
  }

  @Test
  void eachProofHasItsVerdict() throws Exception {
    List<Path> vectors = VECTORS.vectors(".json");
    assertThat(vectors).hasSize(39);
    for (Path each : vectors) {
      assertThat(isAccepted(Files.readAllBytes(each)))
          .as(each.toString())
          .isEqualTo(!each.toString().endsWith("_fail.json"));
    }
  }

  private static boolean isAccepted(byte[] file) {
    try {
      return ProofCheck.isSound(ProofCheck.of(SealedProof.parse(file), Trust.NONE));
    } catch (MalformedProofException e) {
      return false;
    }
  }

  @Test
  void theScriptComesToTheSameVerdict() throws Exception {
    for (Path each : VECTORS.vectors(".json")) {
      assertThat(VectorFiles.scriptAccepts(each))
          .as(each.toString())
          .isEqualTo(!each.toString().endsWith("_fail.json"));
    }
  }
}
