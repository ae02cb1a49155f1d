package org.palimpsest.sqlite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the records of an index hold.
 *
 * @param columns the table's column at each place, -1 for the ROWID, -2 for an expression
 * @param partial whether it covers only the rows that meet a condition
 */
record IndexDefinition(List<Integer> columns, boolean partial) {

  static final int ROWID = -1;
  static final int EXPRESSION = -2;

  /** The terms of a CREATE INDEX statement. */
  static List<IndexTerm> terms(String sql) {
    List<SqlToken> tokens = SqlToken.split(sql);
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (tokens.get(i).is("ON")) {
        return IndexTerm.inBrackets(tokens, i + 2);
      }
    }
    return List.of();
  }

  /**
   * Reads the definition of an index.
   *
   * @param sql its statement, empty for an automatic index
   * @param name its name; that of an automatic index ends in the number of its constraint
   * @param statement of the table
   */
  static IndexDefinition of(String sql, String name, TableDefinition table, CreateTable statement) {
    List<IndexTerm> terms = sql.isEmpty() ? automatic(name, statement) : terms(sql);
    List<IndexTerm> primary = new ArrayList<>();
    for (CreateTable.Key key : statement.constraints()) {
      if (key.primary()) {
        primary.addAll(key.terms());
      }
    }
    List<Integer> columns = new ArrayList<>();
    Set<String> held = new HashSet<>();
    for (IndexTerm term : terms) {
      int column = term.name().isEmpty() ? -1 : table.column(term.name());
      // A name that is no column is the ROWID's, or an expression of one word.
      columns.add(column >= 0 ? column : isRowid(term) ? ROWID : EXPRESSION);
      held.add(column + " " + table.collation(term));
    }
    if (table.withoutRowid()) {
      for (IndexTerm term : primary) {
        int column = table.column(term.name());
        if (held.add(column + " " + table.collation(term))) {
          columns.add(column);
        }
      }
    } else {
      columns.add(ROWID);
    }
    boolean partial = SqlToken.split(sql).stream().anyMatch(token -> token.is("WHERE"));
    return new IndexDefinition(List.copyOf(columns), partial);
  }

  private static boolean isRowid(IndexTerm term) {
    return Set.of("rowid", "_rowid_", "oid").contains(term.name().toLowerCase(Locale.ROOT));
  }

  /**
   * The terms of each index that SQLite makes by itself, in the order of their numbers. That of an
   * INTEGER PRIMARY KEY is none; in a table WITHOUT ROWID it is the table, which is made last.
   */
  static List<List<IndexTerm>> automatic(CreateTable table) {
    List<List<IndexTerm>> indexes = new ArrayList<>();
    Set<String> known = new HashSet<>();
    List<List<IndexTerm>> late = new ArrayList<>();
    for (CreateTable.Key key : table.constraints()) {
      StringBuilder compared = new StringBuilder();
      for (IndexTerm term : key.terms()) {
        String collation =
            term.collation().isEmpty() ? table.collation(term.name()) : term.collation();
        compared.append(term.name().toLowerCase(Locale.ROOT)).append('\0');
        compared.append(collation).append('\0');
      }
      boolean number =
          key.primary()
              && key.terms().size() == 1
              && table.columns().stream()
                  .anyMatch(
                      column ->
                          column.rowidAlias()
                              && column.name().equalsIgnoreCase(key.terms().get(0).name()));
      if (number) {
        late.add(key.terms());
      } else if (known.add(compared.toString())) {
        indexes.add(key.terms());
      }
    }
    if (table.withoutRowid()) {
      indexes.addAll(late);
    }
    return indexes;
  }

  /** The terms of the automatic index of that name, which ends in its number. */
  private static List<IndexTerm> automatic(String name, CreateTable table) {
    int line = name.lastIndexOf('_');
    try {
      int number = Integer.parseInt(name.substring(line + 1));
      List<List<IndexTerm>> indexes = automatic(table);
      return number < 1 || number > indexes.size() ? List.of() : indexes.get(number - 1);
    } catch (NumberFormatException e) {
      return List.of();
    }
  }
}
