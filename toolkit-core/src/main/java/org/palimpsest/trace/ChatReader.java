package org.palimpsest.trace;

import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSString;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PropertyLists;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/** Reads a row of {@code chat} and the property list in it. */
final class ChatReader {

  private ChatReader() {}

  static ChatFacts read(Table table, Row row) {
    boolean junk = false;
    String seen = "";
    byte[] properties = Cells.blob(row, table.column("properties"));
    if (properties != null && properties.length > 0) {
      try {
        NSDictionary list = PropertyLists.readDictionary(properties);
        junk = flag(list, "wasAutoDetectedForSpam") || flag(list, "hasBeenAutoSpamReported");
        seen = list.get("lastSeenMessageGuid") instanceof NSString guid ? guid.getContent() : "";
      } catch (MalformedArchiveException e) {
        // Properties that cannot be read say nothing.
        junk = false;
      }
    }
    String account = Cells.wordOrEmpty(row, table.column("account_login"));
    if (account.isEmpty()) {
      account = Cells.wordOrEmpty(row, table.column("last_addressed_handle"));
    }
    return new ChatFacts(
        row.rowid(),
        Cells.wordOrEmpty(row, table.column("guid")),
        Addresses.normalised(Cells.wordOrEmpty(row, table.column("chat_identifier"))),
        account.isEmpty() ? "" : Addresses.own(account),
        Cells.number(row, table.column("is_filtered")),
        Cells.number(row, table.column("is_blackholed")) != 0
            || Cells.number(row, table.column("is_deleting_incoming_messages")) != 0,
        junk,
        seen,
        Cells.number(row, table.column("last_read_message_timestamp")));
  }

  private static boolean flag(NSDictionary list, String key) {
    return list.get(key) instanceof NSNumber number && number.boolValue();
  }
}
