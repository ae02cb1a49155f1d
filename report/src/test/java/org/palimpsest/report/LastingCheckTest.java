package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.report.pdf.PdfArchive;
import org.palimpsest.report.pdf.PdfSeal;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.ValidationData;
import org.palimpsest.verdict.Check;

/** The same authorities over a detached seal and over a PDF: what one is refused for, both are. */
class LastingCheckTest {

  private static final Instant DATED = Sample.ISSUED.plus(Duration.ofDays(1));
  private static final Instant ARCHIVED = Sample.ISSUED.plus(Duration.ofDays(8));
  private static final Instant NOW = Sample.ISSUED.plus(Duration.ofDays(9));
  private static final Instant EARLY = Sample.ISSUED.minus(Duration.ofDays(5));

  @TempDir Path folder;

  private final Dater root;
  private final Dater first;
  private final Dater second;

  LastingCheckTest() throws Exception {
    root = Dater.root();
    first = root.issue("First");
    second = root.issue("Second");
  }

  @BeforeEach
  void write() throws Exception {
    ReportFolder.write(folder, Sample.files(Sample.facts(3, "+15550100"), Sample.KEY), () -> {});
  }

  private byte[] read(String name) throws Exception {
    return Files.readAllBytes(folder.resolve(name));
  }

  private void put(String name, byte[] bytes) throws Exception {
    Files.write(folder.resolve(name), bytes);
  }

  private static byte[] dated(byte[] seal, Dater by, Instant at) throws Exception {
    return SealingKey.withTimestamp(seal, by.date(SealCheck.signatureValue(seal), at));
  }

  /** Dates both seals, keeps the data, and archives both if somebody does. */
  private void lay(Dater by, Instant at, ValidationData data, @Nullable Dater over, Instant then)
      throws Exception {
    put("report.json.p7s", dated(read("report.json.p7s"), by, at));
    List<byte[]> group = new ArrayList<>(List.of(read("report.json"), read("report.json.p7s")));
    if (!data.isEmpty()) {
      put("report.json.p7c", data.pkcs7());
      group.add(data.pkcs7());
    }
    PdfSeal pdf = PdfSeal.of(read("report.pdf"));
    put("report.pdf", pdf.with(dated(pdf.seal(), by, at)));
    if (over != null) {
      EvidenceRecord.Draft draft = EvidenceRecord.begin(group, "SHA-256");
      put("report.json.ers", draft.with(over.date(draft.content(), then)).der());
    }
    if (over != null || !data.isEmpty()) {
      var extension = PdfArchive.open(read("report.pdf")).extend(data, over != null);
      TimeToken token = over == null ? null : over.date(extension.content(), then);
      put("report.pdf", token == null ? extension.bytes() : extension.with(token));
    }
  }

  private List<Check> check() throws Exception {
    Trust trust = new Trust(Set.of(), Set.of(root.top())).at(NOW);
    return ReportCheck.of(folder.resolve("report.json"), trust);
  }

  private static List<String> names(List<Check> checks, Check.Status status) {
    return checks.stream()
        .filter(check -> check.status() == status)
        .map(Check::name)
        .sorted()
        .toList();
  }

  private void fails(String... names) throws Exception {
    assertThat(names(check(), Check.Status.FAILED)).containsExactly(names);
  }

  @Test
  void whatWasCarriedOnInTimeHolds() throws Exception {
    Dater brief = root.issue("Brief", ARCHIVED.plusSeconds(60));
    ValidationData none = root.revoking(root.issue("Other"), EARLY, DATED);
    lay(brief, DATED, none, second, ARCHIVED);
    List<Check> checks = check();
    assertThat(names(checks, Check.Status.FAILED)).isEmpty();
    assertThat(names(checks, Check.Status.PASSED))
        .contains(
            "pdf level",
            "pdf seal timestamp",
            "pdf seal timestamp revocation",
            "pdf archive timestamp 1 order",
            "pdf archive timestamp 1 revocation",
            "seal level",
            "seal timestamp",
            "seal timestamp revocation",
            "seal evidence record 1 order",
            "seal evidence record 1 revocation");
  }

  @Test
  void whatWasCarriedOnTooLateFails() throws Exception {
    Dater brief = root.issue("Brief", DATED.plusSeconds(3600));
    lay(brief, DATED, ValidationData.NONE, second, ARCHIVED);
    fails("pdf archive timestamp 1 order", "seal evidence record 1 order");
  }

  @Test
  void whatIsOlderThanWhatItIsOverFails() throws Exception {
    lay(first, ARCHIVED, ValidationData.NONE, second, EARLY);
    fails("pdf archive timestamp 1 order", "seal evidence record 1 order");
  }

  @Test
  void anAuthorityThatWasRevokedBeforeItDatedFails() throws Exception {
    lay(first, DATED, root.revoking(first, EARLY, DATED), null, NOW);
    fails("pdf seal timestamp revocation", "seal timestamp revocation");
  }

  @Test
  void anAuthorityThatWasRevokedBeforeTheArchiveFails() throws Exception {
    lay(first, DATED, root.revoking(first, DATED.plusSeconds(9), DATED), second, ARCHIVED);
    fails("pdf seal timestamp revocation", "seal timestamp revocation");
  }

  @Test
  void anArchivesOwnAuthorityThatWasRevokedFails() throws Exception {
    lay(first, DATED, root.revoking(second, EARLY, DATED), second, ARCHIVED);
    fails("pdf archive timestamp 1 revocation", "seal evidence record 1 revocation");
  }

  @Test
  void anAuthorityThatWasRevokedLaterIsLeftOpen() throws Exception {
    lay(first, DATED, root.revoking(first, DATED.plusSeconds(9), DATED), null, NOW);
    List<Check> checks = check();
    assertThat(names(checks, Check.Status.FAILED)).isEmpty();
    assertThat(names(checks, Check.Status.NOT_CHECKED))
        .contains("pdf level", "pdf seal timestamp revocation", "seal timestamp revocation");
  }

  @Test
  void anAuthorityThatHasEndedIsLeftOpen() throws Exception {
    Dater brief = root.issue("Brief", DATED.plusSeconds(3600));
    lay(brief, DATED, ValidationData.NONE, null, NOW);
    List<Check> checks = check();
    assertThat(names(checks, Check.Status.FAILED)).isEmpty();
    assertThat(names(checks, Check.Status.NOT_CHECKED))
        .contains("pdf seal timestamp", "seal timestamp");
  }

  @Test
  void anArchiveThatHasEndedIsLeftOpen() throws Exception {
    Dater brief = root.issue("Brief", ARCHIVED.plusSeconds(3600));
    lay(first, DATED, ValidationData.NONE, brief, ARCHIVED);
    List<Check> checks = check();
    assertThat(names(checks, Check.Status.FAILED)).isEmpty();
    assertThat(names(checks, Check.Status.NOT_CHECKED))
        .contains("pdf archive timestamp 1", "pdf level", "seal evidence record", "seal level");
  }
}
