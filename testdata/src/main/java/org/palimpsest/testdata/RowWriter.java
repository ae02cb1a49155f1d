package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns items into the rows that a device's store has for them. */
final class RowWriter {
  private final MessagesStore store;
  private final String account;

  RowWriter(MessagesStore store, String account) {
    this.store = store;
    this.account = account;
  }

  /** Writes an item and returns the guids of rows that had to go for it. */
  List<String> write(Held held) {
    Item item = held.item();
    Insertions insertions = store.insertions();
    long chat = chat(item.thread(), item.service());
    MessageSpec spec = spec(item);
    List<String> gone = List.of();
    if (item.kind() instanceof Item.Tapback tapback) {
      spec = spec.tapback(tapback.target(), tapback.type(), tapback.targetLength());
      gone = insertions.tapback(spec, chat);
    } else if (item.kind() instanceof Item.FileMessage file) {
      long message = insertions.message(spec, chat);
      insertions.attachment(
          Insertions.AttachmentSpec.jpeg(
              file.attachmentGuid(), file.name(), item.sentAt(), item.from() == null, file.bytes()),
          message);
    } else {
      insertions.message(spec, chat);
    }
    revise(held);
    return gone;
  }

  /** The chat row of a thread on a service. */
  long chat(Conversation thread, Service service) {
    Insertions insertions = store.insertions();
    List<Long> handles = new ArrayList<>();
    for (Person person : thread.people()) {
      handles.add(insertions.handle(person.address(), service));
    }
    String title = thread.group() ? thread.title() : null;
    return insertions.chat(
        new Insertions.ChatSpec(
            service, thread.group(), thread.identifier(), title, account, handles));
  }

  /** The chat rows that a thread has, on whichever service. */
  List<Long> chats(Conversation thread) {
    return store
        .sql()
        .strings("SELECT ROWID FROM chat WHERE chat_identifier = ?", thread.identifier())
        .stream()
        .map(Long::valueOf)
        .toList();
  }

  private MessageSpec spec(Item item) {
    Insertions insertions = store.insertions();
    Person from = item.from();
    MessageSpec spec;
    if (from != null) {
      long handle = insertions.handle(from.address(), item.service());
      spec = MessageSpec.incoming(item.guid(), item.sentAt(), item.service(), handle);
    } else {
      String peer = item.thread().group() ? null : item.thread().people().get(0).address();
      long handle = peer == null ? 0 : insertions.handle(peer, item.service());
      spec = MessageSpec.outgoing(item.guid(), item.sentAt(), item.service(), handle);
    }
    spec =
        spec.after(item.previous())
            .column("account", (item.service() == Service.IMESSAGE ? "p:" : "P:") + account)
            .column("destination_caller_id", account);
    if (item.kind() instanceof Item.GroupEvent event) {
      return spec.groupEvent(event.itemType(), event.actionType(), 0, event.title());
    }
    if (item.kind() instanceof Item.Joined joined) {
      long other = insertions.handle(joined.person().address(), item.service());
      return spec.groupEvent(1, 0, other, null);
    }
    if (item.kind() instanceof Item.Reply reply) {
      spec = spec.inlineReply(reply.originator(), reply.originatorLength());
    }
    AttributedText text = item.history().get(0).text();
    // Most rows of this generation leave the text column empty; some are filled all the same.
    return item.guid().hashCode() % 8 == 0 ? spec.bodyAndText(text) : spec.body(text);
  }

  private void revise(Held held) {
    Item item = held.item();
    Revisions revisions = store.revisions();
    if (item.history().size() > 1) {
      revisions.edit(item.guid(), item.history());
    }
    if (item.unsentAt() != null) {
      revisions.unsend(item.guid(), item.originalLength(), item.unsentAt());
    }
    if (held.readAt() != null) {
      revisions.read(item.guid(), held.readAt());
    }
    if (held.uploaded()) {
      upload(item);
    }
    if (held.deletedAt() != null) {
      store.deletions().recentlyDelete(List.of(item.guid()), held.deletedAt());
    }
  }

  /** Marks an item as uploaded; false if it is too large ever to be. */
  boolean upload(Item item) {
    Revisions revisions = store.revisions();
    revisions.uploaded(item.guid(), item.recordId(), item.changeTag());
    for (String attachment : item.attachments()) {
      revisions.attachmentUploaded(attachment, item.attachmentRecord());
    }
    return store.sql().number("SELECT ck_sync_state FROM message WHERE guid = ?", item.guid()) == 1;
  }

  /** The columns that move by themselves, as one string. */
  Map<String, String> states() {
    String recovered =
        store.generation().anyService() ? ", coalesce(nullif(date_recovered, 0), '')" : ", ''";
    Map<String, String> out = new HashMap<>();
    for (List<@Nullable Object> row :
        store
            .sql()
            .rows(
                "SELECT guid, ROWID, ck_sync_state, ck_record_id, ck_record_change_tag, is_read,"
                    + " date_read, is_delivered, date_delivered, is_sent, is_played, date_played"
                    + recovered
                    + " FROM message")) {
      out.put(String.valueOf(row.get(0)), row.subList(1, row.size()).toString());
    }
    return out;
  }
}
