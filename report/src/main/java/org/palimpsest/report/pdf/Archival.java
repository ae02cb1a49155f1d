package org.palimpsest.report.pdf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;

/** What makes the pages an archive's file: description, language, and the document inside. */
final class Archival {

  /** The name of the document inside. */
  static final String EMBEDDED = "report.json";

  private static final String PRODUCER = "Palimpsest";

  private Archival() {}

  static void complete(PDDocument document, ObjectNode report, byte[] json) throws IOException {
    String title = report.path("cover").path("title").asText();
    Instant issuedAt = issuedAt(report);
    PDDocumentCatalog catalog = document.getDocumentCatalog();
    catalog.setLanguage("en");
    PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
    preferences.setDisplayDocTitle(true);
    catalog.setViewerPreferences(preferences);
    describe(document, title, issuedAt);
    embed(document, json, issuedAt);
  }

  static Instant issuedAt(ObjectNode report) {
    return Instant.parse(report.path("cover").path("issuedAt").asText())
        .truncatedTo(ChronoUnit.SECONDS);
  }

  static Calendar calendar(Instant instant) {
    Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    calendar.setTimeInMillis(instant.toEpochMilli());
    return calendar;
  }

  /** The information dictionary and its twin in XMP, which PDF/A wants to agree. */
  private static void describe(PDDocument document, String title, Instant issuedAt)
      throws IOException {
    PDDocumentInformation information = new PDDocumentInformation();
    information.setTitle(title);
    information.setProducer(PRODUCER);
    information.setCreationDate(calendar(issuedAt));
    information.setModificationDate(calendar(issuedAt));
    document.setDocumentInformation(information);
    byte[] xmp = Xmp.of(title, PRODUCER, issuedAt).getBytes(StandardCharsets.UTF_8);
    PDMetadata metadata = new PDMetadata(document, new ByteArrayInputStream(xmp));
    metadata.getCOSObject().setName(COSName.SUBTYPE, "XML");
    document.getDocumentCatalog().setMetadata(metadata);
  }

  private static void embed(PDDocument document, byte[] json, Instant issuedAt) throws IOException {
    PDEmbeddedFile file =
        new PDEmbeddedFile(document, new ByteArrayInputStream(json), COSName.FLATE_DECODE);
    file.setSubtype("application/json");
    file.setSize(json.length);
    file.setCreationDate(calendar(issuedAt));
    file.setModDate(calendar(issuedAt));
    PDComplexFileSpecification specification = new PDComplexFileSpecification();
    specification.setFile(EMBEDDED);
    specification.setFileUnicode(EMBEDDED);
    specification.setFileDescription("The findings document, which was signed");
    specification.setEmbeddedFile(file);
    specification.setEmbeddedFileUnicode(file);
    specification.getCOSObject().setName("AFRelationship", "Source");
    PDEmbeddedFilesNameTreeNode files = new PDEmbeddedFilesNameTreeNode();
    files.setNames(Map.of(EMBEDDED, specification));
    PDDocumentCatalog catalog = document.getDocumentCatalog();
    PDDocumentNameDictionary names = catalog.getNames();
    if (names == null) {
      names = new PDDocumentNameDictionary(catalog);
    }
    names.setEmbeddedFiles(files);
    catalog.setNames(names);
    COSArray associated = new COSArray();
    associated.add(specification.getCOSObject());
    catalog.getCOSObject().setItem(COSName.getPDFName("AF"), associated);
  }
}
