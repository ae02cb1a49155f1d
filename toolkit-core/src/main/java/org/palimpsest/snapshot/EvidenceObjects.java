package org.palimpsest.snapshot;

import java.io.IOException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;

/** Opens the bytes of captured files, wherever they lie at the moment. */
@FunctionalInterface
interface EvidenceObjects {

  /** Opens an object; the caller closes it. */
  ObjectBytes open(Sha256 name) throws VaultException, IOException;
}
