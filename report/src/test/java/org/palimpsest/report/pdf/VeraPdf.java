package org.palimpsest.report.pdf;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** veraPDF's opinion. */
final class VeraPdf {

  private VeraPdf() {}

  /** What it has against a file as a PDF of that flavour; empty if it complies. */
  static List<String> objections(byte[] pdf, PDFAFlavour flavour) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    try (PDFAParser parser =
            Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      List<String> objections =
          new ArrayList<>(
              result.getTestAssertions().stream()
                  .filter(each -> each.getStatus() == TestAssertion.Status.FAILED)
                  .map(each -> each.getRuleId() + " " + each.getMessage())
                  .distinct()
                  .toList());
      if (objections.isEmpty() && !result.isCompliant()) {
        objections.add("not compliant");
      }
      return objections;
    }
  }
}
