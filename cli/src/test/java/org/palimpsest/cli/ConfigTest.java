package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.cli.Shell.Run;

/** One file, below the environment, below options; every mistake has its line and its remedy. */
final class ConfigTest {

  @TempDir Path folder = Path.of(".");
  private Shell shell = new Shell(Path.of("."));

  @BeforeEach
  void terminal() {
    shell = new Shell(folder);
  }

  private void write(String... lines) throws IOException {
    Path file = shell.keys().resolve("config.toml");
    Files.createDirectories(shell.keys());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static JsonNode setting(Run run, String name) throws IOException {
    for (JsonNode node : run.json().path("settings")) {
      if (node.path("setting").asText().equals(name)) {
        return node;
      }
    }
    throw new AssertionError("no setting " + name);
  }

  @Test
  void everySettingIsShownWithWhereItCameFrom() throws IOException {
    write("operator = \"Jane Doe\"", "", "[run]", "fail-on = \"high\"", "verify = \"all\"");
    shell.with(Map.of("PALIMPSEST_RUN_VERIFY", "none"));
    Run run = shell.run("config", "show", "--origin").ends(Exit.OK);
    assertThat(run.out())
        .contains("operator               Jane Doe  (line 1)")
        .contains("run.fail-on            high  (line 4)")
        .contains("run.verify             none  (environment PALIMPSEST_RUN_VERIFY)")
        .contains("schedule.at            07:00  (default)")
        .contains("case                     (not set)");
    Run json = shell.run("config", "show", "--json", "--vault", "elsewhere").ends(Exit.OK);
    assertThat(setting(json, "vault").path("value").asText()).isEqualTo("elsewhere");
    assertThat(setting(json, "vault").path("origin").asText()).isEqualTo("option");
    assertThat(setting(json, "case").path("value").isNull()).isTrue();
    assertThat(json.json().path("fileThere").asBoolean()).isTrue();
  }

  @Test
  void theVaultOfTheFileIsUsed() throws IOException {
    Path vault = folder.resolve("from-file");
    write("vault = \"" + vault + "\"");
    shell.without("PALIMPSEST_VAULT").run("init").ends(Exit.OK);
    assertThat(vault.resolve("vault.json")).exists();
    assertThat(shell.run("snapshots").ends(Exit.OK).out()).startsWith("no snapshots");
  }

  @Test
  void sourcesAreListed() throws IOException {
    write(
        "[[source]]",
        "path = \"~/Library/Messages\"",
        "device = \"mac\"",
        "[[source]]",
        "path = \"/backups/a\"",
        "device = \"phone\"",
        "case = \"26-117\"",
        "password-file = \"~/p\"");
    JsonNode sources = shell.run("config", "show", "--json").ends(Exit.OK).json().path("sources");
    assertThat(sources).hasSize(2);
    assertThat(sources.get(0).path("origin").asText()).isEqualTo("line 1");
    assertThat(sources.get(1).path("device").asText()).isEqualTo("phone");
    assertThat(sources.get(1).path("case").asText()).isEqualTo("26-117");
    assertThat(sources.get(1).path("passwordFile").asText()).isEqualTo("~/p");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          operater = "x"                        | line 1: there is no setting operater      | did you mean: operator
          [run];verfy = "5%"                    | line 2: there is no setting run.verfy     | did you mean: run.verify
          [runn];verify = "5%"                  | line 1: there is no setting runn          | see all of them with: palimpsest config example
          [run];fail-on = "grave"               | line 2: that is no value for run.fail-on  | run.fail-on wants one of: info, low, medium, high
          [run];fail-on = 3                     | line 2: that is no value for run.fail-on  | run.fail-on wants one of: info, low, medium, high, within quotes
          operator = "a";operator = "b"         | line 2: this is no TOML                   | tables as [name]
          operator = Jane                       | line 1: this is no TOML                   | texts within them
          vault = "Palimpsest"                  | line 1: that is no value for vault        | vault wants an absolute path, or one that begins with ~/
          [schedule];at = "25:00"               | line 2: that is no value for schedule.at  | schedule.at wants a time of day such as "07:00"
          [alerts];notice = "true"              | line 2: that is no value for alerts.notice| true or false, without quotes
          [alerts];ping = "ftp://x"             | line 2: that is no value for alerts.ping  | https://
          [alerts];ping = "https://u:p@x/"      | line 2: that is no value for alerts.ping  | https://
          operator = "a\\u001b[31m"             | line 1: that is no value for operator     | operator wants a line of text
          [retention];keep-daily = "30"         | line 2: that is no value for retention.keep-daily | retention.keep-daily wants a whole number
          [retention];keep-daily = -1           | line 2: that is no value for retention.keep-daily | from 0 to 99999, without quotes
          [retention];keep = 3                  | line 2: there is no setting retention.keep | see all of them
          [retention];in-runs = true            | line 2: runs are to drop snapshots, and no rule says which stay | write into [retention]
          [timestamp];authority = "freetsa"     | line 2: that is no value for timestamp.authority | https://
          [[source]];path="/a";device="x";password-file="/p";password-command="c" | line 1: this source has its password from a file and from a command | leave out
          [[source]];path="/a";device="x";password="secret" | line 4: a password does not belong into this file | password-command
          source = "x"                          | line 1: a source is a table of its own    | [[source]]
          [[source]];path = "/a"                | line 1: this source has no device         | device = "…"
          [[source]];device = "a"               | line 1: this source has no path           | path = "…"
          [[source]];path = "/a";device = "../x"| line 3: that is no value for device       | letters, digits
          [[source]];path = "/a";devise = "x"   | line 3: there is no setting devise        | did you mean: device
          [[source]];path = "/a";device="x";[[source]];path="/b";device="x" | line 4: two sources have the same device | its own label
          """)
  void aMistakeHasItsLineAndItsRemedy(String toml, String cause, String remedy) throws IOException {
    write(toml.split(";"));
    Run run = shell.run("config", "show").refuses(Exit.USAGE);
    assertThat(run.err()).contains("the configuration cannot be used: " + cause, remedy);
    shell.run("snapshots", "--json").refusesInJson(Exit.USAGE);
    assertThat(shell.vault()).doesNotExist();
  }

  @Test
  void aVariableIsCheckedToo() {
    shell.with(Map.of("PALIMPSEST_RUN_FAIL_ON", "grave"));
    assertThat(shell.run("config", "show").refuses(Exit.USAGE).err())
        .contains("PALIMPSEST_RUN_FAIL_ON: that is no value for run.fail-on");
  }

  @Test
  void aFileThatWasNamedMustBeThereAndReadable() throws IOException {
    assertThat(shell.run("config", "show", "--config", folder.resolve("no")).refuses(2).err())
        .contains("the configuration file that was named is not there");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'#', (byte) 0xe9, '\n'});
    assertThat(shell.run("config", "show", "--config", latin).refuses(Exit.USAGE).err())
        .contains("is not UTF-8");
    Path huge = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);
    assertThat(shell.run("config", "show", "--config", huge).refuses(Exit.USAGE).err())
        .contains("larger than 1 MB");
  }

  @Test
  void theExampleIsAFileThatCanBeUsedAsItIsAndWithEveryLineMadeToSpeak() throws IOException {
    String example = shell.run("config", "example").ends(Exit.OK).out();
    List<String> spoken = new ArrayList<>();
    for (String line : example.lines().toList()) {
      spoken.add(line.matches("#[\\[a-z].*") ? line.substring(1) : line);
    }
    for (String text : List.of(example, String.join("\n", spoken))) {
      write(text);
      shell.without("PALIMPSEST_VAULT").run("config", "show").ends(Exit.OK);
    }
    Run run = shell.run("config", "show", "--json").ends(Exit.OK);
    assertThat(run.json().path("sources")).hasSize(3);
    for (JsonNode node : run.json().path("settings")) {
      assertThat(node.path("origin").asText()).as(node.path("setting").asText()).contains("line");
    }
  }

  @Test
  void neitherShowNorExampleIsBadUsage() {
    assertThat(shell.run("config", "shwo").refuses(Exit.USAGE).err()).contains("show or example");
  }

  /** What the file says wrongly must not lead to a verb that reads the file. */
  @Test
  void theRemedyForABadSettingWorksWhileItIsBad() throws IOException {
    write("qqqq = \"x\"");
    Run refused = shell.run("config", "show").refuses(Exit.USAGE);
    assertThat(refused.err()).contains("see all of them with: palimpsest config example");
    shell.run("config", "example").ends(Exit.OK);
  }
}
