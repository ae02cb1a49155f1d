package org.palimpsest.snapshot;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream whose bytes are made in blocks while it is read; an empty block ends it. */
abstract class BlockStream extends InputStream {

  private ByteBuffer block = ByteBuffer.allocate(0);

  abstract ByteBuffer nextBlock();

  @Override
  public final int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] target, int at, int count) {
    if (!block.hasRemaining()) {
      block = nextBlock();
      if (!block.hasRemaining()) {
        return -1;
      }
    }
    int part = Math.min(count, block.remaining());
    block.get(target, at, part);
    return part;
  }
}
