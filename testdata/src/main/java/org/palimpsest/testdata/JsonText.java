package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document into maps, lists, strings, longs, doubles, booleans and nulls. The module
 * takes no library that the readers under test use too.
 */
final class JsonText {
  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** The document; {@link IllegalArgumentException} says where it is none. */
  static @Nullable Object read(String text) {
    JsonText reader = new JsonText(text);
    Object value = reader.value();
    reader.space();
    if (reader.at < text.length()) {
      throw reader.wrong();
    }
    return value;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("no JSON at character " + at);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean eat(char wanted) {
    space();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void need(char wanted) {
    if (!eat(wanted)) {
      throw wrong();
    }
  }

  private @Nullable Object value() {
    space();
    if (at >= text.length()) {
      throw wrong();
    }
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong();
    }
    at += word.length();
    return value;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    need('{');
    if (eat('}')) {
      return out;
    }
    do {
      space();
      String name = string();
      need(':');
      if (out.containsKey(name)) {
        throw wrong();
      }
      out.put(name, value());
    } while (eat(','));
    need('}');
    return out;
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> out = new ArrayList<>();
    need('[');
    if (eat(']')) {
      return out;
    }
    do {
      out.add(value());
    } while (eat(','));
    need(']');
    return out;
  }

  private String string() {
    need('"');
    int start = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      at++;
    }
    StringBuilder out = new StringBuilder().append(text, start, at);
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next == '"') {
        return out.toString();
      }
      out.append(next == '\\' ? escaped() : next);
    }
    throw wrong();
  }

  private char escaped() {
    if (at >= text.length()) {
      throw wrong();
    }
    char next = text.charAt(at++);
    return switch (next) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> next;
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw wrong();
        }
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw wrong();
    };
  }

  private Number number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    try {
      if (digits.matches("-?[0-9]+")) {
        return Long.valueOf(digits);
      }
      return Double.valueOf(digits);
    } catch (NumberFormatException e) {
      at = start;
      throw wrong();
    }
  }
}
