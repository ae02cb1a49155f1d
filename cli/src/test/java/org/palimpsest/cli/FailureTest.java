package org.palimpsest.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.World;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultLock;

/** Bad input: one sentence of cause, one of remedy, the right code, and the vault as it was. */
class FailureTest {

  private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");

  @TempDir static Path begun;

  @TempDir Path folder;

  private Shell shell = new Shell(Path.of("."));
  private Path store = Path.of(".");

  @BeforeAll
  static void begin() throws Exception {
    Shell first = new Shell(begun);
    first.run("init").ends(Exit.OK);
    try (World world = new World(begun.resolve("world"), 1, START)) {
      Device device = world.device("mac", Generation.MACOS_26, true);
      Person ben = new Person("Ben", "+15550117");
      for (int i = 0; i < 5; i++) {
        world.receive(world.conversation(ben), ben, "hello " + i);
      }
      device.store().copyTo(begun.resolve("copy"));
    }
    first.run("snapshot", begun.resolve("copy").resolve("Messages"), "--device", "mac");
  }

  @BeforeEach
  void copy() throws Exception {
    Tree.copy(begun, folder);
    shell = new Shell(folder);
    store = folder.resolve("copy").resolve("Messages");
    assertEquals(1, shell.run("snapshots", "--json").json().path("snapshots").size());
  }

  /** Makes a source that cannot be read. */
  private interface Bad {
    Path make(Path folder, Path good) throws Exception;
  }

  record Named(String name, Bad bad) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> badSources() {
    return Stream.of(
        new Named("nothing there", (folder, good) -> folder.resolve("none")),
        new Named("a folder without a store", (f, g) -> Files.createDirectories(f.resolve("e"))),
        new Named("an empty file", (f, g) -> bytes(f, new byte[0])),
        new Named("a text file", (f, g) -> bytes(f, text("I am no database\n".repeat(100)))),
        new Named("random bytes, as of an encrypted database", FailureTest::encrypted),
        new Named("a truncated database", FailureTest::truncated),
        new Named("a header alone", (f, g) -> bytes(f, header(g))),
        new Named("a database without messages", (f, g) -> sql(f, "CREATE TABLE t (a)")),
        new Named("a restored store with nothing in it", FailureTest::restoredEmpty),
        new Named("an iPhone backup", FailureTest::backup));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Path bytes(Path folder, byte[] bytes) throws IOException {
    Path bad = Files.createDirectories(folder.resolve("bad"));
    Files.write(bad.resolve("chat.db"), bytes);
    return bad;
  }

  private static Path encrypted(Path folder, Path good) throws IOException {
    byte[] bytes = new byte[65_536];
    new Random(1).nextBytes(bytes);
    return bytes(folder, bytes);
  }

  private static byte[] header(Path good) throws IOException {
    return java.util.Arrays.copyOf(Files.readAllBytes(good.resolve("chat.db")), 100);
  }

  private static Path sql(Path folder, String... statements) throws Exception {
    Path bad = Files.createDirectories(folder.resolve("bad"));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + bad.resolve("chat.db"));
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
    return bad;
  }

  private static Path truncated(Path folder, Path good) throws Exception {
    Path bad =
        sql(
            folder,
            "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, filler BLOB)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                + " INSERT INTO message SELECT i, 'g' || i, randomblob(400) FROM n");
    byte[] bytes = Files.readAllBytes(bad.resolve("chat.db"));
    Files.write(bad.resolve("chat.db"), java.util.Arrays.copyOf(bytes, bytes.length / 2 + 17));
    return bad;
  }

  private static Path restoredEmpty(Path folder, Path good) throws Exception {
    try (World world = new World(folder.resolve("empty-world"), 1, START)) {
      world.device("mac", Generation.MACOS_26, true).store().copyTo(folder.resolve("empty"));
    }
    return folder.resolve("empty").resolve("Messages");
  }

  private static Path backup(Path folder, Path good) throws IOException {
    Path bad = Files.createDirectories(folder.resolve("bad"));
    Files.write(bad.resolve("Manifest.db"), new byte[10]);
    return bad;
  }

  private void refused(Shell.Run run, int exit, Map<String, String> before) throws Exception {
    run.refuses(exit);
    assertEquals("", run.out());
    assertEquals(1, run.causes().size(), run.err());
    assertEquals(1, run.hints().size(), run.err());
    for (String line : run.err().lines().toList()) {
      String said = line.substring(line.indexOf(": ") + 2);
      assertTrue(said.length() > 10, said);
      assertFalse(said.endsWith("."), said);
      assertFalse(said.contains("Exception"), said);
      assertFalse(said.contains("null"), said);
    }
    assertEquals(before, Tree.of(shell.vault()), "the vault is as it was");
  }

  @ParameterizedTest
  @MethodSource("badSources")
  void aSourceThatCannotBeReadIsSaidAndNothingIsWritten(Named named) throws Exception {
    Path bad = named.bad().make(folder, store);
    Map<String, String> before = Tree.of(shell.vault());
    Map<String, String> source = Tree.of(bad);
    refused(shell.run("snapshot", bad, "--device", "mac"), Exit.INCOMPLETE, before);
    refused(shell.run("check", bad, "--device", "mac"), Exit.INCOMPLETE, before);
    refused(shell.run("diff", "latest", "--now", bad), Exit.INCOMPLETE, before);
    assertEquals(source, Tree.of(bad), "the source is as it was");
    shell.run("snapshot", bad, "--device", "mac", "--json").refusesInJson(Exit.INCOMPLETE);
    shell.run("check", bad, "--json").refusesInJson(Exit.INCOMPLETE);
    shell.run("diff", "latest", "--now", bad, "--json").refusesInJson(Exit.INCOMPLETE);
    assertEquals(before, Tree.of(shell.vault()), "the vault is as it was");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate",
        "snapshot --frobnicate",
        "diff",
        "diff zzzz",
        "diff latest latest",
        "diff nobody:latest",
        "diff latest~7",
        "report latest latest --out x",
        "report latest",
        "diff latest --fail-on purple",
        "snapshot . --device a/b",
        "verify no-such-file",
        "extract zzzz --out x",
        "custody show 99",
        "custody show x",
        "verify --known-checkpoint no-such-file",
        "verify --trust no-such-file build.xml"
      })
  void badUsageIsTwo(String words) throws Exception {
    Map<String, String> before = Tree.of(shell.vault());
    refused(shell.run((Object[]) words.split(" ")), Exit.USAGE, before);
  }

  @Test
  void aFolderWithoutPermissionIsSaid() throws Exception {
    Path locked = Files.createDirectories(folder.resolve("locked"));
    Files.copy(store.resolve("chat.db"), locked.resolve("chat.db"));
    assumeTrue(locked.toFile().setReadable(false) && locked.toFile().setExecutable(false));
    Map<String, String> before = Tree.of(shell.vault());
    try {
      Shell.Run run = Outsider.type(shell, "snapshot", locked, "--device", "mac").orElse(null);
      assumeTrue(run != null, "this user may read everything");
      refused(java.util.Objects.requireNonNull(run), Exit.INCOMPLETE, before);
    } finally {
      locked.toFile().setReadable(true);
      locked.toFile().setExecutable(true);
    }
  }

  @Test
  void aLockedVaultIsFive() throws Exception {
    try (VaultLock lock = VaultLock.take(Vault.open(shell.vault()), "another run")) {
      org.junit.jupiter.api.Assertions.assertNotNull(lock);
      Shell.Run run = shell.run("snapshot", store, "--device", "mac");
      assertEquals(Exit.LOCKED, run.exit());
      assertEquals(1, run.causes().size());
    }
    assertEquals(0, shell.run("snapshot", store, "--device", "mac").exit());
  }

  @Test
  void theReportsFolderIsNotTouchedWhenItHoldsSomethingElse() throws Exception {
    Path out = Files.createDirectories(folder.resolve("documents"));
    Files.writeString(out.resolve("mine.txt"), "mine");
    Shell.Run second =
        shell.at(Instant.parse("2026-11-28T12:00:00Z")).run("snapshot", store, "--device", "mac");
    assertEquals(0, second.exit());
    Map<String, String> files = Tree.of(out);
    Map<String, String> vault = Tree.of(shell.vault());
    refused(shell.run("report", "latest~1", "latest", "--out", out), Exit.USAGE, vault);
    assertEquals(files, Tree.of(out));
  }

  @Test
  void keysThatAreNotThisVaultsAreRefused() throws Exception {
    Map<String, String> before = Tree.of(shell.vault());
    Path keys = folder.resolve("keys");
    Files.move(keys, folder.resolve("put-away"));
    refused(shell.run("snapshot", store, "--device", "mac"), Exit.USAGE, before);
    Shell other = new Shell(folder.resolve("other"));
    assertEquals(0, other.run("init").exit());
    Files.move(folder.resolve("other").resolve("keys"), keys);
    Shell.Run run = shell.run("snapshot", store, "--device", "mac");
    assertEquals(Exit.USAGE, run.exit(), run.err());
    assertEquals(before, Tree.of(shell.vault()));
  }

  @Test
  void aReportThatIsNoneIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("x.txt"), "hello");
    assertEquals(Exit.USAGE, shell.run("verify", file).exit());
    Path json = Files.writeString(folder.resolve("x.json"), "{}");
    assertEquals(Exit.INTEGRITY, shell.run("verify", json).exit());
    Path pdf = Files.writeString(folder.resolve("x.pdf"), "%PDF-1.7\n");
    assertEquals(Exit.INTEGRITY, shell.run("verify", pdf).exit());
    shell.run("verify", "/dev/zero").refuses(Exit.USAGE);
    Path csv = Files.writeString(folder.resolve("messages.csv"), "a,b");
    assertEquals(Exit.USAGE, shell.run("verify", csv).exit());
  }
}
