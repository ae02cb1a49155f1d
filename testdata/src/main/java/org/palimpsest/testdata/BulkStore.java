package org.palimpsest.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Forges one large macOS 13 database, about 1.15 GB for a million messages in 200 threads, and a
 * second state of it with known differences. Rows are written before the indexes and the triggers
 * are made, which is many times faster than the daemon's way and leaves the same rows.
 */
public final class BulkStore {
  private static final Instant START = Instant.parse("2019-01-01T08:00:00Z");
  private static final Duration SPAN = Duration.ofDays(7 * 365);
  private static final int THREADS = 200;
  private static final int GROUP_ONE_IN = 5;

  private BulkStore() {}

  /** How many rows of each kind of change a mutation makes, and its seed. */
  public record Spec(
      long seed, int added, int removed, int edited, int unsent, int altered, int drifted) {
    /** The proportions of 35,000 changes in a million messages. */
    public static Spec proportional(int messages, long seed) {
      return new Spec(
          seed,
          share(messages, 20_000),
          share(messages, 5_000),
          share(messages, 4_500),
          share(messages, 400),
          share(messages, 100),
          share(messages, 5_000));
    }

    private static int share(int messages, int ofMillion) {
      return (int) Math.max(1, (long) messages * ofMillion / 1_000_000);
    }
  }

  /** Writes {@code database} anew; it is closed and has no WAL afterwards. */
  public static void forge(Path database, int messages, long seed) {
    try {
      Files.createDirectories(folder(database));
      Files.deleteIfExists(database);
      try (Connection connection = connect(database)) {
        Sql sql = new Sql(connection);
        List.of("page_size=4096", "journal_mode=OFF", "foreign_keys=OFF")
            .forEach(pragma -> sql.script("PRAGMA " + pragma));
        Schema schema = Schema.of(Generation.MACOS_13);
        connection.setAutoCommit(false);
        schema.tables().forEach(sql::script);
        Random random = new Random(seed);
        chats(sql, random);
        fill(sql, random, messages);
        schema.indexes().forEach(sql::script);
        schema.triggers().forEach(sql::script);
        connection.commit();
        connection.setAutoCommit(true);
        sql.script("PRAGMA journal_mode=WAL");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static Connection connect(Path database) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
    Sql sql = new Sql(connection);
    List.of("synchronous=OFF", "cache_size=-262144", "locking_mode=EXCLUSIVE")
        .forEach(pragma -> sql.script("PRAGMA " + pragma));
    return connection;
  }

  private static void chats(Sql sql, Random random) {
    Guids guids = new Guids(random);
    sql.run("INSERT INTO _SqliteDatabaseProperties VALUES ('_ClientVersion', '16000')");
    for (int i = 1; i <= THREADS; i++) {
      sql.run(
          "INSERT INTO handle (ROWID, id, country, service) VALUES (?, ?, 'us', 'iMessage')",
          i,
          "+1555" + (1_000_000 + i));
    }
    for (int i = 1; i <= THREADS; i++) {
      boolean group = i % GROUP_ONE_IN == 0;
      String identifier = group ? guids.groupIdentifier() : "+1555" + (1_000_000 + i);
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("guid", Generation.MACOS_13.chatGuid(Service.IMESSAGE, group, identifier));
      row.put("style", group ? 43 : 45);
      row.put("state", 3);
      row.put("chat_identifier", identifier);
      row.put("service_name", "iMessage");
      row.put("room_name", group ? identifier : null);
      row.put("display_name", group ? "Group " + i : null);
      row.put("group_id", guids.guid());
      row.put("ck_sync_state", 1);
      long chat = sql.insert("chat", row);
      int people = group ? 3 + random.nextInt(4) : 1;
      for (int j = 0; j < people; j++) {
        sql.run("INSERT INTO chat_handle_join VALUES (?, ?)", chat, 1 + (i - 1 + j * 7) % THREADS);
      }
    }
  }

  private static void fill(Sql sql, Random random, int messages) throws SQLException {
    try (BulkRows rows = new BulkRows(sql, random)) {
      long step = SPAN.toNanos() / messages;
      Instant at = START;
      for (int rowid = 1; rowid <= messages; rowid++) {
        at = at.plusNanos((long) (step * 2 * random.nextDouble()));
        rows.add(rowid, at);
      }
      rows.flush();
    }
  }

  /** Copies a forged database and changes the copy; returns what was changed. */
  public static BulkTruth mutate(Path from, Path to, Spec spec) {
    try {
      Files.createDirectories(folder(to));
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      try (Connection connection = connect(to)) {
        Sql sql = new Sql(connection);
        List.of("foreign_keys=ON", "secure_delete=FAST", "journal_mode=OFF")
            .forEach(pragma -> sql.script("PRAGMA " + pragma));
        AppleFunctions.register(connection, folder(to));
        connection.setAutoCommit(false);
        BulkTruth truth = new BulkMutation(sql, spec).run();
        connection.commit();
        connection.setAutoCommit(true);
        sql.script("PRAGMA journal_mode=WAL");
        return truth;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes {@code DIR/a/chat.db}, {@code DIR/b/chat.db} and {@code DIR/truth.json}. */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 3) {
      System.err.println("usage: BulkStore DIR [messages] [seed]");
      System.exit(2);
    }
    Path folder = Path.of(args[0]);
    int messages = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    Path a = folder.resolve("a/chat.db");
    Path b = folder.resolve("b/chat.db");
    long started = System.nanoTime();
    forge(a, messages, seed);
    System.out.printf("%s: %d bytes, %.1f s%n", a, Files.size(a), seconds(started));
    started = System.nanoTime();
    BulkTruth truth = mutate(a, b, Spec.proportional(messages, seed + 1));
    Files.writeString(folder.resolve("truth.json"), truth.toJson());
    System.out.printf("%s: %d bytes, %.1f s%n", b, Files.size(b), seconds(started));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
