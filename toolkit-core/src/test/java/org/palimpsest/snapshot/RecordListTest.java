package org.palimpsest.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.verdict.Check;

/** Lists, roots and commitments against computations that share nothing with ours. */
class RecordListTest {

  @TempDir Path folder;

  /** RFC 6962 §2.1, as it is written there. */
  private static byte[] root(List<byte[]> leaves) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    if (leaves.isEmpty()) {
      return sha.digest();
    }
    if (leaves.size() == 1) {
      sha.update((byte) 0);
      return sha.digest(leaves.get(0));
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    sha.update((byte) 1);
    sha.update(root(leaves.subList(0, split)));
    return sha.digest(root(leaves.subList(split, leaves.size())));
  }

  private static List<byte[]> lines(SnapshotView view) throws Exception {
    byte[] bytes;
    try (ObjectBytes list = view.list()) {
      bytes = list.readAll();
    }
    List<byte[]> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte b : bytes) {
      if (b == '\n') {
        lines.add(line.toByteArray());
        line.reset();
      } else {
        line.write(b);
      }
    }
    assertEquals(0, line.size(), "the last line ends too");
    return lines;
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void theListIsSortedHasEveryMessageAndTheRootOfRfc6962(Generation generation) throws Exception {
    try (Household home = new Household(folder.resolve("world"), generation, true)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Manifest manifest = lab.snapshot(home.mac, home.world.now());
      try (SnapshotView view = lab.view(manifest)) {
        List<byte[]> lines = lines(view);
        for (int i = 1; i < lines.size(); i++) {
          assertTrue(Arrays.compareUnsigned(lines.get(i - 1), lines.get(i)) < 0, "sorted");
        }
        assertArrayEquals(root(lines), manifest.root().bytes());
        TreeSet<String> guids = new TreeSet<>();
        for (byte[] line : lines) {
          String text = new String(line, StandardCharsets.US_ASCII);
          assertTrue(text.matches("[a-z]+/\\S+ [0-9a-f]{64} [0-9a-f]{64}"), text);
          if (text.startsWith("message/")) {
            guids.add(text.substring(8, text.indexOf(' ')));
          }
        }
        assertEquals(new TreeSet<>(home.mac.guids()), guids);
      }
    }
  }

  @Test
  void commitmentsAreSaltedHashesAsTheFormatSays() throws Exception {
    byte[] saltKey = new byte[32];
    Arrays.fill(saltKey, (byte) 9);
    byte[] key = "message/ABC".getBytes(StandardCharsets.UTF_8);
    byte[] part = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(saltKey, "HmacSHA256"));
    byte[] salt = mac.doFinal(key);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update(salt);
    Commitments commitments = new Commitments(saltKey).forKey(key);
    assertArrayEquals(salt, commitments.salt());
    assertEquals(HexFormat.of().formatHex(sha.digest(part)), commitments.commit(part).hex());
  }

  @Test
  void theSameContentOnTwoDevicesGivesTheSameContentCommitments() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true)) {
      Lab lab = new Lab(folder.resolve("lab"));
      home.mac.read(home.work);
      home.other.replaceStore(1.0);
      Manifest mac = lab.snapshot(home.mac, home.world.now());
      Manifest other = lab.snapshot(home.other, home.world.now());
      try (SnapshotView a = lab.view(mac);
          SnapshotView b = lab.view(other)) {
        assertEquals(contents(a), contents(b));
      }
    }
  }

  private static List<String> contents(SnapshotView view) throws Exception {
    List<String> contents = new ArrayList<>();
    for (byte[] line : lines(view)) {
      String text = new String(line, StandardCharsets.US_ASCII);
      if (text.startsWith("message/")) {
        contents.add(text.substring(0, text.lastIndexOf(' ')));
      }
    }
    return contents;
  }

  @Test
  void anotherVaultCommitsToTheSameRecordsWithOtherNumbers() throws Exception {
    Commitments one = new Commitments(new byte[32]).forKey(new byte[] {1});
    byte[] other = new byte[32];
    other[0] = 1;
    assertTrue(
        !one.commit(new byte[] {5})
            .equals(new Commitments(other).forKey(new byte[] {1}).commit(new byte[] {5})));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void recordsRebuiltFromTheEvidenceGiveTheSameRoot(Generation generation) throws Exception {
    try (Household home = new Household(folder.resolve("world"), generation, true)) {
      Lab lab = new Lab(folder.resolve("lab"));
      lab.snapshot(home.mac, home.world.now());
      List<Check> checks = new SnapshotCheck(lab.vault(), 2).run(java.util.Set.of(), true).checks();
      assertTrue(checks.size() >= 3);
      assertTrue(checks.stream().allMatch(check -> check.status() == Check.Status.PASSED));
    }
  }

  @Test
  void theSameStoreGivesTheSameRootAgain() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_13, true)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Manifest first = lab.snapshot(home.mac, home.world.now());
      Manifest second = lab.snapshot(home.mac, home.aWeekOn());
      assertEquals(first.root(), second.root());
      assertTrue(!first.id().equals(second.id()));
      assertTrue(lab.diff(first, second).messages().isEmpty());
    }
  }
}
