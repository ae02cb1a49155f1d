package org.palimpsest.messages;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.sqlite.Column;
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

  private final Database database;
  private final Table messageTable;
  private final RowDecoder decoder;
  private final Threads threads;

  /** Handles as messages name them, by ROWID. */
  private final Map<Long, String> handles;

  private final AttachmentRows attachments;
  private final SystemRows system;
  private final Instant asOf;
  private final List<Damage> damage;
  private final Tally tally;
  private final @Nullable LeafSearch leaves;

  /** Guids of messages with attachments, as far as messages were read; by ROWID. */
  private final Map<Long, String> carrierGuids = new HashMap<>();

  private MessagesStore(
      Database database,
      Table messageTable,
      RowDecoder decoder,
      Threads threads,
      Map<Long, String> handles,
      AttachmentFiles files,
      Instant asOf,
      List<Damage> damage,
      @Nullable LeafSearch leaves) {
    this.leaves = leaves;
    this.database = database;
    this.messageTable = messageTable;
    this.decoder = decoder;
    this.threads = threads;
    this.handles = handles;
    this.attachments = new AttachmentRows(database, files, damage::add);
    this.system = new SystemRows(database, damage::add);
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
    return open(database, ids, files, asOf, Runnable::run, false);
  }

  /**
   * The same, reading the largest of the small tables in {@code background}.
   *
   * @param whole whether all messages will be read, so that their pages are looked for meanwhile
   */
  public static MessagesStore open(
      Database database,
      ThreadIds ids,
      AttachmentFiles files,
      Instant asOf,
      Executor background,
      boolean whole)
      throws NotAMessagesStoreException, MalformedDatabaseException, IOException {
    Table messages = messageTable(database);
    List<Damage> damage = Collections.synchronizedList(new ArrayList<>(database.damage()));
    if (MadridDecoder.fits(messages)) {
      MadridThreads early = MadridThreads.read(database, messages, ids, damage::add);
      MadridDecoder decoder = new MadridDecoder(messages, early, Joins.none(early.threads()));
      return new MessagesStore(
          database, messages, decoder, early.threads(), Map.of(), files, asOf, damage, null);
    }
    Joins.Chats chats = Joins.chats(database, damage::add, background);
    LeafSearch leaves = whole ? LeafSearch.begin(messages, background) : null;
    Map<Long, String> handles = words(database, "handle", "id", damage);
    handles.replaceAll((rowid, id) -> Threads.normalised(id));
    Threads threads = Threads.read(database, handles, ids, damage::add);
    Map<Long, String> attachmentGuids = words(database, "attachment", "guid", damage);
    Joins joins = Joins.read(database, chats, threads, attachmentGuids, damage::add);
    MessageDecoder decoder = new MessageDecoder(messages, handles, joins);
    return new MessagesStore(
        database, messages, decoder, threads, handles, files, asOf, damage, leaves);
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
    if (MadridDecoder.fits(messages)) {
      return open(database, ids, files, asOf);
    }
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
    return new MessagesStore(
        database, messages, decoder, threads, handles, files, asOf, damage, null);
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
    boolean readable = messages.get().column("guid") >= 0 && messages.get().column("date") >= 0;
    if (!readable && !MadridDecoder.fits(messages.get())) {
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
    LeafSearch search = leaves;
    return (search == null ? LeafSearch.begin(messageTable, Runnable::run) : search)
        .leaves(damage::add);
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
      messageTable.scan(leaves, from, to, row -> show(row, visitor), damage::add);
    }

    /**
     * Shows single messages by their ROWIDs, those that there are.
     *
     * @param leaves only messages on these leaf pages are shown
     */
    public void read(long[] rowids, BitSet leaves, MessageVisitor visitor)
        throws MalformedDatabaseException, IOException {
      for (long rowid : rowids) {
        Optional<Row> row = messageTable.find(rowid);
        if (row.isPresent() && leaves.get(row.get().page())) {
          show(row.get(), visitor);
        }
      }
    }

    private void show(Row row, MessageVisitor visitor) throws IOException {
      Message message = decoder.decode(row, joined, counted);
      if (!message.attachments().isEmpty()) {
        carriers.put(row.rowid(), message.guid());
      }
      visitor.visit(message, row, Columns.text(row, textColumn));
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

  /**
   * Takes over what messages add up to that are not read here, since they are known from an earlier
   * state of the same store.
   *
   * @param sealed figures of that whole state
   * @param earlier the same state, of which those messages were read that are read here too or are
   *     no longer there
   * @param sent when the messages that are taken over were sent, in seconds since 1970
   * @param guids guids of those of them that carry attachments, by ROWID
   * @return whether the figures can be right
   */
  public boolean carry(
      MessageFigures sealed,
      MessagesStore earlier,
      LongSummaryStatistics sent,
      Map<Long, String> guids) {
    synchronized (tally) {
      if (sent.getCount() > 0) {
        tally.oldest = Math.min(tally.oldest, sent.getMin());
        tally.newest = Math.max(tally.newest, sent.getMax());
      }
      tally.add(sealed);
      tally.subtract(earlier.tally);
      carrierGuids.putAll(guids);
      return tally.plausible();
    }
  }

  /**
   * Whether a message that is not uploaded counts as stalled.
   *
   * @param date as stored
   */
  public static boolean isStalled(long date, Instant asOf) {
    long sent = AppleTime.unixSeconds(date);
    return sent != 0 && sent < Tally.stalledBefore(asOf);
  }

  /** Whether a part of it could not be read. */
  public boolean isDamaged() {
    return !damage.isEmpty();
  }

  /** Notes what could not be read. */
  void note(Damage place) {
    damage.add(place);
  }

  Database database() {
    return database;
  }

  Table messageTable() {
    return messageTable;
  }

  Map<Long, String> handles() {
    return handles;
  }

  Joins joins() {
    return decoder.joins();
  }

  /** A new encoder of records. */
  public RecordEncoder encoder() {
    return new RecordEncoder(
        Columns.allBut(messageTable, decoder.contentColumns()), decoder.bodyColumn());
  }

  /** Shows the message of that ROWID, with its row; nothing where there is none. */
  public void message(long rowid, MessageVisitor visitor)
      throws MalformedDatabaseException, IOException {
    Optional<Row> row = messageTable.find(rowid);
    if (row.isPresent()) {
      Message message = decoder.decode(row.get(), decoder.joins().walk(), new Tally(asOf));
      visitor.visit(message, row.get(), Columns.text(row.get(), messageTable.column("text")));
    }
  }

  /**
   * The columns of a message's row as stored, in declared order: {@link Long}, {@link Double},
   * {@link String}, {@code byte[]} for a blob and for text that is not valid in the store's
   * encoding; null where nothing is stored.
   */
  public Map<String, @Nullable Object> stored(Row row) {
    return Columns.stored(row, messageTable);
  }

  /** A row's guid; its number where it has none. */
  static String guid(Row row, int column) {
    String stored = Columns.word(row, column);
    return stored == null ? "rowid:" + row.rowid() : stored;
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
    Map<Long, String> known;
    synchronized (tally) {
      known = Map.copyOf(carrierGuids);
    }
    attachments.read(AttachmentRows.guids(messageTable, decoder.guidColumn(), known), visitor);
  }

  /** Sees a tombstone. */
  @FunctionalInterface
  public interface TombstoneVisitor {
    /** Sees one tombstone. */
    void visit(Tombstone tombstone) throws IOException;
  }

  /** Shows every row of the deletion tables. */
  public void tombstones(TombstoneVisitor visitor) throws MalformedDatabaseException, IOException {
    system.tombstones(visitor);
  }

  /** Sees a row of another table. */
  @FunctionalInterface
  public interface RowVisitor {
    /** Sees one row. */
    void visit(SystemRow row) throws IOException;
  }

  /** Shows every row of every table that holds no message, thread, attachment or tombstone. */
  public void otherRows(RowVisitor visitor) throws IOException {
    system.others(visitor);
  }

  /** The figures; complete once everything was read. */
  public StoreFacts facts() throws MalformedDatabaseException, IOException {
    KnownSchema known = KnownSchema.read();
    Set<String> unknownTables = new TreeSet<>();
    Set<String> unknownColumns = new TreeSet<>();
    Set<String> triggers = new TreeSet<>();
    for (SchemaEntry entry : database.schema()) {
      if (entry.type().equals("trigger")) {
        triggers.add(entry.name());
      } else if (entry.type().equals("table")) {
        if (known.hasTable(entry.name())) {
          unknownColumns.addAll(unknownColumns(entry.name(), known));
        } else {
          unknownTables.add(entry.name());
        }
      }
    }
    synchronized (tally) {
      return new StoreFacts(
          Generation.of(messageTable),
          tally.messages,
          threads.all().size(),
          attachments.count(),
          attachments.presence(),
          tally.recentlyDeleted,
          tally.withoutThread,
          tally.unreadableBodies,
          tally.unreadableHistories,
          tally.disagreeingTexts,
          new StoreFacts.Sync(
              messageTable.column("ck_sync_state") >= 0,
              tally.uploaded,
              tally.pending,
              tally.stalled,
              tally.oversized),
          instant(tally.oldest),
          instant(tally.newest),
          counters(),
          system.tombstones(),
          List.copyOf(triggers),
          List.copyOf(unknownTables),
          kept(unknownColumns),
          database.wal().map(wal -> (long) wal.appliedFrames()).orElse(0L),
          database.wal().map(wal -> (long) wal.commitsNotApplied()).orElse(0L),
          List.copyOf(damage));
    }
  }

  private StoreFacts.Kept kept(Set<String> unknownColumns) {
    return new StoreFacts.Kept(
        tally.kinds(),
        List.copyOf(unknownColumns),
        system.unread(),
        system.rows(),
        system.properties(),
        system.analysed(),
        tally.unreadablePayloads,
        tally.unreadableParts,
        attachments.mistyped(),
        attachments.orphans());
  }

  private Set<String> unknownColumns(String name, KnownSchema known) {
    Set<String> unknown = new TreeSet<>();
    try {
      for (Column column : database.table(name).map(Table::columns).orElse(List.of())) {
        if (!known.hasColumn(name, column.name())) {
          unknown.add(name + "." + column.name());
        }
      }
    } catch (MalformedDatabaseException e) {
      // A table that cannot be read is listed as such.
      return Set.of();
    }
    return unknown;
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
