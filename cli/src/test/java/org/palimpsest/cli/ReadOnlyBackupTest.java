package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.testdata.World;

/** The folder of a backup is read and nothing else: neither its bytes nor its times change. */
class ReadOnlyBackupTest {

  private static final Instant AT = Instant.parse("2026-11-09T08:00:00Z");

  @TempDir Path folder;
  private Path backup;
  private Path secret;

  @BeforeEach
  void forge() throws Exception {
    Person ben = new Person("Ben", "+15550117");
    try (World world = new World(folder.resolve("world"), 1, AT.minus(Duration.ofDays(2)))) {
      Device device = world.device("phone", Generation.MACOS_26, true);
      Conversation talk = world.conversation(ben);
      world.receive(talk, ben, "hello");
      world.file(talk, ben, "letter.txt", "a letter".getBytes(StandardCharsets.UTF_8));
      world.sync();
      world.at(AT);
      backup =
          new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), world.now())
              .messages(device, folder)
              .encrypted("correct horse")
              .rounds(10, 10)
              .write(folder.resolve("backups"));
    }
    secret = Files.writeString(folder.resolve("secret"), "correct horse\n");
  }

  /** What reads a backup, in the order in which a person would. */
  private List<List<String>> verbs() {
    String path = backup.toString();
    String file = secret.toString();
    return List.of(
        List.of("sources", path),
        List.of("check", path, "--password-file", file),
        List.of("snapshot", path, "--password-file", file, "--scope", "all"),
        List.of("snapshot", path, "--password-file", file, "--reread"),
        List.of("verify", "--deep"));
  }

  @Test
  void nothingOfItChanges() throws Exception {
    Shell shell = new Shell(folder);
    shell.run("init").ends(Exit.OK);
    Tree.Picture before = Tree.picture(backup);
    for (List<String> verb : verbs()) {
      assertThat(shell.run(verb.toArray()).exit()).as(verb.get(0)).isIn(Exit.OK, Exit.FINDINGS);
      before.isStillTrue();
    }
  }

  /** On a mount that refuses every write, all of it works as anywhere else. */
  @Test
  void aReadOnlyCopyIsEnough() throws Exception {
    String mount = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";
    List<String> readOnly = List.of("unshare", "-m", "sh", "-c", mount, backup.toString());
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/unshare"))
            && ends(readOnly, List.of("true")) == 0
            && ends(readOnly, List.of("touch", backup.resolve("x").toString())) != 0,
        "a read-only mount needs rights that this user has not");
    assertThat(backup.resolve("x")).doesNotExist();
    List<List<String>> verbs = new ArrayList<>();
    verbs.add(List.of("init"));
    verbs.addAll(verbs());
    for (List<String> verb : verbs) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.add(Main.class.getName());
      command.addAll(verb);
      assertThat(ends(readOnly, command)).as(verb.get(0)).isIn(Exit.OK, Exit.FINDINGS);
    }
  }

  private int ends(List<String> before, List<String> command) throws Exception {
    List<String> all = new ArrayList<>(before);
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder
        .environment()
        .putAll(
            Map.of(
                "LC_ALL",
                "C.UTF-8",
                "PALIMPSEST_HOME",
                folder.resolve("home").toString(),
                "PALIMPSEST_VAULT",
                folder.resolve("vault-of-a-copy").toString()));
    Process process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
