package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.proof.MalformedProofException;
import org.palimpsest.proof.SealedProof;
import org.palimpsest.report.pdf.PdfSeal;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.TimeRefusedException;

/**
 * A file with a seal that a timestamp can be put into: a {@code .p7s}, a PDF, a report's
 * commitments or a proof.
 */
sealed interface DatableFile {

  /** The seal, DER. */
  byte[] seal();

  /** Whether the seal has a trusted time already. */
  default boolean isDated() {
    try {
      SealCheck.timestamp(seal());
      return true;
    } catch (TimeRefusedException e) {
      return false;
    }
  }

  /** The file with another seal over the same content. */
  byte[] with(byte[] seal) throws IOException;

  /** A seal of its own. */
  record Detached(byte[] seal) implements DatableFile {
    @Override
    public byte[] with(byte[] other) {
      return other;
    }

    @Override
    public String toString() {
      return "a seal";
    }
  }

  /** A certified PDF. */
  record Pdf(PdfSeal pdf, byte[] seal) implements DatableFile {
    @Override
    public byte[] with(byte[] other) throws IOException {
      return pdf.with(other);
    }

    @Override
    public String toString() {
      return "a PDF";
    }
  }

  /** A proof. */
  record Proof(SealedProof sealed) implements DatableFile {
    @Override
    public byte[] seal() {
      return sealed.seal();
    }

    @Override
    public byte[] with(byte[] other) {
      return new SealedProof(sealed.proof(), other).toBytes();
    }

    @Override
    public String toString() {
      return "a proof";
    }
  }

  /** The sealed commitments of a report, whose seal goes into each redacted copy. */
  record Commitments(Parts parts) implements DatableFile {
    @Override
    public byte[] seal() {
      return parts.seal();
    }

    @Override
    public byte[] with(byte[] other) {
      return new Parts(parts.sealed(), other, parts.key()).toBytes();
    }

    @Override
    public String toString() {
      return "commitments";
    }
  }

  static DatableFile read(Path file) throws Failure, IOException {
    if (!Files.isRegularFile(file)) {
      throw Failure.usage("there is no such file", "check the path");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      if (file.toString().endsWith(".p7s")) {
        return new Detached(bytes);
      } else if (bytes.length > 4 && bytes[0] == '%') {
        PdfSeal pdf = PdfSeal.of(bytes);
        return new Pdf(pdf, pdf.seal());
      }
      return file.endsWith(Parts.FILE)
          ? new Commitments(Parts.parse(bytes))
          : new Proof(SealedProof.parse(bytes));
    } catch (MalformedProofException | MalformedJsonException | IOException e) {
      throw Failure.usage(
          "the file holds no seal that can be dated",
          "name report.json.p7s, report.pdf, report.parts or a proof");
    }
  }
}
