package org.palimpsest.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.digest.Sha256;

/** Units are shown before they are in place, and what they say works. */
@ExtendWith(Scenes.class)
final class ScheduleTest {

  private static final String PROGRAM = "/opt/palimpsest/bin/palimpsest";

  @TempDir Path folder = Path.of(".");

  private static String golden(String name) throws IOException {
    try (var in = ScheduleTest.class.getResourceAsStream("/schedule/" + name + ".txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  /** A program of the system that writes down what it was called with. */
  private static void program(Path bin, String name, String script) throws IOException {
    Files.createDirectories(bin);
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Shell withPrograms(Shell shell, Path bin) {
    return shell.with(Map.of("PATH", bin + ":/usr/bin:/bin"));
  }

  @ParameterizedTest
  @CsvSource({
    "launchd, --daily",
    "systemd, --daily",
    "cron, --daily",
    "taskscheduler, --daily",
    "launchd, --weekly",
    "systemd, --weekly",
    "cron, --weekly",
    "taskscheduler, --weekly"
  })
  void unitsAreAsWrittenDown(String scheduler, String often) throws IOException {
    Path home = folder.resolve("home");
    Shell shell = new Shell(folder);
    Files.createDirectories(shell.keys());
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"~/Library/Messages & more\"\ndevice = \"mac\"\n");
    Object[] words =
        often.equals("--daily")
            ? new Object[] {
              "schedule", "print", "--for", scheduler, "--daily", "--program", PROGRAM
            }
            : new Object[] {
              "schedule",
              "print",
              "--for",
              scheduler,
              "--weekly",
              "sunday",
              "--at",
              "23:05",
              "--program",
              "/Users/A 100% User's/bin/palimpsest"
            };
    String printed = shell.run(words).ends(Exit.OK).out();
    String shown = printed.replace(home.toString(), "/HOME").replace(folder.toString(), "/FOLDER");
    String name = scheduler + often.replace("--", "-");
    if (Boolean.getBoolean("palimpsest.golden")) {
      Files.writeString(Path.of("src/test/resources/schedule/" + name + ".txt"), shown);
    }
    assertThat(shown).isEqualTo(golden(name));
  }

  @Test
  void xmlUnitsAreWellFormed() throws Exception {
    for (String scheduler : List.of("launchd", "taskscheduler")) {
      Run run =
          new Shell(folder)
              .run("schedule", "print", "--for", scheduler, "--program", "/a & b/<c>", "--json")
              .ends(Exit.OK);
      String xml = run.json().path("units").get(0).path("text").asText();
      var factory = javax.xml.parsers.DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      var source = new org.xml.sax.InputSource(new java.io.StringReader(xml));
      String text =
          factory.newDocumentBuilder().parse(source).getDocumentElement().getTextContent();
      assertThat(text).contains("/a & b/<c>");
    }
  }

  @Test
  void systemdTakesTheUnits(Scene scene) throws Exception {
    assumeTrue(has("systemd-analyze"), "systemd-analyze is missing");
    Path units = Files.createDirectories(folder.resolve("units"));
    Run run =
        scene
            .run("schedule", "print", "--for", "systemd", "--program", "/bin/true", "--json")
            .ends(Exit.OK);
    Path timer = units.resolve("palimpsest.timer");
    for (JsonNode unit : run.json().path("units")) {
      Path name = Objects.requireNonNull(Path.of(unit.path("file").asText()).getFileName());
      Files.writeString(units.resolve(name), unit.path("text").asText());
    }
    Process check =
        new ProcessBuilder(
                "systemd-analyze",
                "verify",
                "--user",
                "--man=no",
                "--recursive-errors=one",
                timer.toString(),
                units.resolve("palimpsest.service").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said).doesNotContain("palimpsest.");
    Process calendar = new ProcessBuilder("systemd-analyze", "calendar", "*-*-* 07:00:00").start();
    assertThat(calendar.waitFor()).isZero();
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
  void nothingIsInstalledThatNobodySaw(Scene scene) throws IOException {
    Path bin = scene.folder().resolve("bin");
    program(bin, "systemctl", "exit 0");
    Tree.Picture before = Tree.picture(scene.folder());
    Run run =
        withPrograms(scene.shell(), bin)
            .run("schedule", "install", "--daily", "--for", "systemd", "--program", PROGRAM)
            .ends(Exit.USAGE);
    assertThat(run.out()).contains("ExecStart=", "OnCalendar=*-*-* 07:00:00", "systemctl --user");
    assertThat(run.err()).contains("nothing was installed", "--yes");
    before.isStillTrue();
  }

  @Test
  void systemdIsToldAndToldAgainOnRemoval(Scene scene) throws IOException {
    Path bin = scene.folder().resolve("bin");
    Path calls = scene.folder().resolve("calls");
    program(bin, "systemctl", "echo \"$@\" >> " + calls + "\necho active");
    Shell shell = withPrograms(scene.shell(), bin);
    Path units = shell.home().resolve(".config/systemd/user");
    Run run =
        shell
            .run(
                "schedule", "install", "--daily", "--yes", "--for", "systemd", "--program", PROGRAM)
            .ends(Exit.OK);
    assertThat(run.out()).contains("ExecStart=");
    assertThat(units.resolve("palimpsest.timer")).content().contains("Persistent=true");
    assertThat(units.resolve("palimpsest.service")).content().contains(PROGRAM);
    assertThat(shell.run("schedule", "status", "--for", "systemd").ends(Exit.OK).out())
        .contains("installed with systemd", "the scheduler says: active", "every day at 07:00");
    shell.run("schedule", "remove", "--for", "systemd").ends(Exit.OK);
    assertThat(units).isEmptyDirectory();
    assertThat(Files.readAllLines(calls))
        .containsExactly(
            "--user daemon-reload",
            "--user enable --now palimpsest.timer",
            "--user is-active palimpsest.timer",
            "--user disable --now palimpsest.timer",
            "--user daemon-reload");
    assertThat(shell.run("schedule", "status", "--for", "systemd").ends(Exit.OK).out())
        .contains("not installed", "expected: nothing yet");
    shell.run("verify").ends(Exit.OK);
  }

  @Test
  void whatASchedulerRefusesIsNotLeftBehind(Scene scene) throws IOException {
    Path bin = scene.folder().resolve("bin");
    program(bin, "systemctl", "exit 1");
    Shell shell = withPrograms(scene.shell(), bin);
    Run run =
        shell
            .run("schedule", "install", "--yes", "--for", "systemd", "--program", PROGRAM)
            .ends(Exit.USAGE);
    assertThat(run.err()).contains("systemctl refused", "--for cron");
    assertThat(shell.home().resolve(".config/systemd/user")).isEmptyDirectory();
    assertThat(shell.run("runs").ends(Exit.OK).out()).contains("schedule: none");
  }

  @Test
  void aScheduleStaysWhenAnotherIsRefused(Scene scene) throws IOException {
    Path bin = scene.folder().resolve("bin");
    Path calls = scene.folder().resolve("calls");
    Path tries = scene.folder().resolve("tries");
    // Enabling works the first time and the third.
    program(
        bin,
        "systemctl",
        "echo \"$@\" >> "
            + calls
            + "\ncase $2 in enable) echo >> "
            + tries
            + "; [ $(wc -l < "
            + tries
            + ") -ne 2 ];; esac");
    Shell shell = withPrograms(scene.shell(), bin);
    shell
        .run("schedule", "install", "--daily", "--yes", "--for", "systemd", "--program", PROGRAM)
        .ends(Exit.OK);
    Path units = shell.home().resolve(".config/systemd/user");
    byte[] timer = Files.readAllBytes(units.resolve("palimpsest.timer"));
    byte[] service = Files.readAllBytes(units.resolve("palimpsest.service"));
    Run run =
        shell
            .run(
                "schedule",
                "install",
                "--at",
                "23:05",
                "--yes",
                "--for",
                "systemd",
                "--program",
                PROGRAM)
            .ends(Exit.USAGE);
    assertThat(run.err()).contains("systemctl refused");
    assertThat(units.resolve("palimpsest.timer")).hasBinaryContent(timer);
    assertThat(units.resolve("palimpsest.service")).hasBinaryContent(service);
    assertThat(Files.readAllLines(calls))
        .endsWith(
            "--user enable --now palimpsest.timer",
            "--user daemon-reload",
            "--user enable --now palimpsest.timer");
    assertThat(tries).content().hasLineCount(3);
    assertThat(shell.run("runs").ends(Exit.OK).out()).contains("schedule: every day at 07:00");
  }

  /** Installed, then called by the shell as cron would: the line does what it says. */
  @Test
  void theCrontabLineRunsForReal(Scene scene) throws Exception {
    Path bin = scene.folder().resolve("bin");
    Path table = scene.folder().resolve("table");
    Files.writeString(table, "# mine\n5 4 * * * true");
    program(
        bin,
        "crontab",
        "case $1 in -l) cat "
            + table
            + ";; -) cat > "
            + table
            + ".new; mv "
            + table
            + ".new "
            + table
            + ";; esac");
    Path command = bin.resolve("a palimpsest, 100%");
    program(
        bin,
        "a palimpsest, 100%",
        "exec "
            + System.getProperty("java.home")
            + "/bin/java -cp '"
            + System.getProperty("java.class.path")
            + "' org.palimpsest.cli.Main \"$@\"");
    Shell shell = withPrograms(scene.shell(), bin);
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + scene.story().imacAfter() + "\"\ndevice = \"imac\"\n");
    // Long ago, so that a run is due by the clock of any machine.
    shell
        .at(Instant.parse("2020-01-01T00:00:00Z"))
        .run("schedule", "install", "--at", "06:30", "--yes", "--for", "cron", "--program", command)
        .ends(Exit.OK);
    List<String> lines = Files.readAllLines(table);
    assertThat(lines.subList(0, 2)).containsExactly("# mine", "5 4 * * * true");
    if (has("crontab") && Files.exists(Path.of("/usr/sbin/cron"))) {
      Process syntax =
          new ProcessBuilder("crontab", "-n", table.toString()).redirectErrorStream(true).start();
      String said = new String(syntax.getInputStream().readAllBytes(), UTF_8);
      assertThat(syntax.waitFor()).as(said).isZero();
    }
    String line = lines.get(4);
    assertThat(line).startsWith("30 * * * * PALIMPSEST_HOME=").endsWith(" --if-due");
    String asCronReadsIt = line.substring("30 * * * * ".length()).replace("\\%", "%");
    Process run =
        new ProcessBuilder("/bin/sh", "-c", asCronReadsIt).redirectErrorStream(true).start();
    String said = new String(run.getInputStream().readAllBytes(), UTF_8);
    // By the clock of the machine the other snapshots of the story are overdue, or not yet.
    assertThat(run.waitFor()).as(said).isLessThanOrEqualTo(Exit.FINDINGS);
    Instant now = Clock.systemUTC().instant();
    Run runs = shell.at(now.plusSeconds(60)).run("runs", "--since", "2020-01-01", "--json");
    assertThat(runs.json().path("runs")).hasSize(1);
    assertThat(runs.json().path("runs").get(0).path("exit").asInt(-1))
        .isBetween(Exit.OK, Exit.FINDINGS);
    shell.run("schedule", "remove", "--for", "cron").ends(Exit.OK);
    assertThat(table).hasContent("# mine\n5 4 * * * true");
  }

  private static final String BEGIN =
      "# palimpsest begin (take it out with: palimpsest schedule remove)\n";
  private static final String END = "# palimpsest end\n";

  /** A crontab program that keeps its table in a file, and calls out at each listing. */
  private static Shell withCrontab(Scene scene, Path table, String complaint) throws IOException {
    Path bin = scene.folder().resolve("bin");
    program(
        bin,
        "crontab",
        "case $1 in -l) "
            + complaint
            + "; cat "
            + table
            + ";; -) cat > "
            + table
            + ".new; mv "
            + table
            + ".new "
            + table
            + ";; esac");
    return withPrograms(scene.shell(), bin);
  }

  private static Run installForCron(Shell shell) {
    return shell.run("schedule", "install", "--yes", "--for", "cron", "--program", PROGRAM);
  }

  @Test
  void aCrontabKeepsEveryByte(Scene scene) throws IOException {
    Path table = scene.folder().resolve("table");
    byte[] mine = ("# gr\u00fc\u00dfe\n" + "0 4 * * * true\n".repeat(10_000)).getBytes(ISO_8859_1);
    Files.write(table, mine);
    Shell shell = withCrontab(scene, table, "echo 'crontab: a word of warning' >&2");
    installForCron(shell).ends(Exit.OK);
    installForCron(shell).ends(Exit.OK);
    byte[] with = Files.readAllBytes(table);
    assertThat(with).startsWith(mine);
    String block = new String(with, mine.length, with.length - mine.length, UTF_8);
    assertThat(block).startsWith(BEGIN).endsWith(END).hasLineCount(4);
    shell.run("schedule", "remove", "--for", "cron").ends(Exit.OK);
    assertThat(table).hasBinaryContent(mine);
  }

  @Test
  void aMachineWithoutACrontabGetsOne(Scene scene) throws IOException {
    Path table = scene.folder().resolve("table");
    Shell shell =
        withCrontab(
            scene, table, "[ -e " + table + " ] || { echo 'No crontab for me' >&2; exit 1; }");
    installForCron(shell).ends(Exit.OK);
    assertThat(table).content().startsWith(BEGIN).endsWith(END);
  }

  @ParameterizedTest
  @CsvSource({
    "echo crontab: tmp: Input/output error >&2; exit 1, (exit 1)",
    "exit 3, (exit 3)",
    "head -c 16777300 /dev/zero, larger than 16 MiB",
    "head -c 17777300 /dev/zero || exit 1, larger than 16 MiB"
  })
  void aCrontabThatCannotBeReadIsLeftAsItIs(String listing, String why, Scene scene)
      throws IOException {
    Path table = scene.folder().resolve("table");
    Files.writeString(table, "5 4 * * * true\n" + BEGIN + "1 * * * * x\n" + END);
    Shell shell = withCrontab(scene, table, listing);
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(installForCron(shell).ends(Exit.USAGE).err()).contains(why, "it was left as it is");
    assertThat(shell.run("schedule", "remove", "--for", "cron").refuses(Exit.USAGE).err())
        .contains("it was left as it is");
    before.isStillTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "e", "eb", "bbe", "bee", "bebe"})
  void aCrontabWithMarksAmissIsLeftAsItIs(String marks, Scene scene) throws IOException {
    Path table = scene.folder().resolve("table");
    String lines =
        marks
            .chars()
            .mapToObj(mark -> (mark == 'b' ? BEGIN : END) + "5 4 * * * true\n")
            .collect(Collectors.joining());
    Files.writeString(table, "# mine\n" + lines);
    Shell shell = withCrontab(scene, table, ":");
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(installForCron(shell).ends(Exit.USAGE).err()).contains("marks", "crontab -e");
    assertThat(shell.run("schedule", "remove", "--for", "cron").refuses(Exit.USAGE).err())
        .contains("marks", "crontab -e");
    before.isStillTrue();
  }

  @Test
  void aRunThatIsNotDueDoesNothing(Scene scene) throws IOException {
    Shell shell = scene.shell().at(Story.SECOND.plus(Duration.ofHours(1)));
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + scene.story().imacAfter() + "\"\ndevice = \"imac\"\n");
    shell.run("run", "--if-due").ends(Exit.OK);
    assertThat(shell.run("run", "--if-due").ends(Exit.OK).out()).isEqualTo("no run is due\n");
    Shell nextDay = shell.at(Story.SECOND.plus(Duration.ofDays(1)));
    assertThat(nextDay.run("run", "--if-due").ends(Exit.OK).out()).contains("complete");
  }

  @Test
  void aRunIsDueAgainWhenTheClockIsRightAgain(Scene scene) throws IOException {
    Shell shell = scene.shell().at(Story.SECOND.plus(Duration.ofDays(1000)));
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + scene.story().imacAfter() + "\"\ndevice = \"imac\"\n");
    assertThat(shell.run("run", "--if-due").out()).contains("1 of 1 source complete");
    shell.at(Story.SECOND.plus(Duration.ofHours(1)));
    assertThat(shell.run("run", "--if-due").out()).contains("1 of 1 source complete");
    assertThat(shell.run("run", "--if-due").ends(Exit.OK).out()).isEqualTo("no run is due\n");
  }

  @Test
  void keysWithAPassphraseNeedItsFile(Scene scene) throws IOException {
    Path file = Files.writeString(folder.resolve("p"), "a passphrase\n");
    Shell shell = new Shell(folder);
    shell.run("init", "--passphrase-file", file).ends(Exit.OK);
    assertThat(shell.run("schedule", "install", "--yes", "--program", PROGRAM).refuses(2).err())
        .contains("nobody is there to type it", "--passphrase-file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"launchd", "systemd", "cron", "taskscheduler"})
  void aControlCharacterReachesNoScheduler(String scheduler, Scene scene) throws IOException {
    String broken = "/a\n* * * * * touch /tmp/x\u001b";
    Tree.Picture before = Tree.picture(scene.folder());
    for (String option :
        List.of("--vault", "--passphrase-file", "--pin-file", "--key-file", "--program")) {
      String[] words =
          option.equals("--program")
              ? new String[] {"schedule", "print", "--for", scheduler, option, broken}
              : new String[] {
                "schedule", "print", "--for", scheduler, "--program", PROGRAM, option, broken
              };
      scene.run((Object[]) words).refuses(Exit.USAGE);
    }
    scene
        .shell()
        .with(Map.of("PALIMPSEST_HOME", broken))
        .run("schedule", "print", "--for", scheduler, "--program", PROGRAM)
        .refuses(Exit.USAGE);
    before.isStillTrue();
    for (String escaped : List.of("\\n", "\\u0000", "\\u001b")) {
      Files.writeString(
          scene.shell().keys().resolve("config.toml"),
          "[[source]]\npath = \"/a" + escaped + "b\"\ndevice = \"mac\"\n");
      scene.run("schedule", "print", "--for", scheduler, "--program", PROGRAM).refuses(Exit.USAGE);
    }
  }

  @Test
  void whatOpensKeysAndVaultIsInTheCommand(Scene scene) throws IOException {
    Path table = scene.folder().resolve("table");
    Path here = Path.of("").toAbsolutePath();
    Files.createFile(table);
    withCrontab(scene, table, ":")
        .with(Map.of("PALIMPSEST_PASSPHRASE_FILE", "some/../p", "PALIMPSEST_PIN_FILE", "pin"))
        .run("schedule", "install", "--yes", "--for", "cron", "--program", PROGRAM)
        .ends(Exit.OK);
    assertThat(table)
        .content()
        .contains(" --passphrase-file " + here.resolve("p") + " --pin-file " + here.resolve("pin"));
    String printed =
        scene
            .run(
                "schedule",
                "print",
                "--for",
                "cron",
                "--program",
                PROGRAM,
                "--pin-file",
                "/p/pin",
                "--key-file",
                "key")
            .ends(Exit.OK)
            .out();
    assertThat(printed).contains(" --pin-file /p/pin --key-file " + here.resolve("key"));
  }

  @Test
  void aSealingKeyOnATokenNeedsThePinFile(Scene scene) throws IOException {
    Path table = scene.folder().resolve("table");
    Files.createFile(table);
    Shell shell = withCrontab(scene, table, ":");
    String uri = "pkcs11:slot-id=1?module-path=/nowhere.so\n";
    Files.writeString(shell.keys().resolve("keys/seal.p11"), uri);
    Files.delete(shell.keys().resolve("keys/seal.p12"));
    Path sums = shell.keys().resolve("keys/SHA256SUMS");
    String ours = Sha256.of(uri.getBytes(UTF_8)).hex() + "  seal.p11\n";
    Files.writeString(
        sums, Files.readString(sums).replaceFirst("[0-9a-f]{64}  seal\\.p12\n", ours));
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(installForCron(shell).refuses(Exit.USAGE).err()).contains("token", "--pin-file F");
    before.isStillTrue();
    shell
        .run(
            "schedule",
            "install",
            "--yes",
            "--for",
            "cron",
            "--program",
            PROGRAM,
            "--pin-file",
            "/p/pin")
        .ends(Exit.OK);
    assertThat(table).content().contains(" --pin-file /p/pin ");
  }

  @Test
  void aTaskOfWindowsIsNotInstalledForKeysThatItWouldNotFind(Scene scene) throws IOException {
    Path bin = scene.folder().resolve("bin");
    program(bin, "schtasks", "exit 0");
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(
            withPrograms(scene.shell(), bin)
                .run("schedule", "install", "--yes", "--for", "taskscheduler", "--program", PROGRAM)
                .refuses(Exit.USAGE)
                .err())
        .contains("PALIMPSEST_HOME");
    before.isStillTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule",
        "schedule frobnicate",
        "schedule print --for fcron",
        "schedule print --at 25:00 --program /x",
        "schedule print --weekly someday --program /x",
        "schedule print --daily --weekly monday --program /x",
        "schedule print",
        "runs --since yesterday",
        "runs --since 2026-11-20 --until 2026-11-01",
        "run --fail-on grave"
      })
  void badUsageChangesNothing(String line, Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    scene.run((Object[]) line.split(" ")).refuses(Exit.USAGE);
    before.isStillTrue();
  }

  /** Units that cannot open the vault are not handed out as if they could. */
  @Test
  void printedUnitsThatCannotWorkAreSaidNotTo(Scene scene) throws IOException {
    Path passphrase = Files.writeString(scene.folder().resolve("p"), "horse battery\n");
    Shell shell = new Shell(scene.folder().resolve("sealed"));
    shell.run("init", "--encrypt", "--passphrase-file", passphrase).ends(Exit.OK);
    Object[] print = {"schedule", "print", "--for", "cron", "--program", PROGRAM};
    assertThat(shell.run(print).ends(Exit.OK).err())
        .contains("these units cannot work yet: ", "--passphrase-file F");
    assertThat(
            shell
                .run(
                    "schedule",
                    "print",
                    "--for",
                    "cron",
                    "--program",
                    PROGRAM,
                    "--passphrase-file",
                    passphrase)
                .ends(Exit.OK)
                .err())
        .doesNotContain("cannot work");
    assertThat(scene.run(print).ends(Exit.OK).err()).doesNotContain("cannot work");
  }

  /** Started from a checkout or installed, the command that is called is the one that calls. */
  @Test
  void everyLauncherSaysWhereItLies() throws IOException {
    for (String launcher : List.of("../palimpsest", "../packaging/launcher.sh")) {
      assertThat(Path.of(launcher)).content().contains("-Dpalimpsest.launcher=\"$");
    }
  }
}
