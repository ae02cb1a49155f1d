package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.report.model.Schemas;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.BackupFault;
import org.palimpsest.testdata.BinaryPlist;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.testdata.World;

/** Backups of a phone, as a person works with them at the command line. */
class BackupVerbsTest {

  private static final Instant MONDAY = Instant.parse("2026-11-09T08:00:00Z");
  private static final Instant FRIDAY = Instant.parse("2026-11-13T08:00:00Z");
  private static final Person MOTHER = new Person("Mother", "+15550100");
  private static final Person BEN = new Person("Ben", "+15550117");

  @TempDir Path folder;
  private Shell shell = new Shell(Path.of("."));
  private World world;
  private Device device;
  private Conversation family;
  private Path secret;
  private Path wrong;

  @BeforeEach
  void prepare() throws Exception {
    shell = new Shell(folder);
    world = new World(folder.resolve("world"), 1, MONDAY.minus(Duration.ofDays(2)));
    device = world.device("phone", Generation.MACOS_26, true);
    family = world.conversation(MOTHER);
    for (int i = 0; i < 5; i++) {
      world.advance(Duration.ofHours(1));
      world.receive(family, MOTHER, "letter " + i);
      world.receive(world.conversation(BEN), BEN, "figures " + i);
    }
    world.file(family, MOTHER, "letter.txt", "a letter".getBytes(StandardCharsets.UTF_8));
    world.sync();
    world.at(MONDAY);
    secret = Files.writeString(folder.resolve("secret"), "correct horse\n");
    wrong = Files.writeString(folder.resolve("wrong"), "battery staple\n");
    shell.run("init").ends(Exit.OK);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** The vault but for the file with which a run keeps others out. */
  private Map<String, String> vault() throws Exception {
    Map<String, String> tree = Tree.of(shell.vault());
    tree.remove("lock");
    return tree;
  }

  private PhoneBackup forge(Phone phone) {
    return new PhoneBackup(BackupEra.MANIFEST_DB, phone, world.now()).messages(device, folder);
  }

  private static void valid(String schema, JsonNode document) {
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                    new String(Schemas.bytes(schema), StandardCharsets.UTF_8), InputFormat.JSON)
                .validate(document.toString(), InputFormat.JSON))
        .isEmpty();
  }

  @Test
  void backupsAreFoundInEveryPlaceWithTheirState() throws Exception {
    List<Path> places =
        List.of(
            shell.home().resolve("Library/Application Support/MobileSync/Backup/a"),
            shell.home().resolve("Apple/MobileSync/Backup/b"),
            shell.home().resolve("AppData/Roaming/Apple Computer/MobileSync/Backup/c"));
    forge(Phone.ofAda()).encrypted("correct horse").write(places.get(0));
    forge(Phone.ofAda()).fault(BackupFault.UPLOADING).write(places.get(1));
    new PhoneBackup(BackupEra.MBDB, Phone.ofAda(), MONDAY).write(places.get(2));
    Files.createDirectories(shell.home().resolve("Apple/MobileSync/Backup/empty"));
    JsonNode found = shell.run("sources", "--json").ends(Exit.OK).json().path("sources");
    assertThat(found).hasSize(3);
    JsonNode first = found.get(0);
    assertThat(first.path("kind").asText()).isEqualTo("iphone-backup");
    assertThat(first.path("readable").asBoolean()).isTrue();
    JsonNode backup = first.path("backup");
    assertThat(backup.path("device").path("name").asText()).isEqualTo("Ada's iPhone");
    assertThat(backup.path("device").path("model").asText()).isEqualTo("iPhone14,2");
    assertThat(backup.path("device").path("version").asText()).isEqualTo("26.1");
    assertThat(backup.path("date").asText()).isEqualTo(MONDAY.toString());
    assertThat(backup.path("encrypted").asBoolean()).isTrue();
    assertThat(backup.path("finished").asBoolean()).isTrue();
    assertThat(backup.path("holdsStore").asBoolean()).isTrue();
    assertThat(found.get(1).path("backup").path("finished").asBoolean()).isFalse();
    assertThat(found.get(1).path("backup").path("encrypted").asBoolean()).isFalse();
    assertThat(found.get(2).path("backup").path("holdsStore").asBoolean()).isFalse();
    assertThat(shell.run("sources").out())
        .contains("Ada's iPhone, iPhone14,2, iOS 26.1", "encrypted, finished", "NOT FINISHED");
    // Any folder can be named: one that holds backups, or a backup itself.
    Path place = shell.home().resolve("Library/Application Support/MobileSync/Backup");
    assertThat(shell.run("sources", place, "--json").json().path("sources")).hasSize(1);
    assertThat(shell.run("sources", places.get(0), "--json").json().path("sources")).hasSize(1);
    shell.run("sources", folder.resolve("nowhere")).refuses(Exit.USAGE);
  }

  @Test
  void aBackupWithAnotherPasswordKeepsNoOtherFromBeingTaken() throws Exception {
    Path locked = forge(Phone.ofAda()).encrypted("staple").write(folder.resolve("locked"));
    Path open = forge(Phone.ofAda()).encrypted("correct horse").write(folder.resolve("open"));
    JsonNode both =
        shell
            .run("snapshot", locked, open, "--password-file", secret, "--json")
            .ends(Exit.INCOMPLETE)
            .json();
    assertThat(both.path("schema").asText()).isEqualTo("palimpsest/snapshots-taken/1");
    assertThat(both.path("snapshots")).hasSize(1);
    assertThat(both.path("snapshots").path(0).path("messages").asLong()).isEqualTo(11);
    assertThat(both.path("errors")).hasSize(1);
    shell.run("verify", "--deep").ends(Exit.OK);
  }

  @Test
  void passwordsComeFromAFileOrACommandAndAWrongOneLeavesNothing() throws Exception {
    Path path = forge(Phone.ofAda()).encrypted("correct horse").write(folder.resolve("backup"));
    Map<String, String> before = vault();
    shell.run("snapshot", path, "--password-file", wrong).refuses(Exit.INCOMPLETE);
    shell.run("snapshot", path).refuses(Exit.INCOMPLETE);
    shell.run("snapshot", path, "--password-file", folder.resolve("no")).refuses(Exit.USAGE);
    shell.run("snapshot", path, "--password-command", "exit 3").refuses(Exit.USAGE);
    shell.run("snapshot", path, "--password-command", "true").refuses(Exit.USAGE);
    shell
        .run("snapshot", path, "--password-file", secret, "--password-command", "echo x")
        .refuses(Exit.USAGE);
    shell.run("snapshot", path, "--scope", "some").refuses(Exit.USAGE);
    assertThat(vault()).isEqualTo(before);
    Map<String, String> backup = Tree.of(path);
    JsonNode taken =
        shell
            .run("snapshot", path, "--password-command", "echo 'correct horse'", "--json")
            .ends(Exit.OK)
            .json();
    valid("snapshot-1", taken);
    assertThat(taken.path("device").asText()).isEqualTo("Adas-iPhone");
    assertThat(taken.path("identity").path("serial").asText()).isEqualTo(Phone.ofAda().serial());
    assertThat(taken.path("asOf").asText()).isEqualTo(MONDAY.toString());
    assertThat(taken.path("messages").asLong()).isEqualTo(11);
    JsonNode digests = taken.path("backup").path("integrity").path("digests");
    assertThat(digests.path("right").asLong()).isEqualTo(2);
    assertThat(digests.path("absent").asLong()).isEqualTo(1);
    assertThat(Tree.of(path)).isEqualTo(backup);
    assertThat(shell.run("snapshot", path, "--password-file", secret).ends(Exit.OK).out())
        .contains("holds  11 messages in 2 threads", "up to", "the digest that the phone wrote")
        .contains("plain  in the vault");
    assertThat(text(shell.vault())).doesNotContain("correct horse");
  }

  private static String text(Path root) throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void aMacAndAPhoneNeverShareALabel() throws Exception {
    Path backup = forge(Phone.ofAda()).seed(1).write(folder.resolve("phone"));
    Path mac = folder.resolve("mac");
    device.store().copyTo(mac);
    Path store = mac.resolve("Messages");
    shell.run("snapshot", backup).ends(Exit.OK);
    assertThat(shell.run("snapshot", store, "--device", "Adas-iPhone").refuses(Exit.USAGE).causes())
        .allMatch(cause -> cause.contains("snapshots of a phone"));
    shell.run("snapshot", store, "--device", "imac").ends(Exit.OK);
    assertThat(shell.run("snapshot", backup, "--device", "imac").refuses(Exit.USAGE).causes())
        .allMatch(cause -> cause.contains("snapshots of a Mac"));
    assertThat(shell.run("snapshots", "--json").json().path("snapshots")).hasSize(2);
  }

  @Test
  void successiveBackupsOfOnePhoneFormOneSeriesAndTwoPhonesTwo() throws Exception {
    Path first = forge(Phone.ofAda()).seed(1).write(folder.resolve("monday"));
    shell.run("snapshot", first).ends(Exit.OK);
    List<String> gone = new ArrayList<>(device.deleteThread(family));
    device.purgeThread(family);
    world.at(FRIDAY);
    world.receive(world.conversation(BEN), BEN, "have a good weekend");
    world.sync();
    Phone renamed =
        new Phone(
            Phone.ofAda().udid(),
            Phone.ofAda().serial(),
            "Another name",
            "iPhone14,2",
            "26.2",
            "x");
    Path second = forge(renamed).seed(2).write(folder.resolve("friday"));
    shell.at(Instant.parse("2026-11-21T12:00:00Z"));
    shell.run("snapshot", second).ends(Exit.OK);
    Phone other = new Phone("f".repeat(40), "OTHER", "Ada's iPhone", "iPhone12,1", "18.1", "y");
    shell.run("snapshot", forge(other).seed(3).write(folder.resolve("other"))).ends(Exit.OK);
    JsonNode all = shell.run("snapshots", "--json").json().path("snapshots");
    assertThat(all)
        .extracting(each -> each.path("device").asText())
        .containsExactlyInAnyOrder("Adas-iPhone", "Adas-iPhone", "Adas-iPhone-ffff");
    shell.run("snapshot", second, "--device", "Adas-iPhone-ffff").refuses(Exit.USAGE);
    JsonNode diff =
        shell
            .run("diff", "Adas-iPhone:latest~1", "Adas-iPhone:latest", "--json")
            .ends(Exit.FINDINGS)
            .json();
    valid("diff-1", diff);
    assertThat(diff.path("from").path("asOf").asText()).isEqualTo(MONDAY.toString());
    assertThat(diff.path("to").path("asOf").asText()).isEqualTo(FRIDAY.toString());
    assertThat(diff.path("summary").path("messages").path("removed").asInt())
        .isEqualTo(gone.size());
    assertThat(diff.path("summary").path("threads").path("removed").asInt()).isEqualTo(1);
    assertThat(
            shell
                .run("diff", "Adas-iPhone:latest", "--now", first, "--json")
                .json()
                .path("summary"))
        .isNotEmpty();
  }

  @Test
  void eachGraveFaultHasItsExitCodeAndItsName() throws Exception {
    Map<BackupFault, Integer> exits =
        Map.of(
            BackupFault.WRONG_DIGEST, Exit.INTEGRITY,
            BackupFault.WRONG_FILE_ID, Exit.INTEGRITY,
            BackupFault.SIZE_TOO_LARGE, Exit.INCOMPLETE,
            BackupFault.MISSING, Exit.INCOMPLETE,
            BackupFault.UNREADABLE_RECORD, Exit.INCOMPLETE);
    int number = 0;
    for (Map.Entry<BackupFault, Integer> each : exits.entrySet()) {
      for (String place : List.of("Library/Preferences/com.apple.imagent.plist", "Library/x")) {
        Path path =
            forge(Phone.ofAda())
                .file("HomeDomain", place, "content".repeat(9).getBytes(StandardCharsets.UTF_8))
                .fault("HomeDomain", place, each.getKey())
                .write(folder.resolve("faulty-" + number++));
        // What lies outside the scope is not read, so a wrong digest cannot be seen there.
        boolean unseen = each.getKey() == BackupFault.WRONG_DIGEST && place.endsWith("/x");
        Shell.Run run = shell.run("snapshot", path).ends(unseen ? Exit.OK : each.getValue());
        assertThat(run.out().contains(place)).as("%s", each.getKey()).isEqualTo(!unseen);
        if (unseen) {
          shell.run("snapshot", path, "--scope", "all").ends(each.getValue());
        }
      }
    }
    JsonNode verified = shell.run("verify", "--json").ends(Exit.OK).json();
    assertThat(verified.path("checks").toString())
        .contains("backup digest-wrong", "when it was taken");
    JsonNode deep = shell.run("verify", "--deep", "--json").ends(Exit.OK).json();
    assertThat(deep.path("checks").toString())
        .contains("made again from the kept bytes", "as when it was taken");
  }

  @Test
  void aCheckSaysWhatABackupHoldsAndUpToWhen() throws Exception {
    Path path = forge(Phone.ofAda()).encrypted("correct horse").write(folder.resolve("backup"));
    shell.run("check", path).refuses(Exit.INCOMPLETE);
    Shell.Run run = shell.run("check", path, "--password-file", secret);
    assertThat(run.out())
        .contains("backup: holds 11 messages up to", "Messages in iCloud: on", "com.apple.madrid");
    shell.run("snapshot", path, "--password-file", secret).ends(Exit.OK);
    JsonNode kept = shell.at(FRIDAY).run("check", "--json").json();
    valid("check-1", kept);
    assertThat(kept.path("findings").toString()).contains("backup-holds", "11 messages up to");
  }

  @Test
  void aBackupWithoutAStoreIsAFindingAndNeverNoMessages() throws Exception {
    Path path =
        new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), MONDAY)
            .file("HomeDomain", "Library/x", new byte[10])
            .write(folder.resolve("backup"));
    Map<String, String> before = vault();
    shell.run("snapshot", path).ends(Exit.INCOMPLETE);
    assertThat(vault()).isEqualTo(before);
    JsonNode check = shell.run("check", path, "--json").ends(Exit.INCOMPLETE).json();
    valid("check-1", check);
    assertThat(check.path("findings").toString()).contains("backup-without-store");
    assertThat(check.path("devices").get(0).path("messages").path("total").isNull()).isTrue();
    assertThat(shell.run("check", path).ends(Exit.INCOMPLETE).out()).doesNotContain("0 messages");
    Path other =
        new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), MONDAY)
            .file("HomeDomain", "Library/SMS/sms.db", new byte[4096])
            .write(folder.resolve("no-store"));
    shell.run("snapshot", other).ends(Exit.INCOMPLETE);
    assertThat(shell.run("check", other, "--json").ends(Exit.INCOMPLETE).out())
        .contains("backup-store-unreadable");
    // A folder of backups is none.
    shell.run("snapshot", folder).refuses(Exit.INCOMPLETE);
  }

  @Test
  void decryptedFilesComeBackByName() throws Exception {
    Path path = forge(Phone.ofAda()).encrypted("correct horse").write(folder.resolve("backup"));
    shell.run("snapshot", path, "--password-file", secret).ends(Exit.OK);
    Path out = folder.resolve("out");
    shell.run("extract", "latest", "--out", out).ends(Exit.OK);
    try (var files = Files.walk(out.resolve("MediaDomain"))) {
      Path letter = files.filter(file -> file.endsWith("letter.txt")).findFirst().orElseThrow();
      assertThat(letter).hasContent("a letter");
    }
    assertThat(out.resolve("Backup/Manifest.plist"))
        .hasSameBinaryContentAs(path.resolve("Manifest.plist"));
    assertThat(
            new String(
                Files.readAllBytes(out.resolve("Manifest.db")), 0, 15, StandardCharsets.US_ASCII))
        .isEqualTo("SQLite format 3");
  }

  @Test
  void whatTwoRowsSayOfOneFileIsReplayedAsItWasTaken() throws Exception {
    for (boolean encrypted : new boolean[] {false, true}) {
      PhoneBackup forged =
          forge(Phone.ofAda())
              .seed(encrypted ? 2 : 1)
              .fault("HomeDomain", "Library/SMS/sms.db", BackupFault.LISTED_TWICE);
      Path path =
          (encrypted ? forged.encrypted("correct horse") : forged)
              .write(folder.resolve("twice-" + encrypted));
      shell.run("snapshot", path, "--password-file", secret).ends(Exit.INCOMPLETE);
    }
    shell.run("verify", "--deep").ends(Exit.OK);
  }

  @Test
  void aPackageOfABackupIsVerifiedAndNotTakenIn() throws Exception {
    Path path = forge(Phone.ofAda()).write(folder.resolve("backup"));
    shell.run("snapshot", path).ends(Exit.OK);
    Path bag = folder.resolve("bag");
    shell.run("package", "latest", "--out", bag).ends(Exit.OK);
    shell.run("verify", bag).ends(Exit.OK);
    Shell other = new Shell(folder.resolve("other"));
    other.run("init").ends(Exit.OK);
    shell.run("custody", "log").ends(Exit.OK);
    String said = other.run("import", bag).refuses(Exit.INCOMPLETE).err();
    assertThat(said).contains("iPhone's backup");
    assertThat(other.run("snapshots", "--json").json().path("snapshots")).isEmpty();
  }

  @Test
  void aManifestThatIsALinkIsCalledOne() throws Exception {
    Path path = forge(Phone.ofAda()).write(folder.resolve("backup"));
    Path elsewhere = Files.move(path.resolve("Manifest.db"), folder.resolve("elsewhere.db"));
    Files.createSymbolicLink(path.resolve("Manifest.db"), elsewhere);
    assertThat(shell.run("snapshot", path).refuses(Exit.INCOMPLETE).err()).contains("is a link");
  }

  @Test
  void pathsThatCannotStandSideBySideComeBackAside() throws Exception {
    String place = "Library/SMS/Attachments/aa/10";
    Path path =
        forge(Phone.ofAda())
            .file("MediaDomain", place, "a file".getBytes(StandardCharsets.UTF_8))
            .file("MediaDomain", place + "/x", "a folder's".getBytes(StandardCharsets.UTF_8))
            .file("MediaDomain", place + "//x", "the same".getBytes(StandardCharsets.UTF_8))
            .write(folder.resolve("backup"));
    shell.run("snapshot", path).ends(Exit.INCOMPLETE);
    shell.run("verify", "--deep").ends(Exit.OK);
    Path out = folder.resolve("out");
    JsonNode said = shell.run("extract", "latest", "--out", out, "--json").ends(Exit.OK).json();
    assertThat(said.path("renamed")).hasSize(2);
    for (JsonNode each : said.path("renamed")) {
      assertThat(out.resolve(each.path("name").asText())).isRegularFile();
      assertThat(Files.readString(out.resolve("RENAMED")))
          .contains(each.path("name").asText() + "  " + each.path("path").asText() + "\n");
    }
    assertThat(out.resolve("MediaDomain").resolve(place)).hasContent("a file");
    ExtractTest.assertSums(out);
    assertThat(Files.readAllLines(out.resolve("SHA256SUMS"))).hasSize(said.path("files").size());
  }

  @Test
  void aBackupThatDoesNotSayWhoseItIsIsNotCalledByItsIdentity() throws Exception {
    Path path = forge(Phone.ofAda()).write(folder.resolve("backup"));
    Files.delete(path.resolve("Info.plist"));
    Files.write(
        path.resolve("Manifest.plist"),
        BinaryPlist.write(Map.of("IsEncrypted", false, "Date", MONDAY)));
    assertThat(shell.run("snapshot", path).ends(Exit.OK).err())
        .contains("recorded as iphone")
        .doesNotContain("identity");
  }
}
