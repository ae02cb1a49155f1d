package org.palimpsest.source;

import java.io.IOException;
import java.io.InputStream;
import org.palimpsest.digest.Sha256;

/** Where captured bytes go. */
public interface EvidenceSink {

  /**
   * What became of a file's bytes.
   *
   * @param sha256 their hash
   * @param size their number
   */
  record Kept(Sha256 sha256, long size) {}

  /** Keeps the bytes of {@code in}, read once from first to last. May be called by many threads. */
  Kept keep(InputStream in) throws IOException;

  /** Takes back what was kept last under that hash, when a capture turned out torn. */
  void discard(Kept kept) throws IOException;
}
