package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/** The attachment rows of a store, whichever table they lie in, with their files. */
final class AttachmentRows {

  /** Finds the guid of a message. */
  @FunctionalInterface
  interface Guids {
    @Nullable String of(long message) throws IOException;
  }

  private final Database database;
  private final AttachmentFiles files;
  private final Consumer<Damage> damage;
  private final Set<String> named = new HashSet<>();
  private long count;
  private long mistyped;
  private StoreFacts.Presence presence = StoreFacts.Presence.NONE;

  AttachmentRows(Database database, AttachmentFiles files, Consumer<Damage> damage) {
    this.database = database;
    this.files = files;
    this.damage = damage;
  }

  /** Shows every attachment in ROWID order, and the parts that iOS 5 keeps inside the database. */
  void read(Guids guids, MessagesStore.AttachmentVisitor visitor)
      throws MalformedDatabaseException, IOException {
    count = 0;
    mistyped = 0;
    presence = StoreFacts.Presence.NONE;
    named.clear();
    Optional<Table> modern = database.table("attachment");
    if (modern.isPresent()) {
      LongPairs owners =
          Joins.pairs(database, "message_attachment_join", "attachment_id", "message_id", damage);
      rows(modern.get(), row -> owners(owners, row.rowid(), guids), visitor);
    }
    Optional<Table> early = database.table("madrid_attachment");
    if (early.isPresent()) {
      int message = early.get().column("message_id");
      rows(early.get(), row -> owner(Columns.integer(row, message), guids), visitor);
    }
    Optional<Table> pieces = database.table("msg_pieces");
    if (pieces.isPresent()) {
      pieces(pieces.get(), guids, visitor);
    }
  }

  @FunctionalInterface
  private interface Owners {
    List<String> of(Row row) throws IOException;
  }

  private void rows(Table table, Owners owners, MessagesStore.AttachmentVisitor visitor)
      throws IOException {
    AttachmentDecoder decoder = new AttachmentDecoder(table, files);
    Columns.Selection columns = Columns.allBut(table, AttachmentDecoder.CONTENT_COLUMNS);
    table.scan(
        row -> {
          Attachment attachment = decoder.decode(row, owners.of(row));
          if (attachment.path() != null) {
            named.add(attachment.path());
          }
          show(attachment, Columns.json(row, columns), visitor);
        },
        damage);
  }

  private void pieces(Table table, Guids guids, MessagesStore.AttachmentVisitor visitor)
      throws IOException {
    PieceDecoder decoder = new PieceDecoder(table);
    Columns.Selection columns = Columns.allBut(table, PieceDecoder.CONTENT_COLUMNS);
    table.scan(
        row ->
            show(
                decoder.decode(row, owner(decoder.message(row), guids)),
                Columns.json(row, columns),
                visitor),
        damage);
  }

  private void show(Attachment attachment, byte[] columns, MessagesStore.AttachmentVisitor visitor)
      throws IOException {
    count++;
    presence = presence.plus(attachment);
    mistyped += attachment.isMistyped() ? 1 : 0;
    visitor.visit(attachment, columns);
  }

  private static List<String> owner(long message, Guids guids) throws IOException {
    String guid = guids.of(message);
    return guid == null ? List.of() : List.of(guid);
  }

  private static List<String> owners(LongPairs pairs, long attachment, Guids guids)
      throws IOException {
    List<String> messages = new ArrayList<>();
    for (int i = pairs.first(attachment); pairs.hasKey(i, attachment); i++) {
      String guid = guids.of(pairs.value(i));
      if (guid != null) {
        messages.add(guid);
      }
    }
    return messages;
  }

  /** How many there are. */
  long count() {
    return count;
  }

  /** How many have a file that is something else than name and row say. */
  long mistyped() {
    return mistyped;
  }

  /** Where their files are. */
  StoreFacts.Presence presence() {
    return presence;
  }

  /** Files that no row names. */
  StoreFacts.Orphans orphans() {
    return files.notNamedBy(named);
  }

  /** Looks guids up by ROWID, those that are known already first. */
  static Guids guids(Table messages, int guidColumn, Map<Long, String> known) {
    Map<Long, String> found = new HashMap<>(known);
    return message -> {
      String guid = found.get(message);
      if (guid == null) {
        try {
          guid =
              messages.find(message).map(row -> MessagesStore.guid(row, guidColumn)).orElse(null);
        } catch (MalformedDatabaseException e) {
          // The leaf it would lie on was counted as damage when messages were read.
          return null;
        }
        if (guid != null) {
          found.put(message, guid);
        }
      }
      return guid;
    };
  }
}
