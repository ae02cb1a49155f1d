package org.palimpsest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.Generation;

/** Copying stores that stand still, and stores that do not. */
class CaptureTest {

  @TempDir Path folder;

  /** Keeps content in memory, by hash. */
  private static final class Memory implements EvidenceSink {
    private final Map<Sha256, byte[]> kept = new HashMap<>();

    @Override
    public synchronized Kept keep(java.io.InputStream in) throws IOException {
      byte[] bytes = in.readAllBytes();
      Sha256 name = Sha256.of(bytes);
      kept.put(name, bytes);
      return new Kept(name, bytes.length);
    }

    @Override
    public synchronized void discard(Kept dropped) {
      kept.remove(dropped.sha256());
    }

    byte[] get(Sha256 name) {
      return java.util.Objects.requireNonNull(kept.get(name));
    }
  }

  private static Capture capture(Path store, Memory memory) throws Exception {
    return capture(store, memory, stage -> {});
  }

  private static Capture capture(Path store, Memory memory, Progress progress) throws Exception {
    return new Capturing(
            Source.at(store), memory, wait -> Thread.sleep(wait.toMillis()), 2, progress)
        .run();
  }

  @Test
  void whatIsToBeReadIsSaidBeforeItIsRead() throws Exception {
    try (Household home = new Household(folder.resolve("w"), Generation.MACOS_26, true, 3)) {
      Path store = new Lab(folder.resolve("lab")).copy(home.mac, home.world.now());
      Files.write(
          Files.createDirectories(store.resolve("Attachments/zz")).resolve("a"), new byte[999]);
      AtomicLong expected = new AtomicLong();
      AtomicLong done = new AtomicLong();
      Capture capture =
          capture(
              store,
              new Memory(),
              new Progress() {
                @Override
                public void begin(String stage) {}

                @Override
                public void expect(long bytes) {
                  expected.addAndGet(bytes);
                }

                @Override
                public void advance(long bytes) {
                  assertTrue(expected.get() > 0);
                  done.addAndGet(bytes);
                }
              });
      assertEquals(capture.bytes(), done.get());
      long small =
          capture.files().stream()
              .filter(
                  file -> file.role() == EvidenceFile.Role.SHM || file.path().startsWith("Pref"))
              .mapToLong(EvidenceFile::size)
              .sum();
      assertEquals(capture.bytes() - small, expected.get(), "all but the small files");
    }
  }

  @Test
  void everythingOfAFolderIsCapturedAndTheFolderIsAsItWas() throws Exception {
    try (Household home = new Household(folder.resolve("w"), Generation.MACOS_26, true, 3)) {
      Path store = new Lab(folder.resolve("lab")).copy(home.mac, home.world.now());
      Files.writeString(
          Files.createDirectories(store.resolve("Attachments/zz")).resolve("orphan.bin"), "x");
      Map<String, String> before = Lab.tree(store.getParent());
      Memory memory = new Memory();
      Capture capture = capture(store, memory);
      assertTrue(capture.consistent());
      assertTrue(capture.attachmentsCollected());
      List<String> paths = capture.files().stream().map(EvidenceFile::path).toList();
      assertTrue(paths.contains("chat.db"));
      assertTrue(paths.contains("chat.db-wal"));
      assertTrue(paths.contains("Attachments/zz/orphan.bin"));
      assertTrue(paths.contains("Preferences/com.apple.madrid.plist"));
      for (EvidenceFile file : capture.files()) {
        assertEquals(file.sha256(), Sha256.of(memory.get(file.sha256())));
      }
      assertEquals(before, Lab.tree(store.getParent()));
    }
  }

  @Test
  void linksAreNotFollowedOutOfTheSource() throws Exception {
    try (Household home = new Household(folder.resolve("w"), Generation.MACOS_13, true, 2)) {
      Path store = new Lab(folder.resolve("lab")).copy(home.mac, home.world.now());
      Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
      Files.createSymbolicLink(store.resolve("Attachments/link.txt"), secret);
      Files.createSymbolicLink(store.resolve("Attachments/folder"), folder);
      Capture capture = capture(store, new Memory());
      assertTrue(capture.files().stream().noneMatch(file -> file.sha256().equals(hash("secret"))));
      assertEquals(List.of("Attachments/folder", "Attachments/link.txt"), capture.unreadable());
    }
  }

  private static Sha256 hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFileAloneIsASourceWithoutAttachments() throws Exception {
    try (Household home = new Household(folder.resolve("w"), Generation.MACOS_13, true, 2)) {
      Path store = new Lab(folder.resolve("lab")).copy(home.mac, home.world.now());
      Capture capture = capture(store.resolve("chat.db"), new Memory());
      assertFalse(capture.attachmentsCollected());
      assertTrue(
          capture.files().stream().anyMatch(file -> file.role() == EvidenceFile.Role.WAL),
          "the log beside it is part of it");
    }
  }

  @Test
  void whatIsNoSourceIsSaidWithCauseAndRemedy() throws Exception {
    Path backup = Files.createDirectories(folder.resolve("backup"));
    Files.writeString(backup.resolve("Manifest.db"), "x");
    for (Path path : List.of(folder.resolve("none"), folder, backup)) {
      UnreadableSourceException e =
          assertThrows(UnreadableSourceException.class, () -> Source.at(path));
      assertFalse(e.causeInWords().isEmpty());
      assertFalse(e.remedy().isEmpty());
    }
  }

  @Test
  @Timeout(20)
  void whatIsNoFileIsNeverOpened() throws Exception {
    Path pipe = pipe(folder.resolve("pipe.db"));
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
    Path linked = Files.createDirectories(folder.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("chat.db"), pipe);
    Path piped = Files.createDirectories(folder.resolve("piped"));
    pipe(piped.resolve("chat.db"));
    for (Path path : List.of(pipe, Path.of("/dev/zero"), dangling, linked, piped)) {
      assertThrows(UnreadableSourceException.class, () -> Source.at(path), path::toString);
    }
  }

  @Test
  @Timeout(20)
  void whatLiesThereAndIsNoFileIsUnreadableAndNotAbsent() throws Exception {
    try (Household home = new Household(folder.resolve("w"), Generation.MACOS_13, true, 2)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Path secret = Files.writeString(folder.resolve("secret.plist"), "secret");
      for (String name : List.of("chat.db-wal", "chat.db-shm", "chat.db-journal")) {
        for (boolean link : new boolean[] {true, false}) {
          Path store = lab.copy(home.mac, home.world.now());
          Files.deleteIfExists(store.resolve(name));
          if (link) {
            Files.createSymbolicLink(store.resolve(name), secret);
          } else {
            pipe(store.resolve(name));
          }
          Capture capture = capture(store, new Memory());
          assertEquals(List.of(name), capture.unreadable());
          assertTrue(capture.consistent(), "it did not move");
        }
      }
      Path store = lab.copy(home.mac, home.world.now());
      Files.move(store.resolve("Attachments"), folder.resolve("moved"));
      Files.createSymbolicLink(store.resolve("Attachments"), folder.resolve("moved"));
      Path madrid = store.resolveSibling("Preferences").resolve("com.apple.madrid.plist");
      Files.delete(madrid);
      Files.createSymbolicLink(madrid, secret);
      Capture capture = capture(store, new Memory());
      assertEquals(
          List.of("Attachments", "Preferences/com.apple.madrid.plist"), capture.unreadable());
      assertFalse(capture.absent().contains("Attachments"));
      assertFalse(capture.attachmentsCollected());
    }
  }

  /** The index of the log counts its frames, and outlives a log that is cut. */
  @Test
  void aLogThatIsShorterThanItsIndexSaysIsCut() throws Exception {
    Path open = Files.createDirectories(folder.resolve("open"));
    Path store = Files.createDirectories(folder.resolve("store"));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + open.resolve("chat.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("CREATE TABLE t(a)");
      for (int i = 0; i < 5; i++) {
        statement.execute("INSERT INTO t VALUES(" + i + ")");
      }
      for (String name : List.of("chat.db", "chat.db-wal", "chat.db-shm")) {
        Files.copy(open.resolve(name), store.resolve(name));
      }
    }
    assertEquals(0, capture(store, new Memory()).framesLacking());
    byte[] log = Files.readAllBytes(store.resolve("chat.db-wal"));
    long frames = (log.length - 32L) / (4096 + 24);
    Files.write(
        store.resolve("chat.db-wal"), java.util.Arrays.copyOf(log, 32 + 2 * (4096 + 24) + 50));
    assertEquals(frames - 2, capture(store, new Memory()).framesLacking());
    byte[] index = Files.readAllBytes(store.resolve("chat.db-shm"));
    for (int at : new int[] {0, 17, 33, 41, 64}) {
      byte[] torn = index.clone();
      torn[at] ^= 1;
      Files.write(store.resolve("chat.db-shm"), torn);
      assertEquals(0, capture(store, new Memory()).framesLacking(), "it is no proof");
    }
  }

  @Test
  void aLogThatDoesNotBeginAsOneIsUnreadable() throws Exception {
    try (Household home = new Household(folder.resolve("w"), Generation.MACOS_13, true, 2)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Path empty = lab.copy(home.mac, home.world.now());
      Files.write(empty.resolve("chat.db-wal"), new byte[0]);
      assertEquals(List.of(), capture(empty, new Memory()).unreadable());
      Path store = lab.copy(home.mac, home.world.now());
      byte[] log = Files.readAllBytes(store.resolve("chat.db-wal"));
      assertEquals(List.of(), capture(store, new Memory()).unreadable());
      for (int at : new int[] {0, 17, 31}) {
        byte[] bad = log.clone();
        bad[at] ^= 1;
        Files.write(store.resolve("chat.db-wal"), bad);
        assertEquals(List.of("chat.db-wal"), capture(store, new Memory()).unreadable(), "at " + at);
      }
      Files.write(store.resolve("chat.db-wal"), java.util.Arrays.copyOf(log, 31));
      assertEquals(List.of("chat.db-wal"), capture(store, new Memory()).unreadable());
    }
  }

  @Test
  void theLogOfADatabaseNamedByALinkLiesWhereTheLinkLeads() throws Exception {
    try (Household home = new Household(folder.resolve("w"), Generation.MACOS_13, true, 2)) {
      Path store = new Lab(folder.resolve("lab")).copy(home.mac, home.world.now());
      Path link = Files.createSymbolicLink(folder.resolve("my.db"), store.resolve("chat.db"));
      assertTrue(capture(link, new Memory()).first(EvidenceFile.Role.WAL).isPresent());
    }
  }

  private static Path pipe(Path at) throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", at.toString()).start().waitFor());
    return at;
  }

  /**
   * A hundred captures of a database that one writer keeps changing in transactions of two rows and
   * checkpoints now and then. A capture that is called consistent must open, be sound, and show no
   * half transaction.
   */
  @Test
  void noTornSetIsCalledConsistentUnderAWriter() throws Exception {
    Path store = Files.createDirectories(folder.resolve("live"));
    Path database = store.resolve("chat.db");
    AtomicBoolean stop = new AtomicBoolean();
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      prepare(writer);
      Thread thread = new Thread(() -> hammer(writer, stop), "writer");
      thread.start();
      int consistent = 0;
      try {
        for (int i = 0; i < 100; i++) {
          Memory memory = new Memory();
          Capture capture = capture(database, memory);
          if (capture.consistent()) {
            consistent++;
            sound(folder.resolve("copy-" + i), capture, memory);
          }
        }
      } finally {
        stop.set(true);
        thread.join();
      }
      assertTrue(consistent >= 90, "only " + consistent + " of 100 were consistent");
    }
  }

  private static void prepare(Connection writer) throws SQLException {
    try (Statement sql = writer.createStatement()) {
      sql.execute("PRAGMA journal_mode = wal");
      sql.execute("PRAGMA wal_autocheckpoint = 40");
      sql.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER, filler BLOB)");
      sql.execute("CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER, filler BLOB)");
      for (int i = 0; i < 200; i++) {
        sql.execute("INSERT INTO a VALUES (" + i + ", 0, randomblob(900))");
        sql.execute("INSERT INTO b VALUES (" + i + ", 0, randomblob(900))");
      }
    }
  }

  private static void hammer(Connection writer, AtomicBoolean stop) {
    Random random = new Random(4);
    try (Statement sql = writer.createStatement()) {
      for (int n = 1; !stop.get(); n++) {
        int row = random.nextInt(200);
        sql.execute("BEGIN");
        sql.execute("UPDATE a SET n = n + 1, filler = randomblob(900) WHERE id = " + row);
        sql.execute("UPDATE b SET n = n + 1, filler = randomblob(900) WHERE id = " + row);
        sql.execute("COMMIT");
        if (n % 50 == 0) {
          sql.execute("PRAGMA wal_checkpoint(" + (n % 100 == 0 ? "RESTART" : "PASSIVE") + ")");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sound(Path copy, Capture capture, Memory memory) throws Exception {
    Files.createDirectories(copy);
    for (EvidenceFile file : capture.files()) {
      if (file.role() == EvidenceFile.Role.DATABASE || file.role() == EvidenceFile.Role.WAL) {
        Files.write(copy.resolve(file.path()), memory.get(file.sha256()));
      }
    }
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("chat.db"));
        Statement sql = reader.createStatement()) {
      try (ResultSet said = sql.executeQuery("PRAGMA integrity_check")) {
        said.next();
        assertEquals("ok", said.getString(1));
      }
      try (ResultSet half =
          sql.executeQuery("SELECT count(*) FROM a JOIN b USING (id) WHERE a.n <> b.n")) {
        half.next();
        assertEquals(0, half.getInt(1), "a half transaction");
      }
    }
  }
}
