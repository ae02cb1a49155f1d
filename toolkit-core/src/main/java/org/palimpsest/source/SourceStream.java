package org.palimpsest.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Counts what is read, and tells a failure to read the source from one to write the vault. */
final class SourceStream extends FilterInputStream {

  private final Progress progress;
  private boolean failed;

  SourceStream(InputStream in, Progress progress) {
    super(in);
    this.progress = progress;
  }

  /** The source's disk or share did not give the bytes. */
  static final class SourceFailedException extends IOException {
    private static final long serialVersionUID = 1;

    SourceFailedException(IOException cause) {
      super(cause);
    }
  }

  /**
   * Lets {@code sink} keep what is read through this stream.
   *
   * @param through this stream, or one that reads from it
   * @throws SourceFailedException if reading failed; another exception is the sink's own
   */
  EvidenceSink.Kept keptBy(EvidenceSink sink, InputStream through, EvidenceFile.Role role)
      throws IOException {
    try {
      return sink.keep(through, role);
    } catch (IOException e) {
      throw failed ? new SourceFailedException(e) : e;
    }
  }

  /** Asks {@code sink} whether this is what it was, as {@link #keptBy} does. */
  Optional<EvidenceSink.Kept> sameBy(EvidenceSink sink, String path, FileStamp stamp)
      throws IOException {
    try {
      return sink.same(path, stamp, this);
    } catch (IOException e) {
      throw failed ? new SourceFailedException(e) : e;
    }
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    try {
      int count = super.read(target, at, length);
      progress.advance(Math.max(0, count));
      return count;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }
}
