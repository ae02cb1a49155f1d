package org.palimpsest.cli.config;

/**
 * A value and where it came from.
 *
 * @param value as it was written
 * @param origin {@code option}, {@code environment NAME}, {@code line N} or {@code default}
 */
public record Setting(String value, String origin) {
  /** The origin alone: a value may name a person. */
  @Override
  public String toString() {
    return "Setting[" + origin + "]";
  }
}
