package org.palimpsest.cli;

/** A command that ends early, with the cause, what to do, and the exit code. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  private final int exit;
  private final String cause;
  private final String hint;

  Failure(int exit, String cause, String hint) {
    super(cause);
    this.exit = exit;
    this.cause = cause;
    this.hint = hint;
  }

  int exit() {
    return exit;
  }

  String causeInWords() {
    return cause;
  }

  String hint() {
    return hint;
  }

  static Failure usage(String cause, String hint) {
    return new Failure(Exit.USAGE, cause, hint);
  }
}
