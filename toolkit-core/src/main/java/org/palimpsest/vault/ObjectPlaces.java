package org.palimpsest.vault;

import java.io.IOException;
import java.util.Optional;
import org.palimpsest.digest.Sha256;

/** Where objects lie, and the packs that hold them. */
interface ObjectPlaces {

  Optional<StoredObject> find(Sha256 name) throws IOException;

  PackFiles files();

  /** What was opened lately. */
  Compositions compositions();
}
