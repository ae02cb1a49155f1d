package org.palimpsest.cli;

import java.io.IOException;
import org.palimpsest.vault.VaultException;

/** Carries a refusal of the custody log through an interface that knows input and output only. */
final class Refused extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Exception reason;

  private Refused(Exception reason) {
    super(reason);
    this.reason = reason;
  }

  /** An append to the log. */
  interface Append {
    void run() throws Failure, VaultException, IOException;
  }

  /** Runs an append where only input and output errors may pass. */
  static void guard(Append append) throws IOException {
    try {
      append.run();
    } catch (Failure | VaultException e) {
      throw new Refused(e);
    }
  }

  /** What it carried, thrown again. */
  IOException unwrap() throws Failure, VaultException {
    if (reason instanceof Failure failure) {
      throw failure;
    }
    if (reason instanceof VaultException vault) {
      throw vault;
    }
    return this;
  }
}
