package org.palimpsest.sqlite;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
  private final List<List<SqlToken>> parts;

  private CreateTable(List<Column> columns, boolean withoutRowid, List<List<SqlToken>> parts) {
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
    List<SqlToken> tokens = SqlToken.split(sql);
    int open = 0;
    while (open < tokens.size() && !tokens.get(open).is("(")) {
      open++;
    }
    if (open == tokens.size()) {
      throw MalformedDatabaseException.damaged(1, "a table definition has no column list");
    }
    List<List<SqlToken>> parts = new ArrayList<>();
    List<SqlToken> part = new ArrayList<>();
    int depth = 1;
    int at = open + 1;
    for (; at < tokens.size() && depth > 0; at++) {
      SqlToken token = tokens.get(at);
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
    for (List<SqlToken> part : parts) {
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
   * A PRIMARY KEY or UNIQUE constraint.
   *
   * @param terms its columns
   * @param primary whether it is the PRIMARY KEY
   */
  record Key(List<IndexTerm> terms, boolean primary) {
    List<String> names() {
      return terms.stream().map(IndexTerm::name).toList();
    }
  }

  /** Each PRIMARY KEY and UNIQUE constraint, in the order of the statement. */
  List<Key> constraints() {
    List<Key> keys = new ArrayList<>();
    for (List<SqlToken> part : parts) {
      boolean column = isColumn(part);
      int depth = 0;
      for (int i = column ? 1 : 0; i < part.size(); i++) {
        SqlToken token = part.get(i);
        depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        if (depth == 0 && (token.is("PRIMARY") || token.is("UNIQUE"))) {
          List<IndexTerm> terms =
              column
                  ? List.of(new IndexTerm(part.get(0).text(), ""))
                  : IndexTerm.inBrackets(part, i + 1);
          if (!terms.isEmpty()) {
            keys.add(new Key(terms, token.is("PRIMARY")));
          }
        }
      }
    }
    return keys;
  }

  /** The collation of a column by its name, empty for the usual one. */
  String collation(String name) {
    for (List<SqlToken> part : parts) {
      if (isColumn(part) && part.get(0).text().equalsIgnoreCase(name)) {
        int depth = 0;
        for (int i = 1; i + 1 < part.size(); i++) {
          depth += part.get(i).is("(") ? 1 : part.get(i).is(")") ? -1 : 0;
          if (depth == 0 && part.get(i).is("COLLATE")) {
            return IndexTerm.collation(part.get(i + 1));
          }
        }
      }
    }
    return "";
  }

  private static boolean isColumn(List<SqlToken> part) {
    return !part.isEmpty()
        && !(part.get(0).isWord() && TABLE_CONSTRAINTS.contains(part.get(0).upper()));
  }

  private static List<Column> columns(List<List<SqlToken>> parts) {
    List<Column> columns = new ArrayList<>();
    String keyColumn = "";
    for (List<SqlToken> part : parts) {
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
        columns.set(
            i,
            new Column(column.name(), column.type(), true, column.defaultValue(), column.stored()));
      }
    }
    return columns;
  }

  /** The column of a table constraint {@code PRIMARY KEY (x)}, or what was known before. */
  private static String singleKeyColumn(List<SqlToken> part, String before) {
    for (int i = 0; i + 1 < part.size(); i++) {
      if (part.get(i).is("PRIMARY") && part.get(i + 1).is("KEY")) {
        List<IndexTerm> terms = IndexTerm.inBrackets(part, i + 2);
        return terms.size() == 1 ? terms.get(0).name() : before;
      }
    }
    return before;
  }

  private static Column column(List<SqlToken> part) {
    StringBuilder type = new StringBuilder();
    int at = 1;
    int depth = 0;
    for (; at < part.size(); at++) {
      SqlToken token = part.get(at);
      if (depth == 0 && token.isWord() && COLUMN_CONSTRAINTS.contains(token.upper())) {
        break;
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      type.append(type.isEmpty() ? "" : " ").append(token.upper());
    }
    boolean primary = false;
    boolean stored = true;
    int defaultAt = -1;
    for (; at < part.size(); at++) {
      SqlToken token = part.get(at);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth > 0) {
        continue;
      }
      if (token.is("PRIMARY")) {
        boolean descending = at + 2 < part.size() && part.get(at + 2).is("DESC");
        primary = !descending;
      } else if (token.is("DEFAULT")) {
        defaultAt = at + 1;
      } else if (token.is("AS")) {
        // A generated column is computed when it is read unless it says STORED at its end.
        stored = containsStored(part, at);
      }
    }
    boolean alias = primary && type.toString().equals("INTEGER");
    Column plain =
        new Column(part.get(0).text(), type.toString(), alias, new Column.Default.Null(), stored);
    return defaultAt < 0 ? plain : withDefault(plain, part, defaultAt);
  }

  private static Column withDefault(Column column, List<SqlToken> part, int at) {
    return new Column(
        column.name(),
        column.type(),
        column.rowidAlias(),
        DefaultValue.of(part, at, column.affinity()),
        column.stored());
  }

  /** Whether STORED stands behind the expression of a generated column. */
  private static boolean containsStored(List<SqlToken> part, int as) {
    int depth = 0;
    for (int i = as; i < part.size(); i++) {
      depth += part.get(i).is("(") ? 1 : part.get(i).is(")") ? -1 : 0;
      if (depth == 0 && part.get(i).is("STORED")) {
        return true;
      }
    }
    return false;
  }
}
