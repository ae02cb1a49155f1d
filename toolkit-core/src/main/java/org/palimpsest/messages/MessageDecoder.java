package org.palimpsest.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.messages.Message.Associated;
import org.palimpsest.messages.Message.GroupEvent;
import org.palimpsest.messages.Message.Schedule;
import org.palimpsest.messages.Message.Traits;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;

/** Turns a row of {@code message} and what other tables say of it into a {@link Message}. */
final class MessageDecoder implements RowDecoder {

  /** Columns that a record's content takes up, so that its state need not repeat them. */
  private static final Set<String> CONTENT_COLUMNS =
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
          "thread_originator_part",
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
  private final int originatorPart;
  private final int payload;
  private final int rangeStart;
  private final int rangeLength;
  private final int scheduleType;
  private final int sent;

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
    originatorPart = table.column("thread_originator_part");
    payload = table.column("payload_data");
    rangeStart = table.column("associated_message_range_location");
    rangeLength = table.column("associated_message_range_length");
    scheduleType = table.column("schedule_type");
    sent = table.column("is_sent");
  }

  @Override
  public Joins joins() {
    return joins;
  }

  @Override
  public Set<String> contentColumns() {
    return CONTENT_COLUMNS;
  }

  @Override
  public int bodyColumn() {
    return body;
  }

  @Override
  public int guidColumn() {
    return guid;
  }

  @Override
  public Message decode(Row row, Joins.Walk joined, Tally tally) {
    Text column = Columns.text(row, text);
    Body decoded = body(row);
    Associated reference = associated(row);
    SummaryInfo history = SummaryInfo.NOTHING;
    boolean historyUnreadable = false;
    byte[] info = Columns.blob(row, summary);
    if (info != null && info.length > 0 && (reference != null || SummaryInfo.mayMatter(info))) {
      try {
        history = SummaryInfo.read(info);
      } catch (MalformedArchiveException e) {
        historyUnreadable = true;
      }
    }
    Text shown = decoded.text != null ? decoded.text : column;
    boolean fromOwner = Columns.flag(row, fromMe);
    List<String> retractedBy = retractedBy(row, history);
    String replyTo = Columns.word(row, originator);
    String app = Columns.word(row, balloon);
    Message message =
        new Message(
            MessagesStore.guid(row, guid),
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
            reference,
            replyTo,
            app,
            Columns.word(row, effect),
            joined.attachments(row.rowid()),
            history.edits(),
            history.retractedParts(),
            !retractedBy.isEmpty(),
            joined.deletedOn(row.rowid()),
            traits(row, fromOwner, retractedBy),
            details(row, decoded, history, joined, reference, replyTo, app));
    boolean disagree =
        column != null && decoded.text != null && !column.isEmpty() && !column.sameAs(decoded.text);
    tally.count(message, disagree, historyUnreadable, body >= 0 ? row.length(body) : 0);
    return message;
  }

  /** Three notations: the retracted parts, the date, and the pair that macOS 15 writes. */
  private List<String> retractedBy(Row row, SummaryInfo history) {
    boolean parts = !history.retractedParts().isEmpty();
    boolean dated = Columns.flag(row, retractedOn);
    boolean emptied = Columns.flag(row, editedOn) && Columns.flag(row, empty);
    if (!parts && !dated && !emptied) {
      return List.of();
    }
    List<String> notations = new ArrayList<>();
    if (parts) {
      notations.add("rp");
    }
    if (dated) {
      notations.add("date_retracted");
    }
    if (emptied) {
      notations.add("is_empty");
    }
    return notations;
  }

  private Details details(
      Row row,
      Body decoded,
      SummaryInfo history,
      Joins.Walk joined,
      @Nullable Associated reference,
      @Nullable String replyTo,
      @Nullable String app) {
    List<DeletedPart> deleted = joined.deletedParts(row.rowid());
    if (decoded.runs.isEmpty()
        && history.isNothing()
        && deleted.isEmpty()
        && reference == null
        && replyTo == null
        && app == null) {
      return Details.NONE;
    }
    AppContent content = null;
    boolean unreadable = false;
    byte[] archive = app == null || MessageKind.isDrawing(app) ? null : Columns.blob(row, payload);
    if (archive != null && archive.length > 0) {
      try {
        content = AppPayload.read(archive);
      } catch (MalformedArchiveException e) {
        unreadable = true;
      }
    }
    Details.Span target = null;
    if (reference != null) {
      long start = Columns.integer(row, rangeStart);
      long length = Columns.integer(row, rangeLength);
      target = start == 0 && length == 0 ? null : new Details.Span(start, length);
    }
    return new Details(
        decoded.runs,
        history.ranges(),
        history.editors(),
        content,
        unreadable,
        deleted,
        replyTo == null ? null : Columns.word(row, originatorPart),
        target,
        history.rest());
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

  private Traits traits(Row row, boolean fromOwner, List<String> retractedBy) {
    return new Traits(
        Columns.integer(row, syncState),
        cloudRecord >= 0 && !row.isUnset(cloudRecord),
        Columns.flag(row, audio),
        Columns.flag(row, expirable),
        Columns.flag(row, spam),
        Columns.integer(row, editedOn),
        retractedBy,
        schedule(row, fromOwner));
  }

  /** What the values of {@code schedule_type} mean is not known; that one is set says enough. */
  private Schedule schedule(Row row, boolean fromOwner) {
    if (Columns.integer(row, scheduleType) == 0) {
      return Schedule.NONE;
    }
    return fromOwner && !Columns.flag(row, sent) ? Schedule.WAITING : Schedule.OVER;
  }

  private record Body(
      @Nullable Text text, List<MessagePart> parts, List<TextRun> runs, boolean unreadable) {
    static final Body NONE = new Body(null, List.of(), List.of(), false);
    static final Body UNREADABLE = new Body(null, List.of(), List.of(), true);
  }

  private Body body(Row row) {
    if (body >= 0 && row.storage(body) == Storage.BLOB) {
      byte[] plain = AttributedText.plainUtf8(row.array(), row.start(body), row.length(body));
      if (plain != null) {
        return new Body(Text.utf8(plain), List.of(), List.of(), false);
      }
    }
    byte[] bytes = Columns.blob(row, body);
    return bytes == null || bytes.length == 0 ? Body.NONE : decoded(bytes);
  }

  private static Body decoded(byte[] bytes) {
    try {
      AttributedText attributed = AttributedText.decode(bytes);
      List<TextRun> runs = RunReader.runs(attributed);
      return attributed.isExact()
          ? new Body(Text.of(attributed), parts(attributed), runs, false)
          : new Body(Text.of(attributed), List.of(), runs, false);
    } catch (MalformedArchiveException e) {
      return Body.UNREADABLE;
    }
  }

  /** The parts, when runs name more than one, or one that is not the first; else nothing. */
  private static List<MessagePart> parts(AttributedText attributed) {
    List<AttributedText.Run> runs = attributed.runs();
    if (runs.isEmpty() || (runs.size() == 1 && RunReader.part(runs.get(0)) == 0)) {
      return List.of();
    }
    TreeMap<Long, StringBuilder> parts = new TreeMap<>();
    for (AttributedText.Run run : runs) {
      parts
          .computeIfAbsent(RunReader.part(run), part -> new StringBuilder())
          .append(attributed.text(), run.start(), run.start() + run.length());
    }
    return parts.size() == 1 && parts.firstKey() == 0
        ? List.of()
        : parts.entrySet().stream()
            .map(part -> new MessagePart(part.getKey(), Text.exact(part.getValue().toString())))
            .toList();
  }
}
