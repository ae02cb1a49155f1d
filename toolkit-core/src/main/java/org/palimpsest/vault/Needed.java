package org.palimpsest.vault;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.digest.Sha256;

/** Says which objects the snapshots of a vault need. */
@FunctionalInterface
public interface Needed {

  /** The objects, without what these are stored against; empty where it cannot be known. */
  Optional<Set<Sha256>> objects() throws IOException;
}
