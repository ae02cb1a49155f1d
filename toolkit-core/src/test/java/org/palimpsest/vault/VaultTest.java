package org.palimpsest.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.digest.Sha256;
import org.palimpsest.scenario.Lab;
import org.palimpsest.verdict.Check;

class VaultTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;

  private Vault vault;

  @BeforeEach
  void make() throws Exception {
    vault = Vault.create(folder.resolve("vault"), "id", new byte[32], NOW);
  }

  private static byte[] bytes(int size, boolean compressible) {
    byte[] bytes = new byte[size];
    Random random = new Random(size);
    random.nextBytes(bytes);
    if (compressible) {
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) ('a' + (bytes[i] & 3));
      }
    }
    return bytes;
  }

  private Sha256 keep(byte[] bytes) throws IOException {
    try (VaultWriter writer = vault.writer(2)) {
      VaultWriter.Taken taken = writer.put(new ByteArrayInputStream(bytes)::read);
      writer.publish();
      return taken.sha256();
    }
  }

  private static byte[] read(Vault vault, Sha256 name) throws Exception {
    try (ObjectBytes object = vault.object(name)) {
      return object.readAll();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 2, 100, 65_535, 65_536, 65_537, 131_072, 1_048_575, 1_048_576, 1_048_577, 4_194_304,
        4_194_305, 9_000_001
      })
  void whatIsKeptComesBack(int size) throws Exception {
    for (boolean compressible : new boolean[] {true, false}) {
      byte[] bytes = bytes(size, compressible);
      Sha256 name = keep(bytes);
      assertEquals(Sha256.of(bytes), name);
      assertArrayEquals(bytes, read(vault, name));
      Vault again = Vault.open(vault.folder());
      assertArrayEquals(bytes, read(again, name));
      try (ObjectBytes object = again.object(name)) {
        assertEquals(size, object.size());
        if (size > 10) {
          byte[] middle = new byte[size / 3];
          object.read(size / 3, middle, 0, middle.length);
          assertArrayEquals(
              java.util.Arrays.copyOfRange(bytes, size / 3, size / 3 + middle.length), middle);
        }
        assertThrows(IOException.class, () -> object.read(size, new byte[1], 0, 1));
      }
    }
  }

  @Test
  void whatIsThereIsNotKeptTwice() throws Exception {
    byte[] bytes = bytes(200_000, false);
    keep(bytes);
    Map<String, String> before = Lab.tree(vault.folder().resolve("packs"));
    keep(bytes);
    assertEquals(before, Lab.tree(vault.folder().resolve("packs")));
  }

  @Test
  void compressibleContentIsStoredSmallAndNoiseIsStoredRaw() throws Exception {
    keep(bytes(3_000_000, true));
    long small = VaultCheck.size(vault);
    assertTrue(small < 1_500_000, "two bits a byte");
    keep(bytes(3_000_000, false));
    assertTrue(VaultCheck.size(vault) - small < 3_010_000);
  }

  @Test
  void whatWasNotPublishedLeavesNothing() throws Exception {
    Map<String, String> before = Lab.tree(vault.folder());
    try (VaultWriter writer = vault.writer(2)) {
      VaultWriter.Taken taken = writer.put(new ByteArrayInputStream(bytes(500_000, true))::read);
      try (ObjectBytes object = writer.open(taken.sha256())) {
        assertEquals(500_000, object.size());
      }
    }
    assertEquals(before, Lab.tree(vault.folder()));
  }

  @Test
  void aLargeObjectThatWasDiscardedIsNotPublished() throws Exception {
    byte[] first = bytes(5_000_000, false);
    byte[] second = bytes(100_001, true);
    try (VaultWriter writer = vault.writer(2)) {
      VaultWriter.Taken taken = writer.put(new ByteArrayInputStream(first)::read);
      writer.discard(taken);
      writer.put(new ByteArrayInputStream(second)::read);
      writer.publish();
    }
    assertFalse(vault.holds(Sha256.of(first)));
    assertTrue(vault.holds(Sha256.of(second)));
  }

  @Test
  void whatAnInterruptedRunLeftIsDropped() throws Exception {
    Path drafts = Files.createDirectories(vault.folder().resolve("drafts"));
    Files.write(drafts.resolve("draft-123"), bytes(1000, false));
    keep(bytes(10, false));
    try (var left = Files.list(drafts)) {
      assertEquals(0, left.count());
    } catch (java.nio.file.NoSuchFileException e) {
      assertNotNull(e);
    }
  }

  @Test
  void anObjectThatIsNotThereIsDamage() {
    VaultException e =
        assertThrows(VaultException.class, () -> vault.object(Sha256.of(new byte[] {9})));
    assertEquals(VaultException.Reason.DAMAGED, e.reason());
  }

  @Test
  void aFolderInUseIsNotMadeIntoAVault() throws Exception {
    Path occupied = Files.createDirectories(folder.resolve("occupied"));
    Files.writeString(occupied.resolve("mine.txt"), "mine");
    Map<String, String> before = Lab.tree(occupied);
    VaultException e =
        assertThrows(VaultException.class, () -> Vault.create(occupied, "id", new byte[32], NOW));
    assertEquals(VaultException.Reason.OCCUPIED, e.reason());
    assertEquals(before, Lab.tree(occupied));
    assertEquals(
        VaultException.Reason.OCCUPIED,
        assertThrows(
                VaultException.class, () -> Vault.create(vault.folder(), "id", new byte[32], NOW))
            .reason());
  }

  @Test
  void whatIsNoVaultIsToldFromADamagedOne() throws Exception {
    assertEquals(
        VaultException.Reason.ABSENT,
        assertThrows(VaultException.class, () -> Vault.open(folder.resolve("none"))).reason());
    Path description = vault.folder().resolve("vault.json");
    String good = Files.readString(description);
    Files.writeString(description, good.replace("palimpsest/vault/1", "palimpsest/vault/9"));
    assertEquals(
        VaultException.Reason.UNKNOWN_FORMAT,
        assertThrows(VaultException.class, () -> Vault.open(vault.folder())).reason());
    for (String bad : List.of("", "{", good + " ", good.replace("000", "0"))) {
      Files.writeString(description, bad);
      assertEquals(
          VaultException.Reason.DAMAGED,
          assertThrows(VaultException.class, () -> Vault.open(vault.folder())).reason());
    }
  }

  @Test
  void oneWriterAtATime() throws Exception {
    try (VaultLock lock = VaultLock.take(vault, "first")) {
      assertNotNull(lock);
      VaultException e = assertThrows(VaultException.class, () -> VaultLock.take(vault, "second"));
      assertEquals(VaultException.Reason.LOCKED, e.reason());
      assertTrue(String.valueOf(e.getMessage()).contains("first"));
    }
    VaultLock.take(vault, "second").close();
  }

  @Test
  void theLockOfADeadRunIsTaken() throws Exception {
    Files.writeString(vault.folder().resolve("lock"), "process 999999 since long ago");
    VaultLock.take(vault, "second").close();
  }

  private List<Check> failures() throws Exception {
    return new VaultCheck(Vault.open(vault.folder()), count -> {})
        .run(2).checks().stream().filter(Check::isFailure).toList();
  }

  /** A run that fails closes its packs while others may still be reading them. */
  @Test
  void readersAndTheOneThatClosesDoNotWaitForEachOther() throws Exception {
    byte[] bytes = bytes(9_000_001, true);
    Sha256 name = keep(bytes);
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService readers =
        Executors.newFixedThreadPool(
            3,
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    // Closed at the end only: if they do wait for each other, closing waits with them.
    VaultWriter writer = vault.writer(2);
    ObjectBytes object = writer.open(name);
    try {
      List<Future<Integer>> reading = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        Random random = new Random(reader);
        reading.add(readers.submit(() -> pagesRead(object, bytes, random, stopped)));
      }
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            for (int i = 0; i < 3_000; i++) {
              writer.files().close();
            }
            stopped.set(true);
            for (Future<Integer> each : reading) {
              assertTrue(each.get() > 0);
            }
            writer.close();
          });
    } finally {
      readers.shutdownNow();
    }
  }

  private static int pagesRead(
      ObjectBytes object, byte[] bytes, Random random, AtomicBoolean stopped) {
    byte[] page = new byte[4096];
    int read = 0;
    while (!stopped.get() || read == 0) {
      int at = random.nextInt(bytes.length - page.length);
      try {
        object.read(at, page, 0, page.length);
      } catch (IOException e) {
        // Its pack was closed under it.
        continue;
      }
      assertArrayEquals(Arrays.copyOfRange(bytes, at, at + page.length), page);
      read++;
    }
    return read;
  }

  @Test
  void everyFlippedBitOfAPackOrItsIndexIsFoundAndNamed() throws Exception {
    keep(bytes(150_000, true));
    keep(bytes(70_000, false));
    assertEquals(List.of(), failures());
    List<Path> files = new ArrayList<>();
    try (var all = Files.list(vault.folder().resolve("packs"))) {
      files.addAll(all.sorted().toList());
    }
    assertEquals(4, files.size());
    Random random = new Random(5);
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      String name = String.valueOf(file.getFileName()).substring(0, 12);
      for (int i = 0; i < 60; i++) {
        byte[] bad = good.clone();
        int at = i < 8 ? i * (good.length - 1) / 7 : random.nextInt(good.length);
        bad[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bad);
        List<Check> failures = failures();
        assertFalse(failures.isEmpty(), file + " at " + at);
        assertTrue(failures.get(0).name().contains(name), failures.get(0).name());
      }
      Files.write(file, good);
    }
    assertEquals(List.of(), failures());
  }

  @Test
  void missingCutAndForeignFilesAreFound() throws Exception {
    keep(bytes(150_000, true));
    Path pack = vault.packFiles().get(0);
    Path index = Vault.indexOf(pack);
    byte[] packBytes = Files.readAllBytes(pack);
    byte[] indexBytes = Files.readAllBytes(index);
    Files.write(pack, java.util.Arrays.copyOf(packBytes, packBytes.length / 2));
    assertFalse(failures().isEmpty());
    Files.write(pack, packBytes);
    Files.write(index, java.util.Arrays.copyOf(indexBytes, indexBytes.length / 2));
    assertFalse(failures().isEmpty());
    Files.delete(index);
    assertFalse(failures().isEmpty());
    Files.write(index, indexBytes);
    Files.write(pack.resolveSibling("0".repeat(64) + ".pack"), packBytes);
    assertFalse(failures().isEmpty());
  }

  @Test
  void oneDamagedObjectDoesNotSpoilTheOthers() throws Exception {
    Sha256 first = keep(bytes(150_000, true));
    Sha256 second = keep(bytes(150_001, true));
    for (Path pack : vault.packFiles()) {
      byte[] bad = Files.readAllBytes(pack);
      bad[bad.length / 2] ^= 1;
      Files.write(pack, bad);
      break;
    }
    VaultCheck.Outcome outcome = new VaultCheck(Vault.open(vault.folder()), count -> {}).run(2);
    assertEquals(1, outcome.damaged().size());
    Sha256 whole = outcome.damaged().contains(first) ? second : first;
    assertTrue(read(Vault.open(vault.folder()), whole).length >= 150_000);
  }
}
