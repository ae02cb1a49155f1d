package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** Whole stores, every record of them encoded; a database that is no store is refused. */
final class MessagesStoreFuzzTest {

  @FuzzTest
  void read(byte[] bytes) throws IOException {
    try {
      StoreWalk.everything(Database.open(ByteSource.of(bytes), null));
    } catch (NotAMessagesStoreException | MalformedDatabaseException e) {
      // Refused by the store or, before it, by the database.
    }
  }
}
