package org.palimpsest.source;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.Decryptor;
import org.palimpsest.backup.FileId;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.FileTypes;

/**
 * A file of a backup as it passes by: hashed as it lies for the phone's digest if it has one,
 * decrypted, and its content hashed, all in the pass that keeps it.
 */
final class BlobStream extends FilterInputStream {

  /** Enough for the header of a database, and for telling what a file is. */
  private static final int BEGINNING = FileTypes.HEAD;

  private static final int PIECE = 32 << 10;
  private static final int WARMING_FILES = 400;
  private static final int WARMING_SIZE = 128 << 10;

  private final @Nullable MessageDigest stored;
  private final @Nullable Decryptor decryptor;
  private final MessageDigest content = Sha256.newDigest();
  private final byte[] start = new byte[BEGINNING];
  private byte[] plain = new byte[0];
  private int started;
  private long size;
  private boolean finished;
  private boolean sound = true;

  /**
   * Begins a file.
   *
   * @param key null where it is not encrypted
   * @param digested whether its SHA-1 will be asked for; few files have a digest
   */
  BlobStream(InputStream in, byte @Nullable [] key, boolean digested) {
    super(in);
    this.stored = digested ? FileId.sha1() : null;
    this.decryptor = key == null ? null : new Decryptor(key);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    // In pieces: Java compiles what hashes and decrypts by how often it is called.
    int count = super.read(target, at, Math.min(PIECE, length));
    if (count > 0) {
      if (stored != null) {
        stored.update(target, at, count);
      }
      if (decryptor != null) {
        if (plain.length < Decryptor.room(count)) {
          plain = new byte[Decryptor.room(count)];
        }
        content(plain, 0, decryptor.update(target, at, count, plain));
      } else {
        // The sink hashes the same bytes, so only their beginning is of interest here.
        begin(target, at, count);
        size += count;
      }
    } else if (count < 0 && !finished) {
      finished = true;
      if (decryptor != null) {
        Optional<byte[]> last = decryptor.finish();
        sound = last.isPresent();
        last.ifPresent(bytes -> content(bytes, 0, bytes.length));
      }
    }
    return count;
  }

  private void content(byte[] bytes, int at, int count) {
    begin(bytes, at, count);
    content.update(bytes, at, count);
    size += count;
  }

  private void begin(byte[] bytes, int at, int count) {
    if (started < BEGINNING) {
      int taken = Math.min(BEGINNING - started, count);
      System.arraycopy(bytes, at, start, started, taken);
      started += taken;
    }
  }

  /** The SHA-1 of the bytes as they lie, of a file that was begun with it. */
  byte[] storedSha1() {
    if (stored == null) {
      throw new IllegalStateException("nobody said that the digest of a file would be asked for");
    }
    return stored.digest();
  }

  /** Whether it decrypted to an end. */
  boolean sound() {
    return sound;
  }

  /** The hash of the decrypted content; asked for once. */
  Sha256 contentSha256() {
    return Sha256.finish(content);
  }

  /** The size of the content. */
  long contentSize() {
    return size;
  }

  /** The first bytes of the content. */
  byte[] start() {
    return Arrays.copyOf(start, started);
  }

  /**
   * Lets Java compile what hashes and decrypts, while the derivation of the key takes its seconds
   * on another core: it is compiled by how often it was called.
   */
  static void warm() {
    byte[] buffer = new byte[PIECE];
    byte[] key = new byte[32];
    for (int file = 0; file < WARMING_FILES; file++) {
      try (BlobStream stream =
          new BlobStream(new ByteArrayInputStream(new byte[WARMING_SIZE]), key, false)) {
        for (int count = 0; count >= 0; ) {
          count = stream.read(buffer, 0, buffer.length);
        }
        stream.contentSha256();
      } catch (IOException e) {
        throw new IllegalStateException("bytes in memory can be read", e);
      }
    }
  }
}
