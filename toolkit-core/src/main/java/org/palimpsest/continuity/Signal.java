package org.palimpsest.continuity;

import java.io.IOException;
import java.util.List;

/** One thing that is looked for in a store. */
interface Signal {

  /** What it looks for. */
  String kind();

  /** Whether this generation of the store has what is to be looked at. */
  boolean applies(StoreScan scan);

  /** What was found. */
  List<Gap> find(StoreScan scan) throws IOException;
}
