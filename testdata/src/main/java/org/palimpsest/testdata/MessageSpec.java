package org.palimpsest.testdata;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message row to be written, immutable. Columns that are not named take their defaults. */
public final class MessageSpec {
  private final String guid;
  private final Instant sentAt;
  private final Map<String, @Nullable Object> columns;

  private MessageSpec(String guid, Instant sentAt, Map<String, @Nullable Object> columns) {
    this.guid = guid;
    this.sentAt = sentAt;
    this.columns = columns;
  }

  /** A received message that was delivered, with {@code message_summary_info} as usual. */
  public static MessageSpec incoming(String guid, Instant sentAt, Service service, long handle) {
    return start(guid, sentAt, service)
        .column("handle_id", handle)
        .column("date_delivered", 0)
        .column("is_delivered", 1);
  }

  /** An own message, sent and delivered. {@code handle} is 0 in groups. */
  public static MessageSpec outgoing(String guid, Instant sentAt, Service service, long handle) {
    return start(guid, sentAt, service)
        .column("handle_id", handle)
        .column("is_from_me", 1)
        .column("is_sent", 1)
        .column("is_delivered", 1)
        .column("date_delivered", AppleTime.nanos(sentAt.plusSeconds(1)));
  }

  private static MessageSpec start(String guid, Instant sentAt, Service service) {
    return new MessageSpec(guid, sentAt, Collections.emptyMap())
        .column("guid", guid)
        .column("date", AppleTime.nanos(sentAt))
        .column("service", service.label())
        .column("is_finished", 1)
        .column("version", 10)
        .column("message_summary_info", SummaryInfo.ordinary());
  }

  /** The body, in {@code attributedBody} only, as is usual from macOS 13 on. */
  public MessageSpec body(AttributedText text) {
    long parts = Math.max(1, text.runs().size());
    return column("attributedBody", text.archived()).column("part_count", parts);
  }

  /** The body in both columns. */
  public MessageSpec bodyAndText(AttributedText text) {
    return body(text).column("text", text.string());
  }

  /** A tapback of {@code type} 2000 to 2005 (added) or 3000 to 3005 (removed) on part 0. */
  public MessageSpec tapback(String target, int type, int targetLength) {
    return column("associated_message_guid", "p:0/" + target)
        .column("associated_message_type", type)
        .column("associated_message_range_length", targetLength);
  }

  /** An inline reply to part 0 of another message. The form of the part column is assumed. */
  public MessageSpec inlineReply(String originator, int originatorLength) {
    return column("thread_originator_guid", originator)
        .column("thread_originator_part", "0:0:" + originatorLength);
  }

  /** The link to the message before it, which nearly every row has. */
  public MessageSpec after(@Nullable String previous) {
    return column("reply_to_guid", previous);
  }

  /** A group event: 1 participant change, 2 renamed, 3 left or photo changed. */
  public MessageSpec groupEvent(
      int itemType, int actionType, long otherHandle, @Nullable String title) {
    return column("item_type", itemType)
        .column("group_action_type", actionType)
        .column("other_handle", otherHandle)
        .column("group_title", title);
  }

  /** Uploaded to iCloud under this record name. */
  public MessageSpec uploaded(String recordId, String changeTag) {
    return column("ck_sync_state", 1)
        .column("ck_record_id", recordId)
        .column("ck_record_change_tag", changeTag);
  }

  /** Any other column. */
  public MessageSpec column(String name, @Nullable Object value) {
    Map<String, @Nullable Object> next = new LinkedHashMap<>(columns);
    next.put(name, value);
    return new MessageSpec(guid, sentAt, Collections.unmodifiableMap(next));
  }

  /** The guid. */
  public String guid() {
    return guid;
  }

  /** The value of {@code date}. */
  public Instant sentAt() {
    return sentAt;
  }

  /** Column names and values. */
  public Map<String, @Nullable Object> columns() {
    return columns;
  }
}
