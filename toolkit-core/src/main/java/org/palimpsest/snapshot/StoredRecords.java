package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.messages.Message;
import org.palimpsest.messages.MessageKind;
import org.palimpsest.messages.MessageThread;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.messages.Text;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.vault.VaultException;

/**
 * Single records of a snapshot, read from its evidence and compared with what was sealed of them.
 */
public final class StoredRecords {

  private final SnapshotView view;
  private final MessagesStore store;
  private final RecordEncoder encoder;
  private final SealedRecords sealed;

  /** Reads records of {@code view} from its store. */
  public StoredRecords(SnapshotView view, StoreReading reading) {
    this.view = view;
    this.store = reading.store();
    this.encoder = store.encoder();
    this.sealed = view.sealed();
  }

  /**
   * A message's record.
   *
   * @param guid its identity
   * @param kind what it is
   * @param rowid its number in the store
   * @param sent when it was sent, nanoseconds since 2001
   * @param target guid of the message that it belongs to as a tapback or sticker, null when none
   * @param content its content
   * @param state its state
   */
  public record Stored(
      String guid,
      MessageKind kind,
      long rowid,
      long sent,
      @Nullable String target,
      JsonNode content,
      JsonNode state) {

    /** Its identity, without content. */
    @Override
    public String toString() {
      return "record of message " + guid;
    }
  }

  /**
   * Where a message's row lies.
   *
   * @param page the page of the database that holds it, from 1
   * @param offset of its cell in that page
   * @param columns its columns as stored, see {@link MessagesStore#stored}
   */
  public record Place(int page, int offset, Map<String, @Nullable Object> columns) {
    /** Its page alone. */
    @Override
    public String toString() {
      return "page " + page;
    }
  }

  /** The threads, as the index lists them. */
  public List<ThreadEntry> threads() {
    return view.index().threads();
  }

  /** The names of threads that have one, by id. */
  public Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    for (MessageThread thread : store.threads()) {
      Text name = thread.displayName();
      if (name != null) {
        names.put(thread.id(), name.shown());
      }
    }
    return names;
  }

  /** A thread's content and state. */
  public Optional<Stored> thread(String id) throws IOException {
    for (MessageThread thread : store.threads()) {
      if (thread.id().equals(id)) {
        byte[] content = encoder.content(thread).toByteArray();
        byte[] state = encoder.state(thread).toByteArray();
        sealed.require(RecordKind.THREAD, id, content, state);
        return Optional.of(
            new Stored(id, MessageKind.TEXT, 0, 0, null, node(content), node(state)));
      }
    }
    return Optional.empty();
  }

  /** The messages of a thread, those in Recently Deleted too, in the order of their sending. */
  public List<Stored> messages(String thread) throws IOException {
    List<Stored> messages = new ArrayList<>();
    int[] leaves = store.messageLeaves();
    store
        .reader()
        .read(
            leaves,
            0,
            leaves.length,
            (message, row, storedText) -> {
              if (message.threads().contains(thread)) {
                messages.add(stored(message, row, storedText));
              }
            });
    messages.sort(Comparator.comparingLong(Stored::sent).thenComparingLong(Stored::rowid));
    return messages;
  }

  /** Sees a message's record and where its row lies. */
  @FunctionalInterface
  public interface PlaceVisitor {
    /** Sees it. */
    void visit(Stored message, Place place) throws IOException;
  }

  /** Shows the message of that guid; false when the snapshot holds none. */
  public boolean message(String guid, PlaceVisitor visitor) throws VaultException, IOException {
    byte[] key =
        RecordEncoder.key(RecordKind.MESSAGE.word(), guid).getBytes(StandardCharsets.US_ASCII);
    long line = view.digests().find(key);
    if (line == view.digests().rows() || !view.digests().isKey(line, key)) {
      return false;
    }
    try {
      store.message(
          view.index().facets(line).rowid(),
          (message, row, storedText) ->
              visitor.visit(
                  stored(message, row, storedText),
                  new Place(row.page(), row.offset(), store.stored(row))));
    } catch (MalformedDatabaseException e) {
      throw damaged();
    }
    return true;
  }

  /** The records of those attachments that one of the messages carries, by guid. */
  public Map<String, Stored> attachments(Predicate<String> wanted)
      throws VaultException, IOException {
    Map<String, Stored> found = new HashMap<>();
    try {
      store.attachments(
          (attachment, columns) -> {
            if (wanted.test(attachment.guid())) {
              byte[] content = encoder.content(attachment).toByteArray();
              byte[] state = encoder.state(attachment, columns).toByteArray();
              sealed.require(RecordKind.ATTACHMENT, attachment.guid(), content, state);
              found.put(
                  attachment.guid(),
                  new Stored(
                      attachment.guid(),
                      MessageKind.FILE,
                      attachment.rowid(),
                      0,
                      null,
                      node(content),
                      node(state)));
            }
          });
    } catch (MalformedDatabaseException e) {
      throw damaged();
    }
    return found;
  }

  private VaultException damaged() {
    return new VaultException(
        VaultException.Reason.DAMAGED,
        "the evidence of " + view.manifest() + " can no longer be read");
  }

  private Stored stored(Message message, Row row, @Nullable Text storedText) throws IOException {
    byte[] content = encoder.content(message).toByteArray();
    byte[] state = encoder.state(message, row, storedText).toByteArray();
    sealed.require(RecordKind.MESSAGE, message.guid(), content, state);
    Message.Associated associated = message.associated();
    return new Stored(
        message.guid(),
        message.kind(),
        message.rowid(),
        AppleTime.nanoseconds(message.date()),
        associated == null || !message.kind().isReference() ? null : associated.targetGuid(),
        node(content),
        node(state));
  }

  private static JsonNode node(byte[] canonical) throws IOException {
    try {
      return Json.readCanonical(canonical);
    } catch (MalformedJsonException e) {
      throw new IOException("a record was written that cannot be read", e);
    }
  }
}
