package org.palimpsest.messages;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.SchemaEntry;
import org.palimpsest.sqlite.Table;

/**
 * Every table that is not read into messages, threads and attachments: the deletion queues as
 * tombstones, all others row by row, those that no known generation has among them.
 */
final class SystemRows {

  /** Tables that say what was deleted. */
  static final List<String> TOMBSTONE_TABLES =
      List.of(
          "deleted_messages",
          "scheduled_messages_pending_cloudkit_delete",
          "sync_deleted_attachments",
          "sync_deleted_chats",
          "sync_deleted_messages",
          "unsynced_removed_recoverable_messages");

  /** Tables whose rows stand in records of other kinds, or in the store's figures. */
  static final Set<String> READ_ELSEWHERE =
      Set.of(
          "message",
          "chat",
          "attachment",
          "chat_message_join",
          "chat_handle_join",
          "message_attachment_join",
          "madrid_attachment",
          "madrid_chat",
          "msg_group",
          "msg_pieces",
          "group_member",
          "sqlite_sequence");

  private final Database database;
  private final Consumer<Damage> damage;
  private final Map<String, Long> tombstones = new TreeMap<>();
  private final Map<String, Long> rows = new TreeMap<>();
  private final Map<String, String> properties = new TreeMap<>();
  private final Map<String, Long> analysed = new TreeMap<>();
  private final Set<String> unread = new TreeSet<>();

  SystemRows(Database database, Consumer<Damage> damage) {
    this.database = database;
    this.damage = damage;
  }

  void tombstones(MessagesStore.TombstoneVisitor visitor)
      throws MalformedDatabaseException, IOException {
    for (String name : TOMBSTONE_TABLES) {
      Optional<Table> table = database.table(name);
      if (table.isEmpty()) {
        continue;
      }
      tombstones.put(name, 0L);
      int guid = table.get().column(name.startsWith("unsynced") ? "message_guid" : "guid");
      int recordId = table.get().column("recordID");
      Columns.Selection columns = Columns.allBut(table.get(), Set.of());
      table
          .get()
          .scan(
              row -> {
                tombstones.merge(name, 1L, Long::sum);
                String gone = Columns.word(row, guid);
                visitor.visit(
                    new Tombstone(
                        name,
                        row.rowid(),
                        gone == null ? "" : gone,
                        Columns.word(row, recordId),
                        Columns.json(row, columns)));
              },
              damage);
    }
  }

  void others(MessagesStore.RowVisitor visitor) throws IOException {
    for (SchemaEntry entry : database.schema()) {
      String name = entry.name();
      String lower = name.toLowerCase(Locale.ROOT);
      if (entry.type().equals("table")
          && !READ_ELSEWHERE.contains(lower)
          && !TOMBSTONE_TABLES.contains(lower)) {
        try {
          Optional<Table> table = database.table(name);
          if (table.isPresent()) {
            rows(name, table.get(), visitor);
          }
        } catch (MalformedDatabaseException e) {
          unread.add(name);
        }
      }
    }
  }

  private void rows(String name, Table table, MessagesStore.RowVisitor visitor) throws IOException {
    rows.put(name, 0L);
    Columns.Selection columns = Columns.allBut(table, Set.of());
    int key = table.column(name.equals("sqlite_stat1") ? "tbl" : "key");
    int value = table.column(name.equals("sqlite_stat1") ? "stat" : "value");
    table.scan(
        row -> {
          rows.merge(name, 1L, Long::sum);
          String word = Columns.word(row, key);
          String figure = Columns.word(row, value);
          if (word != null && figure != null && name.equals("_SqliteDatabaseProperties")) {
            properties.put(word, figure);
          } else if (word != null && figure != null && name.equals("sqlite_stat1")) {
            analysed(word, figure);
          }
          visitor.visit(new SystemRow(name, row.rowid(), Columns.json(row, columns)));
        },
        damage);
  }

  /** The first number of a statistic is how many rows the table had when it was analysed. */
  private void analysed(String table, String statistic) {
    String count = statistic.split(" ", 2)[0];
    if (count.length() <= 18 && count.chars().allMatch(c -> c >= '0' && c <= '9')) {
      analysed.merge(table, Long.parseLong(count), Math::max);
    }
  }

  /** Rows of each deletion table. */
  Map<String, Long> tombstones() {
    return Map.copyOf(tombstones);
  }

  /** Rows of each other table. */
  Map<String, Long> rows() {
    return Map.copyOf(rows);
  }

  /** What {@code _SqliteDatabaseProperties} holds. */
  Map<String, String> properties() {
    return Map.copyOf(properties);
  }

  /** How many rows each table had when it was last analysed. */
  Map<String, Long> analysed() {
    return Map.copyOf(analysed);
  }

  /** Tables of a form that cannot be read. */
  List<String> unread() {
    return List.copyOf(unread);
  }
}
