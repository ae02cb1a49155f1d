package org.palimpsest.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.testdata.DeletionScenario.Journal;
import org.palimpsest.testdata.DeletionScenario.Pick;
import org.palimpsest.testdata.DeletionScenario.Recipe;
import org.palimpsest.testdata.DeletionScenario.Then;

/**
 * One database of a deletion scenario while SQLite has it open. What it did can be asked for as
 * long as its files are not copied: closing carries the WAL over.
 */
final class DeletionForge implements AutoCloseable {
  private static final int PASSING = 400;
  private static final int TWENTY = 20;
  private static final int BATCH = 500;
  private static final long CUT_AT = 32_768;

  private final Path database;
  private final DeletionScenario scenario;
  private final Recipe recipe;
  private final int rows;
  private final long seed;
  private final MatrixSchema schema;
  private final MatrixRows source;
  private final Sql sql;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private final Map<Long, MatrixRows.Row> deleted = new LinkedHashMap<>();
  private final List<List<@Nullable Object>> deletedChats = new ArrayList<>();
  private final Map<Long, Long> otherJoins = new HashMap<>();
  private long last;
  private int gone;

  DeletionForge(Path database, DeletionScenario scenario, int asked, long seed)
      throws SQLException {
    this.database = database;
    this.scenario = scenario;
    this.recipe = scenario.recipe();
    this.rows = scenario.rows(asked);
    this.seed = seed;
    this.schema = MatrixSchema.of(recipe.width());
    this.source = new MatrixRows(seed, rows, recipe.width(), schema);
    this.sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + database));
  }

  /** Plays the scenario; the connection stays open. */
  void play() throws SQLException {
    boolean apple = recipe.journal() == Journal.APPLE;
    pragma("page_size=" + MatrixRows.USABLE);
    pragma("auto_vacuum=" + recipe.shrinking());
    pragma("cache_size=-262144");
    pragma("synchronous=OFF");
    // Builds of SQLite differ in what they do when nothing is said.
    pragma("secure_delete=" + recipe.zeroing());
    pragma("foreign_keys=OFF");
    pragma("wal_autocheckpoint=" + (apple ? carriedOverAt() : 0));
    boolean cut = apple || recipe.journal() == Journal.WAL_CUT;
    pragma("journal_size_limit=" + (cut ? CUT_AT : -1));
    pragma("journal_mode=" + (apple ? "WAL" : "MEMORY"));
    fill();
    closeStatements();
    switch (recipe.journal()) {
      case MEMORY -> {}
      case PERSIST, TRUNCATE -> pragma("journal_mode=" + recipe.journal());
      case WAL, WAL_CUT -> pragma("journal_mode=WAL");
      case APPLE -> pragma("wal_checkpoint(PASSIVE)");
    }
    delete();
    for (Then step : recipe.then()) {
      closeStatements();
      switch (step) {
        case INSERT -> atomically(() -> insert(rows / 20));
        case SHRINK -> atomically(this::shrink);
        case VACUUM -> sql.script("VACUUM");
        case CHECKPOINT -> pragma("wal_checkpoint(PASSIVE)");
        case TWENTY -> insertEach(TWENTY);
      }
    }
  }

  /** Apple's 1000 pages for 20,000 rows, fewer for fewer, unless the deletion is to stay there. */
  private int carriedOverAt() {
    return recipe.pick() == Pick.ONE_CHAT ? 1000 : Math.min(1000, Math.max(20, rows / 20));
  }

  private void pragma(String text) {
    sql.script("PRAGMA " + text);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void atomically(Work work) throws SQLException {
    sql.script("BEGIN");
    work.run();
    sql.script("COMMIT");
  }

  /** A statement that was not closed may count as running, and hold up VACUUM or a checkpoint. */
  private void closeStatements() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }

  private int run(String text, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(text);
    if (statement == null) {
      statement = sql.connection().prepareStatement(text);
      statements.put(text, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement.executeUpdate();
  }

  private void fill() throws SQLException {
    atomically(
        () -> {
          schema.create().forEach(sql::script);
          for (long i = 1; i <= MatrixRows.CHATS; i++) {
            String who = "+1555" + (1_000_000 + i * 7_919);
            run(
                "INSERT INTO handle (id, country, service, uncanonicalized_id)"
                    + " VALUES (?, 'us', 'iMessage', NULL)",
                who);
            run(
                "INSERT INTO chat (guid, style, state, chat_identifier, service_name,"
                    + " display_name) VALUES (?, ?, 3, ?, 'iMessage', ?)",
                "iMessage;-;" + who,
                i % 5 == 0 ? 43 : 45,
                who,
                i % 5 == 0 ? "Group " + i : null);
          }
        });
    int half = rows / 2;
    insertBatches(half);
    atomically(() -> schema.alter().forEach(sql::script));
    insertBatches(rows - half);
  }

  /** Apple's daemon commits often; for the others one transaction does. */
  private void insertBatches(int number) throws SQLException {
    int batch = recipe.journal() == Journal.APPLE ? BATCH : number;
    for (int done = 0; done < number; done += batch) {
      int size = Math.min(batch, number - done);
      atomically(() -> insert(size));
    }
  }

  private void insertEach(int number) throws SQLException {
    for (int i = 0; i < number; i++) {
      atomically(() -> insert(1));
    }
  }

  private void insert(int number) throws SQLException {
    for (int i = 0; i < number; i++) {
      last++;
      MatrixRows.Row row = row(last);
      run(
          "INSERT INTO message VALUES (?" + ", ?".repeat(row.values().size() - 1) + ")",
          row.values().toArray());
      run(
          "INSERT INTO chat_message_join (chat_id, message_id, message_date) VALUES (?, ?, ?)",
          row.chat(),
          last,
          row.date());
      if (!deleted.isEmpty()) {
        otherJoins.put(last, sql.number("SELECT last_insert_rowid()"));
      }
    }
  }

  private MatrixRows.Row row(long rowid) {
    int columns = rowid <= rows / 2 ? schema.early() : schema.message().size();
    return source.row(rowid, rowid <= rows ? 0 : gone, columns);
  }

  private void delete() throws SQLException {
    switch (recipe.pick()) {
      case NONE -> {}
      case SCATTERED -> deleteRows(sample(rows / 10));
      case ONE_IN_A_HUNDRED -> deleteRows(sample(rows / 100));
      case CONTIGUOUS -> deleteRows(range(rows * 2L / 5, rows / 10));
      case EVERY -> deleteRows(range(0, rows));
      case CHATS -> deleteChats(rows / 10);
      case ONE_CHAT -> deleteChats(1);
      case ALL ->
          atomically(
              () -> {
                run("DELETE FROM chat_message_join");
                run("DELETE FROM message");
                range(0, rows).forEach(rowid -> deleted.put(rowid, row(rowid)));
              });
      case PASSING -> {
        insertEach(PASSING);
        for (long rowid : range(rows, PASSING)) {
          atomically(() -> delete(rowid));
        }
      }
    }
  }

  private static List<Long> range(long after, int number) {
    return LongStream.rangeClosed(after + 1, after + number).boxed().toList();
  }

  private List<Long> sample(int number) {
    List<Long> all = new ArrayList<>(range(0, rows));
    Collections.shuffle(all, new Random(seed));
    return all.subList(0, number).stream().sorted().toList();
  }

  private void deleteRows(List<Long> rowids) throws SQLException {
    int size = recipe.commits() == Recipe.EACH ? 1 : Math.max(1, rowids.size() / recipe.commits());
    for (int from = 0; from < rowids.size(); from += size) {
      List<Long> some = rowids.subList(from, Math.min(rowids.size(), from + size));
      atomically(
          () -> {
            for (long rowid : some) {
              delete(rowid);
            }
          });
    }
  }

  private void delete(long rowid) throws SQLException {
    MatrixRows.Row row = row(rowid);
    int changed =
        run("DELETE FROM chat_message_join WHERE chat_id = ? AND message_id = ?", row.chat(), rowid)
            + run("DELETE FROM message WHERE ROWID = ?", rowid);
    if (changed != 2) {
      throw new IllegalStateException("not there: " + rowid);
    }
    deleted.put(rowid, row);
  }

  /** The first chats, until so many messages are gone; each in a transaction. */
  private void deleteChats(int least) throws SQLException {
    while (deleted.size() < least) {
      long chat = gone + 1L;
      List<Long> messages =
          sql
              .strings(
                  "SELECT message_id FROM chat_message_join WHERE chat_id = ? ORDER BY 1", chat)
              .stream()
              .map(Long::valueOf)
              .toList();
      for (List<@Nullable Object> row : sql.rows("SELECT * FROM chat WHERE ROWID = ?", chat)) {
        row.replaceAll(value -> value instanceof Integer small ? Long.valueOf(small) : value);
        deletedChats.add(row);
      }
      atomically(
          () -> {
            run("DELETE FROM chat_message_join WHERE chat_id = ?", chat);
            for (long rowid : messages) {
              run("DELETE FROM message WHERE ROWID = ?", rowid);
              deleted.put(rowid, row(rowid));
            }
            run("DELETE FROM chat WHERE ROWID = ?", chat);
          });
      gone++;
    }
  }

  /** One step frees one page. */
  private void shrink() {
    while (sql.number("PRAGMA freelist_count") > 0) {
      pragma("incremental_vacuum(1)");
    }
  }

  /** The names of the files that SQLite has written by now, the database first. */
  List<Path> files() throws IOException {
    List<Path> out = new ArrayList<>();
    out.add(database);
    Path wal = database.resolveSibling(database.getFileName() + "-wal");
    if (Files.exists(wal) && Files.size(wal) > 0) {
      out.add(wal);
    }
    Path journal = database.resolveSibling(database.getFileName() + "-journal");
    if (Files.exists(journal)) {
      out.add(journal);
    }
    return out;
  }

  MatrixSchema schema() {
    return schema;
  }

  List<MatrixRows.Row> deleted() {
    return List.copyOf(deleted.values());
  }

  List<List<@Nullable Object>> deletedChats() {
    return Collections.unmodifiableList(deletedChats);
  }

  /** The rows that are there, by what tells them apart. */
  List<DeletionTruth.Live> live() {
    List<DeletionTruth.Live> out = new ArrayList<>();
    for (long rowid = 1; rowid <= last; rowid++) {
      if (!deleted.containsKey(rowid)) {
        out.add(
            new DeletionTruth.Live(
                rowid,
                source.guid(rowid),
                source.date(rowid),
                source.chat(rowid, rowid <= rows ? 0 : gone)));
      }
    }
    return out;
  }

  /** The ROWID of the row that links a message with its chat. */
  long join(long message) {
    return otherJoins.getOrDefault(message, message);
  }

  DeletionScenario scenario() {
    return scenario;
  }

  @Override
  public void close() throws SQLException {
    closeStatements();
    sql.connection().close();
  }
}
