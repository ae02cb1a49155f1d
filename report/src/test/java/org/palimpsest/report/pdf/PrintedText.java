package org.palimpsest.report.pdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** The text on each page, as it is drawn. */
final class PrintedText {

  private PrintedText() {}

  static List<String> of(PDDocument document) throws IOException {
    PDFTextStripper stripper = new PDFTextStripper();
    List<String> pages = new ArrayList<>();
    for (int page = 1; page <= document.getNumberOfPages(); page++) {
      stripper.setStartPage(page);
      stripper.setEndPage(page);
      pages.add(stripper.getText(document));
    }
    return pages;
  }
}
