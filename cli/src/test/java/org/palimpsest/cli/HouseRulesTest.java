package org.palimpsest.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The sentences of the design about the command. */
final class HouseRulesTest {

  private static final JavaClasses CLI =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.palimpsest.cli");

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.palimpsest");

  @Test
  void onlyThePingAndTheTimeAuthorityOpenAConnection() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.palimpsest.cli.alert.Ping")
        .and()
        .haveNameNotMatching("org\\.palimpsest\\.cli\\.TimeAuthority(\\$.*)?")
        .and()
        // Where a program's own library lies is told as a URL, which is turned into a path.
        .doNotHaveFullyQualifiedName("org.palimpsest.snapshot.RecordCode")
        .and()
        // The forger answers as an authority on this machine, for tests.
        .resideOutsideOfPackage("org.palimpsest.testdata..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.(.*Socket.*|.*URLConnection|URL|http\\..*)"
                + "|java\\.nio\\.channels\\..*Socket.*|javax\\.net\\..*")
        .check(ALL);
  }

  @Test
  void packagesFormNoCycleAndTheRoomsKnowNoVerb() {
    slices().matching("org.palimpsest.cli.(*)..").should().beFreeOfCycles().check(CLI);
    noClasses()
        .that()
        .resideInAPackage("org.palimpsest.cli.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.palimpsest.cli")
        .check(CLI);
  }

  @Test
  void theRoomsNeitherPrintNorReadTheClockNorTheEnvironment() {
    noClasses()
        .that()
        .resideInAPackage("org.palimpsest.cli.*..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLI);
  }
}
