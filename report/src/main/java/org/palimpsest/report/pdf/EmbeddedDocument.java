package org.palimpsest.report.pdf;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.jspecify.annotations.Nullable;
import org.palimpsest.verdict.Check;

/** Takes {@code report.json} out of a PDF, if it is the only file inside and is its source. */
final class EmbeddedDocument {

  private static final String NAME = "pdf attachment";

  /** Larger ones are no reports; a few bytes can stand for any number. */
  private static final int MAX_SIZE = 1 << 28;

  private static final COSName FILES = COSName.getPDFName("EF");

  private EmbeddedDocument() {}

  /**
   * Takes it out.
   *
   * @param all what the document reaches
   */
  static byte @Nullable [] read(PDDocument document, List<COSDictionary> all, List<Check> checks)
      throws IOException {
    PDComplexFileSpecification specification = only(document);
    if (specification == null) {
      checks.add(Check.failed(NAME, "there is not exactly one file inside, called report.json"));
      return null;
    }
    PDEmbeddedFile file = specification.getEmbeddedFile();
    PDEmbeddedFile twin = specification.getEmbeddedFileUnicode();
    COSDictionary dictionary = specification.getCOSObject();
    boolean isSource = "Source".equals(dictionary.getNameAsString("AFRelationship"));
    COSArray associated =
        document.getDocumentCatalog().getCOSObject().getCOSArray(COSName.getPDFName("AF"));
    boolean isAssociated =
        associated != null && associated.size() == 1 && associated.getObject(0) == dictionary;
    if (file == null
        || twin == null
        || twin.getCOSObject() != file.getCOSObject()
        || !isSource
        || !isAssociated) {
      checks.add(Check.failed(NAME, "the file inside is not tied to the PDF as its source"));
      return null;
    }
    if (!all.stream().allMatch(each -> isNoOther(each, dictionary, file.getCOSObject()))) {
      checks.add(Check.failed(NAME, "there is another file inside beside report.json"));
      return null;
    }
    byte[] bytes;
    try {
      bytes = Inflated.read(file.getCOSObject(), MAX_SIZE);
    } catch (IOException e) {
      checks.add(Check.failed(NAME, "the file inside cannot be read, or is too long"));
      return null;
    }
    checks.add(Check.passed(NAME, "report.json of " + bytes.length + " bytes, the PDF's source"));
    return bytes;
  }

  /** Viewers offer each file that hangs anywhere: on an annotation, a page, or a mere name. */
  private static boolean isNoOther(
      COSDictionary each, COSDictionary specification, COSDictionary file) {
    boolean isFile = COSName.EMBEDDED_FILE.equals(each.getCOSName(COSName.TYPE));
    return (each == specification || !each.containsKey(FILES)) && (each == file || !isFile);
  }

  private static @Nullable PDComplexFileSpecification only(PDDocument document) throws IOException {
    PDDocumentNameDictionary names = document.getDocumentCatalog().getNames();
    PDEmbeddedFilesNameTreeNode files = names == null ? null : names.getEmbeddedFiles();
    if (files == null || files.getKids() != null) {
      return null;
    }
    Map<String, PDComplexFileSpecification> all = files.getNames();
    return all == null || all.size() != 1 ? null : all.get(Archival.EMBEDDED);
  }
}
