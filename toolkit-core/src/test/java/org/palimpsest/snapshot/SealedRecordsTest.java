package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.json.Json;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.DamagedObjectException;

/** What is read from the evidence again is shown only if it is what was sealed. */
class SealedRecordsTest {

  @TempDir Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static List<String> shown(Lab lab, Manifest manifest, String guid) throws Exception {
    List<String> shown = new ArrayList<>();
    try (SnapshotView view = SnapshotView.open(lab.vault(), manifest);
        StoreReading reading = view.store()) {
      new StoredRecords(view, reading)
          .message(guid, (stored, place) -> shown.add(stored.content().toString()));
    }
    return shown;
  }

  @Test
  void aTextThatIsNotTheOneThatWasSealedIsNotShown() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 4)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Manifest first = lab.snapshot(home.mac, home.world.now());
      String changed = home.workGuids.get(1);
      String unchanged = home.workGuids.get(2);
      home.mac.tamper(changed, "another text");
      Manifest second = lab.snapshot(home.mac, home.aWeekOn());
      assertThat(shown(lab, first, changed)).hasSize(1);
      assertThat(shown(lab, second, changed)).hasSize(1).isNotEqualTo(shown(lab, first, changed));

      // The first snapshot's records over the second's evidence.
      ObjectNode json = (ObjectNode) Json.read(Json.canonical(first.json()));
      json.set("evidence", second.json().path("evidence"));
      Manifest forged = Manifest.read(Json.canonical(json));
      assertThat(shown(lab, forged, unchanged)).isEqualTo(shown(lab, first, unchanged));
      assertThatThrownBy(() -> shown(lab, forged, changed))
          .isInstanceOf(DamagedObjectException.class)
          .hasMessageContaining("not the one that was sealed");
    }
  }

  @Test
  void twinsAreTheRecordsOfOneName() throws Exception {
    RecordBuffer buffer = new RecordBuffer();
    Commitments commitments = new Commitments(new byte[32]);
    byte[] key = "message/A".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    commitments.forKey(key);
    for (String text : List.of("one", "two", "three")) {
      byte[] both = new byte[RecordBuffer.COMMITMENTS];
      byte[] hash = commitments.commit(utf8(text)).bytes();
      System.arraycopy(hash, 0, both, 0, 32);
      System.arraycopy(hash, 0, both, 32, 32);
      buffer.add(key, both, new Facets(1, 0, 0, 0, -1, 0, 0, new byte[0]));
    }
    byte[] list = new DigestListWriter(RecordsInMemory.of(List.of(buffer))).stream().readAllBytes();
    SealedRecords sealed =
        new SealedRecords(DigestList.open(org.palimpsest.sqlite.ByteSource.of(list)), new byte[32]);
    for (String text : List.of("one", "two", "three")) {
      sealed.require(RecordKind.MESSAGE, "A", utf8(text), utf8(text));
    }
    assertThatThrownBy(() -> sealed.require(RecordKind.MESSAGE, "A", utf8("four"), utf8("four")))
        .isInstanceOf(DamagedObjectException.class);
    assertThatThrownBy(() -> sealed.require(RecordKind.MESSAGE, "A", utf8("one"), utf8("two")))
        .isInstanceOf(DamagedObjectException.class);
  }
}
