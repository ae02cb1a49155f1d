package org.palimpsest.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A file's plaintext, read from its ciphertext. */
public final class DecryptingStream extends InputStream {

  private static final int CHUNK = 64 << 10;

  private final InputStream ciphertext;
  private final Decryptor decryptor;
  private final byte[] in = new byte[CHUNK];
  private byte[] out = new byte[Decryptor.room(CHUNK)];
  private int at;
  private int limit;
  private boolean ended;

  /** Reads from a stream that it closes in the end. */
  public DecryptingStream(InputStream ciphertext, byte[] key) {
    this.ciphertext = ciphertext;
    this.decryptor = new Decryptor(key);
  }

  /** The ciphertext does not end as one must. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException() {
      super("an encrypted file is cut off or damaged");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    while (at == limit) {
      if (ended) {
        return -1;
      }
      int count = ciphertext.read(in, 0, CHUNK);
      at = 0;
      if (count >= 0) {
        limit = decryptor.update(in, 0, count, out);
      } else {
        ended = true;
        Optional<byte[]> last = decryptor.finish();
        if (last.isEmpty()) {
          throw new DamagedException();
        }
        out = last.get();
        limit = out.length;
      }
    }
    int count = Math.min(length, limit - at);
    System.arraycopy(out, at, target, from, count);
    at += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    ciphertext.close();
  }
}
