package org.palimpsest.cli;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.testdata.World;

/**
 * The journeys of the user guide, typed as the guide says and answered as the guide shows. With
 * {@code -Dpalimpsest.golden=true} the answers are written into the guide.
 */
@ExtendWith(Scenes.class)
final class GuideTest {

  private static final Path GUIDE = Path.of("..", "docs", "guide.md");
  private static final Pattern BLOCK =
      Pattern.compile("<!-- journey ([a-z0-9-]+) -->\n```text\n(.*?)```\n", Pattern.DOTALL);
  private static final Instant MORNING = Instant.parse("2026-11-12T19:00:00Z");
  private static final Instant AFTER = Instant.parse("2026-11-19T19:00:00Z");

  private final Map<String, String> shown = new TreeMap<>();
  private List<String> hidden = List.of();
  private final List<String> unplayed = new ArrayList<>();

  private static String blank(String text) {
    return text.replaceAll("[0-9a-f]{64}", "…")
        .replaceAll("\\b[0-9a-f]{12}\\b", "0123456789ab")
        .replaceAll("PR-[0-9]{8}-[0-9a-f]{8}", "PR-…")
        .replaceAll("(?m)^  [a-z]+(-[a-z]+){4,}.*$", "  (words)")
        .replaceAll("(?m)^  ([0-9a-f]{2,4}[ :]?){8,}$", "  (digits)")
        .replaceAll("palimpsest [0-9.]+ on Java [^\\n]*", "palimpsest 0.1.0 on Java 17, macOS")
        .replaceAll("[0-9.]+ [kMGT]B free", "212.4 GB free")
        .replaceAll("can read your Messages.*", "can read your Messages: it has Full Disk Access")
        .replaceAll(", and the next snapshots may need [^\\n]*", "")
        .replaceAll("(chat.db|iMac|mac-folder at [^:]*): [0-9.]+ [kM]B", "$1: 1.2 MB");
  }

  /** The home of the program and the name of the system, as a Mac would say them. */
  private static Run onAMac(Supplier<Run> typing) {
    Map<String, String> there =
        Map.of(
            "os.name",
            "Mac OS X",
            "palimpsest.launcher",
            "/Applications/palimpsest.app/Contents/MacOS/palimpsest");
    Map<String, String> here = new TreeMap<>();
    there.forEach((name, value) -> here.put(name, System.getProperty(name, "")));
    there.forEach(System::setProperty);
    try {
      return typing.get();
    } finally {
      here.forEach(System::setProperty);
    }
  }

  /** A page as it is read aloud: without its marks, a row of a table on a line. */
  private void open(String name, String file, String page) {
    String text =
        page.replaceAll("(?s)<head>.*?</head>|<a[^>]*class=\"skip\".*?</a>", "")
            .replaceAll("\\s*</t[hd]>\\s*<t[hd][^>]*>\\s*", "  ")
            .replaceAll("<li>", "- ")
            .replaceAll("</(tr|caption|h1|h2|p|li)>", "\n")
            .replaceAll("<[^>]*>", "")
            .replace("&amp;", "&")
            .replaceAll("(?m)^[ \n]*\n|[ ]+$", "");
    shown.merge(name, "$ open " + file + "\n" + blank(text), (a, b) -> a + "\n" + b);
  }

  private Run type(String name, Shell shell, String typed) {
    return show(name, shell, typed, shell.run((Object[]) words(typed, shell)));
  }

  private Run show(String name, Shell shell, String typed, Run run) {
    String line = typed;
    String said = run.out() + run.err();
    for (String file : List.of("ci", "torn", "cut", "nowhere", "BackupA", "wrong.txt", "locked")) {
      line = line.replace(shell.home().resolveSibling(file).toString(), file);
    }
    for (String path : hidden) {
      said = said.replace(path, "/Users/ann");
    }
    shown.merge(
        name, "$ palimpsest " + line + "\n" + blank(said) + exit(run), (a, b) -> a + "\n" + b);
    return run;
  }

  private static String exit(Run run) {
    return run.exit() == 0 ? "" : "(exit " + run.exit() + ")\n";
  }

  private static String[] words(String line, Shell shell) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ")) {
      words.add(word.startsWith("~/") ? shell.home() + word.substring(1) : word);
    }
    return words.toArray(String[]::new);
  }

  private static void library(Path from, Shell shell) throws IOException {
    Path library = shell.home().resolve("Library");
    if (Files.exists(library)) {
      Tree.delete(library);
    }
    Tree.copy(from, Files.createDirectories(library.getParent()).resolve("Library"));
  }

  @Test
  void everyJourneyIsAsTheGuideShowsIt(Scene scene) throws IOException {
    Path root = scene.folder().resolve("guide");
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path launchctl = Files.writeString(bin.resolve("launchctl"), "#!/bin/sh\nexit 0\n");
    assertThat(launchctl.toFile().setExecutable(true)).isTrue();
    Shell shell =
        new Shell(root)
            .at(MORNING)
            .without("PALIMPSEST_VAULT")
            .with(Map.of("PATH", bin + ":/usr/bin:/bin"));
    hidden = List.of(shell.home().toString(), root.toString());
    library(scene.story().imacBefore(), shell);

    type("1", shell, "doctor").ends(Exit.OK);

    Run init = type("2", shell, "init ~/Archive").ends(Exit.OK);
    assertThat(init.out()).contains("Write this fingerprint down");
    Run schedule = onAMac(() -> type("2", shell, "schedule install --daily --yes"));
    assertThat(schedule.ends(Exit.OK).out()).contains("StartCalendarInterval");
    type("2", shell.at(MORNING.plus(Duration.ofHours(12))), "run").ends(Exit.OK);

    library(scene.story().imacAfter(), shell);
    Run lost = type("3", shell.at(AFTER), "diff latest --now").ends(Exit.FINDINGS);
    assertThat(lost.out()).contains("do this first: ");

    Run night = type("4", shell.at(AFTER.plus(Duration.ofHours(12))), "run").ends(Exit.FINDINGS);
    assertThat(night.out()).contains("report: 2026-11-20-mac");
    Path reports = shell.home().resolve("Archive-reports");
    assertThat(reports.resolve("index.html"))
        .content()
        .contains("■ act now", "absent", "<html lang=\"en\">", "device-mac.html");
    for (String page : List.of("index.html", "device-mac.html")) {
      open("4", "~/Archive-reports/" + page, Files.readString(reports.resolve(page)));
    }

    Run timeline = type("4", shell, "show latest~1 --thread +15550100 --timeline").ends(Exit.OK);
    assertThat(timeline.out()).contains("17 messages", "not there");

    Run audit = type("10", shell, "runs --since 2026-01-01").ends(Exit.FINDINGS);
    assertThat(audit.out()).contains("absent", "INTACT");

    Path here = Files.createDirectories(root.resolve("ci"));
    Run pipeline =
        type(
            "11",
            shell,
            "diff latest~1 latest --format sarif,junit --fail-on high --format-dir " + here);
    pipeline.ends(Exit.FINDINGS);
    assertThat(here.resolve("palimpsest.sarif")).content().contains("\"baselineState\":\"absent\"");
    assertThat(here.resolve("palimpsest-junit.xml")).content().contains("<failure type=\"high\"");

    Path torn = Files.createDirectories(root.resolve("torn"));
    Files.write(torn.resolve("chat.db"), new byte[4096]);
    type("15", shell, "snapshot " + torn + " --device torn").ends(Exit.INCOMPLETE);
    Path cut = root.resolve("cut");
    Tree.copy(scene.story().imacQuit().resolve("Messages"), cut);
    try (FileChannel database = FileChannel.open(cut.resolve("chat.db"), WRITE)) {
      database.truncate(database.size() / 2);
    }
    type("15", shell, "snapshot " + cut + " --device cut").ends(Exit.INCOMPLETE);
    Path wrong = Files.writeString(root.resolve("wrong.txt"), "battery staple\n");
    type("15", shell, "snapshot " + backup(root) + " --device phone --password-file " + wrong)
        .refuses(3);
    type("15", shell, "snapshot " + root.resolve("nowhere") + " --device x").refuses(3);
    Path locked = Tree.copy(scene.story().imacQuit().resolve("Messages"), root.resolve("locked"));
    Files.setPosixFilePermissions(locked.resolve("chat.db"), Set.of());
    Outsider.type(
            shell,
            "snapshot",
            locked,
            "--device",
            "mac",
            "--vault",
            shell.home().resolve("Archive"))
        .ifPresentOrElse(
            run -> {
              show("15", shell, "snapshot " + locked + " --device mac", run.refuses(3));
            },
            () -> unplayed.add("there is no permission"));
    type("15", shell, "snapshto").refuses(Exit.USAGE);

    compare();
  }

  /** An encrypted backup of a phone, whose password is another one. */
  private static Path backup(Path root) throws IOException {
    Path folder = root.resolve("BackupA");
    try (World world = new World(root.resolve("world"), 1, MORNING.minus(Duration.ofDays(2)))) {
      Device phone = world.device("phone", Generation.MACOS_26, true);
      Person ben = new Person("Ben", "+15550117");
      world.receive(world.conversation(ben), ben, "figures");
      world.sync();
      new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), world.now())
          .messages(phone, root)
          .encrypted("correct horse")
          .rounds(10, 10)
          .write(folder);
    }
    return folder;
  }

  private void compare() throws IOException {
    String guide = Files.readString(GUIDE);
    StringBuilder made = new StringBuilder();
    Matcher block = BLOCK.matcher(guide);
    List<String> seen = new ArrayList<>();
    while (block.find()) {
      String name = block.group(1);
      seen.add(name);
      String right =
          "<!-- journey " + name + " -->\n```text\n" + shown.getOrDefault(name, "") + "```\n";
      block.appendReplacement(made, Matcher.quoteReplacement(right));
    }
    block.appendTail(made);
    if (Boolean.getBoolean("palimpsest.golden")) {
      Files.writeString(GUIDE, made.toString());
    }
    assertThat(seen).containsExactlyElementsOf(List.of("1", "2", "3", "4", "10", "11", "15"));
    assumeTrue(unplayed.isEmpty(), "what this machine cannot play: " + unplayed);
    assertThat(made.toString()).isEqualTo(guide);
  }
}
