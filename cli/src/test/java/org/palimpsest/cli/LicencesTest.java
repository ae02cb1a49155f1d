package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every library is known with its licence, which is one that may be used, and is what it says. */
final class LicencesTest {

  private static final Path TABLE = Path.of("..", "packaging", "licences.tsv");
  private static final Pattern NAME =
      Pattern.compile("<license>.*?<name>(.*?)</name>", Pattern.DOTALL);

  /** What a licence is called in a library's own description. */
  private static final Map<String, String> CALLED =
      Map.of(
          "Apache-2.0", "apache",
          "MIT", "mit|bouncy castle",
          "BSD-2-Clause", "bsd",
          "BSD-3-Clause", "bsd",
          "LGPL-2.1-or-later", "lgpl|lesser general public",
          "EPL-2.0", "eclipse public|epl",
          "CC0-1.0", "cc0|public domain");

  private final Set<String> shipped = new HashSet<>();
  private final Set<String> inTests = new HashSet<>();
  private final Map<String, String> licences = new HashMap<>();

  @BeforeEach
  void read() throws IOException {
    for (String line : Files.readAllLines(TABLE)) {
      String[] fields = line.split("\t", -1);
      if (fields[0].equals("allowed")) {
        shipped.add(fields[1]);
      } else if (fields[0].equals("allowed-in-tests")) {
        inTests.add(fields[1]);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        licences.put(fields[0], fields[2]);
      }
    }
  }

  /** The libraries that this test runs with: those that are shipped, and those of the tests. */
  private static List<Path> libraries() {
    List<Path> jars = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      if (entry.endsWith(".jar") && entry.contains("repository")) {
        jars.add(Path.of(entry));
      }
    }
    assertThat(jars).hasSizeGreaterThan(20);
    return jars;
  }

  /** In a repository a library lies in a folder of its version, that in one of its name. */
  private static String artifact(Path jar) {
    return jar.getParent().getParent().getFileName().toString();
  }

  @Test
  void eachLibraryHasALicenceThatIsAllowed() {
    Set<String> unknown = new TreeSet<>();
    for (Path jar : libraries()) {
      String licence = licences.get(artifact(jar));
      if (licence == null) {
        unknown.add(artifact(jar));
      } else {
        assertThat(shipped.contains(licence) || inTests.contains(licence))
            .as("%s of %s", licence, artifact(jar))
            .isTrue();
      }
    }
    assertThat(unknown).as("libraries without a line in packaging/licences.tsv").isEmpty();
  }

  @Test
  void eachLibrarySaysTheSameOfItself() throws IOException {
    int asked = 0;
    for (Path jar : libraries()) {
      String file = jar.getFileName().toString();
      Path description = jar.resolveSibling(file.replaceFirst("\\.jar$", ".pom"));
      String own = Files.exists(description) ? Files.readString(description) : "";
      Matcher named = NAME.matcher(own.replaceAll("(?s)<!--.*?-->", ""));
      List<String> names = new ArrayList<>();
      while (named.find()) {
        names.add(named.group(1).strip());
      }
      String licence = licences.getOrDefault(artifact(jar), "");
      if (!names.isEmpty() && CALLED.containsKey(licence)) {
        asked++;
        assertThat(names)
            .as("%s, said to be %s", file, licence)
            .anyMatch(
                name ->
                    Pattern.compile(CALLED.get(licence), Pattern.CASE_INSENSITIVE)
                        .matcher(name)
                        .find());
      }
    }
    assertThat(asked).isGreaterThan(8);
  }

  @Test
  void noLicenceThatBindsTheWholeProgramIsAllowed() {
    for (String licence : shipped) {
      assertThat(licence).doesNotStartWith("GPL").doesNotStartWith("AGPL").doesNotStartWith("SSPL");
      assertThat(CALLED).containsKey(licence);
    }
  }
}
