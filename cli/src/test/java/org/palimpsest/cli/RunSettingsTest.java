package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.LocalAuthority;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.testdata.World;

/** What the configuration says of retention, of a time authority and of passwords is done. */
@ExtendWith(Scenes.class)
final class RunSettingsTest {

  private static final Instant THIRD = Story.SECOND.plus(Duration.ofHours(20));

  @TempDir Path folder = Path.of(".");

  private static void configure(Shell shell, String... lines) throws IOException {
    Files.createDirectories(shell.keys());
    Files.writeString(shell.keys().resolve("config.toml"), String.join("\n", lines) + "\n");
  }

  private static String source(Path path, String device) {
    return "[[source]]\npath = \"" + path + "\"\ndevice = \"" + device + "\"";
  }

  private static String alarms(Run run) throws IOException {
    List<String> alarms = new ArrayList<>();
    for (JsonNode alarm : run.json().path("alarms")) {
      alarms.add(alarm.path("severity").asText() + " " + alarm.path("kind").asText());
    }
    return String.join(", ", alarms);
  }

  private static int snapshots(Scene scene) throws IOException {
    return scene.run("snapshots", "--json").json().path("snapshots").size();
  }

  private static long entries(Scene scene, String action) throws IOException {
    long count = 0;
    for (JsonNode entry : scene.run("custody", "log", "--json").json().path("entries")) {
      count += entry.path("action").asText().equals(action) ? 1 : 0;
    }
    return count;
  }

  private static String lastEntry(Scene scene) throws IOException {
    JsonNode entries = scene.run("custody", "log", "--json").json().path("entries");
    return entries.get(entries.size() - 1).toString();
  }

  @Test
  void pruneTakesItsRuleFromTheConfigurationAndSaysItFirst(Scene scene) throws IOException {
    configure(scene.shell(), "[retention]", "keep-last = 1");
    Tree.Picture before = Tree.picture(scene.vault());
    assertThat(scene.run("prune").ends(Exit.OK).out())
        .startsWith("rule: keep-last 1\n")
        .contains("would drop the evidence of 2 snapshots", "nothing was changed");
    assertThat(scene.run("prune", "--keep-last", 2).ends(Exit.OK).out())
        .contains("rule: keep-last 2", "would drop the evidence of 0 snapshots");
    before.isStillTrue();
    scene.run("prune", "--apply").ends(Exit.OK);
    assertThat(snapshots(scene)).isEqualTo(2);
    configure(scene.shell(), "[retention]", "keep-last = 0");
    assertThat(scene.run("prune").refuses(Exit.USAGE).err()).contains("[retention]");
  }

  @Test
  void aRunDropsNothingUnlessTheConfigurationSaysSo(Scene scene) throws IOException {
    Path imac = scene.story().imacAfter();
    configure(scene.shell(), source(imac, "imac"), "[retention]", "keep-last = 1");
    Run run = scene.shell().at(THIRD).run("run", "--json").ends(Exit.OK);
    assertThat(run.json().path("pruned").asInt()).isZero();
    assertThat(snapshots(scene)).isEqualTo(5);
    assertThat(entries(scene, "prune")).isZero();
  }

  @Test
  void aRunDropsWhatTheRuleDoesNotKeep(Scene scene) throws IOException {
    Path imac = scene.story().imacAfter();
    String[] rule = {source(imac, "imac"), "[retention]", "keep-last = 1", "in-runs = true"};
    configure(scene.shell(), rule);
    scene.run("hold", "set", "--device", "macbook", "--reason", "asked for").ends(Exit.OK);
    Run run = scene.shell().at(THIRD).run("run", "--json").ends(Exit.OK);
    assertThat(run.json().path("pruned").asInt()).isEqualTo(2);
    assertThat(run.json().path("summary").asText()).contains("2 old snapshots dropped");
    assertThat(snapshots(scene)).as("the held ones and the new one").isEqualTo(3);
    assertThat(entries(scene, "prune")).isEqualTo(2);
    assertThat(lastEntry(scene)).contains("prune dropped 2 by keep-last 1");
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void whatAReportCitesStays(Scene scene) throws IOException {
    scene
        .run("report", "imac:latest~1", "imac:latest", "--out", folder.resolve("report"))
        .ends(Exit.FINDINGS);
    Path imac = scene.story().imacAfter();
    configure(
        scene.shell(), source(imac, "imac"), "[retention]", "keep-last = 1", "in-runs = true");
    scene.shell().at(THIRD).run("run").ends(Exit.OK);
    assertThat(scene.run("snapshots").out().lines().filter(line -> line.contains("imac")))
        .as("the one that the report names as the later, and the new one")
        .hasSizeGreaterThanOrEqualTo(2);
    scene.run("verify", folder.resolve("report")).ends(Exit.OK);
  }

  @Test
  void aRunThatCouldNotReadEverythingDropsNothing(Scene scene) throws IOException {
    configure(
        scene.shell(),
        source(scene.story().imacAfter(), "imac"),
        source(folder.resolve("gone"), "phone"),
        "[retention]",
        "keep-last = 1",
        "in-runs = true");
    Run run = scene.shell().at(THIRD).run("run", "--json").ends(Exit.INCOMPLETE);
    assertThat(run.json().path("pruned").asInt()).isZero();
    assertThat(snapshots(scene)).isEqualTo(5);
    assertThat(lastEntry(scene)).contains("prune left out");
  }

  @Test
  void aRunIsDatedByTheAuthorityOfTheConfiguration(Scene scene) throws IOException {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
    Path imac = scene.bare().home().resolve("imac");
    Tree.copy(scene.story().imacBefore(), imac);
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      Shell shell = scene.bare();
      String[] lines = {
        source(imac, "imac"),
        "[run]",
        "fail-on = \"high\"",
        "[timestamp]",
        "authority = \"" + authority.serve() + "\"",
        "certificate = \"" + authority.root() + "\""
      };
      configure(shell, lines);
      Instant now = Instant.now();
      shell.at(now.minus(Duration.ofDays(1))).run("init").ends(Exit.OK);
      shell.run("run").ends(Exit.OK);
      Path stamps = shell.vault().resolve("custody/stamps");
      assertThat(stamps).isDirectoryContaining("glob:**.tsr");
      Tree.delete(imac);
      Tree.copy(scene.story().imacAfter(), imac);
      Run run = shell.at(now).run("run", "--json").ends(Exit.FINDINGS);
      assertThat(alarms(run)).doesNotContain("not-dated");
      Path reports = scene.folder().resolve("bare/vault-reports");
      String name = run.json().path("sources").get(0).path("report").asText();
      assertThat(shell.run("verify", reports.resolve(name)).ends(Exit.OK).out())
          .containsPattern("passed +pdf seal timestamp +existed at ");
      assertThat(Tree.files(stamps)).as("two runs, two questions on the log").hasSize(4);
      assertThat(shell.run("verify").ends(Exit.OK).out())
          .containsPattern("passed +custody time [0-9]+ +existed at ")
          .containsPattern("passed +custody time [0-9]+ authority");
      Run taken = shell.run("snapshot", imac, "--device", "imac").ends(Exit.OK);
      assertThat(taken.out()).contains("dated ", "by a time authority");
      shell.run("snapshot", imac, "--device", "imac", "--no-timestamp").ends(Exit.OK);
      assertThat(Tree.files(stamps)).hasSize(6);
      shell.run("custody", "timestamp").ends(Exit.OK);
      assertThat(Tree.files(stamps)).hasSize(8);
    }
  }

  @Test
  void anAuthorityThatIsAwayFailsNoRunAndIsSaid(Scene scene) throws IOException {
    Shell shell = scene.bare();
    shell.at(Story.FIRST).run("init").ends(Exit.OK);
    String away = "[timestamp]\nauthority = \"http://127.0.0.1:1/tsr\"";
    configure(shell, source(scene.story().imacBefore(), "imac"), away);
    Run first = shell.run("run", "--json").ends(Exit.OK);
    assertThat(alarms(first)).isEqualTo("low not-dated");
    configure(shell, source(scene.story().imacAfter(), "imac"), away);
    Run second = shell.at(Story.SECOND).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(alarms(second)).contains("low not-dated, low not-dated").contains("thread-removed");
    String name = second.json().path("sources").get(0).path("report").asText();
    Path report = scene.folder().resolve("bare/vault-reports").resolve(name);
    assertThat(shell.run("verify", report).ends(Exit.OK).out()).contains("no trusted time");
    assertThat(shell.run("custody", "log", "--json").out())
        .contains("the custody log was not dated", "the report on imac was not dated");
    assertThat(shell.vault().resolve("custody/stamps")).doesNotExist();
    Run low = shell.at(THIRD).run("run", "--fail-on", "low", "--json").ends(Exit.FINDINGS);
    assertThat(alarms(low)).contains("low not-dated");
    Run taken = shell.run("snapshot", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    assertThat(taken.err()).contains("it is not dated", "custody timestamp");
    shell
        .run("report", "latest~2", "latest", "--out", folder.resolve("report"))
        .refuses(Exit.INCOMPLETE);
    assertThat(folder.resolve("report")).doesNotExist();
    shell
        .run("report", "latest", "latest~3", "--out", "x", "--timestamp", "y", "--no-timestamp")
        .refuses(Exit.USAGE);
  }

  @Test
  void anAuthorityThatAnswersWrongIsMoreThanOneThatIsAway(Scene scene) throws IOException {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      Shell shell = scene.bare();
      shell.at(Story.FIRST).run("init").ends(Exit.OK);
      String url = authority.serve(query -> new byte[] {1, 2, 3}, 200);
      configure(
          shell,
          source(scene.story().imacBefore(), "imac"),
          "[timestamp]",
          "authority = \"" + url + "\"");
      Run run = shell.run("run", "--json").ends(Exit.FINDINGS);
      assertThat(alarms(run)).isEqualTo("medium not-dated");
      shell.run("verify").ends(Exit.OK);
    }
  }

  @Test
  void anEncryptedBackupOpensWithAFileOrACommandAndNothingElse() throws IOException {
    Instant monday = Instant.parse("2026-11-09T08:00:00Z");
    Shell shell = new Shell(folder).at(monday);
    Path secret = Files.writeString(folder.resolve("secret"), "correct horse\n");
    Path backup = folder.resolve("backup");
    try (World world = new World(folder.resolve("world"), 1, monday.minus(Duration.ofDays(2)))) {
      Device device = world.device("phone", Generation.MACOS_26, true);
      Person mother = new Person("Mother", "+15550100");
      world.receive(world.conversation(mother), mother, "a letter");
      world.sync();
      world.at(monday);
      new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), world.now())
          .messages(device, folder)
          .encrypted("correct horse")
          .write(backup);
    }
    shell.run("init").ends(Exit.OK);
    String source = source(backup, "phone");
    configure(shell, source, "password-file = \"" + secret + "\"");
    assertThat(shell.run("run").ends(Exit.OK).out()).contains("1 of 1 source complete");
    configure(shell, source, "password-command = \"cat '" + secret + "'\"");
    Run run = shell.run("run").ends(Exit.OK);
    assertThat(run.out() + run.err()).doesNotContain("correct horse", secret.toString());
    assertThat(shell.run("config", "show", "--origin").out())
        .contains("password from a command")
        .doesNotContain("cat '");
    configure(shell, source);
    unread(shell, "the backup is encrypted and no password was given");
    configure(shell, source, "password-file = \"" + folder.resolve("gone") + "\"");
    unread(shell, "the password file cannot be read");
    configure(shell, source, "password-command = \"echo battery staple\"");
    unread(shell, "the password does not open the backup");
    configure(shell, source, "password-command = \"exit 7\"");
    unread(shell, "the password command ended with status 7");
    configure(shell, source, "password-command = \"true\"");
    unread(shell, "the password command printed nothing");
    for (Path file : Tree.files(shell.vault())) {
      assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain("correct horse", "battery staple");
    }
  }

  /** A run that has no password for its source is incomplete, and says so. */
  private static void unread(Shell shell, String cause) throws IOException {
    Run run = shell.run("run", "--json").ends(Exit.INCOMPLETE);
    assertThat(alarms(run)).containsPattern("^high source-(failed|unreadable)");
    assertThat(run.json().path("sources").get(0).path("cause").asText()).isEqualTo(cause);
  }

  @Test
  void aRunThatDidNotVerifyDropsNothing(Scene scene) throws IOException {
    configure(
        scene.shell(),
        source(scene.story().imacAfter(), "imac"),
        "[run]",
        "verify = \"none\"",
        "[retention]",
        "keep-last = 1",
        "in-runs = true");
    Run run = scene.shell().at(THIRD).run("run", "--json").ends(Exit.OK);
    assertThat(run.json().path("pruned").asInt()).isZero();
    assertThat(snapshots(scene)).isEqualTo(5);
    assertThat(lastEntry(scene)).contains("prune left out, since the vault was not verified");
  }

  @Test
  void whatTheNextRunComparesWithStaysUntilItHas(Scene scene) throws IOException {
    Path imac = scene.story().imacAfter();
    configure(
        scene.shell(), source(imac, "imac"), "[retention]", "keep-last = 1", "in-runs = true");
    Shell shell = scene.shell();
    Run first = shell.at(THIRD).run("run", "--json").ends(Exit.OK);
    String baseline = first.json().path("sources").get(0).path("snapshot").asText();
    shell.at(THIRD.plusSeconds(600)).run("snapshot", imac, "--device", "imac").ends(Exit.OK);
    assertThat(shell.run("prune", "--apply").ends(Exit.OK).out())
        .contains("a run compares with it next");
    shell.at(THIRD.plusSeconds(1200)).run("run").ends(Exit.OK);
    assertThat(shell.run("snapshots", "--json").out()).contains(baseline);
    shell.at(THIRD.plusSeconds(1800)).run("run").ends(Exit.OK);
    assertThat(shell.run("snapshots", "--json").out()).doesNotContain(baseline);
  }
}
