package org.palimpsest.cli.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** What a value may be, and how that is said. */
enum Kind {
  /** A line of text. */
  TEXT("a line of text"),
  /** A place in the file system; a scheduled run has no folder of its own to start from. */
  PATH("an absolute path, or one that begins with ~/"),
  /** How grave. */
  SEVERITY("one of: info, low, medium, high"),
  /** How much of the vault. */
  SHARE("a share such as \"5%\", or \"all\", or \"none\""),
  /** How often. */
  EVERY("\"day\" or \"week\""),
  /** A time of day. */
  TIME("a time of day such as \"07:00\""),
  /** A day of the week. */
  WEEKDAY("a day such as \"monday\""),
  /** Where a request goes. */
  URL("an address that begins with https:// or http://"),
  /** How many, without quotes in the file. */
  COUNT("a whole number from 0 to 99999, without quotes"),
  /** Yes or no, without quotes in the file. */
  FLAG("true or false, without quotes");

  private final String wanted;

  Kind(String wanted) {
    this.wanted = wanted;
  }

  /** What it should be, for a hint. */
  String wanted() {
    return wanted;
  }

  /** As what TOML reads it. */
  Class<?> written() {
    return switch (this) {
      case COUNT -> Long.class;
      case FLAG -> Boolean.class;
      default -> String.class;
    };
  }

  /** Whether a value is one. Nothing may hold what steers a terminal or ends a line of a unit. */
  boolean accepts(String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    return switch (this) {
      case TEXT -> !value.isBlank() && value.length() <= 500;
      case PATH -> isPath(value);
      case SEVERITY -> value.matches("info|low|medium|high");
      case SHARE -> value.matches("all|none|[1-9][0-9]?%|100%");
      case EVERY -> value.matches("day|week");
      case TIME -> value.matches("([01][0-9]|2[0-3]):[0-5][0-9]");
      case WEEKDAY -> value.matches("monday|tuesday|wednesday|thursday|friday|saturday|sunday");
      case URL -> isUrl(value);
      case COUNT -> value.matches("[0-9]{1,5}");
      case FLAG -> value.matches("true|false");
    };
  }

  private static boolean isPath(String value) {
    return value.startsWith("/")
        || value.startsWith("~/")
        || value.startsWith("\\\\")
        || value.matches("[A-Za-z]:[\\\\/].*");
  }

  private static boolean isUrl(String value) {
    try {
      URI uri = new URI(value);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      return (scheme.equals("https") || scheme.equals("http"))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
