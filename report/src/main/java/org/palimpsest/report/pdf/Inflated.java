package org.palimpsest.report.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;

/**
 * The content of streams, piece by piece. PDFBox unpacks all of a stream into memory before the
 * first byte can be read, and a few bytes can stand for gigabytes.
 */
final class Inflated {

  private static final int PIECE = 8192;

  private Inflated() {}

  /**
   * Opens a stream that is packed as reports are, or not at all.
   *
   * @throws IOException if it is packed in another way
   */
  private static InputStream open(COSStream stream) throws IOException {
    COSBase filter = stream.getFilters();
    boolean isPlain = filter == null;
    if (!isPlain && !COSName.FLATE_DECODE.equals(filter)
        || stream.containsKey(COSName.DECODE_PARMS)
        || stream.containsKey(COSName.F)) {
      throw new IOException("a stream that is packed in another way");
    }
    InputStream raw = stream.createRawInputStream();
    return isPlain ? raw : new InflaterInputStream(raw);
  }

  /**
   * All of a stream.
   *
   * @throws IOException if it is packed in another way, or holds more
   */
  static byte[] read(COSStream stream, int most) throws IOException {
    try (InputStream in = open(stream)) {
      byte[] all = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new IOException("a stream that is too long");
      }
      return all;
    }
  }

  /**
   * Whether two hold the same; of the longer one no more is read than the shorter one has. What
   * cannot be unpacked is not the same as anything.
   */
  static boolean areSame(COSStream one, COSStream other) {
    try (InputStream left = open(one);
        InputStream right = open(other)) {
      while (true) {
        byte[] piece = left.readNBytes(PIECE);
        if (!Arrays.equals(piece, right.readNBytes(PIECE))) {
          return false;
        }
        if (piece.length < PIECE) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a stream holds nothing. */
  static boolean isEmpty(COSStream stream) {
    try (InputStream in = open(stream)) {
      return in.read() < 0;
    } catch (IOException e) {
      return false;
    }
  }
}
