package org.palimpsest.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.AppendRefusedException;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.EvidenceRecord;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.testdata.AddressBookForge;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.BackupEra;
import org.palimpsest.testdata.BinaryPlist;
import org.palimpsest.testdata.LocalAuthority;
import org.palimpsest.testdata.Phone;
import org.palimpsest.testdata.PhoneBackup;
import org.palimpsest.testdata.SummaryInfo;

/** Writes the seeds of every target; run once when a format or a target changes. */
final class Seeds {

  static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private final Path folder;
  private final Path work;

  private Seeds(Path folder, Path work) {
    this.folder = folder;
    this.work = work;
  }

  /**
   * Takes the resources folder of this package, and if the seeds of extended PDFs are to be made
   * too, a folder with {@code certified.pdf}, and the same as {@code lt.pdf} and {@code lta.pdf}.
   */
  public static void main(String[] arguments) throws Exception {
    Seeds seeds = new Seeds(Path.of(arguments[0]), Files.createTempDirectory("palimpsest-seeds"));
    seeds.appleFormats();
    seeds.json();
    seeds.databases();
    seeds.remains();
    seeds.custody();
    new VaultSeeds(seeds.folder, seeds.work).write();
    seeds.backups();
    seeds.addressBooks();
    seeds.times();
    if (arguments.length > 1) {
      seeds.revisions(Path.of(arguments[1]));
    }
  }

  private void write(String target, String method, String name, byte[] bytes) throws IOException {
    write(folder, target, method, name, bytes);
  }

  /** Writes a seed of a target's method. */
  static void write(Path folder, String target, String method, String name, byte[] bytes)
      throws IOException {
    Path file = folder.resolve(target + "FuzzTestInputs").resolve(method).resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
  }

  private void keep(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
  }

  /** Needs openssl, which plays the time authority. */
  private void times() throws TimeRefusedException, IOException {
    try (LocalAuthority authority = LocalAuthority.in(work.resolve("authority"))) {
      TimeToken token = dated(authority, SealFuzzTest.CONTENT, "SHA-256");
      keep("content.tsr", token.response());
      write("TimeToken", "check", "response", token.response());
      EvidenceRecord.Draft draft =
          EvidenceRecord.begin(EvidenceRecordFuzzTest.DOCUMENTS, "SHA-256");
      EvidenceRecord first = draft.with(dated(authority, draft.content(), draft.digest()));
      draft = first.renewTime();
      EvidenceRecord again = draft.with(dated(authority, draft.content(), draft.digest()));
      draft = again.renewHash(EvidenceRecordFuzzTest.DOCUMENTS, "SHA-512");
      EvidenceRecord longer = draft.with(dated(authority, draft.content(), draft.digest()));
      keep("record.ers", longer.der());
      write("EvidenceRecord", "check", "first", first.der());
      write("EvidenceRecord", "check", "time-renewed", again.der());
      write("EvidenceRecord", "check", "hash-renewed", longer.der());
    }
  }

  private static TimeToken dated(LocalAuthority authority, byte[] content, String digest)
      throws TimeRefusedException {
    TimeQuery query = TimeQuery.over(content, digest, new SecureRandom());
    return query.accept(authority.answer(query.der()));
  }

  /** What {@code extend} wrote behind a certified PDF. */
  private void revisions(Path made) throws IOException {
    byte[] certified = Files.readAllBytes(made.resolve("certified.pdf"));
    keep("certified.pdf", certified);
    for (String level : List.of("lt", "lta")) {
      byte[] extended = Files.readAllBytes(made.resolve(level + ".pdf"));
      write(
          "PdfRevision",
          "check",
          level,
          Arrays.copyOfRange(extended, certified.length, extended.length));
    }
    write("PdfRevision", "check", "nothing", new byte[0]);
    write("PdfRevision", "check", "comment", utf8("% nothing\n%%EOF\n"));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void appleFormats() throws IOException {
    byte[] plain = AttributedText.plain("hello").archived();
    byte[] rich =
        AttributedText.of(
                List.of(
                    new AttributedText.Words("see \ud83d\ude00 "),
                    new AttributedText.Attached("AT-0-1")))
            .archived();
    write("Typedstream", "decode", "plain", plain);
    write("Typedstream", "decode", "rich", rich);
    write("Typedstream", "decode", "empty", AttributedText.plain("").archived());
    write("Typedstream", "decode", "long", AttributedText.plain("word ".repeat(60)).archived());

    byte[] edited =
        SummaryInfo.edited(
            List.of(
                new SummaryInfo.Version(AttributedText.plain("one"), START),
                new SummaryInfo.Version(AttributedText.plain("two"), START.plusSeconds(9))));
    byte[] retracted = SummaryInfo.retracted(5);
    byte[] values =
        BinaryPlist.write(
            new TreeMap<>(
                Map.of("a", List.of(1, 2L << 40, 1.5, true), "b", START, "c", new byte[] {1, 2})));
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><dict><key>a</key>"
            + "<array><integer>1</integer><real>1.5</real><true/><data>AQID</data>"
            + "<date>2026-11-24T10:00:00Z</date><string>x</string></array></dict></plist>";
    for (String target : List.of("PropertyList", "EditHistory")) {
      write(target, "read", "edited", edited);
      write(target, "read", "retracted", retracted);
      write(target, "read", "ordinary", SummaryInfo.ordinary());
      write(target, "read", "values", values);
      write(target, "read", "xml", utf8(xml));
      write(target, "read", "ascii", utf8("{ a = (1, \"x\"); b = <0102>; }"));
    }
    write("EditHistory", "read", "body", rich);
    write("Settings", "read", "settings", settings());

    String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><dict>";
    String object =
        "<key>$archiver</key><string>NSKeyedArchiver</string><key>$version</key>"
            + "<integer>100000</integer><key>$top</key><dict><key>root</key><dict><key>CF$UID</key>"
            + "<integer>1</integer></dict></dict><key>$objects</key><array><string>$null</string>"
            + "<dict><key>name</key><string>x</string></dict></array>";
    write("KeyedArchive", "walk", "xml", utf8(head + object + "</dict></plist>"));
    write("KeyedArchive", "walk", "binary", keyedArchive());
  }

  private static byte[] settings() {
    return BinaryPlist.write(
        new TreeMap<>(
            Map.of(
                "CloudKitSyncingEnabled",
                true,
                "CloudKitSyncDate",
                START,
                "CloudKitLastDownloadProgress",
                0.5,
                "SSKeepMessages",
                30,
                "KeepMessageForDays",
                365)));
  }

  /** A root with a class, a member and a reference to itself; the forger writes no UIDs. */
  private static byte[] keyedArchive() throws IOException {
    com.dd.plist.NSDictionary type = new com.dd.plist.NSDictionary();
    type.put("$classname", "Thing");
    com.dd.plist.NSDictionary root = new com.dd.plist.NSDictionary();
    root.put("$class", new com.dd.plist.UID(null, new byte[] {2}));
    root.put("self", new com.dd.plist.UID(null, new byte[] {1}));
    com.dd.plist.NSDictionary top = new com.dd.plist.NSDictionary();
    top.put("root", new com.dd.plist.UID(null, new byte[] {1}));
    com.dd.plist.NSDictionary archive = new com.dd.plist.NSDictionary();
    archive.put("$archiver", "NSKeyedArchiver");
    archive.put("$version", 100_000);
    archive.put("$top", top);
    archive.put(
        "$objects", new com.dd.plist.NSArray(new com.dd.plist.NSString("$null"), root, type));
    return com.dd.plist.BinaryPropertyListWriter.writeToArray(archive);
  }

  /** Manifests, a keybag and the archive of a row, as the forger writes them. */
  private void backups() throws IOException {
    for (BackupEra era : BackupEra.values()) {
      Path folder = work.resolve("backup-" + era);
      new PhoneBackup(era, Phone.ofAda(), START)
          .encrypted("secret")
          .rounds(10, 10)
          .file("HomeDomain", "Library/SMS/sms.db", utf8("content"))
          .folder("HomeDomain", "Library")
          .link("HomeDomain", "Library/link", "elsewhere")
          .write(folder);
      com.dd.plist.NSDictionary manifest;
      try {
        manifest =
            (com.dd.plist.NSDictionary)
                com.dd.plist.PropertyListParser.parse(
                    Files.readAllBytes(folder.resolve("Manifest.plist")));
      } catch (Exception e) {
        throw new IOException("the forger writes no property list", e);
      }
      String name = era.name().toLowerCase(Locale.ROOT);
      byte[] keybag =
          ((com.dd.plist.NSData) Objects.requireNonNull(manifest.get("BackupKeyBag"))).bytes();
      write("Keybag", "unlock", name, keybag);
      if (era == BackupEra.MBDB) {
        write("BackupRecords", "visit", name, Files.readAllBytes(folder.resolve("Manifest.mbdb")));
      } else if (era == BackupEra.MANIFEST_DB_10_1) {
        Path database = folder.resolve("Manifest.db");
        write("BackupDatabase", "visit", name, Files.readAllBytes(database));
        archives(database);
      }
    }
  }

  /** Both kinds of address book, with a card of each sort. */
  private void addressBooks() throws IOException {
    List<AddressBookForge.Entry> entries =
        List.of(
            AddressBookForge.Entry.of("Ada", "Lovelace", "+1 (555) 0100", "ada@example.org"),
            AddressBookForge.Entry.of("Ben", null, "555 0117", "Ben <ben@example.org>"),
            new AddressBookForge.Entry(null, null, "Cleo", "A", List.of("12345"), List.of()));
    Path book = work.resolve("book");
    write(
        "AddressBook",
        "read",
        "mac",
        Files.readAllBytes(AddressBookForge.mac(book, false, entries)));
    write("AddressBook", "read", "phone", AddressBookForge.phone(book, entries));
  }

  private void archives(Path database) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        java.sql.ResultSet rows = statement.executeQuery("SELECT flags, file FROM Files")) {
      while (rows.next()) {
        write("FileRecord", "read", "flags-" + rows.getInt(1), rows.getBytes(2));
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private void json() throws IOException {
    write("Json", "read", "object", utf8("{\"a\":[1,-2,true,null,\"\\u00e9\\ud83d\\ude00\"]}"));
    write("Json", "read", "canonical", utf8("{\"\":\"\",\"a\":{\"b\":[]},\"z\":9007199254740991}"));
    write("Json", "read", "smallest", utf8("-9223372036854775808"));
    write("Json", "read", "spaced", utf8(" { \"b\" : 1 , \"a\" : \"\\n\\/\\u0001\" } "));
  }

  private void databases() throws IOException, SQLException {
    for (String encoding : List.of("UTF-8", "UTF-16le")) {
      String name = "small-" + encoding.toLowerCase(Locale.ROOT);
      Path file = work.resolve(name);
      sqlite(file, List.of("page_size=512", "encoding='" + encoding + "'"), small());
      write("Database", "scan", name, Files.readAllBytes(file));
      write("Oracle", "compare", name, Files.readAllBytes(file));
    }
    Path store = work.resolve("store");
    sqlite(store, List.of("page_size=512"), store());
    write("MessagesStore", "read", "store", Files.readAllBytes(store));
    sqlite(store, List.of(), List.of("UPDATE sqlite_sequence SET seq = " + Long.MIN_VALUE));
    write("MessagesStore", "read", "lowest-counter", Files.readAllBytes(store));

    Path main = work.resolve("main");
    sqlite(main, List.of("page_size=512"), small());
    sqlite(main, List.of("journal_mode=WAL"), List.of());
    keep("wal-main.db", Files.readAllBytes(main));
    write("HotJournal", "scan", "unfinished", journal(Files.readAllBytes(main)));
    Path log = work.resolve("main-wal");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + main);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE t SET a = 'changed' WHERE n = 3");
      write("Wal", "scan", "one-commit", Files.readAllBytes(log));
      statement.execute("INSERT INTO t VALUES (99, 'more', x'00', 1.5, 2)");
      statement.execute("CREATE TABLE later (x)");
      write("Wal", "scan", "three-commits", Files.readAllBytes(log));
    }
  }

  /** A journal with the last two pages of a database, whose transaction was not finished. */
  private static byte[] journal(byte[] main) {
    int page = 512;
    int pages = main.length / page;
    ByteBuffer journal = ByteBuffer.allocate(512 + 2 * (page + 8));
    journal.putLong(0, 0xd9d505f920a163d7L).putInt(8, 2).putInt(16, pages);
    journal.putInt(20, 512).putInt(24, page);
    for (int i = 0; i < 2; i++) {
      int number = pages - i;
      int at = 512 + i * (page + 8);
      journal.putInt(at, number);
      journal.put(at + 4, main, (number - 1) * page, page);
      int sum = 0;
      for (int k = page - 200; k > 0; k -= 200) {
        sum += journal.get(at + 4 + k) & 0xff;
      }
      journal.putInt(at + 4 + page, sum);
    }
    return journal.array();
  }

  /** A database, a log and a journal from which rows were deleted. */
  private void remains() throws IOException, SQLException {
    List<String> deletions = List.of("DELETE FROM t WHERE n IN (2, 3, 5, 12)", "DROP TABLE u");
    Path loose = work.resolve("loose");
    List<String> off = List.of("page_size=512", "secure_delete=OFF");
    sqlite(loose, off, small());
    sqlite(loose, off, deletions);
    write("Recovery", "database", "deleted", Files.readAllBytes(loose));

    Path main = work.resolve("main");
    Path kept = work.resolve("kept");
    Files.copy(main, kept);
    sqlite(kept, List.of("journal_mode=DELETE"), List.of());
    sqlite(kept, List.of("journal_mode=PERSIST", "secure_delete=ON"), deletions);
    write(
        "RecoveryJournal", "journal", "persist", Files.readAllBytes(work.resolve("kept-journal")));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + main);
        Statement statement = connection.createStatement()) {
      for (String sql : deletions) {
        statement.execute(sql);
      }
      write("RecoveryLog", "log", "deleted", Files.readAllBytes(work.resolve("main-wal")));
    }
  }

  private static void sqlite(Path file, List<String> pragmas, List<String> statements)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String pragma : pragmas) {
        statement.execute("PRAGMA " + pragma);
      }
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> small() {
    List<String> sql = new ArrayList<>();
    sql.add("CREATE TABLE t (n INTEGER PRIMARY KEY, a TEXT, b BLOB DEFAULT x'01', c REAL)");
    sql.add("CREATE INDEX i ON t (a)");
    for (int i = 1; i <= 12; i++) {
      sql.add("INSERT INTO t VALUES (" + i + ", 'text " + i + "', x'0102', " + i + ")");
    }
    sql.add("UPDATE t SET b = zeroblob(1200) WHERE n = 5");
    sql.add("ALTER TABLE t ADD COLUMN d INTEGER DEFAULT 7");
    sql.add("CREATE TABLE u (a, b, PRIMARY KEY (a)) WITHOUT ROWID");
    return sql;
  }

  private static List<String> store() {
    return List.of(
        "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT)",
        "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, style INTEGER,"
            + " chat_identifier TEXT, room_name TEXT, display_name TEXT, group_id TEXT)",
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, text TEXT,"
            + " attributedBody BLOB, date INTEGER, handle_id INTEGER, is_from_me INTEGER,"
            + " item_type INTEGER, message_summary_info BLOB, ck_sync_state INTEGER,"
            + " associated_message_guid TEXT, associated_message_type INTEGER,"
            + " date_edited INTEGER, date_retracted INTEGER, cache_has_attachments INTEGER)",
        "CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, guid TEXT, filename TEXT,"
            + " transfer_name TEXT, mime_type TEXT, uti TEXT, total_bytes INTEGER,"
            + " transfer_state INTEGER, hide_attachment INTEGER)",
        "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER)",
        "CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER)",
        "CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER)",
        "CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER,"
            + " delete_date INTEGER)",
        "CREATE TABLE deleted_messages (ROWID INTEGER PRIMARY KEY, guid TEXT)",
        "CREATE TABLE sync_deleted_messages (ROWID INTEGER PRIMARY KEY, guid TEXT, recordID TEXT)",
        "INSERT INTO handle VALUES (1, '+15550100')",
        "INSERT INTO chat VALUES (1, 'iMessage;-;+15550100', 45, '+15550100', NULL, NULL, 'G1')",
        "INSERT INTO message (guid, text, date, handle_id, is_from_me, ck_sync_state)"
            + " VALUES ('M1', 'hello', 700000000000000000, 1, 0, 1)",
        "INSERT INTO message (guid, attributedBody, date, is_from_me, message_summary_info)"
            + " VALUES ('M2', x'"
            + hex(AttributedText.plain("body").archived())
            + "', 700000001000000000, 1, x'"
            + hex(SummaryInfo.retracted(4))
            + "')",
        "INSERT INTO message (guid, date, associated_message_guid, associated_message_type)"
            + " VALUES ('M3', 700000002, 'p:0/M1', 2000)",
        "INSERT INTO attachment VALUES (1, 'A1', '~/Library/Messages/Attachments/a/b.png', 'b.png',"
            + " 'image/png', 'public.png', 12, 5, 0)",
        "INSERT INTO chat_message_join VALUES (1, 1), (1, 2)",
        "INSERT INTO chat_handle_join VALUES (1, 1)",
        "INSERT INTO message_attachment_join VALUES (2, 1)",
        "INSERT INTO chat_recoverable_message_join VALUES (1, 3, 700000003000000000)",
        "INSERT INTO deleted_messages VALUES (1, 'M9')",
        "INSERT INTO sync_deleted_messages VALUES (1, 'M8', 'R8')");
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  private void custody() throws IOException, AppendRefusedException, MalformedLogException {
    Path made = work.resolve("log");
    CustodyLog log = CustodyLog.create(made, TestKeys.ORIGIN, TestKeys.logKey());
    byte[] empty = Files.readAllBytes(made.resolve("checkpoint"));
    log.append(Entry.of(START, Action.INIT).actor(Entry.Actor.of("A")), TestKeys.logKey());
    Entry full =
        Entry.of(START.plusSeconds(1), Action.SNAPSHOT)
            .caseId("C-1")
            .actor(new Entry.Actor("A", "examiner", "office", "account"))
            .host(new Entry.Host("host", "Linux"))
            .tool(new Entry.Tool("palimpsest", "0.1.0", "b", "17"))
            .source(new Entry.Origin("mac", "mac", "14.1", "/x", "copied"))
            .objects(List.of(new Entry.Item("chat.db", 4096, Sha256.of(new byte[1]), "database")))
            .snapshot(new Entry.SnapshotFacts("s", Sha256.of(new byte[2]), Map.of("message", 2L)))
            .method(List.of("copied"))
            .result(new Entry.Result("complete", 0))
            .errors(List.of("none"))
            .remarks("r")
            .correctionOf(1);
    log.append(full, TestKeys.logKey());
    for (String name : List.of("log.pub", "checkpoint", "log.jsonl")) {
      keep("log/" + name, Files.readAllBytes(made.resolve(name)));
    }
    byte[] checkpoint = Files.readAllBytes(made.resolve("checkpoint"));
    byte[] lines = Files.readAllBytes(made.resolve("log.jsonl"));
    write("Checkpoint", "parse", "two", checkpoint);
    write("Checkpoint", "parse", "none", empty);
    write("SignedNote", "parse", "checkpoint", checkpoint);
    write("VerifierKey", "parse", "key", utf8(TestKeys.logKey().verifier().text()));
    write("CustodyLog", "verify", "signed", lines);
    write("EntryProof", "parse", "first", log.proof(1).toBytes());
    write("EntryProof", "parse", "second", log.proof(2).toBytes());
    write("CustodyLog", "verify", "half", java.util.Arrays.copyOf(lines, lines.length - 9));
    write("CustodyEntry", "read", "full", full.canonical());
    write("CustodyEntry", "read", "short", Entry.of(START, Action.INIT).canonical());

    byte[] seal = TestKeys.sealingKey().sealDetached(SealFuzzTest.CONTENT, SealFuzzTest.TIME);
    keep("seal.p7s", seal);
    write("Seal", "check", "seal", seal);
  }
}
