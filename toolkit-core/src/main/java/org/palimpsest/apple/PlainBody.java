package org.palimpsest.apple;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the one archive that most messages are: a text of a single part with no attribute but
 * the part's number. Its bytes are the same up to the text and after it, so comparing them is as
 * good as decoding them, and many times faster. Whatever differs in a single byte is left to {@link
 * Typedstream}.
 */
final class PlainBody {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080808080808080L;

  private static final byte[] BEFORE =
      HexFormat.of()
          .parseHex(
              "040b73747265616d747970656481e803840140848484194e534d757461626c6541747472696275746564"
                  + "537472696e67008484124e5341747472696275746564537472696e67008484084e534f626a6563"
                  + "740085928484840f4e534d757461626c65537472696e67018484084e53537472696e6701958401"
                  + "2b");
  private static final byte[] BETWEEN = HexFormat.of().parseHex("868402694901");
  private static final byte[] AFTER =
      HexFormat.of()
          .parseHex(
              "928484840c4e5344696374696f6e617279009584016901928498981d5f5f6b494d4d6573736167655061"
                  + "72744174747269627574654e616d658692848484084e534e756d626572008484074e5356616c75"
                  + "65009584012a849b9b00868686");
  private static final Map<String, Object> FIRST_PART = Map.of("__kIMMessagePartAttributeName", 0L);

  private PlainBody() {}

  /** Where a text lies in the bytes that were asked about. */
  private record Place(int start, int end, int units) {}

  /** The text, or null when the bytes are another archive. */
  static @Nullable AttributedText decode(byte[] bytes) {
    Place place = find(bytes, 0, bytes.length);
    if (place == null) {
      return null;
    }
    byte[] utf8 = Arrays.copyOfRange(bytes, place.start, place.end);
    String text = new String(utf8, StandardCharsets.UTF_8);
    return place.units == text.length()
        ? new AttributedText(
            utf8, text, List.of(new AttributedText.Run(0, text.length(), FIRST_PART)))
        : null;
  }

  /** The text's UTF-8; null when it is not valid, or the bytes are another archive. */
  static byte @Nullable [] utf8(byte[] bytes, int from, int length) {
    Place place = find(bytes, from, length);
    return place != null && place.units == units(bytes, place.start, place.end)
        ? Arrays.copyOfRange(bytes, place.start, place.end)
        : null;
  }

  /** Whether the bytes are such an archive, of a text that is valid UTF-8. */
  static boolean is(byte[] bytes, int from, int length) {
    Place place = find(bytes, from, length);
    return place != null && place.units == units(bytes, place.start, place.end);
  }

  /** UTF-16 code units of UTF-8, -1 when it is not valid (RFC 3629 §4). */
  static int units(byte[] bytes, int from, int to) {
    int units = 0;
    int at = from;
    while (at < to) {
      if (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
        // Eight characters of ASCII.
        at += Long.BYTES;
        units += Long.BYTES;
        continue;
      }
      int b = bytes[at];
      if (b >= 0) {
        at++;
        units++;
        continue;
      }
      int more = (b & 0xe0) == 0xc0 ? 1 : (b & 0xf0) == 0xe0 ? 2 : (b & 0xf8) == 0xf0 ? 3 : 0;
      if (more == 0 || at + more > to - 1) {
        return -1;
      }
      int point = b & (0x3f >> more);
      for (int i = 1; i <= more; i++) {
        if ((bytes[at + i] & 0xc0) != 0x80) {
          return -1;
        }
        point = point << 6 | bytes[at + i] & 0x3f;
      }
      int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
      if (point < least || point > 0x10ffff || point >= 0xd800 && point < 0xe000) {
        return -1;
      }
      units += more == 3 ? 2 : 1;
      at += more + 1;
    }
    return units;
  }

  /** The text's place, if everything around it is as it must be. */
  private static @Nullable Place find(byte[] bytes, int from, int length) {
    int to = from + length;
    if (length < BEFORE.length + BETWEEN.length + AFTER.length + 2
        || !Arrays.equals(bytes, from, from + BEFORE.length, BEFORE, 0, BEFORE.length)
        || !Arrays.equals(bytes, to - AFTER.length, to, AFTER, 0, AFTER.length)) {
      return null;
    }
    int at = from + BEFORE.length;
    int count = number(bytes, at);
    int start = at + width(bytes, at);
    int end = start + count;
    if (count <= 0
        || end > to - AFTER.length - BETWEEN.length
        || !Arrays.equals(bytes, end, end + BETWEEN.length, BETWEEN, 0, BETWEEN.length)) {
      return null;
    }
    int run = end + BETWEEN.length;
    return run + width(bytes, run) == to - AFTER.length
        ? new Place(start, end, number(bytes, run))
        : null;
  }

  /** A length in its canonical form; -1 for any other. */
  private static int number(byte[] bytes, int at) {
    int head = bytes[at];
    if (head >= 0) {
      return head;
    }
    if ((head & 0xff) == 0x81) {
      int count = (short) ((bytes[at + 1] & 0xff) | bytes[at + 2] << 8);
      return count > Byte.MAX_VALUE ? count : -1;
    }
    return -1;
  }

  private static int width(byte[] bytes, int at) {
    return bytes[at] >= 0 ? 1 : 3;
  }
}
