package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.messages.MessageThread.Chat;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/**
 * The conversations of iOS 5: an SMS names a row of {@code msg_group}, whose people stand in {@code
 * group_member}; an iMessage names its room or the other side's handle, and {@code madrid_chat} has
 * a row for each. Both ways of talking with one person are one thread.
 */
final class MadridThreads {

  private final Map<Long, String> identityOfGroup = new HashMap<>();
  private final Map<Long, List<String>> attachments = new HashMap<>();
  private final Map<String, String> idOfIdentity = new HashMap<>();
  private final int groupId;
  private final int room;
  private final int handle;
  private final int address;
  private final Threads threads;

  private MadridThreads(Database database, Table messages, ThreadIds ids, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    groupId = messages.column("group_id");
    room = messages.column("madrid_roomname");
    handle = messages.column("madrid_handle");
    address = messages.column("address");
    List<Chat> chats = new ArrayList<>();
    groups(database, chats, damage);
    madridChats(database, chats, damage);
    Map<String, Chat> unlisted = new TreeMap<>();
    Set<String> listed = new TreeSet<>();
    chats.forEach(chat -> listed.add(chat.identity()));
    messages.scan(
        row -> {
          String identity = identity(row);
          if (identity != null && !listed.contains(identity)) {
            long number = Long.MIN_VALUE + unlisted.size();
            unlisted.putIfAbsent(identity, unlisted(identity, number));
          }
        },
        damage);
    chats.addAll(unlisted.values());
    threads = Threads.group(chats, Map.of(), ids);
    for (Chat chat : chats) {
      threads
          .ofChat(chat.rowid())
          .ifPresent(thread -> idOfIdentity.put(chat.identity(), thread.id()));
      idOfIdentity.computeIfAbsent(chat.identity(), ids::name);
    }
    attachments(database, damage);
  }

  static MadridThreads read(
      Database database, Table messages, ThreadIds ids, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    return new MadridThreads(database, messages, ids, damage);
  }

  Threads threads() {
    return threads;
  }

  /** The thread of a message. */
  List<String> of(Row row) {
    String identity = identity(row);
    String id = identity == null ? null : idOfIdentity.get(identity);
    return id == null ? List.of() : List.of(id);
  }

  /** The other side of a message. */
  @Nullable String person(Row row) {
    String name = Columns.word(row, handle);
    name = name == null ? Columns.word(row, address) : name;
    return name == null ? null : Threads.normalised(name);
  }

  List<String> attachments(long message) {
    return attachments.getOrDefault(message, List.of());
  }

  private @Nullable String identity(Row row) {
    String name = Columns.word(row, room);
    if (name != null) {
      return "group " + name;
    }
    String group = identityOfGroup.get(Columns.integer(row, groupId));
    if (group != null) {
      return group;
    }
    String person = person(row);
    return person == null ? null : "person " + person;
  }

  private void groups(Database database, List<Chat> chats, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    Map<Long, TreeSet<String>> people = new HashMap<>();
    Optional<Table> members = database.table("group_member");
    if (members.isPresent()) {
      int group = members.get().column("group_id");
      int who = members.get().column("address");
      members
          .get()
          .scan(
              row -> {
                String name = Columns.word(row, who);
                if (name != null) {
                  people
                      .computeIfAbsent(Columns.integer(row, group), key -> new TreeSet<>())
                      .add(Threads.normalised(name));
                }
              },
              damage);
    }
    Optional<Table> table = database.table("msg_group");
    if (table.isPresent()) {
      Columns.Selection columns = Columns.allBut(table.get(), Set.of());
      table
          .get()
          .scan(
              row -> {
                TreeSet<String> names = people.getOrDefault(row.rowid(), new TreeSet<>());
                boolean several = names.size() > 1;
                if (!names.isEmpty()) {
                  String identity =
                      several ? "group " + String.join(",", names) : "person " + names.first();
                  identityOfGroup.put(row.rowid(), identity);
                  chats.add(
                      chat(row.rowid(), "", identity, List.copyOf(names), row, columns, null));
                }
              },
              damage);
    }
  }

  private static void madridChats(Database database, List<Chat> chats, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    Optional<Table> table = database.table("madrid_chat");
    if (table.isEmpty()) {
      return;
    }
    int guid = table.get().column("guid");
    int room = table.get().column("room_name");
    int identifier = table.get().column("chat_identifier");
    int properties = table.get().column("properties");
    Columns.Selection columns = Columns.allBut(table.get(), Set.of("guid"));
    table
        .get()
        .scan(
            row -> {
              String name = Columns.word(row, room);
              String person = Columns.word(row, identifier);
              String stored = Columns.word(row, guid);
              boolean group = name != null;
              String other = person == null ? "" : Threads.normalised(person);
              // Row numbers of two tables must not be taken for one another.
              chats.add(
                  chat(
                      -row.rowid(),
                      stored == null ? "" : stored,
                      group ? "group " + name : "person " + other,
                      group || other.isEmpty() ? List.of() : List.of(other),
                      row,
                      columns,
                      Columns.blob(row, properties)));
            },
            damage);
  }

  private static Chat chat(
      long number,
      String guid,
      String identity,
      List<String> people,
      Row row,
      Columns.Selection columns,
      byte @Nullable [] properties) {
    return new Chat(
        number,
        guid,
        identity,
        identity.startsWith("group "),
        people,
        null,
        Columns.json(row, columns),
        ChatProperties.json(properties),
        ChatProperties.photo(properties));
  }

  /** A conversation that no row but its messages names. */
  private static Chat unlisted(String identity, long number) {
    boolean group = identity.startsWith("group ");
    List<String> people = group ? List.of() : List.of(identity.substring("person ".length()));
    byte[] nothing = {'{', '}'};
    return new Chat(number, "", identity, group, people, null, nothing, null, null);
  }

  private void attachments(Database database, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    Optional<Table> table = database.table("madrid_attachment");
    if (table.isPresent()) {
      int message = table.get().column("message_id");
      int guid = table.get().column("attachment_guid");
      table
          .get()
          .scan(row -> add(Columns.integer(row, message), MessagesStore.guid(row, guid)), damage);
    }
    Optional<Table> pieces = database.table("msg_pieces");
    if (pieces.isPresent()) {
      int message = pieces.get().column("message_id");
      pieces.get().scan(row -> add(Columns.integer(row, message), "piece:" + row.rowid()), damage);
    }
  }

  private void add(long message, String attachment) {
    attachments.computeIfAbsent(message, key -> new ArrayList<>()).add(attachment);
  }
}
