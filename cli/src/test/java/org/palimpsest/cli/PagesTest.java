package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages, completions and the guide's pages say what the command line does. */
final class PagesTest {

  @TempDir Path folder = Path.of(".");

  @Test
  void thePagesOfTheGuideAreThoseOfTheHelp() throws IOException {
    Path docs = Path.of("..", "docs", "verbs");
    Map<String, String> there = new TreeMap<>();
    for (Path file : Tree.files(docs)) {
      there.put(String.valueOf(file.getFileName()), Files.readString(file));
    }
    assertThat(there)
        .as("make docs/verbs again with: packaging/pages")
        .isEqualTo(new Pages().verbs());
  }

  @Test
  void theListOfVerbsIsThatOfTheHelp() throws IOException {
    try (var in = Verbs.class.getResourceAsStream(Verbs.LIST)) {
      assertThat(
              new String(
                  java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8))
          .as("make the list again with: packaging/pages")
          .isEqualTo(new Pages().list());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    assertThat(exit).as(said).isZero();
    assertThat(said.lines().filter(line -> line.contains("WARNING") || line.contains("ERROR")))
        .as(String.join(" ", command))
        .isEmpty();
    return exit;
  }

  private static boolean has(String program) {
    for (String place : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void manualPagesAreTakenByGroff() throws Exception {
    assumeTrue(has("groff"), "groff is missing");
    for (Map.Entry<String, String> page : new Pages().manual().entrySet()) {
      Path file = Files.writeString(folder.resolve(page.getKey()), page.getValue());
      run("groff", "-man", "-Tutf8", "-ww", "-z", file.toString());
    }
    assertThat(new Pages().manual().get("palimpsest-run.1"))
        .contains(".SH EXIT STATUS", "\\-\\-if\\-due", "palimpsest run");
  }

  @Test
  void completionsAreTakenByTheirShells() throws Exception {
    Map<String, String> files = new Pages().completions();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    assumeTrue(has("bash"), "bash is missing");
    Path bash = folder.resolve("palimpsest.bash");
    run(
        "bash",
        "-c",
        "source "
            + bash
            + "; COMP_WORDS=(palimpsest sched); COMP_CWORD=1; COMP_LINE='palimpsest sched';"
            + " _complete_palimpsest; [[ ${COMPREPLY[*]} == *schedule* ]]");
    if (has("zsh")) {
      run("zsh", "-n", folder.resolve("_palimpsest").toString());
    }
    if (has("fish")) {
      run("fish", "--no-execute", folder.resolve("palimpsest.fish").toString());
      run(
          "fish",
          "-c",
          "source "
              + folder.resolve("palimpsest.fish")
              + "; complete -C 'palimpsest schedule --da' | string match -q -- '--daily*'");
    }
  }
}
