package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.contacts.ContactNames;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.AddressBooks;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotCheck;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.StoreReading;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.Source;
import org.palimpsest.testdata.AddressBookForge;
import org.palimpsest.testdata.AddressBookForge.Entry;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.BackupFault;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.verdict.Check;

/** Address books beside a store: kept, read for names, and never a part of what is sealed. */
class ContactsTest {

  private static final String PASSWORD = "secret";
  private static final String IN_BACKUP = "Library/AddressBook/AddressBook.sqlitedb";
  private static final List<Entry> BOOK =
      List.of(Entry.of("Ada", "Mother", "+1 555-0100"), Entry.of("Cleo", null, "CLEO@example.org"));
  private static final List<Entry> OTHER = List.of(Entry.of("Somebody", "Else", "+15550100"));

  @TempDir Path folder;
  private Household home;
  private Lab lab;
  private Path store;
  private Instant at;

  @BeforeEach
  void prepare() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true, 2);
    lab = new Lab(folder.resolve("lab"));
    at = home.world.now();
    store = lab.copy(home.mac, at);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Map<String, String> names(Manifest manifest) throws Exception {
    try (SnapshotView view = lab.view(manifest);
        StoreReading reading = view.store()) {
      AddressBooks books = reading.addressBooks();
      assertThat(books.toString()).doesNotContain("Ada", "555");
      return ContactNames.of(
              books.cards(),
              List.of(home.mother.address(), home.ben.address(), home.cleo.address()))
          .names();
    }
  }

  private List<String> files(Manifest manifest) throws Exception {
    try (SnapshotView view = lab.view(manifest)) {
      return view.evidence().stream()
          .filter(file -> file.role() == Role.CONTACTS)
          .map(EvidenceFile::path)
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AddressBook", "../AddressBook", "../Application Support/AddressBook"})
  void theAddressBookIsFoundWhereverItBelongs(String place) throws Exception {
    Path books = store.resolve(place).normalize();
    AddressBookForge.mac(books, false, List.of());
    AddressBookForge.mac(books.resolve("Sources/0A-1"), true, BOOK.subList(0, 1));
    AddressBookForge.mac(books.resolve("Sources/0B-2"), false, BOOK.subList(1, 2));
    Map<String, String> before = Lab.tree(store.getParent());
    Manifest manifest = lab.snapshot(store, "mac", at);
    assertThat(Lab.tree(store.getParent())).isEqualTo(before);
    assertThat(manifest.complete()).isTrue();
    assertThat(files(manifest))
        .containsExactly(
            "AddressBook/AddressBook-v22.abcddb",
            "AddressBook/Sources/0A-1/AddressBook-v22.abcddb",
            "AddressBook/Sources/0A-1/AddressBook-v22.abcddb-wal",
            "AddressBook/Sources/0B-2/AddressBook-v22.abcddb");
    assertThat(names(manifest))
        .isEqualTo(Map.of("+15550100", "Ada Mother", "cleo@example.org", "Cleo"));
  }

  @Test
  void anAddressBookBesideTheStoreInItsFolderIsTakenToo() throws Exception {
    AddressBookForge.phone(store, true, BOOK);
    assertThat(names(lab.snapshot(store, "mac", at))).hasSize(2);
  }

  @Test
  void equalStoresWithDifferentAddressBooksHaveTheSameRoot() throws Exception {
    Manifest without = lab.snapshot(store, "mac", at);
    Path books = store.resolveSibling("AddressBook");
    AddressBookForge.mac(books, false, BOOK);
    Manifest one = lab.snapshot(store, "mac", at.plusSeconds(60));
    AddressBookForge.mac(books, true, OTHER);
    Manifest other = lab.snapshot(store, "mac", at.plusSeconds(120));
    assertThat(names(without)).isEmpty();
    assertThat(names(one)).containsEntry("+15550100", "Ada Mother");
    assertThat(names(other)).containsEntry("+15550100", "Somebody Else");
    assertThat(List.of(one.root(), other.root())).containsOnly(without.root());
    for (String list : List.of("list", "digests", "index", "tree", "runs")) {
      assertThat(one.object("records", list)).isEqualTo(other.object("records", list));
    }
    assertThat(one.json().path("facts")).isEqualTo(without.json().path("facts"));
    assertThat(one.id()).isNotEqualTo(other.id());
    assertThat(lab.diff(one, other).messages()).isEmpty();
    List<Check> checks = new SnapshotCheck(lab.vault(), 2).run(Set.of(), true).checks();
    assertThat(checks).noneMatch(Check::isFailure);
  }

  @Test
  void whatCannotBeReadIsSaidAndTakesNothingFromTheStore() throws Exception {
    Path books = Files.createDirectories(store.resolveSibling("AddressBook"));
    Path elsewhere = AddressBookForge.mac(folder.resolve("elsewhere"), false, BOOK);
    Files.createSymbolicLink(books.resolve(AddressBookForge.MAC), elsewhere);
    Files.writeString(books.resolve("AddressBook-v7.abcddb"), "this is no database");
    Manifest manifest = lab.snapshot(store, "mac", at);
    assertThat(manifest.complete()).isTrue();
    var contacts = manifest.json().path("acquisition").path("contacts");
    assertThat(contacts.path("databases").asInt()).isEqualTo(1);
    assertThat(contacts.path("unreadable").path(0).asText())
        .isEqualTo("AddressBook/AddressBook-v22.abcddb");
    try (SnapshotView view = lab.view(manifest);
        StoreReading reading = view.store()) {
      assertThat(reading.addressBooks().databases()).isEqualTo(1);
      assertThat(reading.addressBooks().unreadable()).isEqualTo(1);
    }
    assertThat(names(manifest)).isEmpty();
  }

  @Test
  void itIsLeftWhereItIsWhenThatIsAsked() throws Exception {
    AddressBookForge.mac(store.resolveSibling("AddressBook"), false, BOOK);
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {}).withoutContacts()) {
      SnapshotMaker.Prepared prepared =
          maker.prepare(Lab.request(store, "mac", at), wait -> Thread.sleep(wait.toMillis()));
      Manifest manifest = lab.snapshots().publish(prepared, each -> {});
      assertThat(files(manifest)).isEmpty();
      assertThat(manifest.json().path("acquisition").has("contacts")).isFalse();
    }
  }

  private PhoneBackup backup(boolean encrypted) {
    PhoneBackup backup =
        new PhoneBackup(BackupEra.MANIFEST_DB, Phone.ofAda(), home.world.now())
            .messages(home.mac, folder)
            .file("HomeDomain", IN_BACKUP, AddressBookForge.phone(folder, BOOK))
            .file(
                "HomeDomain",
                "Library/AddressBook/AddressBookImages.sqlitedb",
                "pictures".getBytes(StandardCharsets.UTF_8));
    return encrypted ? backup.encrypted(PASSWORD) : backup;
  }

  private Manifest snapshot(Path path, boolean contacts) throws Exception {
    Source source = Source.at(path);
    source.backup().orElseThrow().unlock(PASSWORD.getBytes(StandardCharsets.UTF_8));
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      if (!contacts) {
        maker.withoutContacts();
      }
      SnapshotRequest request =
          new SnapshotRequest(
              source,
              "backup",
              false,
              "phone",
              at.plusSeconds(3600),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Json.object());
      return lab.snapshots().publish(maker.prepare(request, wait -> {}), each -> {});
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theAddressBookOfABackupIsKeptAsContent(boolean encrypted) throws Exception {
    Path path = backup(encrypted).write(folder.resolve("backup"));
    Manifest with = snapshot(path, true);
    assertThat(with.complete()).as("%s", with.json().path("incompleteReasons")).isTrue();
    assertThat(files(with)).containsExactly("HomeDomain/" + IN_BACKUP);
    assertThat(names(with))
        .isEqualTo(Map.of("+15550100", "Ada Mother", "cleo@example.org", "Cleo"));
    if (encrypted) {
      assertThat(with.json().at("/facts/backup/plainInVault").toString()).contains("address book");
    }
    Manifest without = snapshot(path, false);
    assertThat(files(without)).isEmpty();
    assertThat(without.root()).isEqualTo(with.root());
    List<Check> checks = new SnapshotCheck(lab.vault(), 2).run(Set.of(), true).checks();
    assertThat(checks).noneMatch(Check::isFailure);
  }

  @Test
  void aFaultOfTheAddressBookIsNamedAndLeavesTheStoreComplete() throws Exception {
    Path path =
        backup(true)
            .fault("HomeDomain", IN_BACKUP, BackupFault.CUT_PAGE)
            .write(folder.resolve("backup"));
    Manifest manifest = snapshot(path, true);
    assertThat(manifest.complete()).as("%s", manifest.json().path("incompleteReasons")).isTrue();
    assertThat(manifest.json().at("/facts/backup/integrity/faults").toString())
        .contains("digest-wrong", "blob-length");
    assertThat(manifest.json().at("/acquisition/contacts/unreadable/0").asText())
        .isEqualTo("HomeDomain/" + IN_BACKUP);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theTypeOfAnAttachmentInABackupIsToldByItsContent(boolean encrypted) throws Exception {
    byte[] picture = new byte[5000];
    byte[] head = "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, picture, 0, head.length);
    home.world.file(home.family, home.mother, "holiday.jpg", picture);
    home.world.file(home.family, home.mother, "garden.png", picture.clone());
    home.world.sync();
    Path path = backup(encrypted).write(folder.resolve("backup"));
    Manifest manifest = snapshot(path, true);
    assertThat(manifest.json().at("/facts/attachments/mistyped").asInt()).isEqualTo(1);
    try (SnapshotView view = lab.view(manifest)) {
      assertThat(view.derived())
          .filteredOn(file -> file.path().endsWith("holiday.jpg"))
          .singleElement()
          .satisfies(file -> assertThat(file.type()).contains("image/png"))
          .satisfies(file -> assertThat(file.key().isPresent()).isEqualTo(encrypted));
      assertThat(view.derived())
          .filteredOn(file -> file.role() != Role.ATTACHMENT)
          .allSatisfy(file -> assertThat(file.type()).isEmpty());
    }
    List<Check> checks = new SnapshotCheck(lab.vault(), 2).run(Set.of(), true).checks();
    assertThat(checks).noneMatch(Check::isFailure);
  }
}
