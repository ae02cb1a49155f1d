package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.palimpsest.json.Json;
import org.palimpsest.messages.AttachmentFiles;
import org.palimpsest.messages.MessageThread;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.snapshot.FactsJson;
import org.palimpsest.source.DeviceSettings;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** Makes every record that a snapshot of a store would have. */
final class StoreWalk {

  private static final Instant AS_OF = Instant.parse("2026-11-24T12:00:00Z");

  private StoreWalk() {}

  static void everything(Database database)
      throws NotAMessagesStoreException, MalformedDatabaseException, IOException {
    MessagesStore store =
        MessagesStore.open(database, identity -> identity, AttachmentFiles.none(), AS_OF);
    RecordEncoder encoder = store.encoder();
    MessagesStore.Reader reader = store.reader();
    int[] leaves = store.messageLeaves();
    reader.read(
        leaves,
        0,
        leaves.length,
        (message, row, storedText) -> {
          encoder.content(message).toByteArray();
          encoder.coreInto(org.palimpsest.digest.Sha256.newDigest());
          encoder.state(message, row, storedText).toByteArray();
        });
    reader.finish();
    store.attachments(
        (attachment, columns) -> {
          encoder.content(attachment).toByteArray();
          encoder.state(attachment, columns).toByteArray();
        });
    store.tombstones(
        tombstone -> {
          encoder.content(tombstone).toByteArray();
          encoder.state(tombstone).toByteArray();
        });
    store.otherRows(
        row -> {
          encoder.content(row).toByteArray();
          encoder.state(row).toByteArray();
        });
    for (MessageThread thread : store.threads()) {
      encoder.content(thread).toByteArray();
      encoder.state(thread).toByteArray();
    }
    assertThat(Json.canonical(FactsJson.of(store.facts(), DeviceSettings.unknown()))).isNotEmpty();
  }
}
