package org.palimpsest.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.scenario.Lab;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.FileStamp;
import org.palimpsest.source.Source;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.Row;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.verdict.Check;

/**
 * What is taken over from the snapshot before is what reading everything gives: the same lists bit
 * by bit, the same figures. Whatever is changed in a store, and in whatever way.
 */
class CarriedRecordsTest {

  private static final Instant FIRST = Instant.parse("2026-01-10T08:00:00Z");
  private static final int MESSAGES = 6_000;
  private static final String DEVICE = "mac";

  @TempDir static Path forged;
  @TempDir Path folder;

  private static Lab first;
  private Lab lab;
  private Path store;

  @BeforeAll
  static void forge() throws Exception {
    Path database = forged.resolve("chat.db");
    BulkStore.forge(database, MESSAGES, 11);
    try (Connection connection = connect(database);
        Statement sql = connection.createStatement()) {
      // Long bodies, Recently Deleted, and messages that wait for their upload.
      sql.execute(
          "UPDATE message SET text = substr(hex(randomblob(9000)), 1, 9000 + ROWID % 3000),"
              + " attributedBody = NULL WHERE ROWID % 40 = 0");
      sql.execute("UPDATE message SET ck_sync_state = 0 WHERE ROWID > " + (MESSAGES - 300));
      sql.execute(
          "INSERT INTO chat_recoverable_message_join (chat_id, message_id, delete_date,"
              + " ck_sync_state) SELECT chat_id, message_id, 700000000000000000, 0 FROM"
              + " chat_message_join WHERE message_id % 97 = 0");
      sql.execute("DELETE FROM chat_message_join WHERE message_id % 97 = 0");
      // Messages that wait to be sent.
      sql.execute("ALTER TABLE message ADD COLUMN schedule_type INTEGER DEFAULT 0");
      sql.execute(
          "UPDATE message SET schedule_type = 2, is_sent = 0, is_from_me = 1, date ="
              + " 900000000000000000 WHERE ROWID IN (900, 3005)");
      // A message whose sender is not there.
      sql.execute("UPDATE message SET handle_id = 9999, is_from_me = 0 WHERE ROWID IN (17, 3001)");
    }
    Files.setLastModifiedTime(database, FileTime.from(FIRST));
    first = new Lab(forged.resolve("lab"));
    first.snapshot(database, DEVICE, FIRST);
  }

  private static Connection connect(Path database) throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
    try (Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA synchronous = OFF");
      sql.execute("PRAGMA recursive_triggers = OFF");
      for (String trigger :
          Sql.strings(sql, "SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
        sql.execute("DROP TRIGGER \"" + trigger + "\"");
      }
    }
    return connection;
  }

  @BeforeEach
  void begin() throws Exception {
    lab = first.copy(folder.resolve("lab"));
    store = folder.resolve("chat.db");
    Files.copy(forged.resolve("chat.db"), store, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private Path dated(Instant at) throws IOException {
    for (String name : List.of("chat.db", "chat.db-wal")) {
      if (Files.exists(folder.resolve(name))) {
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(at));
      }
    }
    return store;
  }

  /** What can happen to a store from one day to the next. */
  private enum Change {
    NOTHING(true),
    NEW_MESSAGES(
        true,
        "INSERT INTO message (guid, text, handle_id, date, is_from_me, service) SELECT"
            + " 'NEW-' || ROWID, text, handle_id, date + 5, 0, 'iMessage' FROM message WHERE"
            + " ROWID % 200 = 7",
        "INSERT INTO chat_message_join SELECT 3, ROWID, date FROM message WHERE guid LIKE 'NEW-%'"),
    ONE_READ(true, "UPDATE message SET is_read = 1, date_read = 5 WHERE ROWID = 2345"),
    DELETED(true, "DELETE FROM message WHERE ROWID % 500 = 3"),
    /** The leaf stays what it is; only overflow pages of it change. */
    REWRITTEN_IN_PLACE(
        true,
        "UPDATE message SET text = substr(text, 1, 7000) || 'xyz' || substr(text, 7004)"
            + " WHERE ROWID = 2000"),
    MOVED_TO_THE_BIN(
        true,
        "INSERT INTO chat_recoverable_message_join (chat_id, message_id, delete_date,"
            + " ck_sync_state) SELECT chat_id, message_id, 720000000000000000, 0 FROM"
            + " chat_message_join WHERE message_id BETWEEN 100 AND 140",
        "DELETE FROM chat_message_join WHERE message_id BETWEEN 100 AND 140"),
    BACK_FROM_THE_BIN(
        true,
        "INSERT INTO chat_message_join SELECT chat_id, message_id, 0 FROM"
            + " chat_recoverable_message_join WHERE message_id < 2000",
        "DELETE FROM chat_recoverable_message_join WHERE message_id < 2000"),
    DELETED_LATER(
        true, "UPDATE chat_recoverable_message_join SET delete_date = 7 WHERE message_id = 970"),
    A_PART_IN_THE_BIN(
        true,
        "INSERT INTO recoverable_message_part (chat_id, message_id, part_index, delete_date,"
            + " part_text) VALUES (1, 77, 1, 5, x'00')"),
    SENT_AT_ITS_TIME(true, "UPDATE message SET is_sent = 1 WHERE ROWID = 900"),
    SET_FOR_ANOTHER_TIME(true, "UPDATE message SET date = 910000000000000000 WHERE ROWID = 3005"),
    IN_TWO_THREADS(
        true,
        "INSERT OR IGNORE INTO chat_message_join SELECT 1, ROWID, 0 FROM message WHERE"
            + " ROWID IN (55, 56, 57)"),
    IN_NO_THREAD(true, "DELETE FROM chat_message_join WHERE message_id IN (60, 61)"),
    NEW_THREAD_BEFORE_ALL_OTHERS(
        true,
        "INSERT INTO chat (ROWID, guid, style, chat_identifier) VALUES (900, 'iMessage;-;a', 45,"
            + " 'a')",
        "INSERT INTO chat (ROWID, guid, style, chat_identifier) VALUES (901, 'iMessage;-;b', 45,"
            + " 'b')",
        "INSERT INTO chat (ROWID, guid, style, chat_identifier) VALUES (902, 'iMessage;-;c', 45,"
            + " 'c')"),
    A_THREAD_IS_ANOTHER_NOW(
        true, "UPDATE chat SET group_id = 'elsewhere', chat_identifier = 'chat77' WHERE ROWID = 5"),
    A_THREAD_IS_GONE(true, "DELETE FROM chat WHERE ROWID = 9"),
    NEW_HANDLE(true, "INSERT INTO handle (ROWID, id, service) VALUES (5000, '+15559', 'iMessage')"),
    THE_MISSING_HANDLE(
        true, "INSERT INTO handle (ROWID, id, service) VALUES (9999, '+15558', 'iMessage')"),
    A_HANDLE_IS_SOMEBODY_ELSE(true, "UPDATE handle SET id = '+4930123' WHERE ROWID = 12"),
    A_HANDLE_IS_GONE(true, "DELETE FROM handle WHERE ROWID = 13"),
    ATTACHMENT_RENAMED(true, "UPDATE attachment SET guid = 'other' WHERE ROWID = 3"),
    ATTACHMENT_JOINED(true, "INSERT INTO message_attachment_join VALUES (71, 4)"),
    ATTACHMENT_GONE(true, "DELETE FROM message_attachment_join WHERE attachment_id = 10"),
    UPLOADED(true, "UPDATE message SET ck_sync_state = 1 WHERE ck_sync_state = 0"),
    NEW_COLUMN(false, "ALTER TABLE message ADD COLUMN new_in_this_version TEXT DEFAULT 'x'"),
    RENUMBERED(false, "UPDATE message SET ROWID = ROWID + 100000"),
    ALL_CHANGED(false, "UPDATE message SET date_read = 7"),
    EMPTIED(false, "DELETE FROM message WHERE ROWID > 100"),
    VACUUMED(false, "DELETE FROM message WHERE ROWID < 2000", "VACUUM");

    private final boolean carries;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> statements;

    Change(boolean carries, String... statements) {
      this.carries = carries;
      this.statements = List.of(statements);
    }
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void whateverChangesIsReadAndTheRestIsTheSame(Change change) throws Exception {
    try (Connection connection = connect(store);
        Statement sql = connection.createStatement()) {
      for (String statement : change.statements) {
        sql.execute(statement);
      }
    }
    long carried = compare(FIRST.plus(Duration.ofDays(1)));
    if (change.carries) {
      assertTrue(carried > 0, "nothing was taken over");
    } else {
      assertEquals(0, carried);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aSeriesOfDaysWithALogBesideTheDatabase(long seed) throws Exception {
    Random random = new Random(seed);
    Instant at = FIRST;
    long carried = 0;
    try (Connection connection = connect(store);
        Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA journal_mode = WAL");
      sql.execute("PRAGMA wal_autocheckpoint = 0");
      for (int day = 0; day < 8; day++) {
        at = at.plus(Duration.ofHours(5 + random.nextInt(40)));
        for (int i = 0; i < 3; i++) {
          Change change = Change.values()[random.nextInt(Change.values().length)];
          if (change.carries
              && change != Change.NEW_THREAD_BEFORE_ALL_OTHERS
              && !change.name().endsWith("HANDLE")
              && change != Change.NEW_MESSAGES) {
            for (String statement : change.statements) {
              sql.execute(statement.replace("INSERT INTO", "INSERT OR IGNORE INTO"));
            }
          }
        }
        for (int i = 0; i < 20; i++) {
          sql.execute(
              "UPDATE message SET date_read = "
                  + day
                  + " WHERE ROWID = "
                  + random.nextInt(MESSAGES));
        }
        if (random.nextInt(3) == 0) {
          sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        carried += compare(at);
        lab.snapshot(dated(at), DEVICE, at);
      }
    }
    assertTrue(carried > 0, "nothing was taken over");
  }

  /** Reads the store both ways and returns how many records were taken over. */
  private long compare(Instant at) throws Exception {
    JsonNode carried = read(at, false, Json.object());
    JsonNode whole = read(at, true, Json.object().put("version", "another"));
    assertFalse(whole.path("acquisition").has("carried"));
    JsonNode reread = read(at, true, Json.object());
    String basis = carried.at("/acquisition/carriedBasis").asText();
    assertEquals(
        basis.equals("every file as in the snapshot before"),
        reread.path("acquisition").has("carried"));
    assertEquals(whole.path("records"), reread.path("records"));
    assertEquals(whole.path("facts").toPrettyString(), carried.path("facts").toPrettyString());
    assertEquals(whole.path("counts"), carried.path("counts"));
    assertEquals(whole.path("records"), carried.path("records"));
    assertEquals(whole.path("complete"), carried.path("complete"));
    looks(at, whole);
    return carried.path("acquisition").path("carried").asLong();
  }

  /** What is only looked at shows the same and cannot be published. */
  private void looks(Instant at, JsonNode whole) throws Exception {
    looks(at, whole, true);
    looks(at, whole, false);
  }

  private void looks(Instant at, JsonNode whole, boolean rooted) throws Exception {
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      SnapshotMaker.Prepared look =
          (rooted ? maker.onlyToLook() : maker.onlyToCompare())
              .prepare(request(at, Json.object()), wait -> Thread.sleep(wait.toMillis()));
      JsonNode seen = look.manifest().json();
      assertEquals(whole.path("facts"), seen.path("facts"));
      assertEquals(whole.path("counts"), seen.path("counts"));
      for (String name : List.of("lines", "digests", "index", "runs")) {
        assertEquals(whole.path("records").path(name), seen.path("records").path(name));
      }
      for (String name : List.of("list", "tree", "turnover")) {
        assertFalse(seen.path("records").has(name));
      }
      if (rooted) {
        assertEquals(whole.path("records").path("root"), seen.path("records").path("root"));
      } else {
        assertFalse(seen.path("records").has("root"));
        assertThrows(IllegalStateException.class, () -> look.manifest().root());
      }
      try (SnapshotView view = SnapshotView.open(look)) {
        assertEquals(whole.path("records").path("lines").asLong(), view.digests().rows());
      }
      Snapshots snapshots = new Snapshots(lab.vault());
      int before = snapshots.list().size();
      assertThrows(IllegalArgumentException.class, () -> snapshots.publish(look, manifest -> {}));
      assertEquals(before, snapshots.list().size());
    }
  }

  private SnapshotRequest request(Instant at, ObjectNode tool) throws Exception {
    return new SnapshotRequest(
        Source.at(dated(at)),
        store.toString(),
        false,
        DEVICE,
        at,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        tool);
  }

  private JsonNode read(Instant at, boolean all, ObjectNode tool) throws Exception {
    SnapshotRequest request = request(at, tool);
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      return (all ? maker.rereadAll() : maker)
          .prepare(request, wait -> Thread.sleep(wait.toMillis()))
          .manifest()
          .json();
    }
  }

  /** Nobody touched the store: its files are read, its records are those of the snapshot before. */
  @Test
  void aStoreInWhichNothingChangedHasTheRecordsItHad() throws Exception {
    Manifest before = lab.snapshot(store, DEVICE, FIRST.plus(Duration.ofDays(1)));
    Manifest again = lab.snapshot(store, DEVICE, FIRST.plus(Duration.ofDays(2)));
    assertEquals(
        "every file as in the snapshot before",
        again.json().at("/acquisition/carriedBasis").asText());
    assertEquals(before.json().path("records"), again.json().path("records"));
    assertEquals(before.json().path("facts"), again.json().path("facts"));
    assertEquals(before.json().path("counts"), again.json().path("counts"));
    assertEquals(
        List.of(),
        new SnapshotCheck(lab.vault(), 2)
            .run(new HashSet<>(), true).checks().stream().filter(Check::isFailure).toList());
    compare(FIRST.plus(Duration.ofDays(3)));
  }

  /** A stamp alone is never enough: the bytes are read. */
  @Test
  void aDatabaseOfTheSameStampIsTheSameOnlyIfItsBytesAre() throws Exception {
    lab.snapshot(store, DEVICE, FIRST.plus(Duration.ofDays(1)));
    Predecessor before = Predecessor.of(lab.vault(), DEVICE);
    EvidenceFile database =
        before.files().stream()
            .filter(file -> file.role() == EvidenceFile.Role.DATABASE)
            .findFirst()
            .orElseThrow();
    FileStamp stamp = database.stamp().orElseThrow();
    byte[] bytes = Files.readAllBytes(store);
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 1, stage -> {});
        CarriedLater nothing =
            new CarriedLater(lab.vault(), null, false, Executors.newSingleThreadExecutor())) {
      VaultSink sink = maker.sink(before, nothing);
      assertTrue(sink.same(database.path(), stamp, new ByteArrayInputStream(bytes)).isPresent());
      bytes[bytes.length - 7] ^= 1;
      assertTrue(sink.same(database.path(), stamp, new ByteArrayInputStream(bytes)).isEmpty());
      FileStamp other =
          new FileStamp(
              stamp.size(), stamp.modifiedAt(), stamp.changedAt().plusNanos(1), stamp.inode());
      assertTrue(sink.same(database.path(), other, InputStream.nullInputStream()).isEmpty());
    }
  }

  private static long carried(JsonNode manifest) {
    return manifest.path("acquisition").path("carried").asLong();
  }

  @Test
  void nothingIsTakenOverFromAnotherVersionOfTheProgram() throws Exception {
    Instant at = FIRST.plus(Duration.ofDays(1));
    assertTrue(carried(read(at, false, Json.object().put("java", "another"))) > 0);
    assertEquals(0, carried(read(at, false, Json.object().put("version", "another"))));
  }

  /** Builds of one version can differ in what they read; each says which it is. */
  @Test
  void everyBuildOfTheProgramHasAFingerprintOfItsOwn() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes").resolve("a"));
    Files.write(classes.resolve("A.class"), new byte[] {1});
    Files.write(classes.resolve("B.class"), new byte[] {2});
    Path library = folder.resolve("classes");
    Sha256 first = RecordCode.of(library);
    assertEquals(first, RecordCode.of(library));
    Files.write(classes.resolve("B.class"), new byte[] {3});
    Sha256 changed = RecordCode.of(library);
    assertNotEquals(first, changed);
    Files.move(classes.resolve("B.class"), classes.resolve("C.class"));
    assertNotEquals(changed, RecordCode.of(library));
    assertNotEquals(changed, RecordCode.of(classes.resolve("A.class")));
    JsonNode manifest = read(FIRST.plus(Duration.ofDays(1)), true, Json.object());
    assertEquals(RecordCode.FINGERPRINT, manifest.path("records").path("code").asText());
    assertEquals(16, RecordCode.FINGERPRINT.length());
  }

  /** A page that a row uses is listed as free too, or its chain goes on where it should end. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aForgedPageThatIsUsedForTwoThingsIsRead(boolean isListedAsFree) throws Exception {
    byte[] database = Files.readAllBytes(store);
    int size = 4096;
    int page = overflowPage(database, size);
    int at = (page - 1) * size;
    database[at + 100] = (byte) (database[at + 100] == 'A' ? 'B' : 'A');
    if (isListedAsFree) {
      int pages = database.length / size;
      database = Arrays.copyOf(database, database.length + size);
      ByteBuffer.wrap(database)
          .putInt(28, pages + 1)
          .putInt(32, pages + 1)
          .putInt(36, 2)
          .putInt(pages * size + 4, 1)
          .putInt(pages * size + 8, page);
    } else {
      database[at] = 5;
    }
    Files.write(store, database);
    long carried = compare(FIRST.plus(Duration.ofDays(1)));
    // A chain that does not end is damage, and then everything is read.
    assertEquals(isListedAsFree, carried > 0);
  }

  /** The last overflow page of the long text of message 2000. */
  private static int overflowPage(byte[] bytes, int size) throws Exception {
    Database database = Database.open(ByteSource.of(bytes), null);
    Row row = database.table("message").orElseThrow().find(2000).orElseThrow();
    String end = row.text(database.table("message").orElseThrow().column("text"));
    byte[] tail = end.substring(end.length() - 60).getBytes(StandardCharsets.US_ASCII);
    for (int page = 2; page <= bytes.length / size; page++) {
      for (int i = 4; i < size - tail.length; i++) {
        int from = (page - 1) * size + i;
        if (Arrays.equals(bytes, from, from + tail.length, tail, 0, tail.length)) {
          return page;
        }
      }
    }
    throw new IllegalStateException("the text lies in no page");
  }

  /** Messages that wait become stuck by the passing of time alone. */
  @Test
  void whatIsStuckDependsOnTheTime() throws Exception {
    Instant before = FIRST.minus(Duration.ofDays(30));
    long early = read(before, false, Json.object()).at("/facts/sync/stalled").asLong();
    long late = compare(FIRST.plus(Duration.ofDays(30)));
    assertTrue(late > 0, "nothing was taken over");
    assertTrue(
        early
            < read(FIRST.plus(Duration.ofDays(30)), false, Json.object())
                .at("/facts/sync/stalled")
                .asLong());
    assertTrue(compare(before) > 0, "nothing was taken over");
  }

  /** Every object of the snapshot before is damaged in turn; nothing rests on it unnoticed. */
  @Test
  void damageOfTheSnapshotBeforeChangesNothing() throws Exception {
    try (Connection connection = connect(store);
        Statement sql = connection.createStatement()) {
      sql.execute("DELETE FROM message WHERE ROWID % 500 = 3");
    }
    Instant day = FIRST.plus(Duration.ofDays(1));
    JsonNode right = read(day, true, Json.object());
    Random random = new Random(5);
    List<Path> packs;
    try (var files = Files.list(lab.vault().folder().resolve("packs"))) {
      packs = files.filter(file -> file.toString().endsWith(".pack")).sorted().toList();
    }
    int refused = 0;
    for (int flip = 0; flip < 24; flip++) {
      Path pack = packs.get(random.nextInt(packs.size()));
      long at = random.nextLong(Files.size(pack));
      int bit = 1 << random.nextInt(8);
      flip(pack, at, bit);
      try {
        JsonNode read = read(day, false, Json.object());
        assertEquals(right.path("records").path("root"), read.path("records").path("root"));
        assertEquals(right.path("facts"), read.path("facts"));
      } catch (IOException e) {
        // What is stored against damaged pages cannot be read again, which is said.
        refused++;
      }
      flip(pack, at, bit);
    }
    assertTrue(refused < 24);
    assertTrue(carried(read(day, false, Json.object())) > 0);
  }

  private static void flip(Path file, long at, int bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int value = bytes.read();
      bytes.seek(at);
      bytes.write(value ^ bit);
    }
  }

  /** Just enough of a query. */
  private static final class Sql {
    static List<String> strings(Statement sql, String query) throws Exception {
      List<String> found = new java.util.ArrayList<>();
      try (var rows = sql.executeQuery(query)) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }
}
