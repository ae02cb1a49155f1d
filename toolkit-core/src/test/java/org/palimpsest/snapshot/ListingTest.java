package org.palimpsest.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.vault.Durable;
import org.palimpsest.vault.Lookup;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultKey;
import org.palimpsest.verdict.Check;

/** The listing of manifests: what they say, and only while they are as they were. */
class ListingTest {

  private static final Instant START = Instant.parse("2026-01-01T02:00:00Z");
  private static final int MANY = 50;

  @TempDir Path folder;

  private Vault vault;
  private final List<String> ids = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    vault = Vault.create(folder.resolve("vault"), "id", new byte[32], START);
  }

  private void add(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int day = ids.size();
      ObjectNode json = Json.object();
      json.put("asOf", START.plusSeconds(86_400L * day - 60).toString());
      json.put("complete", day % 5 != 0);
      json.putObject("counts").put("messages", 100 + day).put("threads", 3 + day);
      json.putObject("device").put("label", day % 2 == 0 ? "mac" : "bücher");
      json.putObject("records").put("root", Sha256.of(new byte[] {(byte) day}).hex());
      json.put("schema", Manifest.SCHEMA);
      json.put("takenAt", START.plusSeconds(86_400L * day).plusNanos(day * 1_000L).toString());
      byte[] bytes = Json.canonical(json);
      String id = Sha256.of(bytes).hex();
      Durable.write(
          vault.snapshots().resolve(vault.manifestName(id) + ".json"), vault.manifestFile(bytes));
      ids.add(id);
    }
  }

  private List<String> listed() throws Exception {
    return new Snapshots(vault).list().stream().map(Manifest::id).toList();
  }

  private List<String> failures() throws Exception {
    return new SnapshotCheck(vault, 1)
        .only(manifest -> false).run(Set.of(), false).checks().stream()
            .filter(Check::isFailure)
            .map(Check::name)
            .toList();
  }

  @Test
  void aListedManifestSaysWhatItsFileSays() throws Exception {
    add(MANY);
    Snapshots snapshots = new Snapshots(vault);
    List<Manifest> read = snapshots.list();
    assertTrue(snapshots.consolidate());
    assertTrue(Lookup.SNAPSHOTS.exists(vault));
    List<Manifest> listed = new Snapshots(vault).list();
    assertEquals(MANY, listed.size());
    for (int i = 0; i < MANY; i++) {
      Manifest a = read.get(i);
      Manifest b = listed.get(i);
      assertEquals(ids.get(i), b.id());
      assertEquals(a.head(), b.head());
      assertEquals(a.json(), b.json());
      assertEquals(a.count("messages"), b.count("messages"));
      assertEquals(a.count("threads"), b.count("threads"));
    }
    assertEquals(List.of(), failures());
  }

  @Test
  void fewStandApartAndManyAreListedAnew() throws Exception {
    add(MANY);
    assertTrue(new Snapshots(vault).consolidate());
    assertEquals(MANY, Listing.read(vault).size());
    add(10);
    assertTrue(new Snapshots(vault).consolidate());
    assertEquals(MANY, Listing.read(vault).size());
    assertEquals(ids, listed());
    add(10);
    assertTrue(new Snapshots(vault).consolidate());
    assertEquals(MANY + 20, Listing.read(vault).size());
    assertEquals(ids, listed());
  }

  @Test
  void aManifestThatWasTouchedIsReadItself() throws Exception {
    add(MANY);
    assertTrue(new Snapshots(vault).consolidate());
    Path file = vault.snapshots().resolve(ids.get(7) + ".json");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(START));
    assertThrows(VaultException.class, this::listed);
    assertEquals(List.of("manifest"), failures());
  }

  @Test
  void oneThatRottedUnseenIsFoundByWhoUsesItAndByACheck() throws Exception {
    add(MANY);
    assertTrue(new Snapshots(vault).consolidate());
    Path file = vault.snapshots().resolve(ids.get(MANY - 1) + ".json");
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    assertEquals(ids, listed());
    Snapshots snapshots = new Snapshots(vault);
    assertThrows(VaultException.class, () -> snapshots.resolve("latest"));
    assertThrows(VaultException.class, () -> snapshots.resolve(ids.get(MANY - 1).substring(0, 12)));
    assertEquals(List.of("manifest"), failures());
  }

  @Test
  void aFlippedBitIsFoundAndNothingIsBelievedOfIt() throws Exception {
    add(MANY);
    assertTrue(new Snapshots(vault).consolidate());
    Path file = vault.folder().resolve(Lookup.SNAPSHOTS.toString());
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      assertEquals(List.of("snapshot lookup"), failures());
      assertEquals(ids, listed());
    }
    assertTrue(new Snapshots(vault).consolidate());
    assertEquals(List.of(), failures());
  }

  @Test
  void aListingThatLiesIsFoundByACheck() throws Exception {
    add(MANY);
    assertTrue(new Snapshots(vault).consolidate());
    byte[] content = Lookup.SNAPSHOTS.read(vault).orElseThrow();
    int row = 8;
    // Id, taken at, as of, root, complete, messages, and a byte of the manifest itself.
    for (int at : new int[] {row + 33, row + 90, row + 100, row + 105, row + 140, row + 148, -9}) {
      byte[] lying = content.clone();
      lying[at < 0 ? lying.length + at : at] ^= 1;
      Lookup.SNAPSHOTS.write(vault, lying);
      assertEquals(List.of("snapshot lookup"), failures(), "at " + at);
    }
    for (int length : new int[] {0, 3, 8, 50, 1_000}) {
      Lookup.SNAPSHOTS.write(vault, java.util.Arrays.copyOf(content, length));
      assertEquals(ids, listed());
    }
  }

  @Test
  void whatWasPrunedIsNoLongerListed() throws Exception {
    add(MANY);
    Snapshots snapshots = new Snapshots(vault);
    assertTrue(snapshots.consolidate());
    snapshots.prune(ids.get(3));
    assertEquals(MANY - 1, listed().size());
    assertFalse(listed().contains(ids.get(3)));
    assertTrue(snapshots.consolidate());
    assertEquals(MANY - 1, Listing.read(vault).size());
  }

  @Test
  void aSealedOneServesAsWell() throws Exception {
    VaultKey key = VaultKey.generate(new SecureRandom());
    vault =
        Vault.createEncrypted(
            folder.resolve("sealed"),
            "id",
            new byte[32],
            START,
            null,
            List.of(key),
            new SecureRandom());
    add(MANY);
    assertTrue(new Snapshots(vault).consolidate());
    assertEquals(MANY, Listing.read(vault).size());
    assertEquals(ids, listed());
    assertEquals(ids.get(5), new Snapshots(vault).resolve(ids.get(5).substring(0, 10)).id());
    byte[] file = Files.readAllBytes(vault.folder().resolve(Lookup.SNAPSHOTS.toString()));
    assertFalse(new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).contains("mac"));
  }
}
