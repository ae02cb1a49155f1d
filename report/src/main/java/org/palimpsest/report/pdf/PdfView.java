package org.palimpsest.report.pdf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.SealingKey;

/**
 * {@code report.pdf}: the printed view with {@code report.json} inside, certified. The signature
 * covers every byte but its own, and allows no change at all (DocMDP, P=1).
 */
public final class PdfView {

  /** What is reserved for the signature, in bytes; room for a long chain and a timestamp. */
  private static final int SIGNATURE_SIZE = 32 * 1024;

  private static final float VERSION = 1.7f;

  private PdfView() {}

  /**
   * Prints and certifies a findings document.
   *
   * @param report the document
   * @param json its bytes, as {@code report.json} holds them
   * @param key what certifies
   * @throws IOException if the PDF cannot be made
   */
  public static byte[] certified(ObjectNode report, byte[] json, SealingKey key)
      throws IOException {
    return certified(report, json, key::sealPdf);
  }

  /** The same with any way to certify. */
  public static byte[] certified(ObjectNode report, byte[] json, Certifying key)
      throws IOException {
    return certified(body(report, json), report, json, key);
  }

  /** Certifies pages that were printed before. */
  static byte[] certified(byte[] body, ObjectNode report, byte[] json, Certifying key)
      throws IOException {
    Sha256 sha256 = Sha256.of(json);
    try (PDDocument document = Loader.loadPDF(body)) {
      // Without it PDFBox asks the clock.
      document.setDocumentId(documentId(sha256));
      PDSignatureField field =
          (PDSignatureField) document.getDocumentCatalog().getAcroForm(null).getFields().get(0);
      PDSignature signature = new PDSignature();
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(COSName.getPDFName("ETSI.CAdES.detached"));
      signature.setSignDate(Archival.calendar(Archival.issuedAt(report)));
      signature.setReason("Certifies the report as issued; no change is allowed");
      allowNoChange(document, signature);
      field.setValue(signature);
      field.getCOSObject().setNeedToBeUpdated(true);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (SignatureOptions options = new SignatureOptions()) {
        options.setPreferredSignatureSize(SIGNATURE_SIZE);
        document.addSignature(signature, key::seal, options);
        document.saveIncremental(out);
      }
      return out.toByteArray();
    }
  }

  /** What certifies the bytes of a PDF: a key, or a key and a time authority. */
  @FunctionalInterface
  public interface Certifying {
    /** The seal over what the PDF's ByteRange covers, DER. */
    byte[] seal(java.io.InputStream content) throws IOException;
  }

  /** The file before it is signed, with the empty field that the signature goes into. */
  static byte[] body(ObjectNode report, byte[] json) throws IOException {
    Sha256 sha256 = Sha256.of(json);
    try (PDDocument document = Pages.of(report, sha256.hex())) {
      Archival.complete(document, report, json);
      addField(document);
      document.setVersion(VERSION);
      document.getDocument().setVersion(VERSION);
      document.setDocumentId(documentId(sha256));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    }
  }

  private static long documentId(Sha256 sha256) {
    return java.nio.ByteBuffer.wrap(sha256.bytes()).getLong();
  }

  private static void addField(PDDocument document) throws IOException {
    PDAcroForm form = new PDAcroForm(document);
    document.getDocumentCatalog().setAcroForm(form);
    form.setSignaturesExist(true);
    form.setAppendOnly(true);
    PDSignatureField field = new PDSignatureField(form);
    field.setPartialName("Certification");
    field.setAlternateFieldName("Certification signature over the whole report");
    PDAnnotationWidget widget = field.getWidgets().get(0);
    widget.setPage(document.getPage(0));
    widget.setPrinted(true);
    widget.setLocked(true);
    widget.setRectangle(new org.apache.pdfbox.pdmodel.common.PDRectangle());
    form.getFields().add(field);
    form.setFields(List.of(field));
    document.getPage(0).getAnnotations().add(widget);
    SignatureTag.add(document, widget);
  }

  private static void allowNoChange(PDDocument document, PDSignature signature) {
    COSDictionary parameters = new COSDictionary();
    parameters.setItem(COSName.TYPE, COSName.getPDFName("TransformParams"));
    parameters.setInt(COSName.P, 1);
    parameters.setName(COSName.V, "1.2");
    parameters.setDirect(true);
    COSDictionary reference = new COSDictionary();
    reference.setItem(COSName.TYPE, COSName.getPDFName("SigRef"));
    reference.setItem(COSName.getPDFName("TransformMethod"), COSName.getPDFName("DocMDP"));
    reference.setItem(COSName.getPDFName("TransformParams"), parameters);
    reference.setDirect(true);
    COSArray references = new COSArray();
    references.add(reference);
    references.setDirect(true);
    signature.getCOSObject().setItem(COSName.getPDFName("Reference"), references);
    COSDictionary permissions = new COSDictionary();
    permissions.setItem(COSName.getPDFName("DocMDP"), signature);
    COSDictionary catalog = document.getDocumentCatalog().getCOSObject();
    catalog.setItem(COSName.getPDFName("Perms"), permissions);
    catalog.setNeedToBeUpdated(true);
    permissions.setNeedToBeUpdated(true);
  }
}
