package org.palimpsest.messages;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PlainValues;
import org.palimpsest.apple.PropertyLists;
import org.palimpsest.json.CanonicalWriter;

/**
 * Property lists that Messages keeps beside an attachment. {@code user_info} holds the address and
 * the key under which the file lies on Apple's servers; such values never leave the evidence: a
 * name is copied out, its value is {@code {"withheld":true}}.
 */
final class SafeInfo {

  /** Names in {@code user_info} whose values are known to be harmless. */
  private static final Set<String> HARMLESS =
      Set.of(
          "file-size",
          "uti-type",
          "mime-type",
          "name",
          "inline-attachment",
          "message-part",
          "datasize",
          "audio-transcription");

  private static final Set<String> SECRET =
      Set.of("mmcs", "key", "url", "owner", "signature", "token", "secret", "password");

  private SafeInfo() {}

  /** The property list as canonical JSON; null when there is none. */
  static byte @Nullable [] userInfo(byte @Nullable [] list) {
    return write(list, true);
  }

  /** The same for a list that holds no secrets as far as is known. */
  static byte @Nullable [] other(byte @Nullable [] list) {
    return write(list, false);
  }

  private static byte @Nullable [] write(byte @Nullable [] list, boolean strict) {
    if (list == null || list.length == 0) {
      return null;
    }
    Map<String, Object> members = new TreeMap<>();
    try {
      PlainValues.of(PropertyLists.readDictionary(list))
          .forEach(
              (name, value) -> members.put(name, isSafe(name, value, strict) ? value : withheld()));
    } catch (MalformedArchiveException e) {
      members.clear();
      members.put("unreadable", true);
    }
    CanonicalWriter writer = new CanonicalWriter();
    ValueWriter.write(writer, members);
    return writer.toByteArray();
  }

  private static boolean isSafe(String name, Object value, boolean strict) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (SECRET.stream().anyMatch(lower::contains)) {
      return false;
    }
    // Within a list or a dictionary names are not looked at, so none is copied.
    boolean scalar = !(value instanceof Map) && !(value instanceof Iterable);
    return scalar && (!strict || HARMLESS.contains(lower));
  }

  private static Map<String, Object> withheld() {
    return Map.of("withheld", true);
  }
}
