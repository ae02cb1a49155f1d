package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Table;
import org.palimpsest.work.Awaited;

/** Which message belongs to which thread, which carries which attachment, which is recoverable. */
final class Joins {

  private final LongPairs chats;
  private final LongPairs recoverable;
  private final LongPairs deletedOn;
  private final LongPairs attachments;
  private final DeletedParts deletedParts;
  private final Threads threads;
  private final Map<Long, String> attachmentGuids;
  private final Map<Long, List<String>> single = new HashMap<>();

  private Joins(
      LongPairs chats,
      LongPairs recoverable,
      LongPairs deletedOn,
      LongPairs attachments,
      DeletedParts deletedParts,
      Threads threads,
      Map<Long, String> attachmentGuids) {
    this.deletedParts = deletedParts;
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

  /** Of a store without join tables. */
  static Joins none(Threads threads) {
    LongPairs empty = new LongPairs().seal();
    return new Joins(empty, empty, empty, empty, DeletedParts.none(), threads, Map.of());
  }

  /** The pairs of {@code chat_message_join}, which may still be on their way. */
  interface Chats {
    LongPairs pairs() throws MalformedDatabaseException, IOException;
  }

  static Chats chats(Database database, Consumer<Damage> damage, Executor background) {
    FutureTask<LongPairs> reading =
        new FutureTask<>(
            () -> pairs(database, "chat_message_join", "message_id", "chat_id", damage));
    background.execute(reading);
    return () -> Awaited.of(reading, MalformedDatabaseException.class);
  }

  static Joins read(
      Database database,
      Chats chats,
      Threads threads,
      Map<Long, String> attachmentGuids,
      Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    return new Joins(
        chats.pairs(),
        pairs(database, "chat_recoverable_message_join", "message_id", "chat_id", damage),
        pairs(database, "chat_recoverable_message_join", "message_id", "delete_date", damage),
        pairs(database, "message_attachment_join", "message_id", "attachment_id", damage),
        DeletedParts.read(database, damage),
        threads,
        attachmentGuids);
  }

  /** Shows the messages to which two stores join other things, or which they join otherwise. */
  static void differing(Joins a, Joins b, LongConsumer visitor) {
    LongPredicate otherThread = isOther(a.single, b.single);
    LongPairs.differing(a.chats, b.chats, otherThread, visitor);
    LongPairs.differing(a.recoverable, b.recoverable, otherThread, visitor);
    LongPairs.differing(a.deletedOn, b.deletedOn, date -> false, visitor);
    LongPairs.differing(
        a.attachments, b.attachments, isOther(a.attachmentGuids, b.attachmentGuids), visitor);
    DeletedParts.differing(a.deletedParts, b.deletedParts, visitor);
  }

  /** Whether a number means another thing in one map than in the other. */
  static LongPredicate isOther(Map<Long, ?> a, Map<Long, ?> b) {
    long[] others =
        Stream.concat(a.keySet().stream(), b.keySet().stream().filter(key -> !a.containsKey(key)))
            .filter(key -> !Objects.equals(a.get(key), b.get(key)))
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    return others.length == 0
        ? number -> false
        : number -> Arrays.binarySearch(others, number) >= 0;
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

  /** A walk along messages in the order of their ROWIDs; for use by one thread. */
  Walk walk() {
    return new Walk();
  }

  /** Looks up what is joined to messages; fast when they come in order. */
  final class Walk {
    private final LongPairs.Finder shown = chats.finder();
    private final LongPairs.Finder hidden = recoverable.finder();
    private final LongPairs.Finder deleted = deletedOn.finder();
    private final LongPairs.Finder attached = attachments.finder();

    private Walk() {}

    /** Threads of a message, sorted: those it is shown in, else those it was deleted from. */
    List<String> threads(long message) {
      List<String> ids = ids(chats, shown.first(message), message);
      return ids.isEmpty() ? ids(recoverable, hidden.first(message), message) : ids;
    }

    /** The stored date of deletion, 0 when the message is still shown in a thread. */
    long deletedOn(long message) {
      int at = deleted.first(message);
      return at < 0 || shown.first(message) >= 0 ? 0 : deletedOn.value(at);
    }

    List<DeletedPart> deletedParts(long message) {
      return deletedParts.of(message);
    }

    List<String> attachments(long message) {
      int at = attached.first(message);
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

  private List<String> ids(LongPairs pairs, int at, long message) {
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
}
