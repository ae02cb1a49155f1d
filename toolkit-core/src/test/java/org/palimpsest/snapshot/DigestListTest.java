package org.palimpsest.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.palimpsest.sqlite.ByteSource;

class DigestListTest {

  private final Random random = new Random(7);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String uuid(boolean upper) {
    String id = new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    return upper ? id.toUpperCase(java.util.Locale.ROOT) : id;
  }

  private static byte[] written(SortedRecords records) throws IOException {
    return new DigestListWriter(records).stream().readAllBytes();
  }

  private SortedRecords records(List<String> keys, long seed) {
    Random commitments = new Random(seed);
    RecordBuffer buffer = new RecordBuffer();
    List<String> shuffled = new ArrayList<>(keys);
    java.util.Collections.shuffle(shuffled, random);
    for (String key : shuffled) {
      byte[] both = new byte[RecordBuffer.COMMITMENTS];
      new Random(seed ^ key.hashCode()).nextBytes(both);
      buffer.add(
          ascii(key), both, new Facets(commitments.nextInt(9), 0, 0, 0, -1, 0, 0, new byte[0]));
    }
    return RecordsInMemory.of(List.of(buffer));
  }

  private List<String> keys(int count) {
    TreeSet<String> keys = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      keys.add(
          switch (i % 10) {
            case 0 -> "attachment/at_0_" + uuid(true);
            case 1 -> "message/" + uuid(false);
            case 2 -> "message/rowid:" + i;
            case 3 -> "thread/" + uuid(false).replace("-", "");
            case 4 -> "tombstone/deleted_messages/" + uuid(true) + "/" + i;
            default -> "message/" + uuid(true);
          });
    }
    return new ArrayList<>(keys);
  }

  @Test
  void keysComeInTheOrderOfTheListAndAreFound() throws Exception {
    List<String> keys = keys(5000);
    DigestList list = DigestList.open(ByteSource.of(written(records(keys, 1))));
    assertEquals(keys.size(), list.rows());
    DigestCursor cursor = list.cursor();
    for (String key : keys) {
      assertTrue(cursor.next());
      assertEquals(key, cursor.key());
      assertEquals(RecordKind.ofKey(key), cursor.kind());
      assertEquals(cursor.number(), list.find(ascii(key)));
      assertTrue(list.isKey(cursor.number(), ascii(key)));
      assertEquals(cursor.number() + 1, list.find(ascii(key + "\0")), "behind it");
    }
    assertFalse(cursor.next());
    assertEquals(0, list.find(new byte[0]));
    assertEquals(keys.size(), list.find(ascii("z")));
  }

  @Test
  void goingForwardFindsWhatLookingFromTheStartFinds() throws Exception {
    List<String> keys = keys(3000);
    DigestList list = DigestList.open(ByteSource.of(written(records(keys, 1))));
    for (int sought : new int[] {1, 7, 200, 2999}) {
      TreeSet<String> asked = new TreeSet<>(keys(sought));
      for (int i = 0; i < sought; i++) {
        String there = keys.get(random.nextInt(keys.size()));
        asked.add(there);
        asked.add(there + "~2");
      }
      long row = 0;
      for (String key : asked) {
        row = list.seek(ascii(key), row);
        assertEquals(list.find(ascii(key)), row, key);
        assertEquals(
            keys.contains(key), row < list.rows() && list.isKey(row, ascii(key)), "presence");
      }
    }
  }

  @Test
  void rowsThatAreSkippedAreThoseThatAreTheSame() throws Exception {
    List<String> keys = keys(9000);
    List<String> fewer = new ArrayList<>(keys);
    for (int i = 0; i < 50; i++) {
      fewer.remove(random.nextInt(fewer.size()));
    }
    DigestCursor left = DigestList.open(ByteSource.of(written(records(keys, 1)))).cursor();
    DigestCursor right = DigestList.open(ByteSource.of(written(records(fewer, 1)))).cursor();
    List<String> gone = new ArrayList<>();
    boolean moreLeft = left.next();
    boolean moreRight = right.next();
    while (moreLeft) {
      int same = moreRight ? left.sameFromHere(right) : 0;
      if (same > 0) {
        moreLeft = left.skip(same);
        moreRight = right.skip(same);
      } else if (moreRight && left.compareKey(right) == 0) {
        assertTrue(left.sameAs(right));
        moreLeft = left.next();
        moreRight = right.next();
      } else {
        gone.add(left.key());
        moreLeft = left.next();
      }
    }
    TreeSet<String> expected = new TreeSet<>(keys);
    fewer.forEach(expected::remove);
    assertEquals(new ArrayList<>(expected), gone);
    assertFalse(moreRight);
  }

  @Test
  void otherCommitmentsAreToldApart() throws Exception {
    List<String> keys = keys(20);
    DigestCursor left = DigestList.open(ByteSource.of(written(records(keys, 1)))).cursor();
    DigestCursor right = DigestList.open(ByteSource.of(written(records(keys, 2)))).cursor();
    while (left.next() && right.next()) {
      assertEquals(0, left.compareKey(right));
      assertFalse(left.sameAs(right));
      assertFalse(left.sameContentAs(right));
      assertEquals(0, left.sameFromHere(right));
    }
  }

  @Test
  void listsThatAreCutOffOrNoneAreRefused() throws Exception {
    byte[] bytes = written(records(keys(100), 1));
    for (int length : new int[] {0, 15, 16, bytes.length / 2}) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThrows(IOException.class, () -> DigestList.open(ByteSource.of(cut)));
    }
    byte[] other = bytes.clone();
    other[0] ^= 1;
    assertThrows(IOException.class, () -> DigestList.open(ByteSource.of(other)));
  }
}
