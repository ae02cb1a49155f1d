package org.palimpsest.sqlite;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.palimpsest.sqlite.Column.Affinity;
import org.palimpsest.sqlite.Column.Default;

/**
 * The constant behind a DEFAULT clause, as SQLite takes it for rows that are older than the column
 * ({@code sqlite3ValueFromExpr}): a literal, with signs, brackets and casts around it, converted to
 * the column's affinity. Anything else gives no value, for SQLite too.
 */
final class DefaultValue {

  private static final Default NOTHING = new Default.Null();

  private final List<SqlToken> tokens;
  private int at;

  /** The last number as it was written: what a column of text gets. */
  private String literal = "";

  private DefaultValue(List<SqlToken> tokens, int at) {
    this.tokens = tokens;
    this.at = at;
  }

  /** The value of the clause that goes on at {@code at}. */
  static Default of(List<SqlToken> tokens, int at, Affinity affinity) {
    DefaultValue reading = new DefaultValue(tokens, at);
    Default value = reading.value(0);
    boolean asWritten =
        affinity == Affinity.TEXT
            && value instanceof Default.Fraction
            && !reading.literal.isEmpty();
    return asWritten ? new Default.Words(reading.literal) : converted(value, affinity);
  }

  private Default value(int depth) {
    if (at >= tokens.size() || depth > 50) {
      return NOTHING;
    }
    SqlToken token = tokens.get(at++);
    if (token.is("(")) {
      Default inner = value(depth + 1);
      boolean closed = at < tokens.size() && tokens.get(at).is(")");
      at++;
      return closed ? inner : NOTHING;
    }
    if (token.is("+")) {
      return value(depth + 1);
    }
    if (token.is("-")) {
      Default value = negated(value(depth + 1));
      literal = literal.isEmpty() ? "" : "-" + literal;
      return value;
    }
    if (token.kind() == SqlToken.Kind.STRING) {
      return new Default.Words(token.text());
    }
    if (token.kind() == SqlToken.Kind.QUOTED) {
      // A name in double quotes that no column bears is a string, by an old leniency of SQLite's.
      return new Default.Words(token.text());
    }
    if (token.is("CAST") && at < tokens.size() && tokens.get(at).is("(")) {
      return cast(depth);
    }
    if (token.is("X") && at < tokens.size() && tokens.get(at).kind() == SqlToken.Kind.STRING) {
      return bytes(tokens.get(at++).text());
    }
    literal = token.text();
    return word(token);
  }

  private Default cast(int depth) {
    at++;
    Default inner = value(depth + 1);
    if (at >= tokens.size() || !tokens.get(at).is("AS")) {
      return NOTHING;
    }
    at++;
    StringBuilder type = new StringBuilder();
    while (at < tokens.size() && !tokens.get(at).is(")")) {
      type.append(tokens.get(at++).upper()).append(' ');
    }
    at++;
    literal = "";
    Affinity affinity = new Column("", type.toString().trim(), false, NOTHING, true).affinity();
    return forced(inner, affinity);
  }

  private static Default bytes(String hex) {
    try {
      return new Default.Bytes(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      return NOTHING;
    }
  }

  private static Default word(SqlToken token) {
    String word = token.upper();
    switch (word) {
      case "TRUE" -> {
        return new Default.Whole(1);
      }
      case "FALSE" -> {
        return new Default.Whole(0);
      }
      default -> {
        // A number, or nothing.
      }
    }
    if (word.startsWith("0X")) {
      try {
        return new Default.Whole(Long.parseUnsignedLong(word.substring(2), 16));
      } catch (NumberFormatException e) {
        return NOTHING;
      }
    }
    if (word.isEmpty() || !(Character.isDigit(word.charAt(0)) || word.charAt(0) == '.')) {
      return NOTHING;
    }
    return number(word.replace("_", ""));
  }

  /** The number that a text is, or nothing when it is none as a whole. */
  private static Default number(String text) {
    String trimmed = text.strip();
    if (!trimmed.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      return NOTHING;
    }
    if (trimmed.matches("[+-]?\\d+")) {
      try {
        return new Default.Whole(Long.parseLong(trimmed));
      } catch (NumberFormatException e) {
        return new Default.Fraction(Double.parseDouble(trimmed));
      }
    }
    return new Default.Fraction(Double.parseDouble(trimmed));
  }

  private static Default negated(Default value) {
    if (value instanceof Default.Whole whole) {
      return whole.value() == Long.MIN_VALUE
          ? new Default.Fraction(0x1p63)
          : new Default.Whole(-whole.value());
    }
    if (value instanceof Default.Fraction fraction) {
      // The one whole number whose positive does not exist.
      return fraction.value() == 0x1p63
          ? new Default.Whole(Long.MIN_VALUE)
          : new Default.Fraction(-fraction.value());
    }
    return value instanceof Default.Words words ? negated(prefix(words.value())) : NOTHING;
  }

  private static Default converted(Default value, Affinity affinity) {
    return switch (affinity) {
      case BLOB -> value;
      case TEXT -> isNumber(value) ? new Default.Words(text(value)) : value;
      case INTEGER, NUMERIC -> {
        Default number = value instanceof Default.Words words ? number(words.value()) : value;
        yield number instanceof Default.Null ? value : whole(number);
      }
      case REAL -> {
        Default number = value instanceof Default.Words words ? number(words.value()) : value;
        yield number instanceof Default.Whole whole
            ? new Default.Fraction(whole.value())
            : number instanceof Default.Null ? value : number;
      }
    };
  }

  private static boolean isNumber(Default value) {
    return value instanceof Default.Whole || value instanceof Default.Fraction;
  }

  /** A fraction that is a whole number is kept as one. */
  private static Default whole(Default value) {
    if (value instanceof Default.Fraction fraction
        && fraction.value() == Math.rint(fraction.value())
        && Math.abs(fraction.value()) < 0x1p63) {
      return new Default.Whole((long) fraction.value());
    }
    return value;
  }

  /** What CAST makes of a value (lang_expr.html §8). */
  private static Default forced(Default value, Affinity affinity) {
    if (value instanceof Default.Null) {
      return value;
    }
    return switch (affinity) {
      case TEXT ->
          value instanceof Default.Bytes bytes
              ? new Default.Words(new String(bytes.value(), StandardCharsets.UTF_8))
              : new Default.Words(text(value));
      case BLOB ->
          value instanceof Default.Bytes
              ? value
              : new Default.Bytes(text(value).getBytes(StandardCharsets.UTF_8));
      case REAL -> {
        Default number = prefix(value);
        yield number instanceof Default.Whole whole ? new Default.Fraction(whole.value()) : number;
      }
      case INTEGER -> {
        Default number = prefix(value);
        yield number instanceof Default.Fraction fraction
            ? new Default.Whole((long) fraction.value())
            : number;
      }
      case NUMERIC -> prefix(value);
    };
  }

  private static Default prefix(Default value) {
    return value instanceof Default.Words words
        ? prefix(words.value())
        : value instanceof Default.Bytes bytes
            ? prefix(new String(bytes.value(), StandardCharsets.UTF_8))
            : value;
  }

  /** The number that a text begins with, 0 when it begins with none. */
  private static Default prefix(String text) {
    String trimmed = text.strip();
    for (int end = trimmed.length(); end > 0; end--) {
      Default number = number(trimmed.substring(0, end));
      if (!(number instanceof Default.Null)) {
        return number;
      }
    }
    return new Default.Whole(0);
  }

  private static String text(Default value) {
    if (value instanceof Default.Whole whole) {
      return Long.toString(whole.value());
    }
    if (value instanceof Default.Fraction fraction) {
      return RealText.of(fraction.value());
    }
    return value instanceof Default.Words words ? words.value() : "";
  }

  /** Floating-point numbers as SQLite prints them: up to 15 digits. */
  private static final class RealText {

    static String of(double value) {
      BigDecimal rounded = new BigDecimal(value).round(new java.math.MathContext(15));
      BigDecimal plain = rounded.stripTrailingZeros();
      int power = plain.precision() - plain.scale() - 1;
      if (value == 0) {
        return "0.0";
      }
      if (power < -5 || power > 14) {
        String digits = plain.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? digits.substring(1) : "0";
        return (value < 0 ? "-" : "")
            + digits.charAt(0)
            + '.'
            + fraction
            + 'e'
            + (power < 0 ? '-' : '+')
            + (Math.abs(power) < 10 ? "0" : "")
            + Math.abs(power);
      }
      String text = plain.toPlainString();
      return text.indexOf('.') < 0 ? text + ".0" : text;
    }
  }
}
