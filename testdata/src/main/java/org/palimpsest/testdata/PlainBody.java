package org.palimpsest.testdata;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the string back from a body that {@link AttributedText#plain} archived. It knows that one
 * layout only: the bytes before the string never differ.
 */
final class PlainBody {
  private static final byte[] HEAD = head();

  private PlainBody() {}

  private static byte[] head() {
    byte[] empty = AttributedText.plain("").archived();
    // An empty body ends with: length 0, end of string, end of attributed string.
    return Arrays.copyOf(empty, empty.length - 3);
  }

  static String text(byte[] body) {
    if (!Arrays.equals(HEAD, 0, HEAD.length, body, 0, HEAD.length)) {
      throw new IllegalArgumentException("not a plain body");
    }
    int at = HEAD.length;
    int first = body[at++];
    int length = first;
    if (first == (byte) 0x81) {
      length = unsigned(body, at, 2);
      at += 2;
    } else if (first == (byte) 0x82) {
      length = unsigned(body, at, 4);
      at += 4;
    }
    return new String(body, at, length, StandardCharsets.UTF_8);
  }

  private static int unsigned(byte[] body, int at, int bytes) {
    int value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (body[at + i] & 0xFF);
    }
    return value;
  }
}
