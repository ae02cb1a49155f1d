package org.palimpsest.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** A vault of patches, one on the other, that is mended from one that stores them otherwise. */
class RepairingTest {

  private static final int DAYS = 6;

  @TempDir Path folder;

  private Vault vault;
  private final Map<Sha256, byte[]> days = new LinkedHashMap<>();
  private List<Sha256> names = List.of();

  @BeforeEach
  void fill() throws Exception {
    vault = Vault.create(folder.resolve("v"), "id", new byte[32], Instant.EPOCH);
    Random random = new Random(5);
    byte[] content = new byte[100_000];
    random.nextBytes(content);
    Sha256 last = null;
    for (int day = 0; day < DAYS; day++) {
      content[random.nextInt(content.length)] ^= 1;
      byte[] now = content.clone();
      try (VaultWriter writer = vault.writer(1)) {
        last = writer.putLike(new ByteArrayInputStream(now)::read, last, Likeness.PAGES).sha256();
        writer.publish();
      }
      days.put(last, now);
    }
    names = new ArrayList<>(days.keySet());
  }

  private Vault copy(String name) throws Exception {
    Path copy = folder.resolve(name);
    try (var files = Files.walk(vault.folder())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = copy.resolve(vault.folder().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return Vault.open(copy);
  }

  private Path packOf(int day) throws Exception {
    return vault.find(names.get(day)).orElseThrow().pack();
  }

  private Set<Sha256> from(int day) {
    return new HashSet<>(names.subList(day, DAYS));
  }

  private void holds(Set<Sha256> wanted) throws Exception {
    Vault again = Vault.open(vault.folder());
    for (Sha256 name : wanted) {
      try (ObjectBytes bytes = again.object(name)) {
        assertArrayEquals(days.get(name), bytes.readAll());
      }
    }
    VaultCheck.Outcome outcome =
        new VaultCheck(again, count -> {}).needing(() -> Optional.of(wanted)).run(1);
    assertEquals(List.of(), outcome.checks().stream().filter(Check::isFailure).toList());
  }

  @Test
  void whatRestsOnWhatIsNowhereAnyMoreIsStoredAnew() throws Exception {
    Vault other = copy("other");
    new Pruning(other, from(2)).run();
    // The vault still rests on the days that the other one dropped, and loses one of them.
    Path lost = packOf(1);
    Files.delete(lost);
    Files.delete(Vault.indexOf(lost));
    vault = Vault.open(vault.folder());
    Repairing repairing = new Repairing(vault, other, count -> {});
    assertEquals(Set.of(), repairing.objects(from(2)));
    assertEquals(List.of("1 object fetched"), repairing.done());
    holds(from(2));
    Repairing again = new Repairing(Vault.open(vault.folder()), other, count -> {});
    assertEquals(Set.of(), again.objects(from(2)));
    assertEquals(List.of(), again.done());
  }

  @Test
  void whatIsNowhereIsLackingAndTheRestIsFetched() throws Exception {
    Vault other = copy("other");
    new Pruning(other, Set.of(names.get(4), names.get(5))).run();
    Path lost = packOf(1);
    Files.delete(lost);
    Files.delete(Vault.indexOf(lost));
    vault = Vault.open(vault.folder());
    Repairing repairing = new Repairing(vault, other, count -> {});
    assertEquals(Set.of(names.get(2), names.get(3)), repairing.objects(from(2)));
    holds(Set.of(names.get(4), names.get(5)));
  }

  @Test
  void anIndexThatPruningLeftBringsNothingBack() throws Exception {
    Vault other = copy("other");
    Path left = packOf(0);
    byte[] index = Files.readAllBytes(Vault.indexOf(left));
    new Pruning(vault, from(1)).run();
    assertFalse(Files.exists(left));
    Files.write(Vault.indexOf(left), index);
    vault = Vault.open(vault.folder());
    Repairing repairing = new Repairing(vault, other, count -> {});
    repairing.packs(() -> Optional.of(from(1)));
    assertEquals(Set.of(), repairing.objects(from(1)));
    assertEquals(List.of(), repairing.done());
    assertFalse(Files.exists(left));
    holds(from(1));
    // Where it is not known what is needed, everything comes back that once was there.
    repairing.packs(Optional::empty);
    assertTrue(Files.exists(left));
  }

  @Test
  void aPackThatIsNeededComesBackByItsIndex() throws Exception {
    Vault other = copy("other");
    Path lost = packOf(3);
    Files.delete(lost);
    vault = Vault.open(vault.folder());
    Repairing repairing = new Repairing(vault, other, count -> {});
    repairing.packs(() -> Optional.of(Set.of(names.get(5))));
    assertEquals(1, repairing.done().size());
    assertTrue(Files.exists(lost));
    holds(from(0));
  }
}
