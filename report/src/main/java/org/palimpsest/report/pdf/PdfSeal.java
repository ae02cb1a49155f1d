package org.palimpsest.report.pdf;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;

/**
 * The signature of a certified PDF as it lies in the file: hexadecimal digits between two marks,
 * and zeros behind it. A timestamp goes into the seal and changes no signed byte, so the seal can
 * be exchanged in its place.
 *
 * @param pdf the file
 * @param from where the digits begin
 * @param to where the zeros end
 */
public record PdfSeal(byte[] pdf, int from, int to) {

  /**
   * Finds the signature.
   *
   * @throws IOException if the file is no PDF with exactly one signature in the usual place
   */
  public static PdfSeal of(byte[] pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      List<PDSignature> all = document.getSignatureDictionaries();
      int[] range = all.size() == 1 ? all.get(0).getByteRange() : new int[0];
      if (range.length == 4
          && range[1] > 0
          && range[2] > range[1] + 1
          && range[2] <= pdf.length
          && pdf[range[1]] == '<'
          && pdf[range[2] - 1] == '>') {
        return new PdfSeal(pdf, range[1] + 1, range[2] - 1);
      }
    } catch (RuntimeException e) {
      throw new IOException("the PDF cannot be read", e);
    }
    throw new IOException("the PDF has not exactly one signature");
  }

  /** The seal, without the zeros behind it. */
  public byte[] seal() throws IOException {
    byte[] contents;
    try {
      contents =
          HexFormat.of()
              .parseHex(
                  new String(pdf, from, to - from, java.nio.charset.StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new IOException("the PDF's signature is not in hexadecimal digits", e);
    }
    return org.palimpsest.seal.SealCheck.withoutPadding(contents);
  }

  /**
   * The file with another seal over the same bytes.
   *
   * @throws IOException if there is no room for it
   */
  public byte[] with(byte[] seal) throws IOException {
    String digits = HexFormat.of().withUpperCase().formatHex(seal);
    if (digits.length() > to - from) {
      throw new IOException("the seal with its timestamp is too long for the PDF");
    }
    byte[] changed = pdf.clone();
    for (int i = from; i < to; i++) {
      int at = i - from;
      changed[i] = (byte) (at < digits.length() ? digits.charAt(at) : '0');
    }
    return changed;
  }

  /** The place only. */
  @Override
  public String toString() {
    return "PdfSeal[" + from + " to " + to + "]";
  }
}
