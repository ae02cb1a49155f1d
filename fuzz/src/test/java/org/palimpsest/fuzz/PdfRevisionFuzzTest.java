package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.report.pdf.PdfArchive;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/**
 * What may stand behind a certified PDF: the input is appended to one. Never an undeclared
 * exception; what is taken for an archived PDF has the certified one at its beginning.
 */
final class PdfRevisionFuzzTest {

  private final byte[] certified = Resources.read("certified.pdf");

  @FuzzTest
  void check(byte[] revision) {
    Limits limits = new Limits();
    byte[] pdf = Arrays.copyOf(certified, certified.length + revision.length);
    System.arraycopy(revision, 0, pdf, certified.length, revision.length);
    List<Check> checks = ReportCheck.ofPdf(pdf, Trust.NONE);
    assertThat(checks).isNotEmpty();
    try {
      PdfArchive archive = PdfArchive.open(pdf);
      assertThat(archive.signed()).isEqualTo(certified);
    } catch (IOException e) {
      assertThat(e).isNotNull();
    }
    limits.check();
  }
}
