package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/** PDFs: never an exception, and never sealed without a failure unless it is the one sealed. */
final class ReportPdfFuzzTest {

  @FuzzTest
  void check(byte[] pdf) {
    Limits limits = new Limits();
    List<Check> checks = ReportCheck.ofPdf(pdf, Trust.in());
    assertThat(checks).isNotEmpty();
    assertThat(checks).anyMatch(Check::isFailure);
    limits.check();
  }
}
