package org.palimpsest.messages;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.messages.Attachment.Presence;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/** Turns a row of {@code attachment} into an {@link Attachment}. */
final class AttachmentDecoder {

  /** Columns that content or state name themselves. */
  static final Set<String> CONTENT_COLUMNS =
      Set.of(
          "guid",
          "attachment_guid",
          "transfer_name",
          "filename",
          "mime_type",
          "uti",
          "uti_type",
          "total_bytes");

  private static final long FINISHED = 5;

  private final AttachmentFiles files;
  private final int guid;
  private final int name;
  private final int filename;
  private final int mimeType;
  private final int uti;
  private final int totalBytes;
  private final int transferState;
  private final int syncState;
  private final int hidden;
  private final int userInfo;
  private final int stickerInfo;
  private final int attribution;

  AttachmentDecoder(Table table, AttachmentFiles files) {
    this.files = files;
    boolean early = table.column("guid") < 0;
    guid = table.column(early ? "attachment_guid" : "guid");
    name = table.column("transfer_name");
    filename = table.column("filename");
    mimeType = table.column("mime_type");
    uti = table.column(early ? "uti_type" : "uti");
    totalBytes = table.column("total_bytes");
    transferState = table.column("transfer_state");
    syncState = table.column("ck_sync_state");
    hidden = table.column("hide_attachment");
    userInfo = table.column("user_info");
    stickerInfo = table.column("sticker_user_info");
    attribution = table.column("attribution_info");
  }

  Attachment decode(Row row, List<String> messages) {
    String storedGuid = Columns.word(row, guid);
    String path = Columns.word(row, filename);
    Optional<AttachmentFiles.FileIdentity> file =
        path == null ? Optional.empty() : files.find(path);
    return new Attachment(
        storedGuid == null ? "rowid:" + row.rowid() : storedGuid,
        row.rowid(),
        messages,
        Columns.text(row, name),
        path,
        Columns.word(row, mimeType),
        Columns.word(row, uti),
        Columns.integer(row, totalBytes),
        presence(row, file.isPresent()),
        file,
        new Attachment.Infos(
            SafeInfo.userInfo(Columns.blob(row, userInfo)),
            SafeInfo.other(Columns.blob(row, stickerInfo)),
            SafeInfo.other(Columns.blob(row, attribution))));
  }

  private Presence presence(Row row, boolean here) {
    if (here) {
      return Presence.HERE;
    }
    if (isOffloaded(row)) {
      return Presence.OFFLOADED;
    }
    if (!files.collected()) {
      return Presence.NOT_COLLECTED;
    }
    return Columns.integer(row, transferState) == FINISHED
        ? Presence.MISSING
        : Presence.NOT_DOWNLOADED;
  }

  /** The condition of Apple's own index {@code attachment_idx_purged_attachments_v2}. */
  private boolean isOffloaded(Row row) {
    long sync = Columns.integer(row, syncState);
    return !Columns.flag(row, hidden)
        && (sync == 1 || sync == 4)
        && Columns.integer(row, transferState) == 0;
  }
}
