package org.palimpsest.gap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** A small store of messages, chats and links, written by SQLite itself. */
final class ForgedStore implements AutoCloseable {

  static final int MESSAGES = 400;

  private final Path file;
  private final Connection connection;

  ForgedStore(Path folder, String secureDelete, String... pragmas) throws SQLException {
    file = folder.resolve("chat.db");
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    for (String pragma : pragmas) {
      run("PRAGMA " + pragma);
    }
    run("PRAGMA secure_delete=" + secureDelete);
    run(
        "CREATE TABLE message(ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL,"
            + " text TEXT, handle_id INTEGER DEFAULT 0, date INTEGER, body BLOB)");
    run("CREATE INDEX message_idx_date ON message(date)");
    run("CREATE TABLE chat(ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL)");
    run(
        "CREATE TABLE chat_message_join(chat_id INTEGER REFERENCES chat(ROWID), message_id INTEGER"
            + " REFERENCES message(ROWID), message_date INTEGER DEFAULT 0,"
            + " PRIMARY KEY(chat_id, message_id))");
    run("BEGIN");
    for (int chat = 1; chat <= 9; chat++) {
      run("INSERT INTO chat VALUES(" + chat + ", 'iMessage;-;+1555010" + chat + "')");
    }
    for (int i = 1; i <= MESSAGES; i++) {
      insert(i);
    }
    run("COMMIT");
  }

  static String guid(int message) {
    return String.format(
        Locale.ROOT, "%08X-9E2A-4B10-8C11-%012X", message * 0x9e3779b1, message * 7919L);
  }

  static String text(int message) {
    return "what was said in message " + message + ", and a little more";
  }

  static long date(int message) {
    return 700_000_000_000_000_000L + message * 61_000_000_123L;
  }

  void insert(int message) throws SQLException {
    run(
        String.format(
            Locale.ROOT,
            "INSERT INTO message VALUES(%d, '%s', '%s', %d, %d, %s)",
            message,
            guid(message),
            text(message),
            message % 9 + 1,
            date(message),
            message % 50 == 7 ? "randomblob(9000)" : "x'0102030405'"));
    run(
        String.format(
            Locale.ROOT,
            "INSERT INTO chat_message_join VALUES(%d, %d, %d)",
            message % 9 + 1,
            message,
            date(message)));
  }

  void delete(int message) throws SQLException {
    run("DELETE FROM chat_message_join WHERE message_id=" + message);
    run("DELETE FROM message WHERE ROWID=" + message);
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Path file() {
    return file;
  }

  byte[] bytes(String suffix) throws IOException {
    return Files.readAllBytes(file.resolveSibling("chat.db" + suffix));
  }

  Recovered recover() throws IOException, MalformedDatabaseException {
    return recover(bytes(""), beside("-wal"), beside("-journal"));
  }

  private byte @Nullable [] beside(String suffix) throws IOException {
    return Files.exists(file.resolveSibling("chat.db" + suffix)) ? bytes(suffix) : null;
  }

  static Recovered recover(byte[] main, byte @Nullable [] wal, byte @Nullable [] journal)
      throws IOException, MalformedDatabaseException {
    return Recovery.of(
        new Evidence(
            "chat.db",
            ByteSource.of(main),
            wal == null ? null : ByteSource.of(wal),
            journal == null ? null : ByteSource.of(journal)));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
