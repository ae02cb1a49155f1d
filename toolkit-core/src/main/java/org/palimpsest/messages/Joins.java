package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Table;

/** Which message belongs to which thread, which carries which attachment, which is recoverable. */
final class Joins {

  private final LongPairs chats;
  private final LongPairs recoverable;
  private final LongPairs deletedOn;
  private final LongPairs attachments;
  private final Threads threads;
  private final Map<Long, String> attachmentGuids;
  private final Map<Long, List<String>> single = new HashMap<>();

  private Joins(
      LongPairs chats,
      LongPairs recoverable,
      LongPairs deletedOn,
      LongPairs attachments,
      Threads threads,
      Map<Long, String> attachmentGuids) {
    this.chats = chats;
    this.recoverable = recoverable;
    this.deletedOn = deletedOn;
    this.attachments = attachments;
    this.threads = threads;
    this.attachmentGuids = attachmentGuids;
    for (MessageThread thread : threads.all()) {
      for (MessageThread.Chat chat : thread.chats()) {
        single.put(chat.rowid(), List.of(thread.id()));
      }
    }
  }

  static Joins read(
      Database database,
      Threads threads,
      Map<Long, String> attachmentGuids,
      Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    return new Joins(
        pairs(database, "chat_message_join", "message_id", "chat_id", damage),
        pairs(database, "chat_recoverable_message_join", "message_id", "chat_id", damage),
        pairs(database, "chat_recoverable_message_join", "message_id", "delete_date", damage),
        pairs(database, "message_attachment_join", "message_id", "attachment_id", damage),
        threads,
        attachmentGuids);
  }

  static LongPairs pairs(
      Database database, String name, String key, String value, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    LongPairs pairs = new LongPairs();
    Optional<Table> table = database.table(name);
    if (table.isPresent()) {
      int keyColumn = table.get().column(key);
      int valueColumn = table.get().column(value);
      table
          .get()
          .scan(
              row -> pairs.add(Columns.integer(row, keyColumn), Columns.integer(row, valueColumn)),
              damage);
    }
    return pairs.seal();
  }

  /** Threads of a message, sorted: those it is shown in, else those it was deleted from. */
  List<String> threads(long message) {
    List<String> shown = threads(chats, message);
    return shown.isEmpty() ? threads(recoverable, message) : shown;
  }

  private List<String> threads(LongPairs pairs, long message) {
    int at = pairs.first(message);
    if (at < 0) {
      return List.of();
    }
    if (!pairs.hasKey(at + 1, message)) {
      return single.getOrDefault(pairs.value(at), List.of());
    }
    TreeSet<String> ids = new TreeSet<>();
    for (int i = at; pairs.hasKey(i, message); i++) {
      threads.ofChat(pairs.value(i)).ifPresent(thread -> ids.add(thread.id()));
    }
    return List.copyOf(ids);
  }

  /** The stored date of deletion, 0 when the message is still shown in a thread. */
  long deletedOn(long message) {
    int at = deletedOn.first(message);
    return at < 0 || chats.first(message) >= 0 ? 0 : deletedOn.value(at);
  }

  List<String> attachments(long message) {
    int at = attachments.first(message);
    if (at < 0) {
      return List.of();
    }
    List<String> guids = new ArrayList<>();
    for (int i = at; attachments.hasKey(i, message); i++) {
      String guid = attachmentGuids.get(attachments.value(i));
      if (guid != null) {
        guids.add(guid);
      }
    }
    return guids;
  }
}
