package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.vault.Vault;
import org.palimpsest.verdict.Check;

/** A store of which a snapshot is kept each day, with what sqlite-jdbc reads of it. */
abstract class DailySeries {

  static final int DAYS = 7;

  @TempDir static Path forged;
  private static final List<Manifest> FORGED = new ArrayList<>();
  private static final List<Set<String>> HELD = new ArrayList<>();

  @TempDir Path folder;

  Lab lab;
  Path store;
  final List<Manifest> series = new ArrayList<>();
  final List<Set<String>> guids = new ArrayList<>();

  private static Lab first;

  @BeforeAll
  static void forge() throws Exception {
    FORGED.clear();
    HELD.clear();
    first = new Lab(forged.resolve("lab"));
    Path store = forged.resolve("chat.db");
    BulkStore.forge(store, 4_000, 3);
    keep(first, store, FORGED, HELD);
    for (int day = 1; day < DAYS; day++) {
      next(store, day);
      keep(first, store, FORGED, HELD);
    }
  }

  @BeforeEach
  void copy() throws Exception {
    lab = first.copy(folder.resolve("lab"));
    store = Files.createDirectories(folder.resolve("bulk")).resolve("chat.db");
    Files.copy(forged.resolve("chat.db"), store);
    series.addAll(FORGED);
    guids.addAll(HELD);
  }

  void next(int day) throws Exception {
    next(store, day);
  }

  void keep() throws Exception {
    keep(lab, store, series, guids);
  }

  /** The store a day on; some guids are none of Apple's, so that their keys are long. */
  private static void next(Path store, int day) throws Exception {
    Path next = store.resolveSibling("next.db");
    BulkStore.mutate(store, next, new BulkStore.Spec(40 + day, 40, 12, 9, 1, 0, 30));
    Files.move(next, store, StandardCopyOption.REPLACE_EXISTING);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE message SET guid = 'odd é " + day + " ' || ROWID WHERE ROWID % 997 = " + day);
    }
  }

  private static void keep(Lab lab, Path store, List<Manifest> series, List<Set<String>> guids)
      throws Exception {
    series.add(lab.snapshot(store, "bulk", Household.START.plusSeconds(86_400L * series.size())));
    Set<String> held = new TreeSet<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT guid FROM message")) {
      while (rows.next()) {
        held.add(rows.getString(1));
      }
    }
    guids.add(held);
  }

  Set<String> all() {
    Set<String> all = new TreeSet<>();
    guids.forEach(all::addAll);
    return all;
  }

  static Set<String> less(Set<String> some, Set<String> others) {
    Set<String> left = new TreeSet<>(some);
    left.removeAll(others);
    return left;
  }

  SnapshotLists lists(Manifest manifest) throws Exception {
    return SnapshotLists.open(lab.vault(), List.of(manifest), 1, (lists, of) -> lists).get(0);
  }

  byte[] object(Manifest manifest, String name) throws Exception {
    try (var bytes = lab.vault().object(manifest.object("records", name))) {
      return bytes.readAll();
    }
  }

  Sha256 put(byte[] bytes) throws Exception {
    try (var writer = lab.vault().writer(1)) {
      Sha256 name = writer.put(new java.io.ByteArrayInputStream(bytes)::read).sha256();
      writer.publish();
      return name;
    }
  }

  static Manifest without(Manifest manifest, String name) throws Exception {
    ObjectNode older = (ObjectNode) Json.read(Json.canonical(manifest.json()));
    ((ObjectNode) older.path("records")).remove(name);
    return Manifest.read(Json.canonical(older));
  }

  List<String> failures() throws Exception {
    return failures(false);
  }

  List<String> failures(boolean deep) throws Exception {
    return checks(deep).stream().filter(Check::isFailure).map(Check::detail).toList();
  }

  List<Check> checks(boolean deep) throws Exception {
    return new SnapshotCheck(Vault.open(lab.vault().folder()), 2)
        .run(new HashSet<>(), deep)
        .checks();
  }

  Path replaceNote(Manifest of, String name, Sha256 is) throws Exception {
    return replace(of, of.object("records", name).hex(), is);
  }

  Path replace(Manifest of, String was, Sha256 is) throws Exception {
    byte[] forged =
        new String(Json.canonical(of.json()), StandardCharsets.UTF_8)
            .replace(was, is.hex())
            .getBytes(StandardCharsets.UTF_8);
    Files.deleteIfExists(lab.vault().snapshots().resolve(of.id() + ".json"));
    return Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
  }
}
