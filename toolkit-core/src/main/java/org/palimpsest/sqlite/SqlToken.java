package org.palimpsest.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A piece of SQL. */
record SqlToken(Kind kind, String text) {

  enum Kind {
    WORD,
    QUOTED,
    STRING,
    SIGN
  }

  boolean isWord() {
    return kind == Kind.WORD;
  }

  String upper() {
    return text.toUpperCase(Locale.ROOT);
  }

  boolean is(String word) {
    return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
  }

  /** Splits a statement, comments left out. */
  static List<SqlToken> split(String sql) {
    List<SqlToken> tokens = new ArrayList<>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        at = end < 0 ? sql.length() : end + 2;
      } else if (c == '\'' || c == '"' || c == '`' || c == '[') {
        at = quoted(sql, at, tokens);
      } else if (isWordPart(c)) {
        int end = at;
        while (end < sql.length() && (isWordPart(sql.charAt(end)) || isSignOfPower(sql, at, end))) {
          end++;
        }
        tokens.add(new SqlToken(Kind.WORD, sql.substring(at, end)));
        at = end;
      } else {
        tokens.add(new SqlToken(Kind.SIGN, String.valueOf(c)));
        at++;
      }
    }
    return tokens;
  }

  /** The sign in a number such as {@code 1e-5}. */
  private static boolean isSignOfPower(String sql, int start, int at) {
    char c = sql.charAt(at);
    char first = sql.charAt(start);
    return (c == '-' || c == '+')
        && at > start + 1
        && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E')
        && (Character.isDigit(first) || first == '.')
        && !sql.regionMatches(true, start, "0x", 0, 2)
        && at + 1 < sql.length()
        && Character.isDigit(sql.charAt(at + 1));
  }

  private static int quoted(String sql, int start, List<SqlToken> tokens) {
    char open = sql.charAt(start);
    char close = open == '[' ? ']' : open;
    StringBuilder text = new StringBuilder();
    int at = start + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c != close) {
        text.append(c);
      } else if (close != ']' && at < sql.length() && sql.charAt(at) == close) {
        text.append(c);
        at++;
      } else {
        break;
      }
    }
    tokens.add(new SqlToken(open == '\'' ? Kind.STRING : Kind.QUOTED, text.toString()));
    return at;
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.' || c > 0x7f;
  }
}
