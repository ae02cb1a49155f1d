package org.palimpsest.report.pdf;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.palimpsest.verdict.Check;

/**
 * Looks at what lies over the pages. A viewer draws it above the text, and it is no part of the
 * text that is compared: nothing may lie there but links within, which draw nothing, and the one
 * field of the signature, which has no size.
 */
final class PageAnnotations {

  private static final String NAME = "pdf annotations";

  /** What a link may hold; an appearance (AP) would be drawn. */
  private static final Set<String> OF_LINKS =
      Set.of(
          "Type",
          "Subtype",
          "Rect",
          "Border",
          "F",
          "A",
          "Dest",
          "H",
          "P",
          "QuadPoints",
          "Contents",
          "StructParent");

  private PageAnnotations() {}

  static void check(PDDocument document, List<Check> checks) {
    COSDictionary field = field(document);
    int links = 0;
    for (PDPage page : document.getPages()) {
      COSBase entry = page.getCOSObject().getDictionaryObject(COSName.ANNOTS);
      if (entry == null) {
        continue;
      }
      if (!(entry instanceof COSArray array)) {
        checks.add(Check.failed(NAME, "what lies over a page is no list"));
        return;
      }
      for (COSBase each : array) {
        COSBase value = each instanceof COSObject reference ? reference.getObject() : each;
        if (value instanceof COSDictionary annotation && isLink(annotation)) {
          links++;
        } else if (field == null || value != field || !isWithoutSize(field)) {
          checks.add(
              Check.failed(
                  NAME, "something lies over a page that is neither a link nor the signature"));
          return;
        }
      }
    }
    checks.add(Check.passed(NAME, "nothing but the signature and " + links + " links within it"));
  }

  /** The only field of the only form, null if there are none or more. */
  private static @org.jspecify.annotations.Nullable COSDictionary field(PDDocument document) {
    COSDictionary form =
        document.getDocumentCatalog().getCOSObject().getCOSDictionary(COSName.ACRO_FORM);
    COSArray fields = form == null ? null : form.getCOSArray(COSName.FIELDS);
    return fields != null
            && fields.size() == 1
            && fields.getObject(0) instanceof COSDictionary field
            && "Sig".equals(field.getNameAsString(COSName.FT))
            && "Widget".equals(field.getNameAsString(COSName.SUBTYPE))
        ? field
        : null;
  }

  private static boolean isWithoutSize(COSDictionary widget) {
    COSArray place = widget.getCOSArray(COSName.RECT);
    if (place == null || place.size() != 4) {
      return false;
    }
    for (int i = 0; i < place.size(); i++) {
      if (!(place.getObject(i) instanceof COSNumber number) || number.floatValue() != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLink(COSDictionary annotation) {
    return "Link".equals(annotation.getNameAsString(COSName.SUBTYPE))
        && OF_LINKS.containsAll(
            annotation.keySet().stream().map(COSName::getName).collect(Collectors.toSet()));
  }
}
