package org.palimpsest.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.VaultCheck;

class SnapshotsTest {

  @TempDir Path folder;

  private Household home;
  private Lab lab;

  @BeforeEach
  void move() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 4);
    lab = new Lab(folder.resolve("lab"));
  }

  @AfterEach
  void leave() {
    home.close();
  }

  private SnapshotMaker.Prepared prepare(SnapshotMaker maker) throws Exception {
    Path store = lab.copy(home.mac, home.world.now());
    return maker.prepare(Lab.request(store, "mac", home.world.now()), wait -> {});
  }

  @Test
  void aSnapshotThatIsNotPublishedLeavesTheVaultAsItWas() throws Exception {
    lab.snapshot(home.mac, home.world.now());
    home.world.receive(home.work, home.ben, "later");
    Map<String, String> before = Lab.tree(lab.vault().folder());
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      prepare(maker);
    }
    Map<String, String> after = Lab.tree(lab.vault().folder());
    assertEquals(before, after);
  }

  @Test
  void aSnapshotThatTheLogRefusesIsNotVisible() throws Exception {
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      SnapshotMaker.Prepared prepared = prepare(maker);
      assertThrows(
          IOException.class,
          () ->
              lab.snapshots()
                  .publish(
                      prepared,
                      manifest -> {
                        throw new IOException("refused");
                      }));
    }
    assertEquals(List.of(), lab.snapshots().list());
    assertEquals(
        List.of(),
        new VaultCheck(lab.vault(), count -> {}).run(2).damaged(),
        "what was written is whole");
  }

  /** The line is in the log, and the disk fails at what comes next. */
  @Test
  void aSnapshotWhoseEntryWasWrittenBeforeTheLogFailedIsNotTakenBack() throws Exception {
    String id;
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      SnapshotMaker.Prepared prepared = prepare(maker);
      id = prepared.manifest().id();
      assertThrows(
          IOException.class,
          () ->
              lab.snapshots()
                  .publish(
                      prepared,
                      new Snapshots.Log() {
                        @Override
                        public void append(Manifest manifest) throws IOException {
                          throw new IOException("the checkpoint could not be written");
                        }

                        @Override
                        public boolean mayHold(Manifest manifest) {
                          return true;
                        }
                      }));
    }
    assertEquals(List.of(), lab.snapshots().list());
    lab.snapshots().finishInterrupted(id::equals);
    assertEquals(id, lab.snapshots().list().get(0).id());
  }

  @Test
  void anInterruptedSnapshotIsBroughtToItsEndIfTheLogHasIt() throws Exception {
    Manifest manifest = lab.snapshot(home.mac, home.world.now());
    Path visible = lab.vault().snapshots().resolve(manifest.id() + ".json");
    Path pending = lab.vault().snapshots().resolve(manifest.id() + ".json.new");
    Files.move(visible, pending);
    assertTrue(lab.snapshots().isPending(manifest.id()));
    assertEquals(List.of(), lab.snapshots().list());
    lab.snapshots().finishInterrupted(id -> id.equals(manifest.id()));
    assertEquals(1, lab.snapshots().list().size());
    Files.move(visible, pending);
    lab.snapshots().finishInterrupted(id -> false);
    assertFalse(Files.exists(pending), "what the log does not know never was");
    Path half = Files.write(pending.resolveSibling(pending.getFileName() + ".tmp"), new byte[7]);
    assertFalse(lab.snapshots().anyInterrupted());
    lab.snapshots().finishInterrupted(id -> true);
    assertFalse(Files.exists(half), "what was written half stays behind");
    assertEquals(List.of(), lab.snapshots().list());
  }

  @Test
  void snapshotsAreNamedAsTheDesignSays() throws Exception {
    Manifest first = lab.snapshot(home.mac, home.world.now());
    home.world.receive(home.work, home.ben, "one");
    Manifest second = lab.snapshot(home.mac, home.aWeekOn());
    Manifest other = lab.snapshot(home.other, home.aWeekOn());
    Snapshots snapshots = lab.snapshots();
    assertEquals(other.id(), snapshots.resolve("latest").id());
    assertEquals(second.id(), snapshots.resolve("mac:latest").id());
    assertEquals(first.id(), snapshots.resolve("mac:latest~1").id());
    assertEquals(first.id(), snapshots.resolve(first.id().substring(0, 10)).id());
    String day = first.asOf().toString().substring(0, 10);
    assertEquals(first.id(), snapshots.resolve("mac:@" + day).id());
    assertEquals(Set.of("mac", "other"), snapshots.devices());
    assertEquals(second.id(), snapshots.newestOf("mac").id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "latest~9",
        "nobody:latest",
        "zz",
        "@2001-01-01",
        "@yesterday",
        "latest~x",
        "~1",
        ":"
      })
  void aNameThatMeansNothingIsSaidToMeanNothing(String name) throws Exception {
    lab.snapshot(home.mac, home.world.now());
    assertThrows(UnknownSnapshotException.class, () -> lab.snapshots().resolve(name));
  }

  @Test
  void thePresenceOfMessagesIsLookedUpByGuid() throws Exception {
    Manifest manifest = lab.snapshot(home.mac, home.world.now());
    try (SnapshotView view = lab.view(manifest)) {
      List<String> wanted = List.of(home.workGuids.get(0), "NOT-THERE", home.familyGuids.get(1));
      assertEquals(
          Set.of(home.workGuids.get(0), home.familyGuids.get(1)),
          PresenceLookup.messages(view, wanted).keySet());
    }
  }

  @Test
  void theEvidenceComesBackByteForByte() throws Exception {
    Path store = lab.copy(home.mac, home.world.now());
    Manifest manifest = lab.snapshot(store, "mac", home.world.now());
    try (SnapshotView view = lab.view(manifest)) {
      int compared = 0;
      for (var file : view.evidence()) {
        Path original =
            file.path().startsWith("Preferences/")
                ? store.resolveSibling("Preferences").resolve(file.path().substring(12))
                : store.resolve(file.path());
        try (var content = view.content(file)) {
          org.junit.jupiter.api.Assertions.assertArrayEquals(
              Files.readAllBytes(original), content.readAll(), file.path());
        }
        assertEquals(Files.getLastModifiedTime(original).toInstant(), file.modifiedAt());
        compared++;
      }
      assertTrue(compared >= 4);
    }
  }

  @Test
  void commitsBehindADamagedFrameOfTheLogMakeASnapshotIncomplete() throws Exception {
    Path store = lab.copy(home.mac, home.world.now());
    Path wal = store.resolve("chat.db-wal");
    byte[] log = Files.readAllBytes(wal);
    int frame = 24 + 4096;
    int frames = (log.length - 32) / frame;
    assertTrue(frames > 8, "the forged store has a log of some length");
    log[32 + frames / 2 * frame + 100] ^= 1;
    Files.write(wal, log);
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      Manifest manifest =
          maker.prepare(Lab.request(store, "mac", home.world.now()), wait -> {}).manifest();
      assertFalse(manifest.complete());
      assertTrue(
          manifest.json().path("incompleteReasons").toString().contains("behind a damaged frame"),
          manifest.json()::toString);
      assertTrue(manifest.json().path("facts").path("walCommitsNotApplied").asInt() > 0);
    }
  }

  @Test
  void framesOfAnEarlierGenerationAreNoDamage() throws Exception {
    Path store = lab.copy(home.mac, home.world.now());
    Path wal = store.resolve("chat.db-wal");
    byte[] log = Files.readAllBytes(wal);
    int frame = 24 + 4096;
    int frames = (log.length - 32) / frame;
    for (int i = frames / 2; i < frames; i++) {
      log[32 + i * frame + 11]++;
    }
    Files.write(wal, log);
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      Manifest manifest =
          maker.prepare(Lab.request(store, "mac", home.world.now()), wait -> {}).manifest();
      assertTrue(manifest.complete(), manifest.json()::toString);
    }
  }
}
