package org.palimpsest.report.html;

import java.util.Locale;

/**
 * Makes characters visible that would otherwise hide, reorder or break what is read: controls,
 * direction marks and overrides, zero-width and filler characters, lone surrogates, noncharacters.
 * The list is fixed here, not asked of the runtime, whose Unicode version differs from one Java to
 * the next while a view must not.
 */
public final class Visible {

  /** First and last code point of each range, ascending. */
  private static final int[] RANGES = {
    0x0000, 0x001F, 0x007F, 0x009F, 0x00AD, 0x00AD, 0x034F, 0x034F, 0x0600, 0x0605,
    0x061C, 0x061C, 0x06DD, 0x06DD, 0x070F, 0x070F, 0x0890, 0x0891, 0x08E2, 0x08E2,
    0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x200F, 0x2028, 0x202E,
    0x2060, 0x206F, 0x2800, 0x2800, 0x3164, 0x3164, 0xD800, 0xDFFF, 0xFDD0, 0xFDEF,
    0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFFC, 0xFFFE, 0xFFFF, 0x110BD, 0x110BD,
    0x110CD, 0x110CD, 0x13430, 0x1343F, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
  };

  private Visible() {}

  /** {@code text} with each such character as {@code ‹U+202E›}. */
  public static String of(String text) {
    int at = 0;
    while (at < text.length() && !isHidden(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 32).append(text, 0, at);
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (isHidden(c)) {
        out.append(String.format(Locale.ROOT, "‹U+%04X›", c));
      } else {
        out.appendCodePoint(c);
      }
      at += Character.charCount(c);
    }
    return out.toString();
  }

  private static boolean isHidden(int c) {
    if (c >= 0x20 && c < 0x7F) {
      return false;
    }
    if ((c & 0xFFFE) == 0xFFFE) {
      return true;
    }
    for (int i = 0; i < RANGES.length && RANGES[i] <= c; i += 2) {
      if (c <= RANGES[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
