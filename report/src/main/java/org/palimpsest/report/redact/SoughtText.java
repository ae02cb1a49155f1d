package org.palimpsest.report.redact;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a text stands in a report: as it is, or in the bytes of a value that is written in
 * hexadecimal digits, in UTF-8 or in either order of UTF-16. Of something recovered the whole is
 * found, since its values overlap.
 */
public final class SoughtText {

  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

  private static final String RECOVERED = "/recovered";

  private SoughtText() {}

  /** The places of {@code text}, JSON pointers of values or of what holds them; may be empty. */
  public static Set<String> places(JsonNode report, String text) {
    List<String> digits =
        ENCODINGS.stream()
            .map(each -> HexFormat.of().formatHex(text.getBytes(each)))
            .distinct()
            .toList();
    Set<String> places = new LinkedHashSet<>();
    for (Leaf leaf : Leaf.of(report)) {
      if (leaf.value().isTextual() && holds(leaf.value().textValue(), text, digits)) {
        places.add(whole(leaf.path()));
      }
    }
    return places;
  }

  private static boolean holds(String value, String text, List<String> digits) {
    if (value.contains(text)) {
      return true;
    }
    if (value.length() % 2 != 0 || !value.matches("[0-9A-Fa-f]+")) {
      return false;
    }
    String lower = value.toLowerCase(Locale.ROOT);
    return digits.stream().anyMatch(lower::contains);
  }

  private static String whole(String path) {
    int at = path.indexOf(RECOVERED + "/");
    return at < 0 ? path : path.substring(0, at + RECOVERED.length());
  }
}
