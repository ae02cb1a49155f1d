package org.palimpsest.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.SnapshotCheck;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultCheck;
import org.palimpsest.verdict.Check;

/**
 * One bit is flipped in any file of a vault. A check finds it, names the place, and finds nothing
 * wrong with what does not rest on it. {@code -Dpalimpsest.flips=2000} flips so many.
 */
class FlippedBitTest {

  private static final int FLIPS = Integer.getInteger("palimpsest.flips", 60);
  private static final int SNAPSHOTS = 17;

  @TempDir Path folder;

  private Premises premises =
      new Premises(
          new MemoryDisk(), LogKey.create("example.org/log", new SecureRandom(new byte[] {1})));

  private void fill() throws Exception {
    Lab lab = new Lab(folder.resolve("lab"));
    List<String> ids = new ArrayList<>();
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 1)) {
      premises.init();
      for (int i = 0; i < SNAPSHOTS; i++) {
        ids.add(premises.snapshot(lab.copy(home.mac, home.world.now()), home.aWeekOn()));
        home.world.receive(home.work, home.ben, "figures of week " + i);
      }
    }
    premises.prune(new TreeSet<>(ids.subList(1, ids.size())));
    premises.isSound();
    premises.isFinished();
  }

  /** Files by what they are. */
  private Map<String, List<Path>> kinds() throws Exception {
    Map<String, List<Path>> kinds = new TreeMap<>();
    Vault vault = premises.vault();
    for (String in : List.of("packs", "snapshots", "pruned", "custody", "lookup")) {
      try (var files = Files.newDirectoryStream(vault.folder().resolve(in))) {
        for (Path file : files) {
          String name = String.valueOf(file.getFileName());
          String kind =
              switch (in) {
                case "packs" -> name.endsWith(".idx") ? "index" : "pack";
                case "custody" -> name;
                case "lookup" -> "lookup " + name;
                default -> in;
              };
          kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(file);
        }
      }
    }
    kinds.values().forEach(files -> files.sort(null));
    return kinds;
  }

  /** What each object rests on, and which lie in each pack, by the text of the indexes. */
  private record Indexes(Map<String, Set<String>> byPack, Map<String, String> bases) {
    static Indexes read(List<Path> indexes) throws Exception {
      Indexes all = new Indexes(new HashMap<>(), new HashMap<>());
      for (Path index : indexes) {
        Set<String> names = new HashSet<>();
        for (String line :
            new String(Files.readAllBytes(index), StandardCharsets.US_ASCII).lines().toList()) {
          String[] fields = line.split(" ", -1);
          if (fields.length >= 5) {
            names.add(fields[0]);
            if (fields.length == 7) {
              all.bases.put(fields[0], fields[5]);
            }
          }
        }
        String name = String.valueOf(index.getFileName());
        all.byPack.put(name.substring(0, 64), names);
      }
      return all;
    }

    boolean restsOn(String abbreviated, String pack) {
      Set<String> there = byPack.getOrDefault(pack, Set.of());
      List<String> all = new ArrayList<>();
      byPack.values().forEach(all::addAll);
      for (String name : all) {
        if (name.startsWith(abbreviated)) {
          String at = name;
          for (int i = 0; at != null && i < 1000; i++) {
            if (there.contains(at)) {
              return true;
            }
            at = bases.get(at);
          }
        }
      }
      return false;
    }
  }

  private List<Check> failures() throws Exception {
    List<Check> checks = new ArrayList<>();
    Vault vault = premises.vault();
    VaultCheck.Outcome objects = new VaultCheck(vault, count -> {}).run(1);
    checks.addAll(objects.checks());
    checks.addAll(new SnapshotCheck(vault, 1).run(Set.copyOf(objects.damaged()), false).checks());
    CustodyCheck custody = CustodyLog.open(vault.custody()).verify();
    checks.addAll(custody.checks());
    if (custody.verdict() == CustodyCheck.Verdict.UNANCHORED) {
      checks.add(Check.failed("custody verdict", "lines that no checkpoint is over"));
    }
    return checks.stream().filter(Check::isFailure).toList();
  }

  @Test
  void eachIsFoundNamedAndContained() throws Exception {
    fill();
    Map<String, List<Path>> kinds = kinds();
    assertEquals(
        Set.of(
            "checkpoint",
            "index",
            "log.jsonl",
            "log.pub",
            "lookup objects",
            "lookup snapshots",
            "pack",
            "pruned",
            "snapshots"),
        kinds.keySet());
    Indexes indexes = Indexes.read(kinds.getOrDefault("index", List.of()));
    List<String> names = new ArrayList<>(kinds.keySet());
    Random random = new Random(7);
    for (int i = 0; i < FLIPS; i++) {
      String kind = names.get(i % names.size());
      List<Path> files = kinds.getOrDefault(kind, List.of());
      Path file = files.get(random.nextInt(files.size()));
      byte[] good = Files.readAllBytes(file);
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      String where = file + ", byte " + at;
      List<Check> failures = failures();
      assertFalse(failures.isEmpty(), where);
      isNamed(kind, file, failures, where);
      isContained(kind, file, failures, indexes, where);
      Files.write(file, good);
    }
    assertEquals(List.of(), failures());
  }

  private static void isNamed(String kind, Path file, List<Check> failures, String where) {
    String wanted =
        switch (kind) {
          case "pack" -> "pack " + String.valueOf(file.getFileName()).substring(0, 12);
          case "index" -> "pack index " + String.valueOf(file.getFileName()).substring(0, 12);
          case "snapshots" -> "manifest";
          case "pruned" -> "pruned manifest";
          case "lookup objects" -> "object lookup";
          case "lookup snapshots" -> "snapshot lookup";
          default -> "custody ";
        };
    assertTrue(
        failures.stream().anyMatch(check -> check.name().startsWith(wanted)),
        () -> where + ": " + failures);
    if (kind.equals("snapshots") || kind.equals("pruned")) {
      String id = String.valueOf(file.getFileName()).substring(0, 12);
      assertTrue(failures.stream().anyMatch(check -> check.detail().contains(id)), where);
    }
  }

  private static void isContained(
      String kind, Path file, List<Check> failures, Indexes indexes, String where) {
    for (Check failure : failures) {
      switch (kind) {
        case "pack" -> {
          if (failure.name().startsWith("object ")) {
            String pack = String.valueOf(file.getFileName()).substring(0, 64);
            assertTrue(
                indexes.restsOn(failure.name().substring("object ".length()), pack),
                () -> where + ": " + failure);
          }
        }
        case "index", "snapshots", "pruned", "lookup objects", "lookup snapshots" ->
            assertEquals(1, failures.size(), () -> where + ": " + failures);
        default -> assertTrue(failure.name().startsWith("custody"), () -> where + ": " + failure);
      }
    }
  }
}
