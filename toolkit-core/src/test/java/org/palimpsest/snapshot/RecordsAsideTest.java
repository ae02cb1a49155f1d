package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.vault.Scratch;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultKey;
import org.palimpsest.vault.VaultWriter;

/** Records that are put aside are the same, in the same order, as those in memory. */
class RecordsAsideTest {

  @TempDir Path folder;

  private static String guid(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString().toUpperCase(Locale.ROOT);
  }

  /** Records of all kinds, some of which have the key of another one. */
  private static List<RecordBuffer> records(Random random, int count) {
    List<String> known = new ArrayList<>();
    List<RecordBuffer> buffers = new ArrayList<>();
    RecordBuffer buffer = new RecordBuffer();
    for (int i = 0; i < count; i++) {
      String key =
          switch (random.nextInt(12)) {
            case 0 -> "attachment/at_0_" + guid(random);
            case 1 -> "row/kvtable/" + random.nextInt(50);
            case 2 -> "thread/" + Long.toHexString(random.nextLong());
            case 3 -> "tombstone/deleted_messages/" + guid(random) + "/" + i;
            case 4 -> "message/p:0/" + guid(random);
            case 5 -> known.isEmpty() ? "message/A" : known.get(random.nextInt(known.size()));
            case 6 ->
                known.isEmpty() ? "message/A" : known.get(random.nextInt(known.size())) + "~2";
            default -> "message/" + guid(random);
          };
      known.add(key);
      byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
      random.nextBytes(commitments);
      byte[] extra = new byte[random.nextInt(5) == 0 ? random.nextInt(90) : 0];
      random.nextBytes(extra);
      buffer.add(
          key.getBytes(StandardCharsets.US_ASCII),
          commitments,
          new Facets(i, random.nextLong(), 3, 4, random.nextInt(9), 6, 7, extra));
      if (random.nextInt(700) == 0) {
        buffers.add(buffer.trimmed());
        buffer = new RecordBuffer();
      }
    }
    buffers.add(buffer);
    return buffers;
  }

  private static byte[] record(SortedRecords records, int at) {
    RecordBuffer buffer = records.buffer(at);
    byte[] bytes = new byte[buffer.length(records.offset(at))];
    buffer.copy(records.offset(at), bytes, 0);
    return bytes;
  }

  private Vault vault(boolean sealed) throws Exception {
    Path at = folder.resolve("vault-" + sealed);
    return sealed
        ? Vault.createEncrypted(
            at,
            "id",
            new byte[32],
            Instant.EPOCH,
            null,
            List.of(VaultKey.generate(new SecureRandom())),
            new SecureRandom())
        : Vault.create(at, "id", new byte[32], Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theSameRecordsInTheSameOrder(long seed) throws Exception {
    Random random = new Random(seed);
    List<RecordBuffer> buffers = records(random, 12_000 + random.nextInt(9_000));
    RecordCollector inMemory = new RecordCollector();
    for (RecordBuffer each : buffers) {
      inMemory.add(each);
    }
    SortedRecords expected = inMemory.sorted();
    for (int i = 1; i < expected.size(); i++) {
      RecordBuffer before = expected.buffer(i - 1);
      assertThat(before.compareKey(expected.offset(i - 1), expected.buffer(i), expected.offset(i)))
          .isNegative();
    }
    try (VaultWriter writer = vault(false).writer(1);
        Scratch scratch = writer.scratch()) {
      RecordCollector collector = new RecordCollector(() -> scratch, 400_000, 150_000);
      for (RecordBuffer each : buffers) {
        collector.add(each);
      }
      SortedRecords aside = collector.sorted();
      assertThat(aside).isInstanceOf(RecordsAside.class);
      assertThat(aside.size()).isEqualTo(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        assertThat(record(aside, i)).as("record %d", i).isEqualTo(record(expected, i));
      }
      long[] numbers = new long[2];
      expected.each((buffer, offset) -> numbers[0] += buffer.facetNumber(offset, 1));
      aside.each((buffer, offset) -> numbers[1] += buffer.facetNumber(offset, 1));
      assertThat(numbers[1]).isEqualTo(numbers[0]);
      ExecutorService workers = Executors.newFixedThreadPool(2);
      try {
        assertThat(RecordLines.root(aside, workers)).isEqualTo(RecordLines.root(expected, workers));
      } finally {
        workers.shutdownNow();
      }
    }
  }

  @Test
  void whatIsPutAsideInAnEncryptedVaultIsSealedAndGoesAway() throws Exception {
    List<RecordBuffer> buffers = records(new Random(9), 5_000);
    Vault vault = vault(true);
    Path drafts = vault.folder().resolve("drafts");
    try (VaultWriter writer = vault.writer(1);
        Scratch scratch = writer.scratch()) {
      RecordCollector collector = new RecordCollector(() -> scratch, 100_000, 100_000);
      for (RecordBuffer each : buffers) {
        collector.add(each);
      }
      SortedRecords aside = collector.sorted();
      byte[] file;
      try (var files = Files.list(drafts)) {
        file = Files.readAllBytes(files.findFirst().orElseThrow());
      }
      String text = new String(file, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < aside.size(); i += 100) {
        byte[] record = record(aside, i);
        assertThat(text).doesNotContain(new String(record, 2, 16, StandardCharsets.ISO_8859_1));
      }
      assertThat(file.length).isGreaterThan(5_000 * 130);
    }
    assertThat(drafts).doesNotExist();
  }

  @Test
  void whatCannotBeReadAgainIsAFailure() throws Exception {
    try (VaultWriter writer = vault(false).writer(1);
        Scratch scratch = writer.scratch()) {
      RecordCollector collector = new RecordCollector(() -> scratch, 100_000, 100_000);
      for (RecordBuffer each : records(new Random(3), 5_000)) {
        collector.add(each);
      }
      SortedRecords aside = collector.sorted();
      try (var files = Files.list(folder.resolve("vault-false/drafts"));
          var channel =
              java.nio.channels.FileChannel.open(
                  files.findFirst().orElseThrow(), java.nio.file.StandardOpenOption.WRITE)) {
        channel.truncate(1_000);
      }
      assertThatThrownBy(() -> aside.buffer(aside.size() - 1))
          .isInstanceOf(UncheckedIOException.class);
    }
  }
}
