package org.palimpsest.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.verdict.Check;

/**
 * Patches whose base is stored in another way than when they were written, as pruning leaves them,
 * whole or interrupted after any of its deletions.
 */
class StoredAgainTest {

  private static final int PAGE = 4096;
  private static final int PAGES = 24;
  private static final int DAYS = 12;

  @TempDir Path folder;

  private Vault vault;
  private final Map<Sha256, byte[]> days = new LinkedHashMap<>();

  @BeforeEach
  void fill() throws Exception {
    vault = Vault.create(folder.resolve("v"), "id", new byte[32], Instant.EPOCH);
    Random random = new Random(11);
    byte[] content = new byte[PAGES * PAGE];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ('a' + random.nextInt(12));
    }
    Sha256 last = null;
    for (int day = 0; day < DAYS; day++) {
      for (int change = 0; change < 8; change++) {
        content[random.nextInt(content.length)] ^= 1;
      }
      byte[] now = content.clone();
      try (VaultWriter writer = vault.writer(1)) {
        last = writer.putLike(new ByteArrayInputStream(now)::read, last, Likeness.PAGES).sha256();
        writer.publish();
      }
      days.put(last, now);
    }
  }

  private Vault again() throws Exception {
    return Vault.open(vault.folder());
  }

  private void areThere(Set<Sha256> names) throws Exception {
    Vault open = again();
    for (Sha256 name : names) {
      try (ObjectBytes bytes = open.object(name)) {
        assertArrayEquals(days.get(name), bytes.readAll());
      }
    }
    assertEquals(
        List.of(),
        new VaultCheck(again(), count -> {})
            .run(1).checks().stream().filter(Check::isFailure).toList());
  }

  private Set<Sha256> without(int... dropped) {
    List<Sha256> names = new ArrayList<>(days.keySet());
    Set<Sha256> live = new HashSet<>(names);
    for (int day : dropped) {
      live.remove(names.get(day));
    }
    return live;
  }

  @Test
  void whatRestsOnWhatGoesIsStillReadWhicheverGoes() throws Exception {
    for (int first = 0; first < DAYS; first++) {
      Path copy = folder.resolve("copy-" + first);
      copy(vault.folder(), copy);
      Vault own = vault;
      vault = Vault.open(copy);
      Set<Sha256> live = without(first, (first * 5 + 3) % DAYS);
      new Pruning(again(), live).run();
      areThere(live);
      assertEquals(live.size(), live.stream().filter(this::isHeld).count());
      vault = own;
    }
  }

  @Test
  void howMuchRoomStoringAgainTakesIsKnownBefore() throws Exception {
    assertEquals(0, new Pruning(again(), without()).room());
    assertTrue(new Pruning(again(), without(0)).room() > 0);
  }

  private boolean isHeld(Sha256 name) {
    try {
      return again().holds(name);
    } catch (Exception e) {
      return false;
    }
  }

  /** New packs are there; any number of the old ones has gone, in any order. */
  @Test
  void pruningThatWasInterruptedAmongItsDeletionsLosesNothing() throws Exception {
    Set<Path> before = new HashSet<>(vault.packFiles());
    Path whole = folder.resolve("whole");
    copy(vault.folder(), whole);
    Set<Sha256> live = without(0, 4, 5);
    new Pruning(again(), live).run();
    Set<Path> after = new HashSet<>(vault.packFiles());
    List<Path> gone = new ArrayList<>(before);
    gone.removeAll(after);
    assertTrue(gone.size() >= 3);
    Random random = new Random(4);
    int superseded = 0;
    for (int round = 0; round < 40; round++) {
      Path torn = folder.resolve("torn-" + round);
      copy(vault.folder(), torn);
      // All that was deleted is put back, but for some.
      for (Path pack : gone) {
        if (random.nextInt(3) > 0) {
          String name = String.valueOf(pack.getFileName());
          for (Path file : List.of(pack, Vault.indexOf(pack))) {
            Files.copy(
                whole.resolve("packs").resolve(String.valueOf(file.getFileName())),
                torn.resolve("packs").resolve(String.valueOf(file.getFileName())));
          }
          assertTrue(name.endsWith(".pack"));
        }
      }
      Vault own = vault;
      vault = Vault.open(torn);
      superseded += supersededAndNothingWrong(live);
      Vault open = again();
      for (Sha256 name : live) {
        try (ObjectBytes bytes = open.object(name)) {
          assertArrayEquals(days.get(name), bytes.readAll());
        }
      }
      new Pruning(again(), live).run();
      areThere(live);
      assertEquals(0, supersededAndNothingWrong(live));
      vault = own;
    }
    assertTrue(superseded > 0);
  }

  /** Checks the vault, of which nothing is damaged; 1 if objects rest on what was pruned. */
  private int supersededAndNothingWrong(Set<Sha256> live) throws Exception {
    VaultCheck.Outcome outcome =
        new VaultCheck(again(), count -> {}).needing(() -> Optional.of(live)).run(1);
    assertEquals(List.of(), outcome.damaged());
    assertEquals(List.of(), outcome.checks().stream().filter(Check::isFailure).toList());
    return outcome.checks().stream().anyMatch(check -> check.name().equals("superseded objects"))
        ? 1
        : 0;
  }

  @Test
  void aDamagedPackIsNamedThoughWhatItHeldRestsOnWhatWasPruned() throws Exception {
    Set<Path> before = new HashSet<>(vault.packFiles());
    Path whole = folder.resolve("whole");
    copy(vault.folder(), whole);
    Sha256 second = new ArrayList<>(days.keySet()).get(1);
    String held = String.valueOf(vault.find(second).orElseThrow().pack().getFileName());
    new Pruning(again(), without(0)).run();
    before.removeAll(vault.packFiles());
    assertTrue(before.stream().anyMatch(pack -> pack.endsWith(held)));
    for (String name : List.of(held, held.replace(".pack", ".idx"))) {
      Files.copy(whole.resolve("packs").resolve(name), vault.packs().resolve(name));
    }
    assertEquals(1, supersededAndNothingWrong(without(0)));
    byte[] bytes = Files.readAllBytes(vault.packs().resolve(held));
    bytes[bytes.length / 2] ^= 1;
    Files.write(vault.packs().resolve(held), bytes);
    VaultCheck.Outcome outcome = new VaultCheck(again(), count -> {}).run(1);
    assertEquals(List.of(), outcome.damaged());
    assertEquals(
        List.of("pack " + held.substring(0, 12)),
        outcome.checks().stream().filter(Check::isFailure).map(Check::name).toList());
  }

  @Test
  void whatIsNeededAndRestsOnWhatIsGoneIsDamaged() throws Exception {
    List<Sha256> names = new ArrayList<>(days.keySet());
    Path gone = vault.find(names.get(1)).orElseThrow().pack();
    Files.delete(gone);
    Files.delete(Vault.indexOf(gone));
    assertEquals(
        new HashSet<>(names.subList(2, DAYS)),
        new HashSet<>(new VaultCheck(again(), count -> {}).run(1).damaged()));
    Set<Sha256> live = Set.of(names.get(0), names.get(5));
    VaultCheck.Outcome outcome =
        new VaultCheck(again(), count -> {}).needing(() -> Optional.of(live)).run(1);
    assertEquals(List.of(names.get(5)), outcome.damaged());
    assertTrue(outcome.checks().stream().anyMatch(check -> check.name().equals("pruned objects")));
  }

  private static void copy(Path from, Path to) throws Exception {
    try (var files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
