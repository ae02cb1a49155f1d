package org.palimpsest.seal;

import java.util.Base64;

/** Standard Base64 (RFC 4648 §4) with one spelling: padded, no spare bits, nothing else. */
final class StrictBase64 {

  private StrictBase64() {}

  static byte[] decode(String text) throws NoteRefusedException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // The JDK's decoder tolerates missing padding and spare bits that are not zero.
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without quoting the text.
    }
    throw new NoteRefusedException("not strict Base64");
  }
}
