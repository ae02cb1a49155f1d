package org.palimpsest.cli;

/** A word of a command that is printed to be typed, as a POSIX shell takes it. */
final class ShellWord {

  private static final String PLAIN = "[\\p{L}\\p{N}_@%+=:,./][\\p{L}\\p{N}_@%+=:,./~-]*";

  private ShellWord() {}

  /** The word itself where it can stand as it is, else within quotes. */
  static String of(Object word) {
    String text = word.toString();
    return text.matches(PLAIN) ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
