package org.palimpsest.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Writes elements that are well-formed in XML and mean the same in HTML. Text and attribute values
 * are escaped by construction: no method takes finished markup.
 */
final class Markup {

  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Deque<Tag> open = new ArrayDeque<>();
  private final UnaryOperator<String> shown;

  /**
   * @param shown applied to every text after characters that hide or reorder were made visible
   */
  Markup(UnaryOperator<String> shown) {
    this.shown = shown;
  }

  /** The first line of an HTML document. */
  Markup doctype() {
    out.append("<!DOCTYPE html>\n");
    return this;
  }

  /** Opens an element; {@code attributes} are names and values in turn. */
  Markup open(Tag tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Closes the element opened last. */
  Markup close() {
    Tag tag = open.pop();
    out.append("</").append(tag.word()).append('>');
    if (tag.isBlock()) {
      out.append('\n');
    }
    return this;
  }

  /** An element with what {@code content} writes inside it. */
  Markup element(Tag tag, Consumer<Markup> content, String... attributes) {
    open(tag, attributes);
    content.accept(this);
    return close();
  }

  /** An element that holds text. */
  Markup element(Tag tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element that holds nothing. */
  Markup empty(Tag tag, String... attributes) {
    start(tag, attributes);
    out.append(" />");
    if (tag.isBlock()) {
      out.append('\n');
    }
    return this;
  }

  /** Text, escaped and made visible. */
  Markup text(String text) {
    escape(shown.apply(Visible.of(text)));
    return this;
  }

  /** Text of several lines, each made visible by itself, for preformatted elements. */
  Markup lines(String text) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (i > 0) {
        out.append('\n');
      }
      text(lines[i]);
    }
    return this;
  }

  /**
   * A style sheet. HTML does not unescape inside {@code style} and XML does; a sheet that holds
   * none of the characters that differ is right in both.
   */
  Markup style(String css) {
    if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0 || css.contains("]]>")) {
      throw new IllegalArgumentException("a style sheet holds no markup");
    }
    out.append("<style>\n").append(css).append("</style>\n");
    return this;
  }

  private void start(Tag tag, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("attributes come in pairs");
    }
    out.append('<').append(tag.word());
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(Visible.of(attributes[i + 1]));
      out.append('"');
    }
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  /** The finished document. */
  String finish() {
    if (!open.isEmpty()) {
      throw new IllegalStateException(open.peek() + " was left open");
    }
    return out.toString();
  }
}
