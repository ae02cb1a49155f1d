package org.palimpsest.sqlite;

import java.io.IOException;

/** Bytes that can be read at any offset, by several threads at once. */
public interface ByteSource {

  /** Number of bytes. */
  long size();

  /**
   * Fills {@code target[at … at+length)} with the bytes from {@code offset}.
   *
   * @throws IOException if they cannot be read, or end before {@code length} bytes
   */
  void read(long offset, byte[] target, int at, int length) throws IOException;

  /** The given bytes themselves, not copied. */
  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(long offset, byte[] target, int at, int length) throws IOException {
        if (offset < 0 || offset > bytes.length - length) {
          throw new java.io.EOFException("bytes end before offset " + (offset + length));
        }
        System.arraycopy(bytes, (int) offset, target, at, length);
      }
    };
  }
}
