package org.palimpsest.gap;

import java.util.regex.Pattern;

/** What the CHECK constraints of a table say, where they say it simply. */
final class Checks {

  private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");

  private Checks() {}

  /** Whether a definition says of a column that it is not zero, and nothing else with it. */
  static boolean refuseZero(String sql, String column) {
    String name = "[\"`\\[]?" + Pattern.quote(column) + "[\"`\\]]?";
    Pattern check =
        Pattern.compile(
            "\\bCHECK\\s*\\(\\s*" + name + "\\s*(?:!=|<>)\\s*0\\s*\\)", Pattern.CASE_INSENSITIVE);
    return check.matcher(TEXT.matcher(sql).replaceAll("''")).find();
  }
}
