package org.palimpsest.cli;

/** Exit codes, one meaning each. */
final class Exit {

  static final int OK = 0;
  static final int FINDINGS = 1;
  static final int USAGE = 2;
  static final int INCOMPLETE = 3;
  static final int INTEGRITY = 4;
  static final int LOCKED = 5;
  static final int INTERNAL = 70;
  static final int INTERRUPTED = 130;

  private Exit() {}

  /** The graver of two: 4, 3, 1; anything else goes before them. */
  static int graver(int a, int b) {
    return rank(a) >= rank(b) ? a : b;
  }

  private static int rank(int code) {
    return switch (code) {
      case OK -> 0;
      case FINDINGS -> 1;
      case INCOMPLETE -> 2;
      case INTEGRITY -> 3;
      default -> 4;
    };
  }
}
