package org.palimpsest.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One term of an index or key.
 *
 * @param name of its column; empty for an expression
 * @param collation by which it is compared, upper case; empty for the usual one of the column
 */
record IndexTerm(String name, String collation) {

  static String collation(SqlToken token) {
    String word = token.text().toUpperCase(Locale.ROOT);
    return word.equals("BINARY") ? "" : word;
  }

  /** The terms between the next brackets. */
  static List<IndexTerm> inBrackets(List<SqlToken> tokens, int from) {
    int at = from;
    while (at < tokens.size() && !tokens.get(at).is("(")) {
      at++;
    }
    List<IndexTerm> terms = new ArrayList<>();
    List<SqlToken> term = new ArrayList<>();
    int depth = 1;
    for (at++; at < tokens.size() && depth > 0; at++) {
      SqlToken token = tokens.get(at);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 || depth == 1 && token.is(",")) {
        terms.add(of(term));
        term = new ArrayList<>();
      } else {
        term.add(token);
      }
    }
    return terms;
  }

  /** A column may be followed by a collation and a direction; anything else is an expression. */
  private static IndexTerm of(List<SqlToken> term) {
    List<SqlToken> rest = new ArrayList<>(term);
    if (!rest.isEmpty() && (last(rest).is("ASC") || last(rest).is("DESC"))) {
      rest.remove(rest.size() - 1);
    }
    String collation = "";
    if (rest.size() >= 3 && rest.get(rest.size() - 2).is("COLLATE")) {
      collation = collation(last(rest));
      rest.remove(rest.size() - 1);
      rest.remove(rest.size() - 1);
    }
    while (rest.size() >= 3 && rest.get(0).is("(") && last(rest).is(")")) {
      rest.remove(rest.size() - 1);
      rest.remove(0);
    }
    return new IndexTerm(rest.size() == 1 ? rest.get(0).text() : "", collation);
  }

  private static SqlToken last(List<SqlToken> tokens) {
    return tokens.get(tokens.size() - 1);
  }
}
