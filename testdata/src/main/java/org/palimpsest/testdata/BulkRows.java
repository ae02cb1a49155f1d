package org.palimpsest.testdata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes ordinary message rows fast, over the chats that a database has. */
final class BulkRows implements AutoCloseable {
  private static final List<String> COLUMNS =
      List.of(
              "ROWID guid text handle_id attributedBody version service account account_guid date"
                  .split(" "),
              ("date_read date_delivered is_delivered is_finished is_from_me is_read is_sent"
                      + " cache_roomnames cache_has_attachments message_summary_info")
                  .split(" "),
              ("ck_sync_state ck_record_id ck_record_change_tag destination_caller_id reply_to_guid"
                      + " date_retracted date_edited part_count")
                  .split(" "))
          .stream()
          .flatMap(Arrays::stream)
          .toList();
  private static final String ACCOUNT = "+15550199";
  private static final String ACCOUNT_GUID = "5A1E8B7C-2D64-4F0B-9C1D-7B3E0F6A9D21";
  private static final long ATTACHMENTS_ONE_IN = 100;
  private static final int BATCH = 2_000;

  private final Random random;
  private final Guids guids;
  private final Prose prose;
  private final List<Lane> lanes = new ArrayList<>();
  private final @Nullable String[] last;
  private final byte[] summary = SummaryInfo.ordinary();
  private final PreparedStatement message;
  private final PreparedStatement join;
  private final PreparedStatement attachment;
  private final PreparedStatement attachmentJoin;
  private long attachments;
  private int waiting;

  /** A chat with its room, NULL for one person, and the handles of its people. */
  private record Lane(long chat, @Nullable String room, List<Long> handles) {}

  BulkRows(Sql sql, Random random) throws SQLException {
    this.random = random;
    this.guids = new Guids(random);
    this.prose = new Prose(random);
    for (List<@Nullable Object> row :
        sql.rows("SELECT ROWID, room_name FROM chat ORDER BY ROWID")) {
      long chat = Long.parseLong(String.valueOf(row.get(0)));
      List<Long> handles =
          sql
              .strings(
                  "SELECT handle_id FROM chat_handle_join WHERE chat_id = ? ORDER BY handle_id",
                  chat)
              .stream()
              .map(Long::valueOf)
              .toList();
      Object room = row.get(1);
      lanes.add(new Lane(chat, room == null ? null : room.toString(), handles));
    }
    this.last = new String[lanes.size()];
    this.attachments = sql.number("SELECT seq FROM sqlite_sequence WHERE name = 'attachment'");
    Connection connection = sql.connection();
    this.message =
        connection.prepareStatement(
            "INSERT INTO message ("
                + String.join(", ", COLUMNS)
                + ") VALUES (?"
                + ", ?".repeat(COLUMNS.size() - 1)
                + ")");
    this.join =
        connection.prepareStatement(
            "INSERT INTO chat_message_join (chat_id, message_id, message_date) VALUES (?, ?, ?)");
    this.attachment =
        connection.prepareStatement(
            "INSERT INTO attachment (ROWID, guid, original_guid, created_date, start_date,"
                + " filename, uti, mime_type, transfer_state, transfer_name, total_bytes,"
                + " ck_sync_state, ck_record_id)"
                + " VALUES (?, ?, ?, ?, ?, ?, 'public.heic', 'image/heic', 5, ?, ?, 1, ?)");
    this.attachmentJoin =
        connection.prepareStatement(
            "INSERT INTO message_attachment_join (message_id, attachment_id) VALUES (?, ?)");
  }

  /** Writes one row and returns its guid. Busy threads come first in the list. */
  String add(long rowid, Instant at) throws SQLException {
    int pick = (int) (lanes.size() * Math.pow(random.nextDouble(), 3));
    Lane lane = lanes.get(pick);
    String guid = guids.guid();
    boolean fromMe = random.nextInt(5) < 2;
    boolean file = random.nextLong() % ATTACHMENTS_ONE_IN == 0;
    String text = prose.next();
    AttributedText body =
        file
            ? AttributedText.of(
                List.of(
                    new AttributedText.Attached("at_0_" + guid), new AttributedText.Words(text)))
            : AttributedText.plain(text);
    long date = AppleTime.nanos(at);
    long person = lane.handles().get(random.nextInt(lane.handles().size()));
    bind(
        message,
        rowid,
        guid,
        random.nextInt(10) == 0 ? body.string() : null,
        fromMe && lane.room() != null ? 0L : person,
        body.archived(),
        10,
        "iMessage",
        "p:" + ACCOUNT,
        ACCOUNT_GUID,
        date,
        fromMe ? 0L : date + Duration.ofSeconds(40).toNanos(),
        fromMe ? date + Duration.ofSeconds(1).toNanos() : 0L,
        1,
        1,
        fromMe ? 1 : 0,
        fromMe ? 0 : 1,
        fromMe ? 1 : 0,
        lane.room(),
        file ? 1 : 0,
        summary,
        1,
        guids.recordId(),
        Integer.toString(random.nextInt(1 << 20), 36),
        ACCOUNT,
        last[pick],
        0,
        0,
        body.runs().size());
    bind(join, lane.chat(), rowid, date);
    if (file) {
      attach(rowid, guid, at);
    }
    last[pick] = guid;
    if (++waiting == BATCH) {
      flush();
    }
    return guid;
  }

  private void attach(long rowid, String guid, Instant at) throws SQLException {
    String name = "IMG_" + (1000 + random.nextInt(9000)) + ".HEIC";
    String own = "at_0_" + guid;
    int hash = own.hashCode() & 0xFF;
    String path =
        "~/Library/Messages/Attachments/"
            + Integer.toHexString(0x100 | hash).substring(1)
            + "/"
            + Integer.toString(100 + (hash & 0x0F)).substring(1)
            + "/"
            + own
            + "/"
            + name;
    long seconds = AppleTime.seconds(at);
    long size = 200_000L + random.nextInt(4_000_000);
    attachments++;
    bind(attachment, attachments, own, own, seconds, seconds, path, name, size, guids.recordId());
    bind(attachmentJoin, rowid, attachments);
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
  }

  /** Sends what waits to the database, parents first. */
  void flush() throws SQLException {
    message.executeBatch();
    join.executeBatch();
    attachment.executeBatch();
    attachmentJoin.executeBatch();
    waiting = 0;
  }

  @Override
  public void close() throws SQLException {
    message.close();
    join.close();
    attachment.close();
    attachmentJoin.close();
  }
}
