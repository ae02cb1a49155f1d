package org.palimpsest.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
 * Brings chat rows together into threads as people see them.
 *
 * <p>A conversation with one person is keyed by that person's handle: SMS and iMessage rows are one
 * thread, and a rewritten chat guid or another ROWID changes nothing. A group is keyed by its group
 * id, else by its chat identifier, which stay when members come and go; rows that share either are
 * one thread.
 */
final class Threads {

  private static final long GROUP_STYLE = 43;

  private final Map<Long, MessageThread> byChat;
  private final List<MessageThread> all;

  private Threads(Map<Long, MessageThread> byChat, List<MessageThread> all) {
    this.byChat = byChat;
    this.all = all;
  }

  Optional<MessageThread> ofChat(long chatRowid) {
    return Optional.ofNullable(byChat.get(chatRowid));
  }

  List<MessageThread> all() {
    return all;
  }

  static Threads read(
      Database database, Map<Long, String> handles, ThreadIds ids, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    Map<Long, Set<String>> participants = participants(database, handles, damage);
    Optional<Table> table = database.table("chat");
    if (table.isEmpty()) {
      return new Threads(Map.of(), List.of());
    }
    Reader reader = new Reader(table.get(), participants);
    table.get().scan(reader::add, damage);
    return group(reader.chats, reader.aliases, ids);
  }

  private static Map<Long, Set<String>> participants(
      Database database, Map<Long, String> handles, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    Map<Long, Set<String>> participants = new HashMap<>();
    Optional<Table> table = database.table("chat_handle_join");
    if (table.isPresent()) {
      int chat = table.get().column("chat_id");
      int handle = table.get().column("handle_id");
      table
          .get()
          .scan(
              row -> {
                String id = handles.get(Columns.integer(row, handle));
                if (id != null) {
                  participants
                      .computeIfAbsent(Columns.integer(row, chat), key -> new TreeSet<>())
                      .add(id);
                }
              },
              damage);
    }
    return participants;
  }

  /** A handle in the one spelling by which a person is known. */
  static String normalised(String handle) {
    if (handle.indexOf('@') >= 0) {
      return handle.toLowerCase(Locale.ROOT);
    }
    String digits = handle.replaceAll("[\\s()./-]", "");
    return digits.matches("\\+?[0-9]+") ? digits : handle;
  }

  static Threads group(List<Chat> chats, Map<Long, Set<String>> aliases, ThreadIds ids) {
    ConnectedNames connected = new ConnectedNames();
    for (Chat chat : chats) {
      for (String name : aliases.getOrDefault(chat.rowid(), Set.of())) {
        connected.connect(chat.identity(), name);
      }
    }
    Map<String, List<Chat>> threads = new TreeMap<>();
    for (Chat chat : chats) {
      threads
          .computeIfAbsent(connected.smallest(chat.identity()), key -> new ArrayList<>())
          .add(chat);
    }
    Map<Long, MessageThread> byChat = new HashMap<>();
    List<MessageThread> all = new ArrayList<>();
    threads.forEach(
        (identity, rows) -> {
          MessageThread thread = thread(ids.name(identity), rows);
          all.add(thread);
          rows.forEach(row -> byChat.put(row.rowid(), thread));
        });
    all.sort(Comparator.comparing(MessageThread::id));
    return new Threads(byChat, List.copyOf(all));
  }

  private static MessageThread thread(String id, List<Chat> rows) {
    TreeSet<String> participants = new TreeSet<>();
    rows.stream().map(Chat::participants).forEach(participants::addAll);
    Text name = null;
    for (Chat row : rows) {
      name = row.displayName() != null ? row.displayName() : name;
    }
    boolean group = rows.stream().anyMatch(Chat::group);
    String photo = null;
    for (Chat row : rows) {
      photo = row.photo() != null ? row.photo() : photo;
    }
    return new MessageThread(id, group, List.copyOf(participants), name, List.copyOf(rows), photo);
  }

  /** Collects the rows of {@code chat}. */
  private static final class Reader {
    private final Map<Long, Set<String>> participants;
    private final Columns.Selection stateColumns;
    private final int guid;
    private final int style;
    private final int identifier;
    private final int room;
    private final int groupId;
    private final int originalGroupId;
    private final int displayName;
    private final int properties;
    private final List<Chat> chats = new ArrayList<>();
    private final Map<Long, Set<String>> aliases = new HashMap<>();

    Reader(Table table, Map<Long, Set<String>> participants) {
      this.participants = participants;
      this.stateColumns = Columns.allBut(table, Set.of("guid"));
      this.guid = table.column("guid");
      this.style = table.column("style");
      this.identifier = table.column("chat_identifier");
      this.room = table.column("room_name");
      this.groupId = table.column("group_id");
      this.originalGroupId = table.column("original_group_id");
      this.displayName = table.column("display_name");
      this.properties = table.column("properties");
    }

    void add(Row row) {
      String name = Columns.word(row, identifier);
      Collection<String> people = participants.getOrDefault(row.rowid(), Set.of());
      boolean group =
          Columns.integer(row, style) == GROUP_STYLE
              || Columns.word(row, room) != null
              || people.size() > 1;
      String identity;
      if (group) {
        Set<String> names = groupNames(row, name);
        aliases.put(row.rowid(), names);
        identity = names.isEmpty() ? "group " + String.join(",", people) : names.iterator().next();
      } else {
        String person =
            name != null ? normalised(name) : people.isEmpty() ? "" : people.iterator().next();
        people = people.isEmpty() && !person.isEmpty() ? List.of(person) : people;
        // A row that names nobody is a conversation of its own.
        identity = person.isEmpty() ? "chat " + Columns.word(row, guid) : "person " + person;
      }
      String chatGuid = Columns.word(row, guid);
      chats.add(
          new Chat(
              row.rowid(),
              chatGuid == null ? "" : chatGuid,
              identity,
              group,
              List.copyOf(people),
              nonEmpty(Columns.text(row, displayName)),
              Columns.json(row, stateColumns),
              ChatProperties.json(Columns.blob(row, properties)),
              ChatProperties.photo(Columns.blob(row, properties))));
    }

    private Set<String> groupNames(Row row, @Nullable String name) {
      Set<String> names = new TreeSet<>();
      for (int column : new int[] {groupId, originalGroupId, room}) {
        String value = Columns.word(row, column);
        if (value != null) {
          names.add("group " + value);
        }
      }
      if (name != null) {
        names.add("group " + name);
      }
      return names;
    }

    private static @Nullable Text nonEmpty(@Nullable Text text) {
      return text == null || text.shown().isEmpty() ? null : text;
    }
  }
}
