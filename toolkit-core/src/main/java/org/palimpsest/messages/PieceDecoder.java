package org.palimpsest.messages;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.digest.Sha256;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/**
 * Turns a row of {@code msg_pieces}, in which iOS 5 keeps the parts of an MMS, into an {@link
 * Attachment}. Where the part's bytes lie in the database itself, they are its file.
 */
final class PieceDecoder {

  static final Set<String> CONTENT_COLUMNS = Set.of("content_loc", "content_type", "data");

  private final int data;
  private final int message;
  private final int type;
  private final int name;

  PieceDecoder(Table table) {
    data = table.column("data");
    message = table.column("message_id");
    type = table.column("content_type");
    name = table.column("content_loc");
  }

  long message(Row row) {
    return Columns.integer(row, message);
  }

  Attachment decode(Row row, List<String> messages) {
    byte[] bytes = Columns.blob(row, data);
    Optional<AttachmentFiles.FileIdentity> file =
        bytes == null || bytes.length == 0
            ? Optional.empty()
            : Optional.of(new AttachmentFiles.FileIdentity(Sha256.of(bytes), bytes.length));
    return new Attachment(
        "piece:" + row.rowid(),
        row.rowid(),
        messages,
        Columns.text(row, name),
        null,
        Columns.word(row, type),
        null,
        file.map(AttachmentFiles.FileIdentity::size).orElse(0L),
        file.isPresent() ? Attachment.Presence.HERE : Attachment.Presence.NOT_COLLECTED,
        file,
        Attachment.Infos.NONE);
  }
}
