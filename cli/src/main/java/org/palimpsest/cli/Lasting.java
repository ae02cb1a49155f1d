package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.report.pdf.PdfArchive;
import org.palimpsest.report.pdf.PdfSeal;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.ValidationData;

/**
 * What makes a dated seal last: certificates and revocation lists beside it, and a timestamp over
 * all of it that can be renewed. Signed bytes are never touched.
 */
sealed interface Lasting {

  /** What the time authority is to date, and by which hash. */
  byte[] content();

  String digest();

  /** The files to write when nothing is dated. */
  Map<Path, byte[]> files();

  /** The files to write with a token over {@link #content}. */
  Map<Path, byte[]> with(TimeToken token) throws IOException;

  /** A certified PDF: a revision behind it. */
  record Pdf(Path file, PdfArchive.Extension extension) implements Lasting {
    @Override
    public byte[] content() {
      return extension.content();
    }

    @Override
    public String digest() {
      return "SHA-256";
    }

    @Override
    public Map<Path, byte[]> files() {
      return Map.of(file, extension.bytes());
    }

    @Override
    public Map<Path, byte[]> with(TimeToken token) throws IOException {
      return Map.of(file, extension.with(token));
    }

    @Override
    public String toString() {
      return "a PDF";
    }
  }

  /**
   * A detached seal: {@code .p7c} with certificates and lists, {@code .ers} over document, seal and
   * these.
   */
  record Detached(Path record, Map<Path, byte[]> files, EvidenceRecord.@Nullable Draft draft)
      implements Lasting {
    @Override
    public byte[] content() {
      return java.util.Objects.requireNonNull(draft).content();
    }

    @Override
    public String digest() {
      return draft == null ? "SHA-256" : draft.digest();
    }

    @Override
    public Map<Path, byte[]> with(TimeToken token) {
      Map<Path, byte[]> all = new LinkedHashMap<>(files);
      all.put(record, java.util.Objects.requireNonNull(draft).with(token).der());
      return all;
    }

    @Override
    public String toString() {
      return "a detached seal";
    }
  }

  /**
   * Prepares an extension.
   *
   * @param file a PDF or a {@code .p7s}
   * @param data what is to be kept beside the seal
   * @param dated whether a timestamp comes over it
   * @param digest hash for a new chain of the evidence record; null to go on with the present one
   */
  static Lasting of(Path file, ValidationData data, boolean dated, @Nullable String digest)
      throws Failure, IOException {
    if (!Files.isRegularFile(file)) {
      throw Failure.usage("there is no such file", "check the path");
    }
    byte[] bytes = Files.readAllBytes(file);
    if (file.toString().endsWith(".p7s")) {
      return detached(file, bytes, data, dated, digest);
    }
    if (digest != null) {
      throw Failure.usage(
          "a PDF has no hash of its own to renew", "leave out --hash; name report.json.p7s");
    }
    PdfArchive archive;
    try {
      archive = PdfArchive.open(bytes);
      requireVouched(PdfSeal.of(archive.signed()).seal(), archive.data().and(data));
    } catch (IOException e) {
      throw Failure.usage(
          "the file is no report.pdf as it was issued", "name report.json.p7s or report.pdf");
    }
    if (!dated && data.without(archive.data()).isEmpty()) {
      throw nothing();
    }
    return new Pdf(file, archive.extend(data, dated));
  }

  private static Failure nothing() {
    return Failure.usage(
        "nothing is named that would be added", "name lists with --crl, certificates with --cert");
  }

  private static Lasting detached(
      Path file, byte[] seal, ValidationData data, boolean dated, @Nullable String digest)
      throws Failure, IOException {
    String base = file.toString().substring(0, file.toString().length() - ".p7s".length());
    Path document = Path.of(base);
    Path kept = Path.of(base + ".p7c");
    Path record = Path.of(base + ".ers");
    if (!Files.isRegularFile(document)) {
      throw Failure.usage("what was sealed does not lie beside the seal", "put both together");
    }
    requireVouched(seal, data);
    Map<Path, byte[]> files = new LinkedHashMap<>();
    List<byte[]> group = new ArrayList<>(List.of(Files.readAllBytes(document), seal));
    Optional<byte[]> before = read(kept);
    if (!data.isEmpty()) {
      if (Files.exists(record)) {
        throw Failure.usage(
            "the evidence record covers the lists that are there", "leave out --crl and --cert");
      }
      before = Optional.of(known(before).and(data).pkcs7());
      files.put(kept, before.get());
    }
    before.ifPresent(group::add);
    if (!dated) {
      if (files.isEmpty()) {
        throw nothing();
      }
      return new Detached(record, files, null);
    }
    Optional<byte[]> present = read(record);
    try {
      EvidenceRecord.Draft draft;
      if (present.isEmpty()) {
        draft = EvidenceRecord.begin(group, digest == null ? "SHA-256" : digest);
      } else {
        EvidenceRecord old = EvidenceRecord.parse(present.get());
        draft = digest == null ? old.renewTime() : old.renewHash(group, digest);
      }
      return new Detached(record, files, draft);
    } catch (TimeRefusedException e) {
      throw new Failure(
          Exit.INTEGRITY, "the evidence record: " + e.why(), "restore it from a copy");
    }
  }

  private static Optional<byte[]> read(Path file) throws IOException {
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  private static ValidationData known(Optional<byte[]> kept) throws Failure {
    try {
      return kept.isEmpty() ? ValidationData.NONE : ValidationData.ofPkcs7(kept.get());
    } catch (CertificateException e) {
      throw new Failure(
          Exit.INTEGRITY, "the .p7c file is not as it was written", "restore it from a copy");
    }
  }

  /** What is kept must be checkable by whoever reads it later, and the seal must be dated. */
  private static void requireVouched(byte[] seal, ValidationData data) throws Failure {
    List<X509Certificate> known = new ArrayList<>();
    try {
      known.addAll(SealCheck.certificates(seal));
      known.addAll(SealCheck.timestamp(seal).certificates());
    } catch (TimeRefusedException e) {
      throw Failure.usage(
          e.why(), "date it first: palimpsest extend PATH --timestamp URL, without --level");
    }
    Optional<String> fault = data.fault(known);
    if (fault.isPresent()) {
      throw Failure.usage(
          fault.get() + " was named", "name the certificate of its issuer with --cert");
    }
  }
}
