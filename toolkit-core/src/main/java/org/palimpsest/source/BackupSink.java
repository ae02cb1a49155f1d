package org.palimpsest.source;

import java.io.Closeable;
import java.io.IOException;
import org.palimpsest.sqlite.ByteSource;

/** Where a backup's bytes go, and from where they are read again to be decrypted. */
public interface BackupSink extends EvidenceSink {

  /** Bytes that were kept; to be closed. */
  interface Opened extends ByteSource, Closeable {}

  /** Opens what was kept. */
  Opened open(Kept kept) throws IOException;
}
