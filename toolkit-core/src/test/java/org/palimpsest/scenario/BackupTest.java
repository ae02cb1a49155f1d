package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.backup.WrongPasswordException;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.finding.DiffJson;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotCheck;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.source.AbsentStoreException;
import org.palimpsest.source.DerivedFile;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.BackupFault;
import org.palimpsest.testdata.BackupFile;
import org.palimpsest.testdata.BinaryPlist;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.verdict.Check;

/** Backups of every era, plain and encrypted, sound and with faults, against what was forged. */
class BackupTest {

  private static final String PASSWORD = "grüße 42";
  private static final String PREFERENCE = "Library/Preferences/com.apple.imagent.plist";
  private static final String ATTACHMENT = "Library/SMS/Attachments/ab/11/GUID/picture.jpg";
  private static final String STORE_ID = "3d0d7e5fb2ce288813306e4d4636395e047a3d28";
  private static final String OUTSIDE = "Library/Notes/notes.sqlite";

  @TempDir Path folder;
  private Household home;
  private Lab lab;

  @BeforeEach
  void prepare() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 4);
    lab = new Lab(folder.resolve("lab"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private PhoneBackup forge(BackupEra era, boolean encrypted) {
    PhoneBackup backup = new PhoneBackup(era, Phone.ofAda(), home.world.now());
    backup.messages(home.mac, folder);
    backup.file(
        "HomeDomain", PREFERENCE, "not read as one".repeat(20).getBytes(StandardCharsets.UTF_8));
    backup.file("MediaDomain", ATTACHMENT, bytes(70_000));
    backup.file("MediaDomain", "Library/SMS/Attachments/ab/12/GUID2/empty", new byte[0]);
    backup.file("HomeDomain", OUTSIDE, bytes(20_000));
    backup.file("AppDomain-com.example.app", "Documents/a b?:c", bytes(160));
    backup.link("HomeDomain", "Library/link", "/etc/passwd");
    return encrypted ? backup.encrypted(PASSWORD) : backup;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new java.util.Random(count).nextBytes(bytes);
    return bytes;
  }

  private Manifest snapshot(Path backup, boolean everything) throws Exception {
    Source source = Source.at(backup);
    source.backup().orElseThrow().unlock(PASSWORD.getBytes(StandardCharsets.UTF_8));
    if (everything) {
      source.backup().get().takeEverything();
    }
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      SnapshotMaker.Prepared prepared = maker.prepare(request(source), wait -> {});
      return lab.snapshots().publish(prepared, manifest -> {});
    }
  }

  private SnapshotRequest request(Source source) {
    return new SnapshotRequest(
        source,
        "backup",
        false,
        "phone",
        home.world.now().plus(Duration.ofHours(1)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.object());
  }

  static Stream<Arguments> forms() {
    List<Arguments> forms = new ArrayList<>();
    for (BackupEra era : BackupEra.values()) {
      forms.add(Arguments.of(era, false));
      forms.add(Arguments.of(era, true));
    }
    return forms.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everythingComesBackAsItWas(BackupEra era, boolean encrypted) throws Exception {
    PhoneBackup forged = forge(era, encrypted);
    Path path = forged.write(folder.resolve("backup"));
    Map<String, String> before = Lab.tree(path);
    Manifest manifest = snapshot(path, true);
    assertThat(Lab.tree(path)).isEqualTo(before);
    assertThat(manifest.complete()).as("%s", manifest.json().path("incompleteReasons")).isTrue();
    assertThat(manifest.count("messages")).isEqualTo(home.mac.guids().size());
    assertThat(manifest.asOf()).isEqualTo(home.world.now());
    JsonNode device = manifest.json().path("device");
    assertThat(device.path("udid").asText()).isEqualTo(Phone.ofAda().udid());
    assertThat(device.path("version").asText()).isEqualTo("26.1");
    JsonNode facts = manifest.json().path("facts");
    assertThat(facts.path("messagesInICloud").asText()).isEqualTo("on");
    assertThat(facts.path("backup").path("encrypted").asBoolean()).isEqualTo(encrypted);
    assertThat(facts.path("attachments").path("here").asLong()).isEqualTo(1);
    try (SnapshotView view = lab.view(manifest)) {
      Map<String, byte[]> contents = contents(view);
      for (BackupFile file : forged.files()) {
        if (file.kind() == BackupFile.Kind.FILE) {
          assertThat(contents.get(file.domain() + "/" + file.path()))
              .as("%s %s", file.domain(), file.path())
              .isEqualTo(file.content());
          String blob = forged.blobOf(file.domain(), file.path()).orElseThrow();
          assertThat(contents.get("Backup/" + blob))
              .isEqualTo(Files.readAllBytes(path.resolve(blob)));
        }
      }
    }
    List<Check> checks = new SnapshotCheck(lab.vault(), 2).run(Set.of(), true).checks();
    assertThat(checks).noneMatch(Check::isFailure);
    assertThat(checks)
        .anySatisfy(check -> assertThat(check.detail()).contains("made again from the kept bytes"));
  }

  private static Map<String, byte[]> contents(SnapshotView view) throws Exception {
    Map<String, byte[]> contents = new TreeMap<>();
    for (EvidenceFile file : view.evidence()) {
      try (ObjectBytes bytes = view.content(file)) {
        contents.put(file.path(), bytes.readAll());
      }
    }
    for (DerivedFile file : view.derived()) {
      try (InputStream in = view.content(file)) {
        contents.put(file.path(), in.readAllBytes());
      }
    }
    return contents;
  }

  @Test
  void theScopeOfMessagesLeavesTheRestAlone() throws Exception {
    Path path = forge(BackupEra.MANIFEST_DB, true).write(folder.resolve("backup"));
    Manifest manifest = snapshot(path, false);
    try (SnapshotView view = lab.view(manifest)) {
      Set<String> names = contents(view).keySet();
      assertThat(names)
          .contains("HomeDomain/Library/SMS/sms.db", "MediaDomain/" + ATTACHMENT, "Manifest.db")
          .noneMatch(name -> name.contains("Notes") || name.startsWith("AppDomain"));
    }
    JsonNode digests =
        manifest.json().path("facts").path("backup").path("integrity").path("digests");
    assertThat(digests.path("notRead").asLong()).isEqualTo(2);
    assertThat(digests.path("right").asLong()).isPositive();
    assertThat(digests.path("absent").asLong()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aWrongPasswordIsToldBeforeAnythingIsTaken(BackupEra era, boolean encrypted)
      throws Exception {
    if (!encrypted) {
      return;
    }
    Path path = forge(era, true).write(folder.resolve("backup"));
    Map<String, String> before = Lab.tree(folder.resolve("lab/vault"));
    Source source = Source.at(path);
    assertThatThrownBy(
            () -> source.backup().orElseThrow().unlock("wrong".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(WrongPasswordException.class);
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      assertThatThrownBy(() -> maker.prepare(request(source), wait -> {}))
          .isInstanceOf(UnreadableSourceException.class)
          .hasMessageContaining("no password");
    }
    assertThat(Lab.tree(folder.resolve("lab/vault"))).isEqualTo(before);
  }

  /** A fault, where it is done, and what is reported. */
  record Expected(
      BackupFault fault, String domain, String path, String word, boolean encryptedOnly) {
    @Override
    public String toString() {
      return fault + " of " + path;
    }
  }

  static Stream<Arguments> faults() {
    String home = "HomeDomain";
    String media = "MediaDomain";
    List<Expected> expected = new ArrayList<>();
    expected.add(new Expected(BackupFault.FLIPPED_BIT, home, PREFERENCE, "digest-wrong", false));
    expected.add(new Expected(BackupFault.WRONG_DIGEST, home, PREFERENCE, "digest-wrong", false));
    expected.add(
        new Expected(BackupFault.WRONG_LONG_DIGEST, media, ATTACHMENT, "digest-wrong", false));
    expected.add(new Expected(BackupFault.ODD_DIGEST, media, ATTACHMENT, "digest-unknown", false));
    expected.add(new Expected(BackupFault.WRONG_FILE_ID, home, PREFERENCE, "file-id-wrong", false));
    expected.add(new Expected(BackupFault.WRONG_FILE_ID, home, OUTSIDE, "file-id-wrong", false));
    expected.add(new Expected(BackupFault.CUT_PAGE, media, ATTACHMENT, "blob-length", false));
    expected.add(new Expected(BackupFault.CUT_PAGE, home, OUTSIDE, "blob-length", false));
    expected.add(new Expected(BackupFault.CUT_BYTES, media, ATTACHMENT, "blob-length", false));
    expected.add(new Expected(BackupFault.CUT_BYTES, home, OUTSIDE, "blob-length", false));
    expected.add(new Expected(BackupFault.EMPTIED, media, ATTACHMENT, "blob-empty", false));
    expected.add(new Expected(BackupFault.EMPTIED, home, OUTSIDE, "blob-empty", false));
    expected.add(new Expected(BackupFault.SIZE_TOO_SMALL, media, ATTACHMENT, "blob-length", false));
    expected.add(new Expected(BackupFault.SIZE_TOO_LARGE, media, ATTACHMENT, "blob-length", false));
    expected.add(new Expected(BackupFault.SIZE_TOO_LARGE, home, OUTSIDE, "blob-length", false));
    expected.add(new Expected(BackupFault.MISSING, media, ATTACHMENT, "blob-missing", false));
    expected.add(new Expected(BackupFault.MISSING, home, OUTSIDE, "blob-missing", false));
    expected.add(
        new Expected(BackupFault.UNREADABLE_RECORD, home, PREFERENCE, "row-malformed", false));
    expected.add(
        new Expected(BackupFault.UNREADABLE_RECORD, home, OUTSIDE, "row-malformed", false));
    expected.add(new Expected(BackupFault.UNKNOWN_FLAGS, media, ATTACHMENT, "kind-unknown", false));
    expected.add(new Expected(BackupFault.CLIMBING_PATH, media, ATTACHMENT, "path-climbs", false));
    expected.add(new Expected(BackupFault.CLIMBING_PATH, home, OUTSIDE, "path-climbs", false));
    expected.add(
        new Expected(BackupFault.OTHER_INNER_PATH, home, PREFERENCE, "row-malformed", false));
    expected.add(new Expected(BackupFault.DAMAGED_KEY, media, ATTACHMENT, "key-unusable", true));
    expected.add(new Expected(BackupFault.DAMAGED_KEY, home, OUTSIDE, "key-unusable", true));
    expected.add(new Expected(BackupFault.NO_KEY, media, ATTACHMENT, "key-unusable", true));
    expected.add(new Expected(BackupFault.LINKED, media, ATTACHMENT, "blob-unreadable", false));
    expected.add(new Expected(BackupFault.LISTED_TWICE, media, ATTACHMENT, "row-repeated", false));
    expected.add(new Expected(BackupFault.UNLISTED, "", "", "blob-not-listed", false));
    expected.add(new Expected(BackupFault.UPLOADING, "", "", "unfinished", false));
    expected.add(new Expected(BackupFault.NO_STATUS, "", "", "unfinished", false));
    expected.add(new Expected(BackupFault.SNAPSHOT_FOLDER, "", "", "unfinished", false));
    expected.add(new Expected(BackupFault.OTHER_PHONE, "", "", "identity-disagrees", false));
    expected.add(new Expected(BackupFault.DAMAGED_CLASS_KEY, "", "", "keybag-damaged", true));
    List<Arguments> all = new ArrayList<>();
    for (Expected each : expected) {
      for (BackupEra era : BackupEra.values()) {
        for (boolean encrypted : new boolean[] {false, true}) {
          boolean one = era == BackupEra.MANIFEST_DB || encrypted;
          boolean fits = encrypted || !each.encryptedOnly();
          if (one && fits && (era != BackupEra.MBDB || inRecords(each))) {
            all.add(Arguments.of(era, encrypted, each));
          }
        }
      }
    }
    return all.stream();
  }

  /** Rows of the old manifest have no name, flags or archive that could be wrong. */
  private static boolean inRecords(Expected each) {
    return !Set.of(
            BackupFault.UNREADABLE_RECORD,
            BackupFault.UNKNOWN_FLAGS,
            BackupFault.OTHER_INNER_PATH,
            BackupFault.WRONG_FILE_ID)
        .contains(each.fault());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultIsNamed(BackupEra era, boolean encrypted, Expected expected) throws Exception {
    PhoneBackup forged = forge(era, encrypted);
    if (expected.path().isEmpty()) {
      forged.fault(expected.fault());
    } else {
      forged.fault(expected.domain(), expected.path(), expected.fault());
    }
    Manifest manifest = snapshot(forged.write(folder.resolve("backup")), false);
    JsonNode integrity = manifest.json().path("facts").path("backup").path("integrity");
    Map<String, Long> counts = new HashMap<>();
    integrity
        .path("faults")
        .forEach(row -> counts.put(row.path("fault").asText(), row.path("count").asLong()));
    assertThat(counts).as("%s", integrity).containsKey(expected.word());
    if (!expected.path().isEmpty() && !expected.word().equals("path-climbs")) {
      assertThat(integrity.path("named"))
          .anySatisfy(
              named -> {
                assertThat(named.path("fault").asText()).isEqualTo(expected.word());
                assertThat(named.path("place").asText())
                    .isEqualTo(expected.domain() + "/" + expected.path());
              });
    }
    // A row that cannot be read, or that leads elsewhere, may be one of Messages.
    boolean outside =
        expected.path().equals(OUTSIDE)
            && !Set.of("row-malformed", "path-climbs").contains(expected.word());
    assertThat(manifest.complete()).isEqualTo(outside);
    List<Check> checks = new SnapshotCheck(lab.vault(), 2).run(Set.of(), true).checks();
    assertThat(checks).as("a replay gives what was sealed").noneMatch(Check::isFailure);
  }

  @Test
  void aLongDigestThatIsRightIsRight() throws Exception {
    PhoneBackup forged = forge(BackupEra.MANIFEST_DB, true);
    forged.fault("MediaDomain", ATTACHMENT, BackupFault.LONG_DIGEST);
    Manifest manifest = snapshot(forged.write(folder.resolve("backup")), false);
    assertThat(manifest.complete()).isTrue();
    JsonNode digests =
        manifest.json().path("facts").path("backup").path("integrity").path("digests");
    assertThat(digests.path("absent").asLong()).isEqualTo(2);
  }

  @Test
  void litterAndAManifestWithoutPaddingAreNoFaults() throws Exception {
    PhoneBackup forged =
        forge(BackupEra.MANIFEST_DB, true)
            .fault(BackupFault.LITTER)
            .fault(BackupFault.UNPADDED_MANIFEST);
    Manifest manifest = snapshot(forged.write(folder.resolve("backup")), false);
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.json().path("facts").path("backup").toString()).contains("foreign-file");
    assertThat(new SnapshotCheck(lab.vault(), 2).run(Set.of(), true).checks())
        .noneMatch(Check::isFailure);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void whatCannotBeReadAtAllIsRefusedAndNothingIsWritten(BackupEra era, boolean encrypted)
      throws Exception {
    List<BackupFault> faults = new ArrayList<>(List.of(BackupFault.EMPTY_MANIFEST));
    if (encrypted) {
      faults.add(BackupFault.CUT_KEYBAG);
    }
    if (encrypted && era == BackupEra.MANIFEST_DB) {
      faults.add(BackupFault.NO_MANIFEST_PLIST);
    }
    if (era != BackupEra.MBDB) {
      faults.add(BackupFault.CUT_MANIFEST);
    }
    Map<String, String> before = Lab.tree(folder.resolve("lab/vault"));
    for (BackupFault fault : faults) {
      Path path = forge(era, encrypted).fault(fault).write(folder.resolve("backup-" + fault));
      assertThatThrownBy(() -> snapshot(path, false))
          .as("%s", fault)
          .isInstanceOf(UnreadableSourceException.class)
          .satisfies(e -> assertThat(((UnreadableSourceException) e).remedy()).isNotEmpty());
    }
    assertThat(Lab.tree(folder.resolve("lab/vault"))).isEqualTo(before);
  }

  @Test
  void aCutListOfRecordsIsReadAsFarAsItGoes() throws Exception {
    PhoneBackup forged = forge(BackupEra.MBDB, false);
    for (int i = 0; i < 60; i++) {
      forged.file("AppDomain-x", "Documents/" + i, bytes(10));
    }
    Manifest manifest =
        snapshot(forged.fault(BackupFault.CUT_MANIFEST).write(folder.resolve("backup")), false);
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.json().path("incompleteReasons").toString())
        .contains("1 place of the manifest");
  }

  @Test
  void aBackupWithoutAStoreIsNoStoreWithoutMessages() {
    PhoneBackup forged = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), home.world.now());
    forged.file("HomeDomain", PREFERENCE, bytes(10));
    Path path = forged.write(folder.resolve("backup"));
    assertThatThrownBy(() -> snapshot(path, false))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("holds no Messages store");
  }

  private static JsonNode integrity(Manifest manifest) {
    return manifest.json().path("facts").path("backup").path("integrity");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLogThatDoesNotBeginAsOneIsIncomplete(boolean encrypted) throws Exception {
    PhoneBackup forged = forge(BackupEra.MANIFEST_DB, encrypted);
    forged.file("HomeDomain", "Library/SMS/sms.db-wal", bytes(100));
    Manifest manifest = snapshot(forged.write(folder.resolve("backup")), false);
    assertThat(manifest.complete()).isFalse();
    assertThat(integrity(manifest).path("faults").toString())
        .contains("log-present", "log-damaged");
    assertThat(manifest.json().path("incompleteReasons").toString())
        .contains("write-ahead log whose header is damaged");
  }

  @Test
  void aStoreThatIsListedAndMissingIsNamedSo() throws Exception {
    Path path =
        forge(BackupEra.MANIFEST_DB, false)
            .fault("HomeDomain", "Library/SMS/sms.db", BackupFault.MISSING)
            .write(folder.resolve("backup"));
    Map<String, String> before = Lab.tree(folder.resolve("lab/vault"));
    assertThatThrownBy(() -> snapshot(path, false))
        .isInstanceOf(UnreadableSourceException.class)
        .isNotInstanceOf(AbsentStoreException.class)
        .hasMessageContaining("lists the Messages store")
        .hasMessageContaining("blob-missing");
    assertThat(Lab.tree(folder.resolve("lab/vault"))).isEqualTo(before);
  }

  @Test
  void aStoreThatNoRowListsIsNamedSo() throws Exception {
    PhoneBackup forged = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), home.world.now());
    forged.file("HomeDomain", PREFERENCE, bytes(10));
    Path path = forged.write(folder.resolve("backup"));
    Files.write(Files.createDirectories(path.resolve("3d")).resolve(STORE_ID), bytes(4096));
    Map<String, String> before = Lab.tree(folder.resolve("lab/vault"));
    assertThatThrownBy(() -> snapshot(path, false))
        .isInstanceOf(UnreadableSourceException.class)
        .isNotInstanceOf(AbsentStoreException.class)
        .hasMessageContaining("the manifest does not list it");
    assertThat(Lab.tree(folder.resolve("lab/vault"))).isEqualTo(before);
  }

  @Test
  void aStoreWhoseRowIsNoFilesIsNotCalledAbsent() {
    PhoneBackup forged = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), home.world.now());
    Path path = forged.folder("HomeDomain", "Library/SMS/sms.db").write(folder.resolve("backup"));
    assertThatThrownBy(() -> snapshot(path, false))
        .isInstanceOf(UnreadableSourceException.class)
        .isNotInstanceOf(AbsentStoreException.class)
        .hasMessageContaining("its row names no file");
  }

  @Test
  void datesThatDisagreeAreSaid() throws Exception {
    Path path = forge(BackupEra.MANIFEST_DB, false).write(folder.resolve("backup"));
    Map<String, Object> status = new HashMap<>();
    status.put("SnapshotState", "finished");
    status.put("Date", home.world.now().plus(Duration.ofDays(45)));
    Files.write(path.resolve("Status.plist"), BinaryPlist.write(status));
    Manifest manifest = snapshot(path, false);
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.asOf()).isEqualTo(home.world.now());
    assertThat(integrity(manifest).path("named").toString())
        .contains("date-disagrees", "Status.plist says");
  }

  @Test
  void aStoreThatIsNewerThanItsBackupIsSaid() throws Exception {
    Instant early = home.world.now().minus(Duration.ofDays(9));
    PhoneBackup forged = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), early);
    Manifest manifest =
        snapshot(forged.messages(home.mac, folder).write(folder.resolve("backup")), false);
    assertThat(manifest.complete()).isTrue();
    assertThat(integrity(manifest).path("faults").toString()).contains("message-later");
    assertThat(new SnapshotCheck(lab.vault(), 2).run(Set.of(), true).checks())
        .noneMatch(Check::isFailure);
  }

  @Test
  void aDateThatLiesAheadIsNotCalledTheBackups() throws Exception {
    Instant ahead = home.world.now().plus(Duration.ofDays(9));
    PhoneBackup forged = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), ahead);
    Manifest manifest =
        snapshot(forged.messages(home.mac, folder).write(folder.resolve("backup")), false);
    assertThat(manifest.asOf()).isEqualTo(home.world.now().plus(Duration.ofHours(1)));
    assertThat(manifest.json().path("asOfBasis").asText())
        .isEqualTo(
            "time of acquisition; it lies before the date of the backup, by Manifest.plist of the"
                + " phone");
  }

  @Test
  void pathsThatStandAgainstEachOtherAreFaults() throws Exception {
    PhoneBackup forged = forge(BackupEra.MANIFEST_DB, false);
    forged.file("MediaDomain", "Library/SMS/Attachments/aa/10", bytes(20));
    forged.file("MediaDomain", "Library/SMS/Attachments/aa/10/x", bytes(30));
    forged.file("MediaDomain", "Library/SMS/Attachments/aa//10/x", bytes(40));
    Manifest manifest = snapshot(forged.write(folder.resolve("backup")), false);
    assertThat(manifest.complete()).isFalse();
    assertThat(integrity(manifest).path("faults").toString())
        .contains("\"count\":2,\"fault\":\"path-collides\"");
  }

  @Test
  void aSecondFileOfANameIsOneThatNoRowLists() throws Exception {
    Path path = forge(BackupEra.MANIFEST_DB, false).write(folder.resolve("backup"));
    Files.write(path.resolve(STORE_ID), bytes(512));
    Manifest manifest = snapshot(path, false);
    assertThat(manifest.complete()).isFalse();
    assertThat(integrity(manifest).path("named"))
        .anySatisfy(
            named -> {
              assertThat(named.path("fault").asText()).isEqualTo("blob-not-listed");
              assertThat(named.path("place").asText()).isEqualTo(STORE_ID);
            });
  }

  @Test
  void aCutListOfTheHostIsNamedAndNothingIsPrinted() throws Exception {
    Path path = forge(BackupEra.MANIFEST_DB, false).write(folder.resolve("backup"));
    byte[] info = Files.readAllBytes(path.resolve("Info.plist"));
    Files.write(path.resolve("Info.plist"), Arrays.copyOf(info, info.length / 2));
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Manifest manifest;
    try {
      System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
      manifest = snapshot(path, false);
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("Fatal Error");
    assertThat(manifest.complete()).isFalse();
    assertThat(integrity(manifest).path("faults").toString())
        .contains("plist-unreadable")
        .doesNotContain("row-malformed");
  }

  @Test
  void aStoreWithoutATableOfMessagesIsRefused() {
    PhoneBackup forged = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), home.world.now());
    forged.file("HomeDomain", "Library/SMS/sms.db", bytes(4096));
    Path path = forged.write(folder.resolve("backup"));
    assertThatThrownBy(() -> snapshot(path, false)).isInstanceOf(UnreadableSourceException.class);
  }

  @Test
  void twoBackupsGiveTheFindingsThatTheMacsStoreGives() throws Exception {
    Instant monday = home.world.now();
    Manifest macBefore = lab.snapshot(home.mac, monday);
    PhoneBackup first = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), monday);
    Manifest phoneBefore =
        snapshot(
            first
                .messages(home.mac, folder)
                .encrypted(PASSWORD)
                .seed(1)
                .write(folder.resolve("b1")),
            false);
    home.world.advance(Duration.ofDays(4));
    home.other.deleteThread(home.family);
    home.other.purgeThread(home.family);
    home.world.receive(home.work, home.ben, "after the weekend");
    home.world.sync();
    Instant friday = home.world.now();
    Manifest macAfter = lab.snapshot(home.mac, friday);
    PhoneBackup second = new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), friday);
    Manifest phoneAfter =
        snapshot(
            second
                .messages(home.mac, folder)
                .encrypted(PASSWORD)
                .seed(2)
                .write(folder.resolve("b2")),
            false);
    Diff mac = lab.diff(macBefore, macAfter);
    Diff phone = lab.diff(phoneBefore, phoneAfter);
    assertThat(phone.count(ChangeKind.REMOVED))
        .isPositive()
        .isEqualTo(mac.count(ChangeKind.REMOVED));
    JsonNode macJson = DiffJson.of(lab.judge(macBefore, macAfter));
    JsonNode phoneJson = DiffJson.of(lab.judge(phoneBefore, phoneAfter));
    for (String part : List.of("summary", "threads", "messages", "attachments")) {
      assertThat(phoneJson.path(part)).as(part).isEqualTo(macJson.path(part));
    }
    assertThat(statements(phoneJson)).isEqualTo(statements(macJson));
  }

  private static List<String> statements(JsonNode diff) {
    List<String> statements = new ArrayList<>();
    for (JsonNode finding : diff.path("findings")) {
      statements.add(
          finding.path("kind").asText()
              + " "
              + finding.path("cause").asText()
              + " "
              + finding.path("confidence").asText()
              + " "
              + finding.path("severity").asText()
              + " "
              + finding.path("statement").asText());
    }
    return statements;
  }
}
