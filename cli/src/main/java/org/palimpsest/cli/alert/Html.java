package org.palimpsest.cli.alert;

import java.util.ArrayDeque;
import java.util.Deque;
import org.palimpsest.report.html.Visible;

/** Writes elements; text is escaped, and what hides or reorders is made visible. */
final class Html {

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; {@code attributes} are names and values in turn. */
  Html open(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1]));
      out.append('"');
    }
    out.append('>');
    open.push(tag);
    return this;
  }

  Html close() {
    out.append("</").append(open.pop()).append(">\n");
    return this;
  }

  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** A style sheet of this program's own. */
  Html style(String css) {
    out.append("<style>\n").append(css).append("</style>\n");
    return this;
  }

  private static String escaped(String text) {
    return Visible.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  String finish() {
    while (!open.isEmpty()) {
      close();
    }
    return out.toString();
  }
}
