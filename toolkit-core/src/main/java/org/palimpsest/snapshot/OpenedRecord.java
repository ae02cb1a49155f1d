package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.MessageThread;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * One record read back from the evidence, with what opens its commitments.
 *
 * @param key its key
 * @param salt its salt, 32 bytes
 * @param content its content, canonical JSON
 * @param state its state, canonical JSON
 */
public record OpenedRecord(String key, byte[] salt, byte[] content, byte[] state) {

  private static final String BEHIND_KEY = " ";

  /**
   * Reads the record that a line of the list commits to.
   *
   * @param line the line, as a proof holds it
   * @param row its number
   * @throws VaultException if the evidence does not give what the line commits to
   */
  public static OpenedRecord read(Vault vault, Manifest manifest, byte[] line, long row)
      throws VaultException, IOException {
    String text = new String(line, StandardCharsets.US_ASCII);
    String key = text.substring(0, text.indexOf(BEHIND_KEY));
    Reader reader = new Reader(vault, manifest, key);
    Optional<OpenedRecord> record = Optional.empty();
    if (RecordKind.ofKey(key) == RecordKind.MESSAGE) {
      record = reader.focused(row).filter(found -> found.isWhat(text));
    }
    if (record.isEmpty()) {
      record = reader.whole(row).filter(found -> found.isWhat(text));
    }
    return record.orElseThrow(
        () ->
            new VaultException(
                VaultException.Reason.DAMAGED,
                "the evidence of " + manifest + " does not give the record that was sealed"));
  }

  private boolean isWhat(String line) {
    return line.equals(key + " " + commitment(content).hex() + " " + commitment(state).hex());
  }

  private Sha256 commitment(byte[] part) {
    return Commitments.of(salt, part);
  }

  /** Its key, without content. */
  @Override
  public String toString() {
    return "a record";
  }

  /** Reads one record, the short way or the long one. */
  private record Reader(Vault vault, Manifest manifest, String key) {

    /** The way that needs no joins of other messages; good for a message in one thread. */
    Optional<OpenedRecord> focused(long row) throws VaultException, IOException {
      Facets facets;
      String thread;
      try (ObjectBytes bytes = vault.object(manifest.object("records", "index"))) {
        RecordIndex index = RecordIndex.open(bytes);
        facets = index.facets(row);
        thread =
            facets.thread() < 0 || facets.thread() >= index.threads().size()
                ? ""
                : index.threads().get(facets.thread()).id();
      }
      try (StoreReading reading = open(new MessagesStore.Focus(facets.rowid(), thread))) {
        return message(reading.store(), facets.rowid());
      } catch (MalformedDatabaseException | NotAMessagesStoreException e) {
        throw unreadable();
      }
    }

    Optional<OpenedRecord> whole(long row) throws VaultException, IOException {
      try (StoreReading reading = SnapshotView.store(vault::object, vault.saltKey(), manifest)) {
        MessagesStore store = reading.store();
        return switch (RecordKind.ofKey(key)) {
          case MESSAGE -> message(store, rowid(row));
          case THREAD -> thread(store);
          case ATTACHMENT -> attachment(store);
          case ROW, TOMBSTONE -> Optional.empty();
        };
      } catch (MalformedDatabaseException e) {
        throw unreadable();
      }
    }

    private long rowid(long row) throws VaultException, IOException {
      try (ObjectBytes bytes = vault.object(manifest.object("records", "index"))) {
        return RecordIndex.open(bytes).facets(row).rowid();
      }
    }

    private StoreReading open(MessagesStore.Focus focus)
        throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
      try (ObjectBytes list = vault.object(manifest.object("evidence", "list"))) {
        EvidenceList evidence = EvidenceList.read(list.readAll());
        return StoreReading.open(
            evidence.files(),
            vault::object,
            evidence.types(),
            manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(),
            manifest.asOf(),
            vault.saltKey(),
            focus);
      }
    }

    private Optional<OpenedRecord> message(MessagesStore store, long rowid)
        throws MalformedDatabaseException, IOException {
      OpenedRecord[] found = new OpenedRecord[1];
      RecordEncoder encoder = store.encoder();
      store.message(
          rowid,
          (message, row, storedText) -> {
            byte[] content = encoder.content(message).toByteArray();
            found[0] = record(content, encoder.state(message, row, storedText).toByteArray());
          });
      return Optional.ofNullable(found[0]);
    }

    private Optional<OpenedRecord> thread(MessagesStore store) {
      RecordEncoder encoder = store.encoder();
      for (MessageThread thread : store.threads()) {
        if (RecordEncoder.key("thread", thread.id()).equals(key)) {
          byte[] content = encoder.content(thread).toByteArray();
          return Optional.of(record(content, encoder.state(thread).toByteArray()));
        }
      }
      return Optional.empty();
    }

    private Optional<OpenedRecord> attachment(MessagesStore store)
        throws MalformedDatabaseException, IOException {
      OpenedRecord[] found = new OpenedRecord[1];
      RecordEncoder encoder = store.encoder();
      store.attachments(
          (attachment, columns) -> {
            if (found[0] == null
                && RecordEncoder.key("attachment", attachment.guid()).equals(key)) {
              byte[] content = encoder.content(attachment).toByteArray();
              found[0] = record(content, encoder.state(attachment, columns).toByteArray());
            }
          });
      return Optional.ofNullable(found[0]);
    }

    private OpenedRecord record(byte[] content, byte[] state) {
      byte[] salt =
          new Commitments(vault.saltKey()).forKey(key.getBytes(StandardCharsets.US_ASCII)).salt();
      return new OpenedRecord(key, salt, content, state);
    }

    private VaultException unreadable() {
      return new VaultException(
          VaultException.Reason.DAMAGED, "the evidence of " + manifest + " can no longer be read");
    }

    @Override
    public String toString() {
      return "a reader";
    }
  }
}
