package org.palimpsest.sqlite;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the columns out of a CREATE TABLE statement as SQLite stores it. It understands what the
 * statement says of names, types, the INTEGER PRIMARY KEY, simple defaults and WITHOUT ROWID, and
 * skips the rest.
 */
final class CreateTable {

  private static final Set<String> TABLE_CONSTRAINTS =
      Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");
  private static final Set<String> COLUMN_CONSTRAINTS =
      Set.of(
          "CONSTRAINT",
          "PRIMARY",
          "NOT",
          "NULL",
          "UNIQUE",
          "CHECK",
          "DEFAULT",
          "COLLATE",
          "REFERENCES",
          "GENERATED",
          "AS");

  private final List<Column> columns;
  private final boolean withoutRowid;
  private final List<List<Token>> parts;

  private CreateTable(List<Column> columns, boolean withoutRowid, List<List<Token>> parts) {
    this.columns = List.copyOf(columns);
    this.withoutRowid = withoutRowid;
    this.parts = List.copyOf(parts);
  }

  List<Column> columns() {
    return columns;
  }

  boolean withoutRowid() {
    return withoutRowid;
  }

  static CreateTable parse(String sql) throws MalformedDatabaseException {
    List<Token> tokens = Token.split(sql);
    int open = 0;
    while (open < tokens.size() && !tokens.get(open).is("(")) {
      open++;
    }
    if (open == tokens.size()) {
      throw MalformedDatabaseException.damaged(1, "a table definition has no column list");
    }
    List<List<Token>> parts = new ArrayList<>();
    List<Token> part = new ArrayList<>();
    int depth = 1;
    int at = open + 1;
    for (; at < tokens.size() && depth > 0; at++) {
      Token token = tokens.get(at);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 || (depth == 1 && token.is(","))) {
        parts.add(part);
        part = new ArrayList<>();
      } else {
        part.add(token);
      }
    }
    boolean withoutRowid = false;
    for (; at + 1 < tokens.size(); at++) {
      withoutRowid |= tokens.get(at).is("WITHOUT") && tokens.get(at + 1).is("ROWID");
    }
    return new CreateTable(columns(parts), withoutRowid, parts);
  }

  /** The columns that are declared NOT NULL, by position. */
  BitSet notNull() {
    BitSet found = new BitSet();
    int position = 0;
    for (List<Token> part : parts) {
      if (isColumn(part)) {
        for (int i = 1; i + 1 < part.size(); i++) {
          if (part.get(i).is("NOT") && part.get(i + 1).is("NULL")) {
            found.set(position);
          }
        }
        position++;
      }
    }
    return found;
  }

  /** Whether ROWIDs are never used again. */
  boolean autoincrement() {
    return parts.stream()
        .anyMatch(part -> part.stream().anyMatch(token -> token.is("AUTOINCREMENT")));
  }

  /**
   * The column names of each PRIMARY KEY and UNIQUE constraint, in the order in which SQLite makes
   * their indexes.
   */
  List<List<String>> keys() {
    List<List<String>> keys = new ArrayList<>();
    for (List<Token> part : parts) {
      boolean column = isColumn(part);
      for (int i = column ? 1 : 0; i < part.size(); i++) {
        if (part.get(i).is("PRIMARY") || part.get(i).is("UNIQUE")) {
          List<String> key = column ? List.of(part.get(0).text()) : inBrackets(part, i + 1);
          if (!key.isEmpty() && !keys.contains(key)) {
            keys.add(key);
          }
        }
      }
    }
    return keys;
  }

  /** The columns of the PRIMARY KEY, empty when there is none. */
  List<String> primaryKey() {
    for (List<Token> part : parts) {
      boolean column = isColumn(part);
      for (int i = column ? 1 : 0; i < part.size(); i++) {
        if (part.get(i).is("PRIMARY")) {
          return column ? List.of(part.get(0).text()) : inBrackets(part, i + 1);
        }
      }
    }
    return List.of();
  }

  /** The columns of a CREATE INDEX statement; an expression gives an empty name. */
  static List<String> indexColumns(String sql) {
    List<Token> tokens = Token.split(sql);
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (tokens.get(i).is("ON")) {
        return inBrackets(tokens, i + 2);
      }
    }
    return List.of();
  }

  private static boolean isColumn(List<Token> part) {
    return !part.isEmpty()
        && !(part.get(0).isWord() && TABLE_CONSTRAINTS.contains(part.get(0).upper()));
  }

  /** The first names between the next brackets; an expression gives an empty one. */
  private static List<String> inBrackets(List<Token> tokens, int from) {
    int at = from;
    while (at < tokens.size() && !tokens.get(at).is("(")) {
      at++;
    }
    List<String> names = new ArrayList<>();
    int depth = 0;
    boolean first = true;
    for (; at < tokens.size(); at++) {
      Token token = tokens.get(at);
      if (token.is("(")) {
        depth++;
        if (depth == 2 && !names.isEmpty()) {
          names.set(names.size() - 1, "");
        }
      } else if (token.is(")")) {
        depth--;
        if (depth == 0) {
          break;
        }
      } else if (depth == 1 && token.is(",")) {
        first = true;
      } else if (depth == 1 && first) {
        names.add(token.text());
        first = false;
      }
    }
    return names;
  }

  private static List<Column> columns(List<List<Token>> parts) {
    List<Column> columns = new ArrayList<>();
    String keyColumn = "";
    for (List<Token> part : parts) {
      if (part.isEmpty()) {
        continue;
      }
      if (part.get(0).isWord() && TABLE_CONSTRAINTS.contains(part.get(0).upper())) {
        keyColumn = singleKeyColumn(part, keyColumn);
      } else {
        columns.add(column(part));
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (column.type().equals("INTEGER") && column.name().equalsIgnoreCase(keyColumn)) {
        columns.set(i, new Column(column.name(), column.type(), true, column.defaultValue()));
      }
    }
    return columns;
  }

  /** The column of a table constraint {@code PRIMARY KEY (x)}, or what was known before. */
  private static String singleKeyColumn(List<Token> part, String before) {
    for (int i = 0; i + 4 < part.size(); i++) {
      if (part.get(i).is("PRIMARY")
          && part.get(i + 1).is("KEY")
          && part.get(i + 2).is("(")
          && part.get(i + 4).is(")")) {
        return part.get(i + 3).text();
      }
    }
    return before;
  }

  private static Column column(List<Token> part) {
    StringBuilder type = new StringBuilder();
    int at = 1;
    int depth = 0;
    for (; at < part.size(); at++) {
      Token token = part.get(at);
      if (depth == 0 && token.isWord() && COLUMN_CONSTRAINTS.contains(token.upper())) {
        break;
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      type.append(type.isEmpty() ? "" : " ").append(token.upper());
    }
    boolean primary = false;
    Column.Default defaultValue = new Column.Default.Null();
    for (; at < part.size(); at++) {
      Token token = part.get(at);
      if (token.is("PRIMARY")) {
        boolean descending = at + 2 < part.size() && part.get(at + 2).is("DESC");
        primary = !descending;
      } else if (token.is("DEFAULT") && at + 1 < part.size()) {
        defaultValue = defaultValue(part, at + 1);
      }
    }
    boolean alias = primary && type.toString().equals("INTEGER");
    return new Column(part.get(0).text(), type.toString(), alias, defaultValue);
  }

  private static Column.Default defaultValue(List<Token> part, int at) {
    Token token = part.get(at);
    boolean negative = token.is("-");
    if ((negative || token.is("+")) && at + 1 < part.size()) {
      token = part.get(at + 1);
    }
    if (token.kind() == Token.Kind.STRING) {
      return new Column.Default.Words(token.text());
    }
    try {
      long value = Long.parseLong(token.text());
      return new Column.Default.Whole(negative ? -value : value);
    } catch (NumberFormatException e) {
      return switch (token.upper()) {
        case "TRUE" -> new Column.Default.Whole(1);
        case "FALSE" -> new Column.Default.Whole(0);
        // Expressions and fractions do not occur in Messages stores; such a column reads as NULL.
        default -> new Column.Default.Null();
      };
    }
  }

  /** A piece of SQL. */
  private record Token(Kind kind, String text) {

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

    static List<Token> split(String sql) {
      List<Token> tokens = new ArrayList<>();
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
          while (end < sql.length() && isWordPart(sql.charAt(end))) {
            end++;
          }
          tokens.add(new Token(Kind.WORD, sql.substring(at, end)));
          at = end;
        } else {
          tokens.add(new Token(Kind.SIGN, String.valueOf(c)));
          at++;
        }
      }
      return tokens;
    }

    private static int quoted(String sql, int start, List<Token> tokens) {
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
      tokens.add(new Token(open == '\'' ? Kind.STRING : Kind.QUOTED, text.toString()));
      return at;
    }

    private static boolean isWordPart(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.' || c > 0x7f;
    }
  }
}
