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
}
