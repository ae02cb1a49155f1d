package org.palimpsest.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.messages.Message.Associated;
import org.palimpsest.messages.Message.GroupEvent;
import org.palimpsest.messages.Message.Traits;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;

/** Turns a row of {@code message} and what other tables say of it into a {@link Message}. */
final class MessageDecoder {

  private static final String PART = "__kIMMessagePartAttributeName";

  /** Columns that a record's content takes up, so that its state need not repeat them. */
  static final Set<String> CONTENT_COLUMNS =
      Set.of(
          "guid",
          "text",
          "date",
          "is_from_me",
          "item_type",
          "subject",
          "group_title",
          "group_action_type",
          "associated_message_guid",
          "associated_message_type",
          "associated_message_emoji",
          "thread_originator_guid",
          "balloon_bundle_id",
          "expressive_send_style_id");

  private final Map<Long, String> handles;
  private final Joins joins;
  private final int guid;
  private final int text;
  private final int body;
  private final int subject;
  private final int handle;
  private final int fromMe;
  private final int date;
  private final int itemType;
  private final int actionType;
  private final int otherHandle;
  private final int groupTitle;
  private final int associated;
  private final int associatedType;
  private final int associatedEmoji;
  private final int originator;
  private final int balloon;
  private final int effect;
  private final int summary;
  private final int retractedOn;
  private final int editedOn;
  private final int empty;
  private final int syncState;
  private final int cloudRecord;
  private final int audio;
  private final int expirable;
  private final int spam;

  MessageDecoder(Table table, Map<Long, String> handles, Joins joins) {
    this.handles = handles;
    this.joins = joins;
    guid = table.column("guid");
    text = table.column("text");
    body = table.column("attributedBody");
    subject = table.column("subject");
    handle = table.column("handle_id");
    fromMe = table.column("is_from_me");
    date = table.column("date");
    itemType = table.column("item_type");
    actionType = table.column("group_action_type");
    otherHandle = table.column("other_handle");
    groupTitle = table.column("group_title");
    associated = table.column("associated_message_guid");
    associatedType = table.column("associated_message_type");
    associatedEmoji = table.column("associated_message_emoji");
    originator = table.column("thread_originator_guid");
    balloon = table.column("balloon_bundle_id");
    effect = table.column("expressive_send_style_id");
    summary = table.column("message_summary_info");
    retractedOn = table.column("date_retracted");
    editedOn = table.column("date_edited");
    empty = table.column("is_empty");
    syncState = table.column("ck_sync_state");
    cloudRecord = table.column("ck_record_id");
    audio = table.column("is_audio_message");
    expirable = table.column("is_expirable");
    spam = table.column("is_spam");
  }

  /** What joins messages to the rest of the store. */
  Joins joins() {
    return joins;
  }

  Message decode(Row row, Joins.Walk joined, Tally tally) {
    Text column = Columns.text(row, text);
    Body decoded = body(row);
    SummaryInfo history = SummaryInfo.NOTHING;
    boolean historyUnreadable = false;
    byte[] info = Columns.blob(row, summary);
    if (info != null && SummaryInfo.mayMatter(info)) {
      try {
        history = SummaryInfo.read(info);
      } catch (MalformedArchiveException e) {
        historyUnreadable = true;
      }
    }
    Text shown = decoded.text != null ? decoded.text : column;
    String storedGuid = Columns.word(row, guid);
    boolean fromOwner = Columns.flag(row, fromMe);
    Message message =
        new Message(
            storedGuid == null ? "rowid:" + row.rowid() : storedGuid,
            row.rowid(),
            joined.threads(row.rowid()),
            fromOwner ? null : handleId(row, handle),
            fromOwner,
            Columns.integer(row, date),
            shown == null || shown.isEmpty() ? null : shown,
            decoded.unreadable,
            decoded.parts,
            unlessEmpty(Columns.text(row, subject)),
            event(row),
            associated(row),
            Columns.word(row, originator),
            Columns.word(row, balloon),
            Columns.word(row, effect),
            joined.attachments(row.rowid()),
            history.edits(),
            history.retractedParts(),
            isRetracted(row, history),
            joined.deletedOn(row.rowid()),
            traits(row));
    boolean disagree =
        column != null && decoded.text != null && !column.isEmpty() && !column.sameAs(decoded.text);
    tally.count(message, disagree, historyUnreadable);
    return message;
  }

  /** Three notations: the retracted parts, the date, and the pair that macOS 15 writes. */
  private boolean isRetracted(Row row, SummaryInfo history) {
    return !history.retractedParts().isEmpty()
        || Columns.flag(row, retractedOn)
        || (Columns.flag(row, editedOn) && Columns.flag(row, empty));
  }

  private @Nullable String handleId(Row row, int column) {
    long number = Columns.integer(row, column);
    return number == 0 ? null : handles.get(number);
  }

  private static @Nullable Text unlessEmpty(@Nullable Text text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private GroupEvent event(Row row) {
    long type = Columns.integer(row, itemType);
    if (type == 0) {
      return new GroupEvent(0, 0, null, null);
    }
    return new GroupEvent(
        type,
        Columns.integer(row, actionType),
        handleId(row, otherHandle),
        unlessEmpty(Columns.text(row, groupTitle)));
  }

  private @Nullable Associated associated(Row row) {
    String target = Columns.word(row, associated);
    return target == null
        ? null
        : new Associated(
            target,
            Columns.integer(row, associatedType),
            unlessEmpty(Columns.text(row, associatedEmoji)));
  }

  private Traits traits(Row row) {
    return new Traits(
        Columns.integer(row, syncState),
        cloudRecord >= 0 && !row.isUnset(cloudRecord),
        Columns.flag(row, audio),
        Columns.flag(row, expirable),
        Columns.flag(row, spam),
        Columns.integer(row, editedOn));
  }

  private record Body(@Nullable Text text, List<Text> parts, boolean unreadable) {
    static final Body NONE = new Body(null, List.of(), false);
    static final Body UNREADABLE = new Body(null, List.of(), true);
  }

  private Body body(Row row) {
    if (body >= 0 && row.storage(body) == Storage.BLOB) {
      byte[] plain = AttributedText.plainUtf8(row.array(), row.start(body), row.length(body));
      if (plain != null) {
        return new Body(Text.utf8(plain), List.of(), false);
      }
    }
    byte[] bytes = Columns.blob(row, body);
    if (bytes == null || bytes.length == 0) {
      return Body.NONE;
    }
    try {
      AttributedText attributed = AttributedText.decode(bytes);
      if (!attributed.isExact()) {
        return new Body(Text.damaged(attributed.text(), attributed.utf8()), List.of(), false);
      }
      return new Body(Text.exact(attributed.text(), attributed.utf8()), parts(attributed), false);
    } catch (MalformedArchiveException e) {
      return Body.UNREADABLE;
    }
  }

  /** The texts of the parts, when runs name more than one; else nothing. */
  private static List<Text> parts(AttributedText attributed) {
    if (attributed.runs().size() < 2) {
      return List.of();
    }
    Set<Long> numbers = new TreeSet<>();
    attributed.runs().forEach(run -> numbers.add(part(run)));
    if (numbers.size() < 2) {
      return List.of();
    }
    List<Text> parts = new ArrayList<>();
    for (long number : numbers) {
      StringBuilder words = new StringBuilder();
      for (AttributedText.Run run : attributed.runs()) {
        if (part(run) == number) {
          words.append(attributed.text(), run.start(), run.start() + run.length());
        }
      }
      parts.add(Text.exact(words.toString()));
    }
    return parts;
  }

  private static long part(AttributedText.Run run) {
    return run.attributes().get(PART) instanceof Long number ? number : 0;
  }
}
