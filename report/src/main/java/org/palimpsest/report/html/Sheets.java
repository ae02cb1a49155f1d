package org.palimpsest.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Style sheets of this build, and text put into one. */
final class Sheets {

  private Sheets() {}

  static String read(String name) {
    String file = "/org/palimpsest/report/" + name;
    try (InputStream in = Sheets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A CSS string; all but plain ASCII letters, digits and a few signs are written as escapes. */
  static String string(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              boolean plain =
                  c < 0x80 && (Character.isLetterOrDigit(c) || " .,:;-_/()".indexOf(c) >= 0);
              out.append(plain ? Character.toString(c) : String.format(Locale.ROOT, "\\%06x", c));
            });
    return out.append('"').toString();
  }
}
