package org.palimpsest.cli.schedule;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file that a scheduler reads.
 *
 * @param file where it belongs
 * @param text what it says
 * @param charset how it is written
 */
public record Unit(Path file, String text, Charset charset) {

  static Unit utf8(Path file, String text) {
    return new Unit(file, text, StandardCharsets.UTF_8);
  }

  /** The text with a byte order mark where its encoding wants one. */
  public byte[] bytes() {
    return (charset.equals(StandardCharsets.UTF_16LE) ? "\uFEFF" + text : text).getBytes(charset);
  }

  @Override
  public String toString() {
    return "unit";
  }
}
