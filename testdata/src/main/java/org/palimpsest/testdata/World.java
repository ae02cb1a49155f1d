package org.palimpsest.testdata;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Apple account with its devices, played over simulated time. The clock moves only when the
 * caller moves it, and all identifiers come from the seed, so that the same play gives the same
 * databases. What truly happened is kept in {@link Truth}.
 */
public final class World implements AutoCloseable {
  private static final List<String> TAPBACKS =
      List.of("Loved", "Liked", "Disliked", "Laughed at", "Emphasized", "Questioned");

  private final Path root;
  private final Guids guids;
  private final String account = "+15550199";
  private final Truth truth = new Truth();
  private final List<Device> devices = new ArrayList<>();
  private final Map<String, Item> items = new HashMap<>();
  private final Map<String, String> last = new HashMap<>();
  private final Map<String, Conversation> grown = new HashMap<>();
  private Instant now;

  /** An account without devices, whose stores are made below {@code root}. */
  public World(Path root, long seed, Instant start) {
    this.root = root;
    this.guids = new Guids(new Random(seed));
    this.now = start;
  }

  /** The simulated time. */
  public Instant now() {
    return now;
  }

  /** Sets the clock. */
  public World at(Instant instant) {
    now = instant;
    return this;
  }

  /** Moves the clock forward. */
  public World advance(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /** The owner's own address. */
  public String account() {
    return account;
  }

  /** What is true. */
  public Truth truth() {
    return truth;
  }

  /** The devices in the order in which they were added. */
  public List<Device> devices() {
    return List.copyOf(devices);
  }

  /** Adds a device with an empty store in {@code <root>/<label>/Library}. */
  public Device device(String label, Generation generation, boolean messagesInICloud) {
    return device(label, generation, messagesInICloud, MessagesStore.SecureDelete.FAST);
  }

  /** Adds a device and says what its SQLite does with deleted bytes. */
  public Device device(
      String label,
      Generation generation,
      boolean messagesInICloud,
      MessagesStore.SecureDelete secure) {
    Path library = root.resolve(label).resolve("Library");
    Device device = new Device(this, label, library, generation, messagesInICloud, secure);
    devices.add(device);
    return device;
  }

  /** The thread with one person. */
  public Conversation conversation(Person person) {
    return new Conversation(person.address(), false, "", List.of(person));
  }

  /** A new group. */
  public Conversation group(String title, Person... people) {
    return new Conversation(guids.groupIdentifier(), true, title, Arrays.asList(people));
  }

  /** Someone writes. Returns the guid, as all verbs that add a message do. */
  public String receive(Conversation thread, Person from, String text) {
    return receive(thread, from, Service.IMESSAGE, text);
  }

  /** Someone writes on a service. */
  public String receive(Conversation thread, Person from, Service service, String text) {
    return add(thread, service, from, new Item.Words(), AttributedText.plain(text));
  }

  /** The owner writes. */
  public String send(Conversation thread, String text) {
    return send(thread, Service.IMESSAGE, text);
  }

  /** The owner writes on a service. */
  public String send(Conversation thread, Service service, String text) {
    return add(thread, service, null, new Item.Words(), AttributedText.plain(text));
  }

  /** Someone, or the owner if NULL, sends a picture, alone in its message. */
  public String file(Conversation thread, @Nullable Person from, String name, byte[] bytes) {
    String guid = guids.guid();
    String attachment = "at_0_" + guid;
    AttributedText text = AttributedText.of(List.of(new AttributedText.Attached(attachment)));
    return add(
        guid,
        thread,
        Service.IMESSAGE,
        from,
        new Item.FileMessage(attachment, name, bytes.clone()),
        text);
  }

  /** An inline reply to a message, by someone or by the owner if NULL. */
  public String reply(Conversation thread, @Nullable Person from, String target, String text) {
    Item.Kind kind = new Item.Reply(target, item(target).text().string().length());
    return add(thread, Service.IMESSAGE, from, kind, AttributedText.plain(text));
  }

  /**
   * A tapback on a message, by someone or by the owner if NULL: 2000 loved, 2001 liked, 2002
   * disliked, 2003 laughed, 2004 emphasized, 2005 questioned; 1000 more takes it back. It replaces
   * that person's earlier one, whose row goes.
   */
  public String tapback(Conversation thread, @Nullable Person from, String target, int type) {
    String quoted = item(target).text().string();
    String text = TAPBACKS.get(type % 1000) + " “" + quoted + "”";
    Item.Kind kind = new Item.Tapback(target, type, quoted.length());
    return add(thread, Service.IMESSAGE, from, kind, AttributedText.plain(text));
  }

  /** Someone, or the owner if NULL, gives a group another name. */
  public String rename(Conversation group, @Nullable Person from, String title) {
    Item.Kind kind = new Item.GroupEvent(2, 0, title);
    String guid = add(group, Service.IMESSAGE, from, kind, AttributedText.plain(""));
    broadcast(device -> device.rename(group, title));
    return guid;
  }

  /**
   * Someone, or the owner if NULL, adds a person to a group. Returns the group as it is now; it
   * stays the same thread.
   */
  public Conversation invite(Conversation group, @Nullable Person from, Person person) {
    List<Person> people = new ArrayList<>(current(group).people());
    people.add(person);
    Conversation larger = new Conversation(group.identifier(), true, group.title(), people);
    grown.put(group.identifier(), larger);
    broadcast(device -> device.join(larger, Service.IMESSAGE));
    Item.Kind kind = new Item.Joined(person);
    add(larger, Service.IMESSAGE, from, kind, AttributedText.plain(""));
    return larger;
  }

  /** The thread with the people it has now. */
  Conversation current(Conversation thread) {
    return grown.getOrDefault(thread.identifier(), thread);
  }

  /** Someone, or the owner if NULL, changes the photo of a group. */
  public String changePhoto(Conversation group, @Nullable Person from) {
    Item.Kind kind = new Item.GroupEvent(3, 1, null);
    return add(group, Service.IMESSAGE, from, kind, AttributedText.plain(""));
  }

  /** The sender edits a message. */
  public void edit(String guid, String text) {
    Item edited = item(guid).edited(text, now);
    items.put(guid, edited);
    broadcast(device -> device.edit(edited));
  }

  /** The sender takes a message back. */
  public void unsend(String guid) {
    Instant at = now;
    Item unsent = item(guid).unsent(at);
    items.put(guid, unsent);
    broadcast(device -> device.unsend(unsent, at));
  }

  /** Every device that is online and has Messages in iCloud on uploads and empties its queues. */
  public void sync() {
    devices.forEach(Device::upload);
  }

  /** Closes all stores; their WALs are checkpointed. */
  @Override
  public void close() {
    devices.forEach(device -> device.store().close());
  }

  private String add(
      Conversation thread,
      Service service,
      @Nullable Person from,
      Item.Kind kind,
      AttributedText text) {
    return add(guids.guid(), thread, service, from, kind, text);
  }

  private String add(
      String guid,
      Conversation thread,
      Service service,
      @Nullable Person from,
      Item.Kind kind,
      AttributedText text) {
    Item item =
        new Item(
            guid,
            guids.recordId(),
            thread,
            service,
            from,
            now,
            last.get(thread.identifier()),
            kind,
            List.of(new SummaryInfo.Version(text, now)),
            null);
    items.put(guid, item);
    last.put(thread.identifier(), guid);
    broadcast(device -> device.insert(Held.fresh(item)));
    return guid;
  }

  private Item item(String guid) {
    Item item = items.get(guid);
    if (item == null) {
      throw new IllegalArgumentException("no such message: " + guid);
    }
    return item;
  }

  private void broadcast(Consumer<Device> operation) {
    devices.forEach(device -> device.receive(operation));
  }

  /** Sends an operation from one device to all others that have Messages in iCloud on. */
  void tell(Device from, Consumer<Device> operation) {
    for (Device other : devices) {
      if (other != from && other.messagesInICloud()) {
        other.receive(operation);
      }
    }
  }
}
