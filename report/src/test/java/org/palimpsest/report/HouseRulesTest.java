package org.palimpsest.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The sentences of the design about how reports are made. */
class HouseRulesTest {

  private static final JavaClasses REPORT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.palimpsest.report");

  @Test
  void reportReachesNoDatabase() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "org.sqlite..",
            "org.palimpsest.sqlite..",
            "org.palimpsest.messages..",
            "org.palimpsest.source..",
            "org.palimpsest.vault..",
            "org.palimpsest.snapshot..",
            "org.palimpsest.diff..",
            "org.palimpsest.finding..",
            "org.palimpsest.sync..",
            "org.palimpsest.testdata..")
        .check(REPORT);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("org.palimpsest.report.(*)..").should().beFreeOfCycles().check(REPORT);
    noClasses()
        .that()
        .resideInAPackage("org.palimpsest.report.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.palimpsest.report")
        .check(REPORT);
  }

  @Test
  void theDocumentKnowsNoneOfItsViews() {
    noClasses()
        .that()
        .resideInAPackage("org.palimpsest.report.model")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.palimpsest.report.html..",
            "org.palimpsest.report.csv..",
            "org.palimpsest.report.pdf..")
        .check(REPORT);
  }

  @Test
  void reportNeitherPrintsNorReadsTheClockNorTheEnvironment() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callConstructor(java.security.SecureRandom.class)
        .check(REPORT);
  }
}
