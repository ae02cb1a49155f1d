package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.DamagedObjectException;

class RecordRunsTest {

  private final Random random = new Random(11);

  /** Both lists of some records and the sums over them. */
  private record Lists(byte[] digests, byte[] index, byte[] runs) {

    static Lists of(Map<String, Integer> versions) throws Exception {
      RecordBuffer buffer = new RecordBuffer();
      for (Map.Entry<String, Integer> each : versions.entrySet()) {
        byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
        new Random(each.getKey().hashCode() * 31L + each.getValue()).nextBytes(commitments);
        byte[] extra = new byte[each.getKey().hashCode() % 5 == 0 ? 9 : 0];
        buffer.add(
            each.getKey().getBytes(StandardCharsets.US_ASCII),
            commitments,
            new Facets(each.getKey().hashCode(), 1, 2, 3, -1, 0, each.getValue(), extra));
      }
      SortedRecords records = RecordsInMemory.of(List.of(buffer));
      DigestListWriter digests = new DigestListWriter(records);
      RecordIndexWriter index = new RecordIndexWriter(records, List.of());
      byte[] first = digests.stream().readAllBytes();
      byte[] second = index.stream().readAllBytes();
      return new Lists(
          first,
          second,
          RecordRuns.write(records.size(), index.head(), digests.sums(), index.sums()));
    }

    RecordRuns sums() throws Exception {
      return RecordRuns.read(runs);
    }

    DigestList list() throws Exception {
      return DigestList.open(ByteSource.of(digests), sums());
    }
  }

  private String key(int i) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return i % 20 == 0
        ? "attachment/at_0_" + id
        : i % 33 == 0 ? "message/" + id : "message/" + id.toUpperCase(java.util.Locale.ROOT);
  }

  private Map<String, Integer> records(int count) {
    Map<String, Integer> records = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      records.put(key(i), 0);
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 5000})
  void everyRowLiesInARunAndEverySumIsRight(int count) throws Exception {
    Lists lists = Lists.of(records(count));
    RecordRuns runs = lists.sums();
    assertThat(runs.rows()).isEqualTo(count);
    for (int row = 0; row < count; row++) {
      int run = runs.of(row);
      assertThat(row).isBetween(runs.start(run), runs.start(run + 1) - 1);
    }
    lists.list().requireSound();
    RecordIndex.open(ByteSource.of(lists.index), runs).requireSound();
    assertThat(runs.count()).isBetween(count / 200, Math.max(1, count / 30));
  }

  @Test
  void whatTwoListsShareIsFoundAndNothingElse() throws Exception {
    for (int round = 0; round < 20; round++) {
      Map<String, Integer> before = records(4000);
      Map<String, Integer> after = new TreeMap<>(before);
      List<String> keys = new ArrayList<>(before.keySet());
      for (int i = 0; i < 1 + round * 4; i++) {
        after.remove(keys.get(random.nextInt(keys.size())));
        after.put(key(i + 1), 0);
        after.computeIfPresent(keys.get(random.nextInt(keys.size())), (key, version) -> 1);
      }
      DigestList a = Lists.of(before).list();
      DigestList b = Lists.of(after).list();
      List<RecordRuns.Stretch> stretches =
          RecordRuns.compare(Lists.of(before).sums(), Lists.of(after).sums());
      long doneA = 0;
      long doneB = 0;
      Map<String, Integer> unread = new HashMap<>();
      for (RecordRuns.Stretch each : stretches) {
        assertThat(each.fromA()).isEqualTo(doneA);
        assertThat(each.fromB()).isEqualTo(doneB);
        doneA = each.toA();
        doneB = each.toB();
        if (each.same()) {
          assertThat(each.toA() - each.fromA()).isEqualTo(each.toB() - each.fromB());
          DigestCursor left = a.cursor(each.fromA(), each.toA());
          DigestCursor right = b.cursor(each.fromB(), each.toB());
          while (left.next() && right.next()) {
            assertThat(left.key()).isEqualTo(right.key());
            assertThat(left.sameAs(right)).isTrue();
            unread.put(left.key(), 0);
          }
        }
      }
      assertThat(doneA).isEqualTo(before.size());
      assertThat(doneB).isEqualTo(after.size());
      assertThat(unread.size()).isGreaterThan(4000 - (1 + round * 4) * 3 * 250);
      for (String key : unread.keySet()) {
        assertThat(after.get(key)).isEqualTo(before.get(key)).isNotNull();
      }
    }
  }

  @Test
  void equalListsAreOneStretchAndUnequalOnesAreAnother() throws Exception {
    RecordRuns some = Lists.of(records(1000)).sums();
    assertThat(RecordRuns.compare(some, some))
        .containsExactly(new RecordRuns.Stretch(0, 1000, 0, 1000, true));
    RecordRuns others = Lists.of(records(900)).sums();
    assertThat(RecordRuns.compare(some, others))
        .containsExactly(new RecordRuns.Stretch(0, 1000, 0, 900, false));
    RecordRuns none = Lists.of(Map.of()).sums();
    assertThat(RecordRuns.compare(none, none)).isEmpty();
  }

  /** Whatever byte is damaged: each key is found as before, or the damage is told. */
  @Test
  void damageIsToldAndNeverLooksLikeAbsence() throws Exception {
    Map<String, Integer> records = records(1500);
    Lists lists = Lists.of(records);
    List<String> keys = new ArrayList<>(records.keySet());
    int told = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = lists.digests.clone();
      int at = 16 + random.nextInt(damaged.length - 16);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      String wanted = keys.get(random.nextInt(keys.size()));
      byte[] key = wanted.getBytes(StandardCharsets.US_ASCII);
      try {
        DigestList list = DigestList.open(ByteSource.of(damaged), lists.sums());
        long row = list.find(key);
        assertThat(list.isKey(row, key)).isTrue();
        assertThat(list.seek(key, 0)).isEqualTo(row);
        assertThatThrownBy(list::requireSound).isInstanceOf(DamagedObjectException.class);
      } catch (DamagedObjectException e) {
        told++;
      }
    }
    assertThat(told).isBetween(5, 295);
  }

  @Test
  void damageOfTheIndexIsTold() throws Exception {
    Lists lists = Lists.of(records(1500));
    for (int round = 0; round < 300; round++) {
      byte[] damaged = lists.index.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(
              () -> RecordIndex.open(ByteSource.of(damaged), lists.sums()).requireSound())
          .isInstanceOf(DamagedObjectException.class);
    }
  }

  /** Whatever byte is damaged: a walk over some rows gives them as they were, or tells. */
  @Test
  void aWalkOverDamagedRowsIsToldWhereverItBegins() throws Exception {
    Lists lists = Lists.of(records(6000));
    DigestList whole = lists.list();
    int told = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = lists.digests.clone();
      int rows = (int) whole.rows() * DigestList.ROW;
      damaged[16 + random.nextInt(rows)] ^= (byte) (1 << random.nextInt(8));
      int from = random.nextInt(6000);
      int to = from + random.nextInt(6001 - from);
      DigestCursor truth = whole.cursor(from, to);
      try {
        DigestCursor cursor =
            DigestList.open(ByteSource.of(damaged), lists.sums()).cursor(from, to);
        for (int row = from; row < to; row++) {
          assertThat(truth.next()).isTrue();
          assertThat(cursor.next()).isTrue();
          assertThat(cursor.number()).isEqualTo(row);
          assertThat(cursor.compareKey(truth)).isZero();
          assertThat(cursor.sameAs(truth)).isTrue();
        }
        assertThat(cursor.next()).isFalse();
      } catch (DamagedObjectException e) {
        told++;
      }
    }
    assertThat(told).isBetween(30, 270);
  }

  /** Facets that are asked for in their order, with sums and without, whole and damaged. */
  @Test
  void facetsInTheirOrderAreThoseOfTheirLinesOrDamageIsTold() throws Exception {
    Lists lists = Lists.of(records(6000));
    RecordIndex whole = RecordIndex.open(ByteSource.of(lists.index), lists.sums());
    int told = 0;
    for (int round = 0; round < 300; round++) {
      byte[] bytes = lists.index.clone();
      if (round >= 100) {
        bytes[bytes.length - 1 - random.nextInt(6000 * RecordIndex.ROW)] ^=
            (byte) (1 << random.nextInt(8));
      }
      int step = 1 + random.nextInt(round % 2 == 0 ? 3 : 400);
      try {
        RecordIndex index =
            RecordIndex.open(
                ByteSource.of(bytes), round % 3 == 0 && round < 100 ? null : lists.sums());
        FacetCursor cursor = index.cursor();
        for (long line = random.nextInt(6000); line < 6000; line += random.nextInt(step) + 1) {
          assertThat(cursor.facets(line)).isEqualTo(whole.facets(line));
        }
        assertThatThrownBy(() -> cursor.facets(6000)).isInstanceOf(java.io.IOException.class);
      } catch (DamagedObjectException e) {
        assertThat(round).isGreaterThanOrEqualTo(100);
        told++;
      }
    }
    assertThat(told).isBetween(20, 180);
  }

  @Test
  void anObjectThatIsNoneIsRefused() throws Exception {
    byte[] runs = Lists.of(records(300)).runs;
    for (int length = 0; length < runs.length; length += 7) {
      byte[] cut = java.util.Arrays.copyOf(runs, length);
      assertThatThrownBy(() -> RecordRuns.read(cut)).isInstanceOf(DamagedObjectException.class);
    }
    byte[] other = runs.clone();
    other[15]++;
    assertThatThrownBy(() -> RecordRuns.read(other)).isInstanceOf(DamagedObjectException.class);
  }
}
