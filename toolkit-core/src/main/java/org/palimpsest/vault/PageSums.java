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
 * reading it: after many days that is most of the work, since its pages lie in many patches.
 *
 * <p>Layout, big-endian: magic; SHA-256 of the content (32 bytes); number of pages (4 bytes); for
 * each page of 4,096 bytes the beginning of its SHA-256. The last page may be shorter. 20 bytes of
 * each are kept: a sum of random bytes is stored whole on the day that it is new, so it should be
 * short, and to make two pages of one sum still takes 2<sup>80</sup> attempts. The first form kept
 * all 32; it is read, and no more written.
 */
public final class PageSums {

  /** Bytes of a page. */
  public static final int PAGE = PatchWriter.PAGE;

  private static final int MAGIC = 8;
  private static final int HEADER = MAGIC + Sha256.LENGTH + 4;

  /** How sums are laid out. */
  private enum Form {
    WHOLE("PLpage1\n", Sha256.LENGTH),
    SHORT("PLpage2\n", 20);

    final String magic;
    final int length;

    Form(String magic, int length) {
      this.magic = magic;
      this.length = length;
    }

    byte[] magic() {
      return magic.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final Form form;
  private final byte[] bytes;

  private PageSums(Form form, byte[] bytes) {
    this.form = form;
    this.bytes = bytes;
  }

  /**
   * Reads them; the array is not to be changed.
   *
   * @throws DamagedObjectException if it holds none
   */
  public static PageSums read(byte[] bytes) throws DamagedObjectException {
    for (Form form : Form.values()) {
      if (bytes.length >= HEADER
          && Arrays.equals(bytes, 0, MAGIC, form.magic(), 0, MAGIC)
          && bytes.length
              == HEADER + (long) form.length * ByteBuffer.wrap(bytes).getInt(HEADER - 4)) {
        return new PageSums(form, bytes);
      }
    }
    throw new DamagedObjectException("the sums over a database's pages are damaged");
  }

  /** Whether they are of that content. */
  public boolean areOf(Sha256 content) {
    return content.equals(Sha256.ofHash(bytes, MAGIC));
  }

  /** How many pages there are. */
  public int count() {
    return (bytes.length - HEADER) / form.length;
  }

  /** Whether a page, counted from 0, has the SHA-256 that stands at {@code at}. */
  boolean is(long page, byte[] hashes, int at) {
    if (page >= count()) {
      return false;
    }
    int own = HEADER + (int) page * form.length;
    return Arrays.equals(bytes, own, own + form.length, hashes, at, at + form.length);
  }

  /**
   * Puts the sum of a page, counted from 0, where its SHA-256 would stand; false if there is none.
   */
  boolean copy(long page, byte[] hashes, int at) {
    if (page >= count()) {
      return false;
    }
    System.arraycopy(bytes, HEADER + (int) page * form.length, hashes, at, form.length);
    return true;
  }

  /** How they are stored; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The SHA-256 of each page of a block, one after another. */
  static byte[] hashes(byte[] block, int count) {
    MessageDigest digest = Sha256.newDigest();
    byte[] hashes = new byte[(count + PAGE - 1) / PAGE * Sha256.LENGTH];
    for (int page = 0; page * PAGE < count; page++) {
      hash(digest, block, count, page, hashes);
    }
    return hashes;
  }

  /** Puts the SHA-256 of one page of a block where it stands among those of all its pages. */
  static void hash(MessageDigest digest, byte[] block, int count, int page, byte[] hashes) {
    digest.update(block, page * PAGE, Math.min(PAGE, count - page * PAGE));
    System.arraycopy(digest.digest(), 0, hashes, page * Sha256.LENGTH, Sha256.LENGTH);
  }

  /** Whether a content gives these sums. */
  public boolean areOver(Sha256 content, InputStream in) throws IOException {
    return Arrays.equals(bytes, of(form, content, hashes(in)).bytes);
  }

  /** Makes them from a content. */
  public static PageSums over(Sha256 content, InputStream in) throws IOException {
    return of(content, hashes(in));
  }

  private static byte[] hashes(InputStream in) throws IOException {
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    byte[] block = new byte[256 * PAGE];
    for (int count = in.readNBytes(block, 0, block.length);
        count > 0;
        count = in.readNBytes(block, 0, block.length)) {
      hashes.writeBytes(hashes(block, count));
    }
    return hashes.toByteArray();
  }

  /**
   * Puts sums together.
   *
   * @param hashes of all pages, one after another
   */
  static PageSums of(Sha256 content, byte[] hashes) {
    return of(Form.SHORT, content, hashes);
  }

  private static PageSums of(Form form, Sha256 content, byte[] hashes) {
    int pages = hashes.length / Sha256.LENGTH;
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + pages * form.length);
    bytes.put(form.magic()).put(content.bytes()).putInt(pages);
    for (int page = 0; page < pages; page++) {
      bytes.put(hashes, page * Sha256.LENGTH, form.length);
    }
    return new PageSums(form, bytes.array());
  }

  /** How many there are. */
  @Override
  public String toString() {
    return count() + " pages";
  }
}
