package org.palimpsest.snapshot;

import java.io.IOException;
import java.util.List;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/**
 * A check of one snapshot that goes back to its evidence files. {@link SnapshotCheck} runs those
 * that it is given after it has rebuilt the records itself.
 */
@FunctionalInterface
public interface DeepCheck {

  /** Checks a snapshot whose objects are there; what it cannot look at it says. */
  List<Check> run(Vault vault, Manifest manifest) throws VaultException, IOException;
}
