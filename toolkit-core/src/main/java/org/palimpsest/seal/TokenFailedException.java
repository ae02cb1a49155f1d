package org.palimpsest.seal;

/**
 * A token that was opened and then did not sign: it was pulled out, or shut itself. Unchecked,
 * since it passes through the CMS classes, which know no such failure.
 */
public final class TokenFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TokenFailedException(Throwable cause) {
    super("the token with the sealing key did not sign", cause);
  }
}
