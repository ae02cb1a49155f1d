package org.palimpsest.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.digest.Sha256;
import org.palimpsest.verdict.Check;

/** The table over the indexes of packs: as good as they are, and never better than they are. */
class LookupTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final int PACKS = 40;

  @TempDir Path folder;

  private Vault vault;
  private VaultKey master;
  private final Map<Sha256, byte[]> kept = new TreeMap<>();

  @BeforeEach
  void make() throws Exception {
    master = VaultKey.generate(new SecureRandom());
    vault = Vault.create(folder.resolve("vault"), "id", new byte[32], NOW);
  }

  private void encrypt() throws Exception {
    Path sealed = folder.resolve("sealed");
    vault =
        Vault.createEncrypted(
            sealed, "id", new byte[32], NOW, null, List.of(master), new SecureRandom());
  }

  private Vault again() throws Exception {
    return vault.isEncrypted()
        ? Vault.open(
            vault.folder(), KeySlots.open(vault.folder(), null, master), new SecureRandom())
        : Vault.open(vault.folder());
  }

  /** Each pack with an object of its own and a patch against one of an earlier pack. */
  private void fill(int packs) throws Exception {
    byte[] base = new byte[100_000];
    new Random(5).nextBytes(base);
    Sha256 last = null;
    for (int i = 0; i < packs; i++) {
      try (VaultWriter writer = vault.writer(1)) {
        byte[] small = ("object " + kept.size()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        kept.put(writer.put(new ByteArrayInputStream(small)::read).sha256(), small);
        byte[] changed = base.clone();
        changed[i * 2_000] ^= 1;
        last =
            writer.putLike(new ByteArrayInputStream(changed)::read, last, Likeness.PAGES).sha256();
        kept.put(last, changed);
        writer.publish();
      }
    }
  }

  private void allAreThere(Vault in) throws Exception {
    for (Map.Entry<Sha256, byte[]> each : kept.entrySet()) {
      try (ObjectBytes object = in.object(each.getKey())) {
        assertArrayEquals(each.getValue(), object.readAll());
      }
    }
    assertTrue(in.find(Sha256.of(new byte[] {1})).isEmpty());
  }

  private List<String> failures() throws Exception {
    return new VaultCheck(again(), count -> {})
        .run(1).checks().stream().filter(Check::isFailure).map(Check::name).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itSaysWhatTheIndexesSay(boolean encrypted) throws Exception {
    if (encrypted) {
      encrypt();
    }
    fill(PACKS);
    assertTrue(vault.consolidate());
    ObjectTable table = ObjectTable.read(again()).orElseThrow();
    assertEquals(Set.copyOf(vault.packFiles()), table.packs());
    for (Path pack : vault.packFiles()) {
      for (StoredObject object : vault.index(pack)) {
        assertEquals(List.of(object), table.find(object.sha256(), pack::equals));
      }
      assertTrue(table.agrees(pack, vault.index(pack)));
    }
    allAreThere(again());
    assertEquals(List.of(), failures());
  }

  @Test
  void whatCameSinceIsReadFromItsOwnIndex() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    byte[] table = Files.readAllBytes(Lookup.OBJECTS.file(vault));
    fill(ObjectIndex.MOST_APART - 1);
    assertTrue(vault.consolidate());
    assertArrayEquals(table, Files.readAllBytes(Lookup.OBJECTS.file(vault)), "not due yet");
    allAreThere(again());
    fill(1);
    assertTrue(vault.consolidate());
    assertFalse(Arrays.equals(table, Files.readAllBytes(Lookup.OBJECTS.file(vault))));
    allAreThere(again());
    assertEquals(List.of(), failures());
  }

  @Test
  void openingReadsNoIndexThatTheTableIsOver() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    for (Path pack : vault.packFiles()) {
      Files.delete(Vault.indexOf(pack));
    }
    allAreThere(again());
    assertEquals(PACKS, failures().size(), "a check misses each of them");
  }

  @Test
  void aFlippedBitIsFoundAndNothingIsBelievedOfIt() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    Path file = Lookup.OBJECTS.file(vault);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(9);
    for (int i = 0; i < 100; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      assertEquals(List.of("object lookup"), failures());
      assertTrue(ObjectTable.read(vault).isEmpty());
    }
    allAreThere(again());
    assertTrue(again().consolidate());
    assertArrayEquals(good, Files.readAllBytes(file), "made anew from the indexes");
  }

  /** Compressed bytes have bits that change nothing of what they give; these count too. */
  @Test
  void everyByteOfTheFileCounts() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    Path file = Lookup.OBJECTS.file(vault);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      byte flip = (byte) (1 << (at & 7));
      bytes[at] ^= flip;
      Files.write(file, bytes);
      assertTrue(Lookup.OBJECTS.read(vault).isEmpty(), "byte " + at);
      bytes[at] ^= flip;
    }
  }

  @Test
  void oneOfTheFirstKindIsStillRead() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    Path file = Lookup.OBJECTS.file(vault);
    byte[] content = Lookup.OBJECTS.read(vault).orElseThrow();
    byte[] bytes = Files.readAllBytes(file);
    bytes[6] = '1';
    System.arraycopy(Sha256.of(content).bytes(), 0, bytes, 8, Sha256.LENGTH);
    Files.write(file, bytes);
    assertArrayEquals(content, Lookup.OBJECTS.read(vault).orElseThrow());
    assertEquals(List.of(), failures());
    bytes[8] ^= 1;
    Files.write(file, bytes);
    assertEquals(List.of("object lookup"), failures());
  }

  @Test
  void aTableThatLiesIsFoundByACheck() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    byte[] content = Lookup.OBJECTS.read(vault).orElseThrow();
    int rows = 8 + PACKS * 32;
    int patch = rows;
    while (content[patch + 39] != Codec.PATCH.number()) {
      patch += 100;
    }
    for (int field : new int[] {0, 32, 36, 40, 48, 56, 64, 68}) {
      byte[] lying = content.clone();
      lying[patch + field + 3] ^= 1;
      Lookup.OBJECTS.write(vault, lying);
      // What rests on the object that it lies about cannot be read either.
      assertTrue(failures().contains("object lookup"), "field at " + field);
    }
    ByteBuffer fewer = ByteBuffer.wrap(content.clone());
    fewer.putInt(4, fewer.getInt(4) - 1);
    Lookup.OBJECTS.write(vault, Arrays.copyOf(fewer.array(), content.length - 100));
    assertEquals(List.of("object lookup"), failures());
    for (int length : new int[] {0, 7, 8, 9, rows - 1, content.length - 1}) {
      Lookup.OBJECTS.write(vault, Arrays.copyOf(content, length));
      assertTrue(ObjectTable.read(vault).isEmpty());
      allAreThere(again());
    }
  }

  @Test
  void packsThatGoAreForgotten() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    List<Sha256> names = new ArrayList<>(kept.keySet());
    Set<Sha256> live = Set.copyOf(names.subList(0, names.size() / 2));
    new Pruning(vault, live).run();
    kept.keySet().retainAll(live);
    allAreThere(again());
    ObjectTable table = ObjectTable.read(vault).orElseThrow();
    assertEquals(Set.copyOf(vault.packFiles()), table.packs());
    for (Sha256 gone : names.subList(names.size() / 2, names.size())) {
      assertTrue(table.find(gone, pack -> true).isEmpty(), "a hash of what was dropped is left");
    }
    assertEquals(List.of(), failures());
  }

  @Test
  void aTableOverPacksThatAreGoneStillServesTheOthers() throws Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    Path gone = vault.packFiles().get(3);
    List<StoredObject> lost = vault.index(gone);
    Files.delete(gone);
    Files.delete(Vault.indexOf(gone));
    Vault again = again();
    for (StoredObject object : lost) {
      assertTrue(again.find(object.sha256()).isEmpty());
    }
    for (Path pack : again.packFiles()) {
      for (StoredObject object : again.index(pack)) {
        assertEquals(object, again.find(object.sha256()).orElseThrow());
      }
    }
  }

  @Test
  void aDiskThatIsFullKeepsNobodyFromGoingOn() throws Exception {
    fill(PACKS);
    Files.createFile(vault.folder().resolve(Lookup.FOLDER));
    assertFalse(vault.consolidate());
    allAreThere(again());
  }

  @Test
  void nothingIsReadableInASealedOne() throws Exception {
    encrypt();
    fill(PACKS);
    assertTrue(vault.consolidate());
    byte[] file = Files.readAllBytes(Lookup.OBJECTS.file(vault));
    assertFalse(new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).contains("PLlook"));
    file[file.length / 2] ^= 1;
    Files.write(Lookup.OBJECTS.file(vault), file);
    assertEquals(List.of("object lookup"), failures());
    allAreThere(again());
  }

  @Test
  void anInterruptedWritingLeavesTheOldOne() throws IOException, Exception {
    fill(PACKS);
    assertTrue(vault.consolidate());
    Path file = Lookup.OBJECTS.file(vault);
    Files.write(file.resolveSibling("objects.tmp"), new byte[100]);
    allAreThere(again());
    assertEquals(List.of(), failures());
    fill(ObjectIndex.MOST_APART);
    assertTrue(vault.consolidate());
    assertFalse(Files.exists(file.resolveSibling("objects.tmp")));
    assertEquals(List.of(), failures());
  }
}
