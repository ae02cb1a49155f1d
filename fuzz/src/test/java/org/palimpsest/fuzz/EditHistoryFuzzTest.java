package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.sqlite.MalformedDatabaseException;

/**
 * Edit histories, bodies and the archives of apps, each as the one blob of a store with one
 * message. A blob that cannot be read is counted and never a refusal of the store, so nothing is
 * accepted here.
 */
final class EditHistoryFuzzTest {

  @FuzzTest
  void read(byte[] blob) throws IOException {
    if (blob.length > OneMessageStore.MOST) {
      return;
    }
    try {
      StoreWalk.everything(OneMessageStore.withSummary(blob));
      StoreWalk.everything(OneMessageStore.withBody(blob));
      StoreWalk.everything(OneMessageStore.withPayload(blob));
    } catch (NotAMessagesStoreException | MalformedDatabaseException e) {
      throw new AssertionError("the store around the blob is sound", e);
    }
  }
}
