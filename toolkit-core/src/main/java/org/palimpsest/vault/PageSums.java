package org.palimpsest.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.palimpsest.digest.Sha256;

/**
 * The SHA-256 of each page of a content. With them a later state of it can be compared without
 * reading it: after many days that is most of the work, since its pages lie in many patches. Whole
 * hashes, so that nobody can make two pages of one sum.
 *
 * <p>Layout, big-endian: magic; SHA-256 of the content (32 bytes); number of pages (4 bytes); for
 * each page of 4,096 bytes its SHA-256. The last page may be shorter.
 */
public final class PageSums {

  /** Bytes of a page. */
  public static final int PAGE = PatchWriter.PAGE;

  private static final byte[] MAGIC = "PLpage1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 8 + Sha256.LENGTH + 4;

  private final byte[] bytes;

  private PageSums(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads them; the array is not to be changed.
   *
   * @throws DamagedObjectException if it holds none
   */
  public static PageSums read(byte[] bytes) throws DamagedObjectException {
    if (bytes.length < HEADER
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || bytes.length
            != HEADER + (long) Sha256.LENGTH * ByteBuffer.wrap(bytes).getInt(HEADER - 4)) {
      throw new DamagedObjectException("the sums over a database's pages are damaged");
    }
    return new PageSums(bytes);
  }

  /** Whether they are of that content. */
  public boolean areOf(Sha256 content) {
    return content.equals(Sha256.ofHash(bytes, MAGIC.length));
  }

  /** How many pages there are. */
  public int count() {
    return (bytes.length - HEADER) / Sha256.LENGTH;
  }

  /** Whether a page, counted from 0, has the sum that stands at {@code at}. */
  boolean is(long page, byte[] sums, int at) {
    if (page >= count()) {
      return false;
    }
    int own = HEADER + (int) page * Sha256.LENGTH;
    return Arrays.equals(bytes, own, own + Sha256.LENGTH, sums, at, at + Sha256.LENGTH);
  }

  /** How they are stored; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The sums of the pages of a block, one after another. */
  static byte[] of(byte[] block, int count) {
    MessageDigest digest = Sha256.newDigest();
    byte[] sums = new byte[(count + PAGE - 1) / PAGE * Sha256.LENGTH];
    for (int page = 0; page * PAGE < count; page++) {
      digest.update(block, page * PAGE, Math.min(PAGE, count - page * PAGE));
      System.arraycopy(digest.digest(), 0, sums, page * Sha256.LENGTH, Sha256.LENGTH);
    }
    return sums;
  }

  /** Makes them from a content. */
  public static PageSums over(Sha256 content, InputStream in) throws IOException {
    ByteArrayOutputStream sums = new ByteArrayOutputStream();
    byte[] block = new byte[256 * PAGE];
    for (int count = in.readNBytes(block, 0, block.length);
        count > 0;
        count = in.readNBytes(block, 0, block.length)) {
      sums.writeBytes(of(block, count));
    }
    return of(content, sums.toByteArray());
  }

  /**
   * Puts sums together.
   *
   * @param sums of all pages, one after another
   */
  static PageSums of(Sha256 content, byte[] sums) {
    return new PageSums(
        ByteBuffer.allocate(HEADER + sums.length)
            .put(MAGIC)
            .put(content.bytes())
            .putInt(sums.length / Sha256.LENGTH)
            .put(sums)
            .array());
  }

  /** How many there are. */
  @Override
  public String toString() {
    return count() + " pages";
  }
}
