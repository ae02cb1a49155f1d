package org.palimpsest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The sentences of the design about how the house is built. */
class HouseRulesTest {

  /** From the ground up; each may import only from those before it. */
  private static final List<String> FLOORS =
      List.of(
          "verdict",
          "work",
          "digest",
          "json",
          "merkle",
          "sqlite",
          "apple",
          "backup",
          "messages",
          "contacts",
          "source",
          "seal",
          "vault",
          "custody",
          "snapshot",
          "proof",
          "trace",
          "bag",
          "diff",
          "gap",
          "continuity",
          "sync",
          "cause",
          "finding");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.palimpsest");

  private static String in(String room) {
    return "org.palimpsest." + room + "..";
  }

  @Test
  void everyPackageHasItsFloor() {
    TreeSet<String> rooms = new TreeSet<>();
    for (JavaClass each : CORE) {
      if (!each.getPackageName().startsWith("org.palimpsest.testdata")) {
        rooms.add(each.getPackageName().substring("org.palimpsest.".length()));
      }
    }
    assertEquals(new TreeSet<>(FLOORS), rooms);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("org.palimpsest.(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void eachPackageImportsOnlyFromThoseAboveIt() {
    for (int i = 0; i < FLOORS.size() - 1; i++) {
      List<String> later = new ArrayList<>();
      FLOORS.subList(i + 1, FLOORS.size()).forEach(room -> later.add(in(room)));
      noClasses()
          .that()
          .resideInAPackage(in(FLOORS.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later.toArray(String[]::new))
          .check(CORE);
    }
  }

  @Test
  void diffGapSyncAndFindingAreWithoutFilesClockOrNetwork() {
    noClasses()
        .that()
        .resideInAnyPackage(
            in("diff"),
            in("gap"),
            in("trace"),
            in("continuity"),
            in("sync"),
            in("cause"),
            in("finding"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..", "java.sql..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .check(CORE);
  }

  @Test
  void theCoreNeitherPrintsNorReadsTheClockNorTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.palimpsest.testdata..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(java.security.SecureRandom.class)
        .orShould()
        .callConstructor(java.util.Random.class)
        .check(CORE);
  }

  @Test
  void noSourceIsEverOpenedThroughSqlite() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.palimpsest.testdata..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(CORE);
  }

  @Test
  void theForgerSharesNoCodeWithTheReaders() {
    noClasses()
        .that()
        .resideInAPackage("org.palimpsest.testdata..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FLOORS.stream().map(HouseRulesTest::in).toArray(String[]::new))
        .check(CORE);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.palimpsest.testdata..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.palimpsest.testdata..")
        .check(CORE);
  }
}
