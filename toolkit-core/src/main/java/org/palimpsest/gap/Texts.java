package org.palimpsest.gap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Looks at the bytes of text values. */
final class Texts {

  private Texts() {}

  /**
   * Whether bytes are text.
   *
   * @param strict refuses control characters too, which text that people write does not have
   */
  static boolean isValid(byte[] bytes, int at, int length, Charset encoding, boolean strict) {
    if (length > 0 && bytes[at] == 0 && (length == 1 || bytes[at + 1] == 0)) {
      return false;
    }
    return encoding.equals(StandardCharsets.UTF_8)
        ? utf8(bytes, at, at + length, strict)
        : utf16(bytes, at, at + length, encoding.equals(StandardCharsets.UTF_16LE), strict);
  }

  private static boolean utf8(byte[] bytes, int from, int end, boolean strict) {
    int at = from;
    while (at < end) {
      int b = bytes[at];
      if (b >= 0) {
        if (strict && isControl(b)) {
          return false;
        }
        at++;
        continue;
      }
      int follow = b < -62 || b > -12 ? -1 : b < -32 ? 1 : b < -16 ? 2 : 3;
      if (follow < 0 || at + follow >= end) {
        return false;
      }
      for (int i = 1; i <= follow; i++) {
        if ((bytes[at + i] & 0xc0) != 0x80) {
          return false;
        }
      }
      if (b == -32 && (bytes[at + 1] & 0xff) < 0xa0 || b == -16 && (bytes[at + 1] & 0xff) < 0x90) {
        return false;
      }
      at += follow + 1;
    }
    return true;
  }

  private static boolean isControl(int c) {
    return c < 0x20 && c != '\n' && c != '\t' && c != '\r' || c == 0x7f;
  }

  private static boolean utf16(byte[] bytes, int from, int end, boolean little, boolean strict) {
    if ((end - from) % 2 != 0) {
      return false;
    }
    boolean high = false;
    for (int at = from; at < end; at += 2) {
      int first = bytes[at] & 0xff;
      int second = bytes[at + 1] & 0xff;
      char c = (char) (little ? second << 8 | first : first << 8 | second);
      if (Character.isLowSurrogate(c) != high) {
        return false;
      }
      high = Character.isHighSurrogate(c);
      if (strict && (isControl(c) || !high && !Character.isDefined(c))) {
        return false;
      }
    }
    return !high;
  }

  /** Whether bytes are 36 characters in the form of a GUID, in UTF-8. */
  static boolean isGuid(byte[] bytes, int at, int length) {
    if (length != 36 || at + 36 > bytes.length) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      int c = bytes[at + i];
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      boolean hex = c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f';
      if (hyphen ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }
}
