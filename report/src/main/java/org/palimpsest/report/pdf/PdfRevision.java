package org.palimpsest.report.pdf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.ValidationData;

/**
 * One revision behind a certified PDF: certificates and revocation lists in a document security
 * store, and a document timestamp over everything before it (PAdES B-LT and B-LTA, ETSI EN 319
 * 142-1). It is written by hand in one form only. That is what makes strict checking possible:
 * {@link PdfArchive} takes its content out, writes it again behind what came before, and compares
 * bytes, so there is no place in it where anything else could hide.
 */
final class PdfRevision {

  /** What is reserved for a token, in bytes. */
  private static final int TOKEN_SIZE = 24 * 1024;

  private static final String DSS = "DSS";
  private static final int LAST_OBJECT = 1 << 24;

  private final byte[] before;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TreeMap<Integer, Integer> offsets = new TreeMap<>();
  private int next;
  private int contents = -1;

  private PdfRevision(byte[] before, int next) {
    this.before = before;
    this.next = next;
    out.writeBytes(before);
  }

  /**
   * A file with a revision more.
   *
   * @param bytes the file; where the token belongs are zeros
   * @param from where the digits of the token begin; -1 without a timestamp
   */
  record Draft(byte[] bytes, int from) {

    /** What the timestamp is over: everything but the token itself. */
    byte[] content() {
      ByteArrayOutputStream covered = new ByteArrayOutputStream();
      covered.write(bytes, 0, from - 1);
      int after = from + 2 * TOKEN_SIZE + 1;
      covered.write(bytes, after, bytes.length - after);
      return covered.toByteArray();
    }

    /** The file with the token in its place. */
    byte[] with(byte[] token) throws IOException {
      byte[] digits =
          HexFormat.of().withUpperCase().formatHex(token).getBytes(StandardCharsets.US_ASCII);
      if (digits.length > 2 * TOKEN_SIZE) {
        throw new IOException("the timestamp is too long for the PDF");
      }
      byte[] file = bytes.clone();
      System.arraycopy(digits, 0, file, from, digits.length);
      return file;
    }

    byte[] with(TimeToken token) throws IOException {
      return with(token.der());
    }

    @Override
    public String toString() {
      return "Draft of " + bytes.length + " bytes";
    }
  }

  /**
   * Writes a revision.
   *
   * @param pdf the file before it
   * @param data what the store is to hold besides what it holds already
   * @param isDated whether it ends with a document timestamp
   */
  static Draft behind(byte[] pdf, ValidationData data, boolean isDated) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      COSDictionary trailer = document.getDocument().getTrailer();
      int size = trailer.getInt(COSName.SIZE);
      if (size < 1 || size > LAST_OBJECT) {
        throw new IOException("a PDF of an impossible number of objects");
      }
      PdfRevision revision = new PdfRevision(pdf, size);
      revision.write(document, data, isDated);
      return new Draft(revision.out.toByteArray(), revision.contents);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException("the PDF cannot be extended", e);
    }
  }

  private void write(PDDocument document, ValidationData data, boolean isDated)
      throws IOException, GeneralSecurityException {
    COSDictionary trailer = document.getDocument().getTrailer();
    COSObject root = reference(trailer, COSName.ROOT);
    COSDictionary catalog = new COSDictionary(document.getDocumentCatalog().getCOSObject());
    if (!data.isEmpty()) {
      catalog.setItem(COSName.getPDFName(DSS), store(catalog, data));
      catalog.setItem(COSName.getPDFName("Extensions"), extension());
    }
    int token = -1;
    if (isDated) {
      token = next++;
      int field = next++;
      COSObject form = reference(catalog, COSName.ACRO_FORM);
      COSDictionary fields = new COSDictionary((COSDictionary) form.getObject());
      COSArray all = new COSArray();
      fields.getCOSArray(COSName.FIELDS).forEach(all::add);
      int number = all.size();
      all.add(to(field));
      fields.setItem(COSName.FIELDS, all);
      object(
          field,
          "<< /F 132 /FT /Sig /Rect [0 0 0 0] /Subtype /Widget /T (Timestamp"
              + number
              + ") /Type /Annot /V "
              + token
              + " 0 R >>");
      object((int) form.getKey().getNumber(), CosText.of(fields));
    }
    object((int) root.getKey().getNumber(), CosText.of(catalog));
    int range = token < 0 ? -1 : timestamp(token);
    table(trailer);
    if (range >= 0) {
      range(range);
    }
  }

  private static COSObject reference(COSDictionary in, COSName name) throws IOException {
    if (in.getItem(name) instanceof COSObject reference) {
      return reference;
    }
    throw new IOException("the PDF is built otherwise than a report");
  }

  private static COSObject to(int number) {
    return new COSObject(org.apache.pdfbox.cos.COSNull.NULL, new COSObjectKey(number, 0));
  }

  /** The store: what was in the one before, then what is new. */
  private COSObject store(COSDictionary catalog, ValidationData data)
      throws IOException, GeneralSecurityException {
    COSDictionary old = catalog.getCOSDictionary(COSName.getPDFName(DSS));
    COSDictionary store = new COSDictionary();
    store.setItem(COSName.TYPE, COSName.getPDFName(DSS));
    Map<String, List<byte[]>> added = new TreeMap<>();
    added.put("CRLs", new ArrayList<>());
    added.put("Certs", new ArrayList<>());
    for (X509Certificate each : data.certificates()) {
      added.get("Certs").add(each.getEncoded());
    }
    for (X509CRL each : data.lists()) {
      added.get("CRLs").add(each.getEncoded());
    }
    for (Map.Entry<String, List<byte[]>> kind : added.entrySet()) {
      COSArray all = new COSArray();
      COSName name = COSName.getPDFName(kind.getKey());
      if (old != null && old.getCOSArray(name) != null) {
        old.getCOSArray(name).forEach(all::add);
      }
      for (byte[] der : kind.getValue()) {
        int number = next++;
        stream(number, "<< /Length " + der.length + " >>", der);
        all.add(to(number));
      }
      if (all.size() > 0) {
        store.setItem(name, all);
      }
    }
    int number = next++;
    object(number, CosText.of(store));
    return to(number);
  }

  /** That the store is of ISO 32000-2, as PAdES asks. */
  private static COSDictionary extension() {
    COSDictionary level = new COSDictionary();
    level.setItem(COSName.getPDFName("BaseVersion"), COSName.getPDFName("1.7"));
    level.setInt(COSName.getPDFName("ExtensionLevel"), 5);
    COSDictionary extensions = new COSDictionary();
    extensions.setItem(COSName.getPDFName("ESIC"), level);
    return extensions;
  }

  private void object(int number, String text) {
    begin(number);
    ascii(text + "\nendobj\n");
  }

  private void stream(int number, String dictionary, byte[] content) {
    begin(number);
    ascii(dictionary + "\nstream\n");
    out.writeBytes(content);
    ascii("\nendstream\nendobj\n");
  }

  private void begin(int number) {
    offsets.put(number, out.size());
    ascii(number + " 0 obj\n");
  }

  private void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The place where the range is written once the length of the file is known. */
  private int timestamp(int number) {
    begin(number);
    ascii("<< /ByteRange ");
    int range = out.size();
    ascii(ranges(0, 0, 0));
    ascii(" /Contents <");
    contents = out.size();
    ascii("0".repeat(2 * TOKEN_SIZE));
    ascii("> /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /Type /DocTimeStamp >>\nendobj\n");
    return range;
  }

  private static String ranges(int first, int second, int third) {
    return String.format(Locale.ROOT, "[0 %010d %010d %010d]", first, second, third);
  }

  private void range(int at) {
    byte[] file = out.toByteArray();
    int after = contents + 2 * TOKEN_SIZE + 1;
    byte[] text =
        ranges(contents - 1, after, file.length - after).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, file, at, text.length);
    out.reset();
    out.writeBytes(file);
  }

  /** A cross-reference stream without compression, as the file has them; then the end. */
  private void table(COSDictionary trailer) throws IOException {
    int number = next++;
    int start = out.size();
    offsets.put(number, start);
    COSDictionary table = new COSDictionary();
    table.setItem(COSName.TYPE, COSName.getPDFName("XRef"));
    table.setItem(COSName.ROOT, trailer.getItem(COSName.ROOT));
    table.setItem(COSName.INFO, trailer.getItem(COSName.INFO));
    table.setItem(COSName.ID, trailer.getItem(COSName.ID));
    table.setInt(COSName.SIZE, next);
    table.setInt(COSName.PREV, previous());
    table.setItem(COSName.W, numbers(1, 4, 1));
    COSArray index = new COSArray();
    ByteBuffer rows = ByteBuffer.allocate(6 * offsets.size());
    for (Map.Entry<Integer, Integer> entry : offsets.entrySet()) {
      numbers(entry.getKey(), 1).forEach(index::add);
      rows.put((byte) 1).putInt(entry.getValue()).put((byte) 0);
    }
    table.setItem(COSName.INDEX, index);
    table.setInt(COSName.LENGTH, rows.capacity());
    ascii(number + " 0 obj\n");
    ascii(CosText.of(table) + "\nstream\n");
    out.writeBytes(rows.array());
    ascii("\nendstream\nendobj\nstartxref\n" + start + "\n%%EOF\n");
  }

  private static COSArray numbers(int... numbers) {
    COSArray array = new COSArray();
    for (int number : numbers) {
      array.add((COSBase) org.apache.pdfbox.cos.COSInteger.get(number));
    }
    return array;
  }

  /** Where the table of the revision before begins. */
  private int previous() throws IOException {
    String end =
        new String(
            before,
            Math.max(0, before.length - 40),
            Math.min(40, before.length),
            StandardCharsets.ISO_8859_1);
    int at = end.lastIndexOf("startxref");
    try {
      return Integer.parseInt(end.substring(at + "startxref".length()).strip().split("\\s")[0]);
    } catch (NumberFormatException e) {
      throw new IOException("the PDF does not end as one", e);
    }
  }
}
