package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.cli.Shell.Run;

/** Help is there wherever one looks for it, fits a terminal, and never fails. */
final class HelpTest {

  @TempDir Path folder = Path.of(".");

  private Run help(Object... words) {
    Run run = new Shell(folder).run(words).ends(Exit.OK);
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    return run;
  }

  @Test
  void theProgramNamesEachVerbInOneSentenceAndEachExitCode() {
    String out = help("--help").out();
    for (String verb :
        List.of(
            "demo",
            "init",
            "snapshot",
            "diff",
            "check",
            "compare",
            "gaps",
            "verify",
            "custody",
            "extract",
            "show",
            "recover")) {
      assertThat(out).containsPattern("(?m)^  " + verb + " +[A-Z]");
    }
    assertThat(out).doesNotContain("DEVICE: may go before");
    for (int exit : new int[] {0, 1, 2, 3, 4, 5, 70, 130}) {
      assertThat(out).containsPattern("(?m)^ *" + exit + "  [a-z]");
    }
    assertThat(help("help").out()).isEqualTo(out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "doctor",
        "sources",
        "init",
        "snapshot",
        "snapshots",
        "diff",
        "check",
        "compare",
        "gaps",
        "report",
        "verify",
        "custody",
        "extract",
        "show",
        "recover"
      })
  void eachVerbExplainsItself(String verb) {
    String out = help(verb, "--help").out();
    assertThat(out).startsWith("Usage: palimpsest " + verb);
    for (String option :
        List.of("--vault", "--json", "--quiet", "--color", "--no-progress", "--verbose")) {
      assertThat(out.substring(out.indexOf("Options of every verb:"))).contains(option);
    }
    assertThat(help("help", verb).out()).isEqualTo(out);
  }

  @Test
  void aMistypedVerbIsRecognised() {
    Run run = new Shell(folder).run("snapshto", "x").refuses(Exit.USAGE);
    assertThat(run.err()).contains("there is no verb \"snapshto\"", "palimpsest snapshot");
    Run help = new Shell(folder).run("help", "frobnicate").refuses(Exit.USAGE);
    assertThat(help.err()).contains("there is no verb \"frobnicate\"");
  }

  @Test
  void wrongWordsAreExplainedInPlainOnes() {
    Shell shell = new Shell(folder);
    assertThat(shell.run("diff").err()).contains("no FROM was given");
    assertThat(shell.run("extract", "latest").err()).contains("no --out was given");
    assertThat(shell.run("snapshot", "--device").err()).contains("--device wants LABEL");
    assertThat(shell.run("custody", "show", "x").err()).contains("\"x\" is no value for N");
    assertThat(shell.run("diff", "a", "b", "c").err()).contains("\"c\" is one word too many");
    assertThat(shell.run("--json").err()).contains("options go behind the verb");
  }

  @Test
  void theVersionIsOneLine() {
    assertThat(help("--version").out()).hasLineCount(1).startsWith("palimpsest ");
  }
}
