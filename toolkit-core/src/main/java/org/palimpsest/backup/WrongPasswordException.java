package org.palimpsest.backup;

/** A password with which no class key of the keybag passes its integrity check. */
public final class WrongPasswordException extends Exception {
  private static final long serialVersionUID = 1;

  WrongPasswordException() {
    super("the password does not open the keybag");
  }
}
