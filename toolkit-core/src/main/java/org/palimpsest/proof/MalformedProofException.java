package org.palimpsest.proof;

/** A file that has not the form of a proof. The message never quotes what is in it. */
public final class MalformedProofException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedProofException(String why) {
    super(why);
  }

  /** What is wrong with its form. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
