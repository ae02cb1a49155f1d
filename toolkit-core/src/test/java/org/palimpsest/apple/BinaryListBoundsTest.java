package org.palimpsest.apple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palimpsest.testdata.BinaryPlist;

class BinaryListBoundsTest {

  /** A list of these objects, the first of which is the top; offsets of one byte. */
  static byte[] list(byte[]... objects) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("bplist00".getBytes(StandardCharsets.US_ASCII));
    List<Integer> offsets = new ArrayList<>();
    for (byte[] object : objects) {
      offsets.add(out.size());
      out.writeBytes(object);
    }
    int table = out.size();
    offsets.forEach(out::write);
    out.writeBytes(new byte[6]);
    out.write(1);
    out.write(1);
    out.writeBytes(
        ByteBuffer.allocate(24).putLong(objects.length).putLong(0).putLong(table).array());
    return out.toByteArray();
  }

  private static void isRefused(byte[] bytes) {
    assertThrows(MalformedArchiveException.class, () -> PropertyLists.read(bytes));
  }

  @Test
  void listsThatFitAreRead() throws Exception {
    assertEquals(
        3, PropertyLists.readDictionary(BinaryPlist.write(Map.of("a", 1, "b", 2, "c", 3))).count());
    byte[] wide = BinaryPlist.write(Map.of("all", Collections.nCopies(60_000, "x")));
    assertEquals(1, PropertyLists.readDictionary(wide).count());
    assertEquals(
        1,
        PropertyLists.readDictionary(BinaryPlist.write(Map.of("data", new byte[5_000_000])))
            .count());
  }

  @Test
  void aFewBytesThatStandForMoreThanMemoryHoldsAreRefused() {
    byte[][] laughs = new byte[21][];
    for (int i = 0; i < 20; i++) {
      byte next = (byte) (i + 1);
      laughs[i] = new byte[] {(byte) 0xA8, next, next, next, next, next, next, next, next};
    }
    laughs[20] = new byte[] {0x51, 'x'};
    isRefused(list(laughs));
  }

  @Test
  void aListWithinItselfIsRefused() {
    isRefused(list(new byte[] {(byte) 0xA1, 0}));
    isRefused(list(new byte[] {(byte) 0xA1, 1}, new byte[] {(byte) 0xA1, 0}));
  }

  @Test
  void moreMembersThanBytesAreRefused() {
    isRefused(list(new byte[] {(byte) 0xAF, 0x12, 0x7f, -1, -1, -1}));
    isRefused(list(new byte[] {(byte) 0xDF, 0x13, 0x7f, -1, -1, -1, -1, -1, -1, -1}));
    isRefused(list(new byte[] {0x4F, 0x12, 0x10, 0, 0, 0}));
    isRefused(list(new byte[] {0x4F, 0x62, 0x10, 0, 0, 0}));
    isRefused(list(new byte[] {(byte) 0xA1, 9}));
  }
}
