package org.palimpsest.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds rows as the daemon does: parents first, then the join rows that fire the triggers. */
public final class Insertions {
  private static final long STYLE_GROUP = 43;
  private static final long STYLE_ONE_TO_ONE = 45;

  private final MessagesStore store;
  private final Sql sql;

  Insertions(MessagesStore store) {
    this.store = store;
    this.sql = store.sql();
  }

  /** A chat row to be written. {@code identifier} is an address, or {@code chat} and digits. */
  public record ChatSpec(
      Service service,
      boolean group,
      String identifier,
      @Nullable String displayName,
      String account,
      List<Long> handles) {
    /** Copies the handles. */
    public ChatSpec {
      handles = List.copyOf(handles);
    }

    /** A chat with one person. */
    public static ChatSpec with(Service service, String identifier, String account, long handle) {
      return new ChatSpec(service, false, identifier, null, account, List.of(handle));
    }
  }

  /** An attachment to be written. {@code bytes} NULL means that the file is not on this device. */
  public record AttachmentSpec(
      String guid,
      String name,
      String uti,
      String mimeType,
      Instant createdAt,
      boolean outgoing,
      long totalBytes,
      byte @Nullable [] bytes) {
    /** A picture with its file. */
    public static AttachmentSpec jpeg(
        String guid, String name, Instant createdAt, boolean outgoing, byte[] bytes) {
      return new AttachmentSpec(
          guid, name, "public.jpeg", "image/jpeg", createdAt, outgoing, bytes.length, bytes);
    }
  }

  /** The row of an address on a service, made if it is not there. */
  public long handle(String id, Service service) {
    long known =
        sql.number("SELECT ROWID FROM handle WHERE id = ? AND service = ?", id, service.label());
    if (known != 0) {
      return known;
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put("country", "us");
    row.put("service", service.label());
    row.put("uncanonicalized_id", id);
    return sql.insert("handle", row);
  }

  /** The chat row of this generation for these people, made if it is not there. */
  public long chat(ChatSpec spec) {
    String guid = store.generation().chatGuid(spec.service(), spec.group(), spec.identifier());
    long known = sql.number("SELECT ROWID FROM chat WHERE guid = ?", guid);
    long chat = known != 0 ? known : insertChat(guid, spec);
    for (long handle : spec.handles()) {
      sql.run(
          "INSERT OR IGNORE INTO chat_handle_join (chat_id, handle_id) VALUES (?, ?)",
          chat,
          handle);
    }
    if (store.generation().anyService()) {
      sql.run(
          "INSERT OR IGNORE INTO chat_service (service, chat) VALUES (?, ?)",
          spec.service().label(),
          chat);
    }
    return chat;
  }

  private long insertChat(String guid, ChatSpec spec) {
    Map<String, @Nullable Object> row = new HashMap<>();
    String groupId =
        UUID.nameUUIDFromBytes(spec.identifier().getBytes(StandardCharsets.UTF_8))
            .toString()
            .toUpperCase(Locale.ROOT);
    row.put("guid", guid);
    row.put("style", spec.group() ? STYLE_GROUP : STYLE_ONE_TO_ONE);
    row.put("state", 3);
    row.put("account_id", groupId);
    row.put("chat_identifier", spec.identifier());
    row.put("service_name", spec.service().label());
    row.put("room_name", spec.group() ? spec.identifier() : null);
    row.put("account_login", "P:" + spec.account());
    row.put("last_addressed_handle", spec.account());
    row.put("display_name", spec.displayName());
    row.put("group_id", groupId);
    row.put("original_group_id", spec.group() ? groupId : null);
    return sql.insert("chat", row);
  }

  /** A message in a chat. Returns its ROWID. */
  public long message(MessageSpec spec, long chat) {
    long[] rowid = new long[1];
    sql.atomically(
        () -> {
          rowid[0] = loose(spec);
          sql.run(
              "INSERT INTO chat_message_join (chat_id, message_id, message_date) VALUES (?, ?, ?)",
              chat,
              rowid[0],
              AppleTime.nanos(spec.sentAt()));
        });
    return rowid[0];
  }

  /** A message in no chat. */
  public long loose(MessageSpec spec) {
    return sql.insert("message", spec.columns());
  }

  /**
   * A tapback row. The daemon keeps only the latest of a person on a part: the earlier row is
   * deleted, which fires the delete triggers.
   *
   * @return the guids of the rows that were deleted
   */
  public List<String> tapback(MessageSpec spec, long chat) {
    Map<String, @Nullable Object> row = spec.columns();
    List<String> earlier =
        sql.strings(
            "SELECT guid FROM message WHERE associated_message_guid = ? AND handle_id = ?"
                + " AND is_from_me = ? AND associated_message_type BETWEEN 2000 AND 3999",
            row.get("associated_message_guid"),
            row.getOrDefault("handle_id", 0),
            row.getOrDefault("is_from_me", 0));
    sql.atomically(
        () -> {
          earlier.forEach(guid -> sql.run("DELETE FROM message WHERE guid = ?", guid));
          message(spec, chat);
        });
    return earlier;
  }

  /**
   * An attachment row with its file below {@code Attachments/<hh>/<nn>/<guid>/<name>}, where nn is
   * the low nibble of hh in decimal. How hh is derived is not known; here it is drawn from the
   * guid.
   */
  public long attachment(AttachmentSpec spec, long message) {
    int hash = spec.guid().hashCode() & 0xFF;
    String stored =
        String.format(
            Locale.ROOT,
            "~/Library/Messages/Attachments/%02x/%02d/%s/%s",
            hash,
            hash & 0x0F,
            spec.guid(),
            spec.name());
    byte[] bytes = spec.bytes();
    if (bytes != null) {
      writeFile(stored, bytes);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("guid", spec.guid());
    row.put("original_guid", spec.guid());
    row.put("created_date", AppleTime.seconds(spec.createdAt()));
    row.put("start_date", AppleTime.seconds(spec.createdAt()));
    row.put("filename", stored);
    row.put("uti", spec.uti());
    row.put("mime_type", spec.mimeType());
    row.put("transfer_state", bytes == null ? 0 : 5);
    row.put("is_outgoing", spec.outgoing() ? 1 : 0);
    row.put("transfer_name", spec.name());
    row.put("total_bytes", spec.totalBytes());
    long attachment = sql.insert("attachment", row);
    sql.run(
        "INSERT INTO message_attachment_join (message_id, attachment_id) VALUES (?, ?)",
        message,
        attachment);
    return attachment;
  }

  private void writeFile(String stored, byte[] bytes) {
    Path path = AppleFunctions.resolve(store.library(), stored);
    if (path == null || path.getParent() == null) {
      throw new IllegalArgumentException("outside the store: " + stored);
    }
    try {
      Files.createDirectories(path.getParent());
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
