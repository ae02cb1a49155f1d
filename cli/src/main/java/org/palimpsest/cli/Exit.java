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

  /**
   * The graver of two. Of evidence: 4, 3, 1, so that a vault which does not verify always ends with
   * 4, and evidence that could not be read with 3. A lock (5) and then bad usage (2) stand between
   * 3 and 1: what they kept from being done can be done again, but with 1 all would have been done.
   * An interruption (130) and an internal error (70) go before all, since nobody knows what they
   * left undone.
   */
  static int graver(int a, int b) {
    return rank(a) >= rank(b) ? a : b;
  }

  private static int rank(int code) {
    return switch (code) {
      case OK -> 0;
      case FINDINGS -> 1;
      case USAGE -> 2;
      case LOCKED -> 3;
      case INCOMPLETE -> 4;
      case INTEGRITY -> 5;
      case INTERRUPTED -> 7;
      default -> 6;
    };
  }
}
