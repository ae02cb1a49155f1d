package org.palimpsest.messages;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.SchemaEntry;
import org.palimpsest.sqlite.Table;

/**
 * A Messages database, read into records. Messages can be read by several threads at once, each
 * over its own range of leaf pages and with its own {@link Reader}.
 */
public final class MessagesStore {

  /** Tables that say what was deleted. */
  static final List<String> TOMBSTONE_TABLES =
      List.of(
          "deleted_messages",
          "sync_deleted_attachments",
          "sync_deleted_chats",
          "sync_deleted_messages",
          "unsynced_removed_recoverable_messages");

  private final Database database;
  private final Table messageTable;
  private final MessageDecoder decoder;
  private final Threads threads;
  private final AttachmentFiles files;
  private final Instant asOf;
  private final List<Damage> damage;
  private final Tally tally;
  private final Map<String, Long> tombstoneCounts = new TreeMap<>();

  /** Guids of messages with attachments, as far as messages were read; by ROWID. */
  private final Map<Long, String> carrierGuids = new HashMap<>();

  private long attachmentCount;
  private StoreFacts.Presence presence = StoreFacts.Presence.NONE;

  private MessagesStore(
      Database database,
      Table messageTable,
      MessageDecoder decoder,
      Threads threads,
      AttachmentFiles files,
      Instant asOf,
      List<Damage> damage) {
    this.database = database;
    this.messageTable = messageTable;
    this.decoder = decoder;
    this.threads = threads;
    this.files = files;
    this.asOf = asOf;
    this.damage = damage;
    this.tally = new Tally(asOf);
  }

  /**
   * Opens a store and reads its small tables.
   *
   * @param asOf the instant that the store shows; what is older than an hour then and not uploaded
   *     counts as stalled
   * @throws NotAMessagesStoreException if the database has no {@code message} table as Messages
   *     makes it
   */
  public static MessagesStore open(
      Database database, ThreadIds ids, AttachmentFiles files, Instant asOf)
      throws NotAMessagesStoreException, MalformedDatabaseException, IOException {
    return open(database, ids, files, asOf, Runnable::run);
  }

  /** The same, reading the largest of the small tables in {@code background}. */
  public static MessagesStore open(
      Database database, ThreadIds ids, AttachmentFiles files, Instant asOf, Executor background)
      throws NotAMessagesStoreException, MalformedDatabaseException, IOException {
    Table messages = messageTable(database);
    List<Damage> damage = Collections.synchronizedList(new ArrayList<>(database.damage()));
    Joins.Chats chats = Joins.chats(database, damage::add, background);
    Map<Long, String> handles = words(database, "handle", "id", damage);
    handles.replaceAll((rowid, id) -> Threads.normalised(id));
    Threads threads = Threads.read(database, handles, ids, damage::add);
    Map<Long, String> attachmentGuids = words(database, "attachment", "guid", damage);
    Joins joins = Joins.read(database, chats, threads, attachmentGuids, damage::add);
    MessageDecoder decoder = new MessageDecoder(messages, handles, joins);
    return new MessagesStore(database, messages, decoder, threads, files, asOf, damage);
  }

  /**
   * One message whose thread is known already, so that the joins of all others need not be read.
   *
   * @param rowid its number in this store
   * @param thread id of its only thread
   */
  public record Focus(long rowid, String thread) {}

  /**
   * Opens a store for reading that one message. What comes out is right only if the message lies in
   * that thread and in no other; the caller compares it with its commitment.
   */
  public static MessagesStore open(
      Database database, ThreadIds ids, AttachmentFiles files, Instant asOf, Focus focus)
      throws NotAMessagesStoreException, MalformedDatabaseException, IOException {
    Table messages = messageTable(database);
    List<Damage> damage = Collections.synchronizedList(new ArrayList<>(database.damage()));
    Map<Long, String> handles = words(database, "handle", "id", damage);
    handles.replaceAll((rowid, id) -> Threads.normalised(id));
    Threads threads = Threads.read(database, handles, ids, damage::add);
    LongPairs pairs = new LongPairs();
    threads.all().stream()
        .filter(thread -> thread.id().equals(focus.thread()))
        .findFirst()
        .ifPresent(thread -> pairs.add(focus.rowid(), thread.chats().get(0).rowid()));
    Map<Long, String> attachmentGuids = words(database, "attachment", "guid", damage);
    Joins joins = Joins.read(database, pairs::seal, threads, attachmentGuids, damage::add);
    MessageDecoder decoder = new MessageDecoder(messages, handles, joins);
    return new MessagesStore(database, messages, decoder, threads, files, asOf, damage);
  }

  private static Table messageTable(Database database)
      throws NotAMessagesStoreException, MalformedDatabaseException, IOException {
    Optional<Table> messages = database.table("message");
    if (messages.isEmpty()) {
      if (!database.damage().isEmpty()) {
        throw new MalformedDatabaseException(database.damage().get(0));
      }
      throw new NotAMessagesStoreException("the database has no message table");
    }
    if (messages.get().column("guid") < 0 || messages.get().column("date") < 0) {
      throw new NotAMessagesStoreException(
          "its message table is not one that this version can read");
    }
    return messages.get();
  }

  private static Map<Long, String> words(
      Database database, String name, String column, List<Damage> damage)
      throws MalformedDatabaseException, IOException {
    Map<Long, String> words = new HashMap<>();
    Optional<Table> table = database.table(name);
    if (table.isPresent()) {
      int index = table.get().column(column);
      table
          .get()
          .scan(
              row -> {
                String word = Columns.word(row, index);
                if (word != null) {
                  words.put(row.rowid(), word);
                }
              },
              damage::add);
    }
    return words;
  }

  /** The threads, sorted by id. */
  public List<MessageThread> threads() {
    return threads.all();
  }

  /**
   * The leaf pages of the message table, to be shared out among readers; in the order in which they
   * lie in the file, so that it is read from front to back.
   */
  public int[] messageLeaves() throws IOException {
    int[] leaves = messageTable.leaves(damage::add);
    Arrays.sort(leaves);
    return leaves;
  }

  /** A reader of messages, for use by one thread. */
  public Reader reader() {
    return new Reader();
  }

  /** Sees a message; the row is reused and must not be kept. */
  @FunctionalInterface
  public interface MessageVisitor {
    /**
     * Sees one message.
     *
     * @param storedText what the {@code text} column holds, null when nothing
     */
    void visit(Message message, Row row, @Nullable Text storedText) throws IOException;
  }

  /** Reads messages and counts what it reads. */
  public final class Reader {
    private final Tally counted = new Tally(asOf);
    private final int textColumn = messageTable.column("text");
    private final Joins.Walk joined = decoder.joins().walk();
    private final Map<Long, String> carriers = new HashMap<>();

    private Reader() {}

    /** Shows the messages on {@code leaves[from … to)}. */
    public void read(int[] leaves, int from, int to, MessageVisitor visitor) throws IOException {
      messageTable.scan(
          leaves,
          from,
          to,
          row -> {
            Message message = decoder.decode(row, joined, counted);
            if (!message.attachments().isEmpty()) {
              carriers.put(row.rowid(), message.guid());
            }
            visitor.visit(message, row, Columns.text(row, textColumn));
          },
          damage::add);
    }

    /** An encoder for this reader's messages. */
    public RecordEncoder encoder() {
      return MessagesStore.this.encoder();
    }

    /** Adds this reader's figures to the store's; call once, when done. */
    public void finish() {
      synchronized (tally) {
        tally.add(counted);
        carrierGuids.putAll(carriers);
      }
    }
  }

  /** A new encoder of records. */
  public RecordEncoder encoder() {
    return new RecordEncoder(
        Columns.allBut(messageTable, MessageDecoder.CONTENT_COLUMNS),
        messageTable.column("attributedBody"));
  }

  /** The message of that ROWID. */
  public Optional<Message> message(long rowid) throws MalformedDatabaseException, IOException {
    return messageTable
        .find(rowid)
        .map(row -> decoder.decode(row, decoder.joins().walk(), new Tally(asOf)));
  }

  /** Shows the message of that ROWID, if it is there. */
  public void message(long rowid, MessageVisitor visitor)
      throws MalformedDatabaseException, IOException {
    Optional<Row> row = messageTable.find(rowid);
    if (row.isPresent()) {
      Message message = decoder.decode(row.get(), decoder.joins().walk(), new Tally(asOf));
      visitor.visit(message, row.get(), Columns.text(row.get(), messageTable.column("text")));
    }
  }

  /** Sees an attachment with its columns as canonical JSON. */
  @FunctionalInterface
  public interface AttachmentVisitor {
    /** Sees one attachment. */
    void visit(Attachment attachment, byte[] columns) throws IOException;
  }

  /** Shows every attachment in ROWID order. */
  public void attachments(AttachmentVisitor visitor)
      throws MalformedDatabaseException, IOException {
    attachmentCount = 0;
    presence = StoreFacts.Presence.NONE;
    Optional<Table> table = database.table("attachment");
    if (table.isEmpty()) {
      return;
    }
    LongPairs owners =
        Joins.pairs(
            database, "message_attachment_join", "attachment_id", "message_id", damage::add);
    Map<Long, String> guids = ownerGuids(owners);
    AttachmentDecoder attachment = new AttachmentDecoder(table.get(), files);
    Columns.Selection columns = Columns.allBut(table.get(), AttachmentDecoder.CONTENT_COLUMNS);
    table
        .get()
        .scan(
            row -> {
              attachmentCount++;
              List<String> messages = new ArrayList<>();
              for (int i = owners.first(row.rowid()); owners.hasKey(i, row.rowid()); i++) {
                String guid = guids.get(owners.value(i));
                if (guid != null) {
                  messages.add(guid);
                }
              }
              Attachment decoded = attachment.decode(row, messages);
              presence = presence.plus(decoded);
              visitor.visit(decoded, Columns.json(row, columns));
            },
            damage::add);
  }

  /** Guids of the messages that carry attachments; those not met while reading are looked up. */
  private Map<Long, String> ownerGuids(LongPairs owners)
      throws MalformedDatabaseException, IOException {
    Map<Long, String> guids;
    synchronized (tally) {
      guids = new HashMap<>(carrierGuids);
    }
    int guid = messageTable.column("guid");
    for (int i = 0; i < owners.size(); i++) {
      long rowid = owners.value(i);
      if (!guids.containsKey(rowid)) {
        try {
          String found = messageTable.find(rowid).map(row -> Columns.word(row, guid)).orElse(null);
          if (found != null) {
            guids.put(rowid, found);
          }
        } catch (MalformedDatabaseException e) {
          damage.add(e.damage());
        }
      }
    }
    return guids;
  }

  /** Sees a tombstone. */
  @FunctionalInterface
  public interface TombstoneVisitor {
    /** Sees one tombstone. */
    void visit(Tombstone tombstone) throws IOException;
  }

  /** Shows every row of the deletion tables. */
  public void tombstones(TombstoneVisitor visitor) throws MalformedDatabaseException, IOException {
    for (String name : TOMBSTONE_TABLES) {
      Optional<Table> table = database.table(name);
      if (table.isEmpty()) {
        continue;
      }
      tombstoneCounts.put(name, 0L);
      int guid = table.get().column(name.startsWith("unsynced") ? "message_guid" : "guid");
      int recordId = table.get().column("recordID");
      Columns.Selection columns = Columns.allBut(table.get(), Set.of());
      table
          .get()
          .scan(
              row -> {
                tombstoneCounts.merge(name, 1L, Long::sum);
                String gone = Columns.word(row, guid);
                visitor.visit(
                    new Tombstone(
                        name,
                        row.rowid(),
                        gone == null ? "" : gone,
                        Columns.word(row, recordId),
                        Columns.json(row, columns)));
              },
              damage::add);
    }
  }

  /** The figures; complete once messages, attachments and tombstones were read. */
  public StoreFacts facts() throws MalformedDatabaseException, IOException {
    Set<String> unknown = new TreeSet<>();
    Set<String> triggers = new TreeSet<>();
    for (SchemaEntry entry : database.schema()) {
      if (entry.type().equals("trigger")) {
        triggers.add(entry.name());
      } else if (entry.type().equals("table")
          && !Generation.KNOWN_TABLES.contains(entry.name().toLowerCase(Locale.ROOT))) {
        unknown.add(entry.name());
      }
    }
    synchronized (tally) {
      return new StoreFacts(
          Generation.of(messageTable),
          tally.messages,
          threads.all().size(),
          attachmentCount,
          presence,
          tally.recentlyDeleted,
          tally.withoutThread,
          tally.unreadableBodies,
          tally.unreadableHistories,
          tally.disagreeingTexts,
          new StoreFacts.Sync(
              messageTable.column("ck_sync_state") >= 0,
              tally.uploaded,
              tally.pending,
              tally.stalled),
          instant(tally.oldest),
          instant(tally.newest),
          counters(),
          Map.copyOf(tombstoneCounts),
          List.copyOf(triggers),
          List.copyOf(unknown),
          database.wal().map(wal -> (long) wal.appliedFrames()).orElse(0L),
          database.wal().map(wal -> (long) wal.commitsNotApplied()).orElse(0L),
          List.copyOf(damage));
    }
  }

  private static Optional<Instant> instant(long unixSeconds) {
    return unixSeconds == Long.MAX_VALUE || unixSeconds == Long.MIN_VALUE
        ? Optional.empty()
        : AppleTime.instant(unixSeconds - AppleTime.EPOCH);
  }

  private Map<String, Long> counters() throws MalformedDatabaseException, IOException {
    Map<String, Long> counters = new TreeMap<>();
    Optional<Table> table = database.table("sqlite_sequence");
    if (table.isPresent()) {
      int name = table.get().column("name");
      int seq = table.get().column("seq");
      table
          .get()
          .scan(
              row -> {
                String counted = Columns.word(row, name);
                if (counted != null) {
                  counters.put(counted, Columns.integer(row, seq));
                }
              },
              damage::add);
    }
    return counters;
  }
}
