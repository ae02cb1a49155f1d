package org.palimpsest.messages;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.Opaque;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.CanonicalWriter;

/**
 * Writes the plain values of property lists and archives as canonical JSON: a real as {@code
 * {"real":"…"}}, data by its SHA-256 and size, a date as {@code {"date":"…"}}, a string with a lone
 * surrogate as {@code {"utf16":"…hex…"}}, what was not read as {@code {"class":"…"}}.
 */
final class ValueWriter {

  private ValueWriter() {}

  static void write(CanonicalWriter writer, @Nullable Object value) {
    if (value instanceof String text) {
      string(writer, text);
    } else if (value instanceof Long number) {
      writer.value(number.longValue());
    } else if (value instanceof Boolean flag) {
      writer.value(flag.booleanValue());
    } else if (value instanceof Double real) {
      writer.beginObject().name("real").value(Double.toString(real)).endObject();
    } else if (value instanceof Instant date) {
      writer.beginObject().name("date").value(date.toString()).endObject();
    } else if (value instanceof byte[] data) {
      writer.beginObject().name("sha256").value(Sha256.of(data).hex());
      writer.name("size").value(data.length).endObject();
    } else if (value instanceof List<?> list) {
      writer.beginArray();
      list.forEach(each -> write(writer, each));
      writer.endArray();
    } else if (value instanceof Map<?, ?> map) {
      map(writer, map);
    } else if (value instanceof Opaque opaque) {
      writer.beginObject().name("class");
      string(writer, opaque.className());
      writer.endObject();
    } else {
      writer.nullValue();
    }
  }

  private static void map(CanonicalWriter writer, Map<?, ?> map) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(name(String.valueOf(name)), value));
    writer.beginObject();
    sorted.forEach(
        (name, value) -> {
          writer.name(name);
          write(writer, value);
        });
    writer.endObject();
  }

  /** A string, character by character. */
  static void string(CanonicalWriter writer, String text) {
    if (isWhole(text)) {
      writer.value(text);
    } else {
      writer.beginObject().name("utf16");
      writer.hex(utf16(text)).endObject();
    }
  }

  private static String name(String name) {
    return isWhole(name) ? name : "utf16:" + HexFormat.of().formatHex(utf16(name));
  }

  /** Its code units, which no encoder would give that meets a lone surrogate. */
  private static byte[] utf16(String text) {
    byte[] bytes = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }

  /** Whether it has no lone surrogate. */
  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
