package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.json.Json;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.vault.DamagedObjectException;

/** Snapshots with sums over their lists, and the same as if they had none. */
class SumsAndListsTest {

  @TempDir Path folder;

  private Lab lab;
  private Manifest first;
  private Manifest second;

  @BeforeEach
  void make() throws Exception {
    Path store = Files.createDirectories(folder.resolve("bulk")).resolve("chat.db");
    BulkStore.forge(store, 12_000, 3);
    lab = new Lab(folder.resolve("lab"));
    first = lab.snapshot(store, "bulk", Household.START);
    Path next = store.resolveSibling("next.db");
    BulkStore.mutate(store, next, new BulkStore.Spec(5, 40, 12, 9, 1, 0, 30));
    Files.move(next, store, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    second = lab.snapshot(store, "bulk", Household.START.plusSeconds(86_400));
  }

  private static Manifest without(Manifest manifest) throws Exception {
    ObjectNode older = (ObjectNode) Json.read(Json.canonical(manifest.json()));
    ((ObjectNode) older.path("records")).remove("runs");
    return Manifest.read(Json.canonical(older));
  }

  private Diff diff(Manifest a, Manifest b, int threads) throws Exception {
    try (SnapshotView from = SnapshotView.open(lab.vault(), a);
        SnapshotView to = SnapshotView.open(lab.vault(), b)) {
      return Differ.compare(from, to, threads);
    }
  }

  @Test
  void aDiffIsTheSameWithSumsAndWithout() throws Exception {
    for (List<Manifest> pair :
        List.of(List.of(first, second), List.of(second, first), List.of(first, first))) {
      Diff with = diff(pair.get(0), pair.get(1), 2);
      for (Manifest other : List.of(without(pair.get(1)), pair.get(1))) {
        Diff plain = diff(without(pair.get(0)), other, 1);
        assertThat(with.messages()).isEqualTo(plain.messages());
        assertThat(with.attachments()).isEqualTo(plain.attachments());
        assertThat(with.threads()).isEqualTo(plain.threads());
        assertThat(with.continuity()).isEqualTo(plain.continuity());
        assertThat(with.drifted()).isEqualTo(plain.drifted());
        assertThat(with.cameAndWent()).isEqualTo(plain.cameAndWent());
        assertThat(with.moved()).isEqualTo(plain.moved());
        assertThat(with.tombstones()).isEqualTo(plain.tombstones());
      }
    }
    assertThat(diff(first, second, 2).messages()).isNotEmpty();
  }

  @Test
  void keysAndThreadsAreTheSameWithSumsAndWithout() throws Exception {
    List<String> guids =
        diff(first, second, 2).messages().stream().map(change -> change.guid()).toList();
    try (SnapshotKeys with = SnapshotKeys.open(lab.vault(), first);
        SnapshotKeys plain = SnapshotKeys.open(lab.vault(), without(first))) {
      assertThat(with.messages(guids)).isEqualTo(plain.messages(guids)).isNotEmpty();
    }
    assertThat(SnapshotKeys.threads(lab.vault(), first))
        .isEqualTo(SnapshotKeys.threads(lab.vault(), without(first)))
        .isNotEmpty();
  }

  /** Lists that are not those of the sums: as damage of a list would be. */
  @Test
  void listsThatAreNotThoseOfTheSumsAreRefused() throws Exception {
    ObjectNode json = (ObjectNode) Json.read(Json.canonical(second.json()));
    ObjectNode records = (ObjectNode) json.path("records");
    records.set("digests", first.json().path("records").path("digests"));
    Manifest wrongList = Manifest.read(Json.canonical(json));
    assertThatThrownBy(() -> diff(first, wrongList, 2)).isInstanceOf(DamagedObjectException.class);
    records.set("digests", second.json().path("records").path("digests"));
    records.set("index", first.json().path("records").path("index"));
    Manifest wrongIndex = Manifest.read(Json.canonical(json));
    assertThatThrownBy(() -> diff(first, wrongIndex, 2)).isInstanceOf(DamagedObjectException.class);
  }
}
