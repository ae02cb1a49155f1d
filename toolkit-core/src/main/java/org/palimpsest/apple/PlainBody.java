package org.palimpsest.apple;

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

  /** The text, or null when the bytes are another archive. */
  static @Nullable AttributedText decode(byte[] bytes) {
    int length = bytes.length;
    if (length < BEFORE.length + BETWEEN.length + AFTER.length + 2
        || !Arrays.equals(bytes, 0, BEFORE.length, BEFORE, 0, BEFORE.length)
        || !Arrays.equals(bytes, length - AFTER.length, length, AFTER, 0, AFTER.length)) {
      return null;
    }
    int at = BEFORE.length;
    int count = number(bytes, at);
    int start = at + width(bytes, at);
    int end = start + count;
    if (count <= 0
        || end > length - AFTER.length - BETWEEN.length
        || !Arrays.equals(bytes, end, end + BETWEEN.length, BETWEEN, 0, BETWEEN.length)) {
      return null;
    }
    int run = end + BETWEEN.length;
    if (run + width(bytes, run) != length - AFTER.length) {
      return null;
    }
    byte[] utf8 = Arrays.copyOfRange(bytes, start, end);
    String text = new String(utf8, StandardCharsets.UTF_8);
    return number(bytes, run) == text.length()
        ? new AttributedText(
            utf8, text, List.of(new AttributedText.Run(0, text.length(), FIRST_PART)))
        : null;
  }

  /** A length in its canonical form; -1 for any other. */
  private static int number(byte[] bytes, int at) {
    int head = bytes[at];
    if (head >= 0) {
      return head;
    }
    if ((head & 0xff) == 0x81) {
      return (bytes[at + 1] & 0xff) | (bytes[at + 2] & 0x7f) << 8;
    }
    return -1;
  }

  private static int width(byte[] bytes, int at) {
    return bytes[at] >= 0 ? 1 : 3;
  }
}
