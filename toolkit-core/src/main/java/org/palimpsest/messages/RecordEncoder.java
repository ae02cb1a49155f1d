package org.palimpsest.messages;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.CanonicalWriter;
import org.palimpsest.sqlite.Row;

/**
 * Writes records as canonical JSON, in their two parts: {@code content} (who, when, what) and
 * {@code state} (what moves while a message only lies there). Field by field in {@code
 * docs/format/records.md}. One for each thread; the returned writer is reused.
 */
public final class RecordEncoder {

  /** Characters of the longest key; a longer one is cut, and ends in a hash of the whole id. */
  public static final int LONGEST_KEY = 32_768;

  private static final int KEPT_OF_LONG = 64;

  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

  /** Names that every message has. */
  private static final CanonicalWriter.Name COLUMNS = CanonicalWriter.Name.of("columns");

  private static final CanonicalWriter.Name DATE = CanonicalWriter.Name.of("date");
  private static final CanonicalWriter.Name FROM_ME = CanonicalWriter.Name.of("fromMe");
  private static final CanonicalWriter.Name GUID = CanonicalWriter.Name.of("guid");
  private static final CanonicalWriter.Name ROWID = CanonicalWriter.Name.of("rowid");
  private static final CanonicalWriter.Name SENDER = CanonicalWriter.Name.of("sender");
  private static final CanonicalWriter.Name TEXT = CanonicalWriter.Name.of("text");
  private static final CanonicalWriter.Name THREADS = CanonicalWriter.Name.of("threads");

  private static final byte[] NO_DATE = {};

  private final Columns.Selection messageColumns;
  private final CanonicalWriter writer = new CanonicalWriter();
  private final RareWriter rare = new RareWriter(writer);
  private final BlobNames blobs;

  /** Where the stretches of the last content's core begin and end. */
  private final int[] core = new int[10];

  private int coreParts;

  /** Where the last content's date is written, and what the core has in its place, if anything. */
  private int dateFrom;

  private int dateTo;
  private byte @Nullable [] dateInCore;

  RecordEncoder(Columns.Selection messageColumns, int bodyColumn) {
    this.messageColumns = messageColumns;
    this.blobs = new BlobNames(bodyColumn);
  }

  /**
   * A record's key. Characters that would break the record list's lines are percent-encoded. One of
   * more than 32,768 characters has the first 64 of the id, a tilde and the SHA-256 of all of it.
   *
   * @param kind {@code message}, {@code thread}, {@code attachment} or {@code tombstone}
   */
  public static String key(String kind, String id) {
    boolean plain = true;
    for (int i = 0; i < id.length() && plain; i++) {
      char c = id.charAt(i);
      plain = c > ' ' && c < 0x7f && c != '%';
    }
    if (plain && kind.length() + id.length() < LONGEST_KEY) {
      return kind + "/" + id;
    }
    String encoded = encoded(id);
    if (kind.length() + encoded.length() < LONGEST_KEY) {
      return kind + "/" + encoded;
    }
    // Lists give a key two bytes for its length; nobody's guid is that long.
    int end =
        Character.isHighSurrogate(id.charAt(KEPT_OF_LONG - 1)) ? KEPT_OF_LONG - 1 : KEPT_OF_LONG;
    Sha256 whole = Sha256.of(encoded.getBytes(StandardCharsets.US_ASCII));
    return kind + "/" + encoded(id.substring(0, end)) + "~" + whole.hex();
  }

  private static String encoded(String id) {
    StringBuilder encoded = new StringBuilder(id.length());
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(UPPER_HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** The id that a key was made of. */
  public static String id(String key) {
    return plain(key.substring(key.indexOf('/') + 1));
  }

  /** What a part of a key stands for. */
  public static String plain(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean escape =
          c == '%'
              && i + 2 < part.length()
              && HexFormat.isHexDigit(part.charAt(i + 1))
              && HexFormat.isHexDigit(part.charAt(i + 2));
      bytes.write(escape ? HexFormat.fromHexDigits(part, i + 1, i + 3) : c);
      i += escape ? 2 : 0;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A message's content. */
  public CanonicalWriter content(Message message) {
    coreParts = 0;
    writer.reset().beginObject();
    Details details = message.details();
    int from = writer.size();
    if (details.app() != null || details.payloadUnreadable()) {
      rare.app(details);
      from = writer.size();
    }
    if (message.associated() != null) {
      writer.name("associated");
      rare.associated(message.associated(), details.target());
      from = core(from);
    }
    if (!message.attachments().isEmpty()) {
      writer.name("attachments").beginArray();
      message.attachments().forEach(writer::value);
      writer.endArray();
      from = writer.size();
    }
    optional("balloon", message.balloon());
    writer.name(DATE);
    dateFrom = writer.size();
    writer.decimal(message.date());
    dateTo = writer.size();
    dateInCore = dateInCore(message.date());
    from = core(from);
    if (!details.isNone() || !message.edits().isEmpty()) {
      rare.changes(message);
      from = writer.size();
    }
    optional("effect", message.effect());
    if (!message.event().isNone()) {
      writer.name("event");
      rare.event(message);
    }
    writer.name(FROM_ME).value(message.fromMe());
    writer.name(GUID).value(message.guid());
    optional("originator", message.originator());
    optional("originatorPart", details.originatorPart());
    from = core(from);
    if (message.retracted() || !details.isNone()) {
      rare.retracted(message);
      from = writer.size();
    }
    optional(SENDER, message.sender());
    optional("subject", message.subject());
    core(from);
    if (message.textUnreadable() && message.text() == null) {
      writer.name(TEXT).beginObject().name("unreadable").value("attributedBody").endObject();
    } else {
      optional(TEXT, message.text());
    }
    writer.name(THREADS).beginArray();
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
   * An upgrade of the system turns seconds into nanoseconds, and the moment stays the same. Where
   * the store has nanoseconds, as nearly everywhere, the core has the date as it is written.
   */
  private static byte @Nullable [] dateInCore(long stored) {
    long nanoseconds = AppleTime.nanoseconds(stored);
    return nanoseconds == stored
        ? null
        : ('"' + Long.toString(nanoseconds) + '"').getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Feeds the core of the content that was written last to {@code digest}: who said it, when, and
   * as what, without what edits, unsending, moving and attachment changes touch, and with the date
   * in nanoseconds whatever its unit. To be asked before anything else is written.
   */
  public void coreInto(MessageDigest digest) {
    coreInto(digest, dateInCore);
  }

  /**
   * Feeds the same core without a date, for a message that is sent at a set time: until then its
   * writer may set another.
   */
  public void undatedCoreInto(MessageDigest digest) {
    coreInto(digest, NO_DATE);
  }

  private void coreInto(MessageDigest digest, byte @Nullable [] date) {
    for (int i = 0; i < coreParts; i++) {
      int from = core[2 * i];
      int to = core[2 * i + 1];
      if (date != null && from <= dateFrom && dateTo <= to) {
        writer.digestInto(digest, from, dateFrom);
        digest.update(date);
        writer.digestInto(digest, dateTo, to);
      } else {
        writer.digestInto(digest, from, to);
      }
      // So that what stands between two stretches cannot be told from what does not.
      digest.update((byte) 0);
    }
  }

  private void optional(String name, @Nullable String value) {
    if (value != null) {
      writer.name(name).value(value);
    }
  }

  private void optional(CanonicalWriter.Name name, @Nullable String value) {
    if (value != null) {
      writer.name(name).value(value);
    }
  }

  private void optional(CanonicalWriter.Name name, @Nullable Text value) {
    if (value != null) {
      writer.name(name);
      value.write(writer);
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
    writer.reset().beginObject().name(COLUMNS);
    Columns.write(writer, row, messageColumns, blobs);
    if (message.deletedOn() != 0) {
      writer.name("deletedOn").value(Long.toString(message.deletedOn()));
    }
    if (!message.details().runs().isEmpty()) {
      rare.found(message.details());
    }
    if (message.retracted()) {
      writer.name("retractedBy").beginArray();
      message.traits().retractedBy().forEach(writer::value);
      writer.endArray();
    }
    writer.name(ROWID).value(message.rowid());
    if (storedText != null && (message.text() == null || !storedText.sameAs(message.text()))) {
      writer.name("storedText");
      storedText.write(writer);
    }
    if (!message.details().summary().isEmpty()) {
      writer.name("summary");
      ValueWriter.write(writer, message.details().summary());
    }
    if (message.textUnreadable()) {
      writer.name("unreadable").value("attributedBody");
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
    writer.endArray();
    if (thread.photo() != null) {
      writer.name("photo");
      ValueWriter.string(writer, thread.photo());
    }
    return writer.endObject();
  }

  /** A thread's state: the chat rows behind it. */
  public CanonicalWriter state(MessageThread thread) {
    writer.reset().beginObject().name("chats").beginArray();
    for (MessageThread.Chat chat : thread.chats()) {
      writer.beginObject().name("columns").raw(chat.state()).name("guid").value(chat.guid());
      raw("properties", chat.properties());
      writer.name("rowid").value(chat.rowid()).endObject();
    }
    return writer.endArray().endObject();
  }

  /** An attachment's content. */
  public CanonicalWriter content(Attachment attachment) {
    writer.reset().beginObject().name("declaredBytes").value(attachment.declaredBytes());
    if (attachment.file().isPresent()) {
      AttachmentFiles.FileIdentity file = attachment.file().get();
      writer.name("file").beginObject();
      if (file.bundle()) {
        writer.name("bundle").value(true);
      }
      writer.name("sha256").value(file.sha256().hex());
      writer.name("size").value(file.size());
      optional("type", file.type());
      writer.endObject();
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
    writer.reset().beginObject();
    raw("attribution", attachment.infos().attribution());
    writer.name("columns").raw(columns);
    if (attachment.isMistyped()) {
      writer.name("mistyped").value(true);
    }
    optional("path", attachment.path());
    writer.name("presence").value(attachment.presence().word());
    writer.name("rowid").value(attachment.rowid());
    raw("sticker", attachment.infos().sticker());
    raw("userInfo", attachment.infos().user());
    return writer.endObject();
  }

  private void raw(String name, byte @Nullable [] json) {
    if (json != null) {
      writer.name(name).raw(json);
    }
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

  /** The content of a row of another table. */
  public CanonicalWriter content(SystemRow row) {
    writer.reset().beginObject().name("columns").raw(row.columns());
    return writer.name("table").value(row.table()).endObject();
  }

  /** Its state. */
  public CanonicalWriter state(SystemRow row) {
    return writer.reset().beginObject().name("rowid").value(row.rowid()).endObject();
  }
}
