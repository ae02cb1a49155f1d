package org.palimpsest.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;

/** A list against the one of the day before: what a patch takes is what changed. */
class MovedBytesTest {

  @TempDir Path folder;

  private static String row(Random random, String kind) {
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    String key = kind + Sha256.of(hash).hex().substring(0, 24);
    return key + " " + Sha256.of(key.getBytes(StandardCharsets.US_ASCII)).hex() + "\n";
  }

  private static byte[] text(Iterable<String> rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rows.forEach(row -> out.writeBytes(row.getBytes(StandardCharsets.US_ASCII)));
    return out.toByteArray();
  }

  /** Keys that begin alike for longer than a copy must be long. */
  @Test
  void rowsThatBeginAlikeAreFoundAgainWhereTheyAre() throws Exception {
    Random random = new Random(3);
    String kind = "tombstone/deleted_messages/row/";
    TreeSet<String> rows = new TreeSet<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(row(random, kind));
    }
    byte[] before = text(rows);
    for (int i = 0; i < 10; i++) {
      rows.add(row(random, kind));
      rows.remove(List.copyOf(rows).get(random.nextInt(rows.size())));
    }
    byte[] after = text(rows);
    Vault vault =
        Vault.createEncrypted(
            folder.resolve("vault"),
            "id",
            new byte[32],
            Instant.EPOCH,
            null,
            List.of(VaultKey.generate(new SecureRandom())),
            new SecureRandom());
    try (VaultWriter writer = vault.writer(1)) {
      Sha256 base = writer.put(new ByteArrayInputStream(before)::read).sha256();
      Sha256 next =
          writer.putLike(new ByteArrayInputStream(after)::read, base, Likeness.MOVED).sha256();
      writer.publish();
      long stored = vault.find(next).orElseThrow().stored();
      assertTrue(stored < 4_000, "ten rows of 130 bytes took " + stored);
      try (ObjectBytes bytes = vault.object(next)) {
        assertArrayEquals(after, bytes.readAll());
      }
    }
  }

  /** What a list takes against another; it comes back as it was. */
  private long stored(byte[] before, byte[] after) throws Exception {
    Vault vault = Vault.create(folder.resolve("plain"), "id", new byte[32], Instant.EPOCH);
    try (VaultWriter writer = vault.writer(2)) {
      Sha256 base = writer.put(new ByteArrayInputStream(before)::read).sha256();
      Sha256 next =
          writer.putLike(new ByteArrayInputStream(after)::read, base, Likeness.MOVED).sha256();
      writer.publish();
      try (ObjectBytes bytes = vault.object(next)) {
        assertArrayEquals(after, bytes.readAll());
      }
      return vault.find(next).orElseThrow().stored();
    }
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Writes other bytes over a part of each row. */
  private static byte[] changed(byte[] rows, int row, int from, int count, int first, int last) {
    byte[] after = rows.clone();
    byte[] other = noise(count + 1);
    for (int at = first * row; at < last * row; at += row) {
      System.arraycopy(other, 0, after, at + from, count);
      other[at / row % count]++;
    }
    return after;
  }

  /** As in a list of lines, in which each state is another one now. */
  @Test
  void rowsThatAllChangedInTheirPlaceTakeWhatChanged() throws Exception {
    int row = 173;
    byte[] before = noise(60_000 * row);
    byte[] after = changed(before, row, 109, 64, 0, 60_000);
    long stored = stored(before, after);
    assertTrue(stored < 60_000 * 64 * 1.3, "60000 changes of 64 bytes took " + stored);
  }

  /** As in a list of digests: nowhere do as many bytes agree as would tell where to go on. */
  @Test
  void rowsInWhichNothingTellsWhereTheyAreTakeWhatTheyAre() throws Exception {
    int row = 48;
    int rows = 700_000;
    byte[] before = noise(rows * row);
    byte[] all = changed(before, row, 32, 16, 0, rows);
    long stored = stored(before, all);
    assertTrue(stored < all.length * 1.01, all.length + " bytes took " + stored);
  }

  /** A stretch of which nothing is the same ends; what lies behind it is found again. */
  @Test
  void whatLiesBehindALongChangeIsTheSameAgain() throws Exception {
    int row = 48;
    int rows = 700_000;
    byte[] before = noise(rows * row);
    byte[] part = changed(before, row, 32, 16, 200_000, 350_000);
    byte[] shifted = new byte[part.length + 7 * row];
    System.arraycopy(part, 0, shifted, 0, 250_000 * row);
    System.arraycopy(noise(7 * row), 0, shifted, 250_000 * row, 7 * row);
    System.arraycopy(part, 250_000 * row, shifted, 250_007 * row, part.length - 250_000 * row);
    long stored = stored(before, shifted);
    long most = 150_000L * row + (6 << 20);
    assertTrue(stored < most, "150000 rows of 48 bytes took " + stored);
  }
}
