package org.palimpsest.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.palimpsest.messages.FileTypes;

/** Remembers the first bytes of what is read through it. */
final class HeadStream extends FilterInputStream {

  private final byte[] head = new byte[FileTypes.HEAD];
  private int known;

  HeadStream(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    int count = super.read(target, at, length);
    int kept = Math.min(count, head.length - known);
    if (kept > 0) {
      System.arraycopy(target, at, head, known, kept);
      known += kept;
    }
    return count;
  }

  /** The first bytes. */
  byte[] head() {
    return Arrays.copyOf(head, known);
  }
}
