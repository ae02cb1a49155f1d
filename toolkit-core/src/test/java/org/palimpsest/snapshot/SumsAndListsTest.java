package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.Vault;
import org.palimpsest.verdict.Check;

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
    second = next(1);
  }

  /** The store some days on. */
  private Manifest next(int day) throws Exception {
    Path store = folder.resolve("bulk/chat.db");
    Path next = store.resolveSibling("next.db");
    BulkStore.mutate(store, next, new BulkStore.Spec(4 + day, 40, 12, 9, 1, 0, 30));
    Files.move(next, store, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return lab.snapshot(store, "bulk", Household.START.plusSeconds(86_400L * day));
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
      Set<String> some = new HashSet<>(with.messages(guids));
      try (SnapshotKeys later = SnapshotKeys.open(lab.vault(), second)) {
        some.addAll(later.messages(guids));
      }
      for (int threads = 1; threads < 4; threads++) {
        assertThat(
                SnapshotKeys.held(lab.vault(), List.of(first, second), Set.copyOf(guids), threads))
            .isEqualTo(some)
            .hasSizeGreaterThan(with.messages(guids).size());
      }
      assertThat(SnapshotKeys.held(lab.vault(), List.of(), Set.copyOf(guids), 2)).isEmpty();
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

  /** Where the lists of the snapshot before are not those of its sums, all of a store is read. */
  @Test
  void aLookRestsOnNoListThatIsDamaged() throws Exception {
    Manifest sound = look();
    assertThat(sound.json().path("acquisition").has("carried")).isTrue();
    for (String list : List.of("digests", "index", "runs")) {
      Path forged =
          replace(
              second, second.object("records", list).hex(), first.object("records", list).hex());
      Manifest look = look();
      assertThat(look.json().path("acquisition").has("carried")).isFalse();
      for (String each : List.of("digests", "index", "runs")) {
        assertThat(look.object("records", each)).isEqualTo(sound.object("records", each));
      }
      Files.delete(forged);
      Files.write(
          lab.vault().snapshots().resolve(second.id() + ".json"), Json.canonical(second.json()));
    }
  }

  /** What a look at the store a day on shows. */
  private Manifest look() throws Exception {
    Path store = folder.resolve("bulk/chat.db");
    Path later = Files.createDirectories(folder.resolve("later")).resolve("chat.db");
    Files.deleteIfExists(later);
    BulkStore.mutate(store, later, new BulkStore.Spec(77, 40, 12, 9, 1, 0, 30));
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      return maker
          .onlyToCompare()
          .prepare(
              Lab.request(later, "bulk", Household.START.plusSeconds(200_000)),
              wait -> Thread.sleep(wait.toMillis()))
          .manifest();
    }
  }

  /** From the third snapshot on a series has sums over the pages of its databases. */
  @Test
  void sumsOverPagesThatAreThoseOfAnotherDatabaseAreFoundInDepth() throws Exception {
    Manifest third = next(2);
    Manifest last = next(3);
    assertThat(second.json().path("evidence").has("pages")).isFalse();
    assertThat(failures(true)).isEmpty();
    String pages = last.object("evidence", "pages").hex();
    Path forged = replace(last, pages, third.object("evidence", "pages").hex());
    assertThat(failures(false)).isEmpty();
    assertThat(failures(true))
        .anyMatch(each -> each.contains("its sums over pages are not those of its database"));
    Files.delete(forged);
    replace(last, pages, Sha256.of(new byte[] {1}).hex());
    assertThat(failures(false))
        .anyMatch(each -> each.contains("the sums over its database's pages are damaged or gone"));
  }

  private List<String> failures(boolean deep) throws Exception {
    return new SnapshotCheck(Vault.open(lab.vault().folder()), 2)
        .run(new HashSet<>(), deep).checks().stream()
            .filter(Check::isFailure)
            .map(Check::detail)
            .toList();
  }

  private Path replace(Manifest of, String was, String is) throws Exception {
    byte[] forged =
        new String(Json.canonical(of.json()), StandardCharsets.UTF_8)
            .replace(was, is)
            .getBytes(StandardCharsets.UTF_8);
    Files.deleteIfExists(lab.vault().snapshots().resolve(of.id() + ".json"));
    return Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
  }
}
