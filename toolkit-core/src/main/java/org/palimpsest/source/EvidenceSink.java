package org.palimpsest.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
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

  /**
   * A file that need not be read, since it was before and its stamp is the same.
   *
   * @param path as the evidence list has it
   */
  default Optional<Kept> known(String path, FileStamp stamp) {
    return Optional.empty();
  }

  /**
   * A file that has the same stamp as when it was kept before, and, as reading it shows, the same
   * bytes. It may have been read in part or whole after an empty answer too.
   */
  default Optional<Kept> same(String path, FileStamp stamp, InputStream in) throws IOException {
    return Optional.empty();
  }

  /** Keeps bytes as {@link #keep(InputStream)} does, knowing what they are. */
  default Kept keep(InputStream in, EvidenceFile.Role role) throws IOException {
    return keep(in);
  }

  /** Keeps the bytes of {@code in}, read once from first to last. May be called by many threads. */
  Kept keep(InputStream in) throws IOException;

  /** Takes back what was kept last under that hash, when a capture turned out torn. */
  void discard(Kept kept) throws IOException;
}
