package org.palimpsest.messages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.CanonicalWriter;
import org.palimpsest.sqlite.Row;

/**
 * Writes records as canonical JSON, in their two parts: {@code content} (who, when, what) and
 * {@code state} (what moves while a message only lies there). Field by field in {@code
 * docs/format/records.md}. One for each thread; the returned writer is reused.
 */
public final class RecordEncoder {

  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

  private final Columns.Selection messageColumns;
  private final CanonicalWriter writer = new CanonicalWriter();
  private final BlobNames blobs;

  /** Where the stretches of the last content's core begin and end. */
  private final int[] core = new int[10];

  private int coreParts;

  RecordEncoder(Columns.Selection messageColumns, int bodyColumn) {
    this.messageColumns = messageColumns;
    this.blobs = new BlobNames(bodyColumn);
  }

  /**
   * A record's key. Characters that would break the record list's lines are percent-encoded.
   *
   * @param kind {@code message}, {@code thread}, {@code attachment} or {@code tombstone}
   */
  public static String key(String kind, String id) {
    boolean plain = true;
    for (int i = 0; i < id.length() && plain; i++) {
      char c = id.charAt(i);
      plain = c > ' ' && c < 0x7f && c != '%';
    }
    if (plain) {
      return kind + "/" + id;
    }
    StringBuilder key = new StringBuilder(kind).append('/');
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '%') {
        key.append((char) b);
      } else {
        key.append('%').append(UPPER_HEX.toHexDigits(b));
      }
    }
    return key.toString();
  }

  /** A message's content. */
  public CanonicalWriter content(Message message) {
    coreParts = 0;
    writer.reset().beginObject();
    int from = writer.size();
    if (message.associated() != null) {
      writer.name("associated");
      associated(message.associated());
      from = core(from);
    }
    if (!message.attachments().isEmpty()) {
      writer.name("attachments").beginArray();
      message.attachments().forEach(writer::value);
      writer.endArray();
      from = writer.size();
    }
    optional("balloon", message.balloon());
    writer.name("date").value(Long.toString(message.date()));
    from = core(from);
    if (!message.edits().isEmpty()) {
      writer.name("edits").beginArray();
      message.edits().forEach(this::edit);
      writer.endArray();
      from = writer.size();
    }
    optional("effect", message.effect());
    if (!message.event().isNone()) {
      writer.name("event");
      event(message.event());
    }
    writer.name("fromMe").value(message.fromMe());
    writer.name("guid").value(message.guid());
    optional("originator", message.originator());
    from = core(from);
    if (message.retracted()) {
      writer.name("retracted").beginArray();
      message.retractedParts().forEach(part -> writer.value(part));
      writer.endArray();
      from = writer.size();
    }
    optional("sender", message.sender());
    optional("subject", message.subject());
    core(from);
    if (message.textUnreadable()) {
      writer.name("text").beginObject().name("unreadable").value("attributedBody").endObject();
    } else {
      optional("text", message.text());
    }
    writer.name("threads").beginArray();
    message.threads().forEach(writer::value);
    writer.endArray();
    return writer.endObject();
  }

  /** Notes that what was written since {@code from} belongs to the core; returns where it ends. */
  private int core(int from) {
    int to = writer.size();
    // The comma before a stretch is there or not for the sake of what stands before it.
    core[2 * coreParts] = writer.behindComma(from);
    core[2 * coreParts + 1] = to;
    coreParts++;
    return to;
  }

  /**
   * Feeds the core of the content that was written last to {@code digest}: who said it, when, and
   * as what, without what edits, unsending, moving and attachment changes touch. To be asked before
   * anything else is written.
   */
  public void coreInto(MessageDigest digest) {
    for (int i = 0; i < coreParts; i++) {
      writer.digestInto(digest, core[2 * i], core[2 * i + 1]);
      // So that what stands between two stretches cannot be told from what does not.
      digest.update((byte) 0);
    }
  }

  private void associated(Message.Associated associated) {
    writer.beginObject();
    optional("emoji", associated.emoji());
    writer.name("target").value(associated.target());
    writer.name("type").value(associated.type()).endObject();
  }

  private void edit(Edit edit) {
    writer.beginObject().name("at").value(Long.toString(edit.secondsSince2001()));
    writer.name("part").value(edit.part()).name("text");
    edit.text().write(writer);
    writer.endObject();
  }

  private void event(Message.GroupEvent event) {
    writer.beginObject().name("action").value(event.actionType());
    optional("other", event.other());
    optional("title", event.title());
    writer.name("type").value(event.itemType()).endObject();
  }

  private void optional(String name, @Nullable String value) {
    if (value != null) {
      writer.name(name).value(value);
    }
  }

  private void optional(String name, @Nullable Text value) {
    if (value != null) {
      writer.name(name);
      value.write(writer);
    }
  }

  /** A message's state: everything that its row holds beside the content. */
  public CanonicalWriter state(Message message, Row row, @Nullable Text storedText) {
    writer.reset().beginObject().name("columns");
    Columns.write(writer, row, messageColumns, blobs);
    if (message.deletedOn() != 0) {
      writer.name("deletedOn").value(Long.toString(message.deletedOn()));
    }
    writer.name("rowid").value(message.rowid());
    if (storedText != null && (message.text() == null || !storedText.sameAs(message.text()))) {
      writer.name("storedText");
      storedText.write(writer);
    }
    return writer.endObject();
  }

  /** A thread's content. */
  public CanonicalWriter content(MessageThread thread) {
    writer.reset().beginObject();
    optional("displayName", thread.displayName());
    writer.name("group").value(thread.group()).name("id").value(thread.id());
    writer.name("participants").beginArray();
    thread.participants().forEach(writer::value);
    return writer.endArray().endObject();
  }

  /** A thread's state: the chat rows behind it. */
  public CanonicalWriter state(MessageThread thread) {
    writer.reset().beginObject().name("chats").beginArray();
    for (MessageThread.Chat chat : thread.chats()) {
      writer.beginObject().name("columns").raw(chat.state()).name("guid").value(chat.guid());
      writer.name("rowid").value(chat.rowid()).endObject();
    }
    return writer.endArray().endObject();
  }

  /** An attachment's content. */
  public CanonicalWriter content(Attachment attachment) {
    writer.reset().beginObject().name("declaredBytes").value(attachment.declaredBytes());
    if (attachment.file().isPresent()) {
      AttachmentFiles.FileIdentity file = attachment.file().get();
      writer.name("file").beginObject().name("sha256").value(file.sha256().hex());
      writer.name("size").value(file.size()).endObject();
    }
    writer.name("guid").value(attachment.guid()).name("messages").beginArray();
    attachment.messages().forEach(writer::value);
    writer.endArray();
    optional("mimeType", attachment.mimeType());
    optional("name", attachment.name());
    optional("uti", attachment.uti());
    return writer.endObject();
  }

  /** An attachment's state. */
  public CanonicalWriter state(Attachment attachment, byte[] columns) {
    writer.reset().beginObject().name("columns").raw(columns);
    optional("path", attachment.path());
    writer.name("presence").value(attachment.presence().word());
    return writer.name("rowid").value(attachment.rowid()).endObject();
  }

  /** A tombstone's content. */
  public CanonicalWriter content(Tombstone tombstone) {
    writer.reset().beginObject().name("columns").raw(tombstone.columns());
    writer.name("guid").value(tombstone.guid());
    return writer.name("table").value(tombstone.table()).endObject();
  }

  /** A tombstone's state. */
  public CanonicalWriter state(Tombstone tombstone) {
    return writer.reset().beginObject().name("rowid").value(tombstone.rowid()).endObject();
  }
}
