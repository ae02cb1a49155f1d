package org.palimpsest.report.pdf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.palimpsest.report.html.PrintView;

/** Sets the printed view on tagged pages. Nothing is fetched from anywhere. */
final class Pages {

  private Pages() {}

  /** The pages, in a document that the caller closes. */
  static PDDocument of(ObjectNode report, String jsonSha256) throws IOException {
    // The library logs by itself what it would rather have; all that it reads is ours.
    XRLog.setLoggingEnabled(false);
    PDDocument document = new PDDocument();
    boolean set = false;
    try {
      print(report, jsonSha256, document);
      set = true;
    } finally {
      if (!set) {
        document.close();
      }
    }
    return document;
  }

  private static void print(ObjectNode report, String jsonSha256, PDDocument document)
      throws IOException {
    PdfRendererBuilder builder = new PdfRendererBuilder();
    Fonts fonts = new Fonts(document, builder);
    builder
        .usePDDocument(document)
        .usePdfUaAccessibility(true)
        .usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_3_A)
        .useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData())
        .useUriResolver((base, uri) -> null)
        .useExternalResourceAccessControl(
            (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
        .withDiagnosticConsumer(message -> {})
        .withHtmlContent(PrintView.render(report, jsonSha256, fonts::printable), null);
    try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
      renderer.layout();
      renderer.createPDFWithoutClosing();
    }
  }
}
