package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.palimpsest.messages.Attachment;
import org.palimpsest.messages.Message;
import org.palimpsest.messages.MessageThread;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.messages.SystemRow;
import org.palimpsest.messages.Text;
import org.palimpsest.messages.Tombstone;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.work.Awaited;

/** Reads a whole store into its sorted records, on several threads. */
final class RecordSet {

  private static final int LEAVES_AT_ONCE = 2048;

  /** Parts that are read before the first of them is taken. */
  private static final int AHEAD = 16;

  private final MessagesStore store;
  private final byte[] saltKey;
  private final Map<String, Integer> threadOrdinals = new HashMap<>();
  private volatile Room room = new Room(256, 1 << 16);

  RecordSet(MessagesStore store, byte[] saltKey) {
    this.store = store;
    this.saltKey = saltKey;
    List<MessageThread> threads = store.threads();
    for (int i = 0; i < threads.size(); i++) {
      threadOrdinals.put(threads.get(i).id(), i);
    }
  }

  /** All records, sorted by key, in memory. */
  static SortedRecords read(MessagesStore store, byte[] saltKey, ExecutorService workers)
      throws MalformedDatabaseException, IOException {
    return read(store, saltKey, workers, new RecordCollector());
  }

  /** The same, as the collector keeps them. */
  static SortedRecords read(
      MessagesStore store, byte[] saltKey, ExecutorService workers, RecordCollector records)
      throws MalformedDatabaseException, IOException {
    RecordSet set = new RecordSet(store, saltKey);
    set.messages(workers, records);
    records.add(set.others());
    return records.sorted();
  }

  private void messages(ExecutorService workers, RecordCollector records) throws IOException {
    int[] leaves = store.messageLeaves();
    Deque<Future<RecordBuffer>> ahead = new ArrayDeque<>();
    for (int from = 0; from < leaves.length; from += LEAVES_AT_ONCE) {
      int start = from;
      int end = Math.min(leaves.length, from + LEAVES_AT_ONCE);
      ahead.add(workers.submit((Callable<RecordBuffer>) () -> messages(leaves, start, end)));
      if (ahead.size() > AHEAD) {
        records.add(Awaited.of(ahead.remove()));
      }
    }
    while (!ahead.isEmpty()) {
      records.add(Awaited.of(ahead.remove()));
    }
  }

  private RecordBuffer messages(int[] leaves, int from, int to) throws IOException {
    Room expected = room;
    RecordBuffer records = new RecordBuffer(expected.records, expected.size, 0);
    MessagesStore.Reader reader = store.reader();
    reader.read(leaves, from, to, visitor(reader, records));
    reader.finish();
    if (to - from == LEAVES_AT_ONCE) {
      // The next part is most likely about as large.
      room = new Room(records.count() + records.count() / 16, records.size() + records.size() / 16);
    }
    return records.trimmed();
  }

  /** What a part of the records may take. */
  private record Room(int records, long size) {}

  /** The messages of those leaves, and those of those ROWIDs that stand on other ones. */
  RecordBuffer messages(int[] leaves, long[] rowids, BitSet others)
      throws MalformedDatabaseException, IOException {
    RecordBuffer records = new RecordBuffer();
    MessagesStore.Reader reader = store.reader();
    MessagesStore.MessageVisitor visitor = visitor(reader, records);
    reader.read(leaves, 0, leaves.length, visitor);
    reader.read(rowids, others, visitor);
    reader.finish();
    return records;
  }

  private MessagesStore.MessageVisitor visitor(MessagesStore.Reader reader, RecordBuffer records) {
    byte[] both = new byte[RecordBuffer.COMMITMENTS];
    RecordEncoder encoder = reader.encoder();
    Commitments commitments = new Commitments(saltKey);
    return (message, row, storedText) -> {
      byte[] key = key("message", message.guid());
      commitments.forKey(key);
      commitments.commit(encoder.content(message), both, 0);
      long core = commitments.fingerprint(encoder::coreInto);
      long undatedCore =
          message.traits().schedule() == Message.Schedule.NONE
              ? 0
              : commitments.fingerprint(encoder::undatedCoreInto);
      commitments.commit(encoder.state(message, row, storedText), both, 32);
      records.add(key, both, facets(message, core, undatedCore, commitments));
    };
  }

  /** The position of each thread, by id. */
  Map<String, Integer> threadOrdinals() {
    return Map.copyOf(threadOrdinals);
  }

  private Facets facets(Message message, long core, long undatedCore, Commitments commitments) {
    int thread =
        message.threads().isEmpty()
            ? -1
            : threadOrdinals.getOrDefault(message.threads().get(0), -1);
    Text text = message.text();
    return new Facets(
        message.rowid(),
        message.date(),
        text == null ? 0 : commitments.fingerprint(text.identity()),
        core,
        thread,
        flags(message),
        message.attachments().size(),
        MessageParts.write(message, commitments, undatedCore));
  }

  private static int flags(Message message) {
    Message.Associated associated = message.associated();
    int flags = message.fromMe() ? Facets.FROM_ME : 0;
    flags |= message.isRecentlyDeleted() ? Facets.RECENTLY_DELETED : 0;
    flags |= message.retracted() ? Facets.RETRACTED : 0;
    flags |= message.edits().isEmpty() ? 0 : Facets.EDITED;
    flags |= associated != null && associated.isTapback() ? Facets.TAPBACK : 0;
    flags |= message.traits().audio() ? Facets.AUDIO : 0;
    flags |= message.traits().expirable() ? Facets.EXPIRABLE : 0;
    flags |= message.event().itemType() != 0 ? Facets.EVENT : 0;
    flags |= message.traits().syncState() == 1 ? Facets.UPLOADED : 0;
    flags |= message.traits().hasCloudRecord() ? Facets.CLOUD_RECORD : 0;
    flags |= message.traits().spam() ? Facets.SPAM : 0;
    flags |= message.textUnreadable() ? Facets.UNREADABLE : 0;
    flags |= message.isWaiting() ? Facets.WAITING : 0;
    return flags | (message.text() == null ? 0 : Facets.HAS_TEXT);
  }

  /** The records of everything that is no message; to be read after the messages. */
  RecordBuffer others() throws MalformedDatabaseException, IOException {
    RecordBuffer records = new RecordBuffer();
    RecordEncoder encoder = store.encoder();
    Commitments commitments = new Commitments(saltKey);
    for (MessageThread thread : store.threads()) {
      byte[] key = key("thread", thread.id());
      commitments.forKey(key);
      byte[] both = new byte[64];
      commitments.commit(encoder.content(thread), both, 0);
      commitments.commit(encoder.state(thread), both, 32);
      int ordinal = threadOrdinals.getOrDefault(thread.id(), -1);
      records.add(key, both, new Facets(0, 0, 0, 0, -1, 0, ordinal, new byte[0]));
    }
    store.attachments(
        (attachment, columns) -> add(attachment, columns, encoder, commitments, records));
    store.tombstones(tombstone -> add(tombstone, encoder, commitments, records));
    store.otherRows(row -> add(row, encoder, commitments, records));
    return records;
  }

  private static void add(
      Attachment attachment,
      byte[] columns,
      RecordEncoder encoder,
      Commitments commitments,
      RecordBuffer records) {
    byte[] key = key("attachment", attachment.guid());
    commitments.forKey(key);
    byte[] both = new byte[64];
    commitments.commit(encoder.content(attachment), both, 0);
    commitments.commit(encoder.state(attachment, columns), both, 32);
    ByteArrayOutputStream owner = new ByteArrayOutputStream();
    if (!attachment.messages().isEmpty()) {
      owner.writeBytes(attachment.messages().get(0).getBytes(StandardCharsets.UTF_8));
    }
    long file =
        attachment
            .file()
            .map(identity -> commitments.fingerprint(identity.sha256().bytes()))
            .orElse(0L);
    records.add(
        key,
        both,
        new Facets(
            attachment.rowid(),
            attachment.declaredBytes(),
            file,
            0,
            -1,
            0,
            attachment.presence().code(),
            owner.toByteArray()));
  }

  private static void add(
      Tombstone tombstone, RecordEncoder encoder, Commitments commitments, RecordBuffer records) {
    byte[] key =
        key("tombstone", tombstone.table() + "/" + tombstone.guid() + "/" + tombstone.rowid());
    commitments.forKey(key);
    byte[] both = new byte[64];
    commitments.commit(encoder.content(tombstone), both, 0);
    commitments.commit(encoder.state(tombstone), both, 32);
    int flags = tombstone.isOutbound() ? Facets.OUTBOUND : 0;
    records.add(key, both, new Facets(tombstone.rowid(), 0, 0, 0, -1, flags, 0, new byte[0]));
  }

  private static void add(
      SystemRow row, RecordEncoder encoder, Commitments commitments, RecordBuffer records) {
    byte[] key = key("row", row.table() + "/" + row.rowid());
    commitments.forKey(key);
    byte[] both = new byte[64];
    commitments.commit(encoder.content(row), both, 0);
    commitments.commit(encoder.state(row), both, 32);
    records.add(key, both, new Facets(row.rowid(), 0, 0, 0, -1, 0, 0, new byte[0]));
  }

  private static byte[] key(String kind, String id) {
    return RecordEncoder.key(kind, id).getBytes(StandardCharsets.US_ASCII);
  }
}
