package org.palimpsest.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.merkle.LeafHashes;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.merkle.SortedList;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/** Proofs that need a part of the list only, against the ones that are made from the whole. */
class RecordProverTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4095, 4096, 4097, 8192, 10_001})
  void theTreeOverTheBlocksIsTheTreeOverTheLines(int lines) {
    byte[] leaves = new byte[lines * Sha256.LENGTH];
    new Random(lines).nextBytes(leaves);
    assertEquals(
        TreeHash.root(LeafHashes.view(leaves)),
        TreeHash.root(LeafHashes.view(RecordTree.blocks(leaves, lines))));
  }

  private static SortedList whole(Lab lab, Manifest manifest) throws Exception {
    try (ObjectBytes list = lab.vault().object(manifest.object("records", "list"))) {
      return SortedList.parse(list.readAll());
    }
  }

  private static String key(byte[] line) {
    return new String(line, StandardCharsets.US_ASCII).split(" ", 2)[0];
  }

  private static byte[] prefix(String key) {
    return (key + " ").getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void everyRecordAndEveryGapOfAStoreIsProvenAsFromTheWholeList() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 12)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Manifest manifest = lab.snapshot(home.mac, home.world.now());
      SortedList whole = whole(lab, manifest);
      try (RecordProver prover = RecordProver.open(lab.vault(), manifest, 2)) {
        for (int i = 0; i < whole.size(); i++) {
          String key = key(whole.line(i));
          assertEquals(i, prover.find(key));
          ListProof presence = prover.prove(key);
          assertEquals(whole.prove(prefix(key)), presence);
          for (String missing : List.of(key + "!", key.substring(0, key.length() - 1))) {
            assertEquals(-1, prover.find(missing));
            assertEquals(whole.prove(prefix(missing)), prover.prove(missing));
            prover.prove(missing).verify(prefix(missing), manifest.root());
          }
          byte[] line = whole.line(i);
          if (!key.startsWith("tombstone/")) {
            OpenedRecord record = OpenedRecord.read(lab.vault(), manifest, line, i);
            assertTrue(Json.read(record.content()).isObject());
            assertEquals(
                new String(line, StandardCharsets.US_ASCII),
                key
                    + " "
                    + Commitments.of(record.salt(), record.content()).hex()
                    + " "
                    + Commitments.of(record.salt(), record.state()).hex());
          }
        }
        for (String edge : List.of("attachment/!", "tombstone/~")) {
          ListProof.Absence absence = (ListProof.Absence) prover.prove(edge);
          assertEquals(edge.startsWith("a"), absence.below() == null);
          assertEquals(edge.startsWith("t"), absence.above() == null);
        }
      }
    }
  }

  @Test
  void proofsOverSeveralBlocksAreThoseOfTheWholeListWithTheTreeAndWithout() throws Exception {
    Path store = Files.createDirectories(folder.resolve("bulk")).resolve("chat.db");
    BulkStore.forge(store, 9_000, 3);
    Lab lab = new Lab(folder.resolve("lab"));
    Manifest manifest = lab.snapshot(store, "bulk", Household.START);
    SortedList whole = whole(lab, manifest);
    ObjectNode older = (ObjectNode) Json.read(Json.canonical(manifest.json()));
    ((ObjectNode) older.path("records")).remove("tree");
    Manifest without = Manifest.read(Json.canonical(older));
    ((ObjectNode) older.path("records")).set("tree", older.path("records").path("digests"));
    Manifest wrong = Manifest.read(Json.canonical(older));
    for (Manifest each : List.of(manifest, without, wrong)) {
      try (RecordProver prover = RecordProver.open(lab.vault(), each, 2)) {
        for (int i : List.of(0, 1, 4095, 4096, 4097, 8191, 8192, whole.size() - 1)) {
          String key = key(whole.line(i));
          assertEquals(whole.prove(prefix(key)), prover.prove(key));
          assertEquals(whole.prove(prefix(key + "!")), prover.prove(key + "!"));
        }
      }
    }
  }

  @Test
  void aListThatDoesNotLeadToTheSealedRootProvesNothing() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_13, true, 2)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Manifest manifest = lab.snapshot(home.mac, home.world.now());
      ObjectNode other = (ObjectNode) Json.read(Json.canonical(manifest.json()));
      ((ObjectNode) other.path("records")).put("root", Sha256.of(new byte[1]).hex());
      Manifest rootless = Manifest.read(Json.canonical(other));
      String key = "message/" + home.familyGuids.get(0);
      try (RecordProver prover = RecordProver.open(lab.vault(), rootless, 2)) {
        assertThrows(VaultException.class, () -> prover.prove(key));
      }
      byte[] line = new byte[0];
      SortedList whole = whole(lab, manifest);
      for (int i = 0; i < whole.size(); i++) {
        line = key(whole.line(i)).equals(key) ? whole.line(i) : line;
      }
      byte[] forged = line.clone();
      forged[forged.length - 1] ^= 1;
      long row = 0;
      try (RecordProver prover = RecordProver.open(lab.vault(), manifest, 2)) {
        row = prover.find(key);
      }
      long at = row;
      assertThrows(
          VaultException.class, () -> OpenedRecord.read(lab.vault(), manifest, forged, at));
      assertArrayEquals(line, whole.line((int) row));
    }
  }
}
