package org.palimpsest.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * One device's store in a folder shaped like a Mac's {@code ~/Library}: {@code Messages/chat.db}
 * with its WAL, {@code Messages/Attachments} and {@code Preferences}. It is written as the Messages
 * daemon writes it: WAL mode, 4096-byte pages, foreign keys on (assumed from stores without orphan
 * join rows), and the SQL functions that the triggers call. The WAL is never checkpointed unless
 * asked for, or on {@link #close()}.
 */
public final class MessagesStore implements AutoCloseable {
  private final Path library;
  private final Sql sql;
  private Generation generation;

  private MessagesStore(Path library, Generation generation, Sql sql) {
    this.library = library;
    this.generation = generation;
    this.sql = sql;
  }

  /** What SQLite does with the bytes of deleted rows. */
  public enum SecureDelete {
    /** They stay. */
    OFF,
    /** They are zeroed where that costs no extra write. */
    FAST,
    /** They are zeroed. */
    ON
  }

  /** Makes a new store below {@code library}. */
  public static MessagesStore create(Path library, Generation generation, SecureDelete secure) {
    MessagesStore store = connect(library, generation, secure);
    store.sql.atomically(
        () -> {
          Schema.of(generation).create(store.sql);
          store.properties();
        });
    return store;
  }

  /** Opens a store that was made before. */
  public static MessagesStore open(Path library, Generation generation, SecureDelete secure) {
    return connect(library, generation, secure);
  }

  private static MessagesStore connect(Path library, Generation generation, SecureDelete secure) {
    try {
      Files.createDirectories(library.resolve("Messages/Attachments"));
      Path db = library.resolve("Messages/chat.db");
      Sql sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + db));
      for (String pragma :
          List.of(
              "page_size=4096",
              "journal_mode=WAL",
              "wal_autocheckpoint=0",
              "synchronous=OFF",
              "secure_delete=" + secure,
              "foreign_keys=ON")) {
        sql.script("PRAGMA " + pragma);
      }
      AppleFunctions.register(sql.connection(), library);
      return new MessagesStore(library, generation, sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keys seen in real stores. The client version of these generations is assumed. */
  private void properties() {
    String insert = "INSERT INTO _SqliteDatabaseProperties (key, value) VALUES (?, ?)";
    for (String key :
        List.of(
            "counter_in_all", "counter_out_all", "counter_in_lifetime", "counter_out_lifetime")) {
      sql.run(insert, key, "0");
    }
    sql.run(insert, "_ClientVersion", generation == Generation.MACOS_13 ? "16000" : "26000");
    sql.run(insert, "__CSDBRecordSequenceNumber", "1");
  }

  /** The Library folder. */
  public Path library() {
    return library;
  }

  /** The database file. */
  public Path database() {
    return library.resolve("Messages/chat.db");
  }

  /** The schema generation that the store has now. */
  public Generation generation() {
    return generation;
  }

  /** Plain SQL over the store's connection, for checks and for what no verb covers. */
  public Sql sql() {
    return sql;
  }

  /** Verbs that add rows. */
  public Insertions insertions() {
    return new Insertions(this);
  }

  /** Verbs that change rows. */
  public Revisions revisions() {
    return new Revisions(this);
  }

  /** Verbs that take rows away or bring them back. */
  public Deletions deletions() {
    return new Deletions(this);
  }

  /** What a plain SQLite tool does to a store behind the daemon's back. */
  public Tampering tampering() {
    return new Tampering(this);
  }

  /** Runs several verbs as one commit. */
  public void atomically(Runnable work) {
    sql.atomically(work);
  }

  /** The row number of a message. */
  public long rowid(String guid) {
    long rowid = sql.number("SELECT ROWID FROM message WHERE guid = ?", guid);
    if (rowid == 0) {
      throw new IllegalArgumentException("no such message: " + guid);
    }
    return rowid;
  }

  /** Brings a macOS 13 store to macOS 26 in place. */
  public void upgrade() {
    sql.atomically(() -> Upgrade.run(sql));
    generation = Generation.MACOS_26;
  }

  /** Moves the WAL into the database and empties it. */
  public void checkpoint() {
    sql.rows("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Writes the database as it is now into a file of its own, page by page. */
  public void backupTo(Path file) {
    sql.script("backup to '" + file + "'");
  }

  /** Brings such a backup back in place, page by page, as a restore of a device does. */
  public void restoreFrom(Path file) {
    sql.script("restore from '" + file + "'");
  }

  /** Copies the whole Library as it lies on disk, WAL included, while the store stays open. */
  public void copyTo(Path target) {
    copyTree(library, target);
  }

  /** Closes; SQLite then checkpoints and removes the WAL. */
  @Override
  public void close() {
    try {
      sql.connection().close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes as a crash would leave it: what is only in the WAL stays only in the WAL. */
  public void closeKeepingWal() {
    List<String> names = List.of("chat.db", "chat.db-wal", "chat.db-shm");
    Path messages = library.resolve("Messages");
    try {
      Path aside = Files.createTempDirectory(library, "aside");
      for (String name : names) {
        Files.copy(messages.resolve(name), aside.resolve(name));
      }
      close();
      for (String name : names) {
        Files.move(
            aside.resolve(name), messages.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.delete(aside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyTree(Path from, Path to) {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path each : tree.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
