package org.palimpsest.messages;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.messages.Message.GroupEvent;
import org.palimpsest.messages.Message.Traits;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/**
 * Turns a row of the {@code message} table of iOS 5 into a {@link Message}. An SMS has no guid
 * there, so it is known by its row number. Its date counts from 1970, that of an iMessage from
 * 2001; a value that would lie beyond 2031 from 2001 on counts from 1970. The record's date is from
 * 2001, the stored number stays among the columns.
 */
final class MadridDecoder implements RowDecoder {

  private static final Set<String> CONTENT = Set.of("madrid_guid", "text", "subject");

  /** In {@code flags} of an SMS: it went out. */
  private static final long SENT = 1;

  /** In {@code madrid_flags}: from the owner. */
  private static final long FROM_ME = 1 << 2;

  private final Joins joins;
  private final MadridThreads threads;
  private final int guid;
  private final int text;
  private final int body;
  private final int subject;
  private final int date;
  private final int flags;
  private final int madridFlags;
  private final int isMadrid;

  MadridDecoder(Table table, MadridThreads threads, Joins joins) {
    this.joins = joins;
    this.threads = threads;
    guid = table.column("madrid_guid");
    text = table.column("text");
    body = table.column("madrid_attributedBody");
    subject = table.column("subject");
    date = table.column("date");
    flags = table.column("flags");
    madridFlags = table.column("madrid_flags");
    isMadrid = table.column("is_madrid");
  }

  static boolean fits(Table table) {
    return table.column("madrid_guid") >= 0 && table.column("date") >= 0;
  }

  @Override
  public Joins joins() {
    return joins;
  }

  @Override
  public Set<String> contentColumns() {
    return CONTENT;
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
    Text decoded = null;
    boolean unreadable = false;
    byte[] archive = Columns.blob(row, body);
    if (archive != null && archive.length > 0) {
      try {
        decoded = Text.of(AttributedText.decode(archive));
      } catch (MalformedArchiveException e) {
        unreadable = true;
      }
    }
    Text shown = decoded != null ? decoded : column;
    Text title = Columns.text(row, subject);
    boolean fromMe =
        Columns.flag(row, isMadrid)
            ? (Columns.integer(row, madridFlags) & FROM_ME) != 0
            : (Columns.integer(row, flags) & SENT) != 0;
    Message message =
        new Message(
            MessagesStore.guid(row, guid),
            row.rowid(),
            threads.of(row),
            fromMe ? null : threads.person(row),
            fromMe,
            since2001(Columns.integer(row, date)),
            shown == null || shown.isEmpty() ? null : shown,
            unreadable,
            List.of(),
            title == null || title.isEmpty() ? null : title,
            new GroupEvent(0, 0, null, null),
            null,
            null,
            null,
            null,
            threads.attachments(row.rowid()),
            List.of(),
            List.of(),
            false,
            0,
            new Traits(-1, false, false, false, false, 0, List.of(), Message.Schedule.NONE),
            Details.NONE);
    tally.count(message, disagree(column, decoded), false, 0);
    return message;
  }

  private static boolean disagree(@Nullable Text column, @Nullable Text decoded) {
    return column != null && decoded != null && !column.isEmpty() && !column.sameAs(decoded);
  }

  private static long since2001(long stored) {
    return stored >= AppleTime.EPOCH ? stored - AppleTime.EPOCH : stored;
  }
}
