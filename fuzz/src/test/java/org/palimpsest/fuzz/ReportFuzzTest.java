package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.seal.Trust;

/** The document of a report: any JSON at all gets checks, never an exception. */
final class ReportFuzzTest {

  private final Path file = temporary();

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("palimpsest-fuzz");
      folder.toFile().deleteOnExit();
      Path file = folder.resolve("report.json");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FuzzTest
  void check(byte[] json) throws IOException {
    Limits limits = new Limits();
    Files.write(file, json);
    assertThat(ReportCheck.of(file, Trust.in())).isNotEmpty();
    limits.check();
  }
}
