package org.palimpsest.report.pdf;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.jspecify.annotations.Nullable;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Succession;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.ValidationData;
import org.palimpsest.verdict.Check;

/**
 * A certified PDF with what was added later so that it can be judged for longer: revisions of
 * {@link PdfRevision} and nothing else. Each is written again behind what came before and must come
 * out byte for byte.
 */
public final class PdfArchive {

  private static final String DATA = "pdf validation data";
  private static final String STAMP = "archive timestamp ";
  private static final byte[] END = {'%', '%', 'E', 'O', 'F', '\n'};
  private static final int MOST_REVISIONS = 100;
  private static final int FIRST_CANDIDATES = 4;

  private final byte[] signed;
  private final ValidationData data;
  private final List<Dated> tokens;
  private final byte[] pdf;

  private PdfArchive(byte[] pdf, byte[] signed, ValidationData data, List<Dated> tokens) {
    this.pdf = pdf;
    this.signed = signed;
    this.data = data;
    this.tokens = List.copyOf(tokens);
  }

  /** A document timestamp, what it is over, and what the store held by then. */
  private record Dated(TimeToken token, byte[] content, ValidationData store) {
    @Override
    public String toString() {
      return "Dated[" + token + "]";
    }
  }

  /** A file with a revision more, which may wait for its timestamp. */
  public static final class Extension {
    private final PdfRevision.Draft draft;

    private Extension(PdfRevision.Draft draft) {
      this.draft = draft;
    }

    /** What the time authority is to date. */
    public byte[] content() {
      return draft.content();
    }

    /** The file without a timestamp. */
    public byte[] bytes() {
      return draft.bytes().clone();
    }

    /**
     * The file with its timestamp.
     *
     * @throws IOException if there is no room for it
     */
    public byte[] with(TimeToken token) throws IOException {
      return draft.with(token);
    }
  }

  /**
   * Opens a report that may have been extended.
   *
   * @throws IOException if it is none, or something else was added to it
   */
  public static PdfArchive open(byte[] pdf) throws IOException {
    try {
      return read(pdf);
    } catch (ForeignRevisionException e) {
      throw new IOException("the PDF was changed after it was sealed", e);
    }
  }

  /**
   * Adds a revision.
   *
   * @param more certificates and lists; what is there already is left out
   * @param isDated whether it ends with a timestamp
   */
  public Extension extend(ValidationData more, boolean isDated) throws IOException {
    return new Extension(PdfRevision.behind(pdf, more.without(data), isDated));
  }

  /** What the store holds. */
  public ValidationData data() {
    return data;
  }

  /** The certified file as it was issued. */
  public byte[] signed() {
    return signed.clone();
  }

  /** Whether anything was added. */
  public boolean isExtended() {
    return signed.length < pdf.length;
  }

  /** Until when the last timestamp holds, if there is one. */
  public Optional<Instant> until() {
    return tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(tokens.get(tokens.size() - 1).token().until());
  }

  /** What carries the seal's timestamp on: no timestamps if one of them is not sound. */
  Succession succession(Trust trust) {
    List<Succession.Stamp> stamps = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      String name = STAMP + (i + 1);
      if (stamp(i, name, trust).token() == null) {
        return new Succession(List.of(), data);
      }
      stamps.add(Succession.Stamp.of(name, tokens.get(i).token(), tokens.get(i).store()));
    }
    return new Succession(stamps, data);
  }

  private TimeToken.Checked stamp(int at, String name, Trust trust) {
    Dated dated = tokens.get(at);
    byte[] der = dated.token().der();
    return at == tokens.size() - 1
        ? TimeToken.check(der, dated.content(), trust.authorities(), name)
        : TimeToken.check(der, dated.content(), trust.authorities().certificates(), name);
  }

  /**
   * Checks what was added; that it is of the two kinds was shown by reading it.
   *
   * @param judged the seal, by {@link #succession}
   */
  void check(Trust trust, SealCheck.Result judged, List<Check> checks) throws IOException {
    byte[] seal = PdfSeal.of(signed).seal();
    List<X509Certificate> known = new ArrayList<>();
    List<X509Certificate> signers;
    try {
      signers = SealCheck.certificates(seal);
    } catch (TimeRefusedException e) {
      checks.add(Check.failed(DATA, e.why()));
      return;
    }
    known.addAll(signers);
    try {
      known.addAll(SealCheck.timestamp(seal).certificates());
    } catch (TimeRefusedException e) {
      // A seal without a time; its own check says so.
    }
    tokens.forEach(each -> known.addAll(each.token().certificates()));
    Optional<String> fault = data.fault(known);
    if (fault.isPresent()) {
      checks.add(Check.failed(DATA, fault.get()));
      return;
    }
    checks.add(
        Check.passed(
            DATA,
            data.certificates().size()
                + " certificates and "
                + data.lists().size()
                + " revocation lists, each vouched for"));
    TimeToken token = judged.token();
    if (token != null) {
      boolean isTrusted = judged.trusted() != null;
      checks.add(data.revocation("pdf revocation", signers, token.time(), isTrusted));
    }
    for (int i = 0; i < tokens.size(); i++) {
      checks.addAll(stamp(i, "pdf " + STAMP + (i + 1), trust).checks());
    }
  }

  /** A revision that is not one of the two kinds that may follow. */
  static final class ForeignRevisionException extends Exception {
    private static final long serialVersionUID = 1;

    ForeignRevisionException(String why) {
      super(why);
    }
  }

  /**
   * Where the certified file ends, in a file that may go on.
   *
   * @return the whole file if no beginning of it is a certified file by itself
   */
  static byte[] certified(byte[] pdf) {
    int end = 0;
    for (int i = 0; i < FIRST_CANDIDATES; i++) {
      end = next(pdf, end);
      if (end < 0 || end == pdf.length) {
        return pdf;
      }
      byte[] beginning = Arrays.copyOf(pdf, end);
      try (PDDocument document = Loader.loadPDF(beginning)) {
        List<PDSignature> all = document.getSignatureDictionaries();
        int[] range = all.size() == 1 ? all.get(0).getByteRange() : new int[0];
        if (range.length == 4 && (long) range[2] + range[3] == end) {
          return beginning;
        }
      } catch (IOException | RuntimeException e) {
        // Not a file by itself.
      }
    }
    return pdf;
  }

  private static int next(byte[] pdf, int from) {
    for (int i = from; i <= pdf.length - END.length; i++) {
      if (Arrays.equals(pdf, i, i + END.length, END, 0, END.length)) {
        return i + END.length;
      }
    }
    return -1;
  }

  /**
   * Reads the revisions behind the certified file.
   *
   * @throws ForeignRevisionException if anything else was added
   */
  static PdfArchive read(byte[] pdf) throws ForeignRevisionException {
    byte[] signed = certified(pdf);
    ValidationData data = ValidationData.NONE;
    List<Dated> tokens = new ArrayList<>();
    byte[] before = signed;
    for (int i = 0; before.length < pdf.length; i++) {
      int end = next(pdf, before.length);
      if (end < 0 || i > MOST_REVISIONS) {
        throw new ForeignRevisionException("bytes that are no revision");
      }
      byte[] with = Arrays.copyOf(pdf, end);
      try (PDDocument document = Loader.loadPDF(with)) {
        ValidationData all = store(document);
        byte @Nullable [] token = token(document, tokens.size(), end);
        PdfRevision.Draft draft = PdfRevision.behind(before, all.without(data), token != null);
        byte[] again = token == null ? draft.bytes() : draft.with(token);
        if (!Arrays.equals(again, with) || (token == null && all.without(data).isEmpty())) {
          throw new ForeignRevisionException("a revision of another kind");
        }
        if (token != null) {
          tokens.add(new Dated(TimeToken.parse(token), draft.content(), all));
        }
        data = all;
      } catch (IOException | CertificateException | TimeRefusedException | RuntimeException e) {
        throw new ForeignRevisionException("a revision of another kind");
      }
      before = with;
    }
    return new PdfArchive(pdf, signed, data, tokens);
  }

  private static ValidationData store(PDDocument document)
      throws IOException, CertificateException {
    COSDictionary store =
        document.getDocumentCatalog().getCOSObject().getCOSDictionary(COSName.getPDFName("DSS"));
    if (store == null) {
      return ValidationData.NONE;
    }
    return ValidationData.read(streams(store, "Certs"), streams(store, "CRLs"));
  }

  private static List<byte[]> streams(COSDictionary store, String name) throws IOException {
    List<byte[]> values = new ArrayList<>();
    COSArray array = store.getCOSArray(COSName.getPDFName(name));
    if (array != null) {
      for (COSBase each : array) {
        COSBase value = each instanceof COSObject reference ? reference.getObject() : each;
        if (!(value instanceof COSStream stream)) {
          throw new IOException("a store of another kind");
        }
        try (var in = stream.createRawInputStream()) {
          values.add(in.readAllBytes());
        }
      }
    }
    return values;
  }

  /** The document timestamp that is new, if there is one. */
  private static byte @Nullable [] token(PDDocument document, int known, int length)
      throws IOException {
    List<PDSignature> stamps =
        document.getSignatureDictionaries().stream()
            .filter(each -> "ETSI.RFC3161".equals(each.getSubFilter()))
            .toList();
    if (stamps.size() == known) {
      return null;
    }
    if (stamps.size() != known + 1) {
      throw new IOException("several timestamps at once");
    }
    for (PDSignature each : stamps) {
      int[] range = each.getByteRange();
      if (range.length == 4 && (long) range[2] + range[3] == length) {
        return SealCheck.withoutPadding(each.getContents());
      }
    }
    throw new IOException("no new timestamp");
  }
}
