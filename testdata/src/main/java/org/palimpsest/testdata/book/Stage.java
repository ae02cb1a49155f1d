package org.palimpsest.testdata.book;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Noise;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Service;
import org.palimpsest.testdata.World;

/**
 * A phone and a tablet of one account after some days of ordinary life, with odd contents in the
 * phone's store, on which a scenario is played. What is true is written down as it happens.
 */
public final class Stage implements AutoCloseable {

  /** When life begins. */
  public static final Instant START = Instant.parse("2026-09-01T08:00:00Z");

  private static final int ROUNDS = 5;

  final World world;
  final Device phone;
  final Device tablet;
  final Person mother = new Person("Mother", "+15550100");
  final Person ben = new Person("Ben", "+15550117");
  final Person cleo = new Person("Cleo", "cleo@example.org");
  final Conversation family;
  final Conversation work;
  final Conversation lunch;
  final List<String> familyGuids = new ArrayList<>();
  final List<String> workGuids = new ArrayList<>();
  final List<String> lunchGuids = new ArrayList<>();
  final Map<String, String> noise;
  String withFile = "";
  String oldTapback = "";

  private final Path folder;
  private final List<Shot> shots = new ArrayList<>();
  private final Map<String, Set<String>> causes = new TreeMap<>();
  private final Map<String, String> contents = new TreeMap<>();
  private final Set<String> never = new TreeSet<>();
  private String explanation = "";
  private String judged = "phone";
  private int copies;

  /** Sets the stage below {@code folder}. */
  public Stage(Path folder, Scenario scenario) {
    this.folder = folder;
    world = new World(folder.resolve("world"), scenario.name().hashCode(), START);
    phone = world.device("phone", scenario.generation(), scenario.messagesInICloud());
    tablet = world.device("tablet", scenario.generation(), scenario.messagesInICloud());
    family = world.conversation(mother);
    work = world.conversation(ben);
    lunch = world.group("Lunch", ben, cleo);
    for (int i = 0; i < ROUNDS; i++) {
      world.advance(Duration.ofHours(11));
      familyGuids.add(world.receive(family, mother, "letter " + i + " from your mother 💌"));
      familyGuids.add(world.send(family, "answer " + i));
      workGuids.add(world.receive(work, ben, Service.SMS, "by text " + i));
      workGuids.add(world.receive(work, ben, "figures " + i));
      lunchGuids.add(world.receive(lunch, cleo, "who brings dessert? " + i));
    }
    withFile = world.file(work, ben, "plan.txt", "the plan".getBytes(StandardCharsets.UTF_8));
    oldTapback = world.tapback(lunch, ben, lunchGuids.get(1), 2000);
    noise = new Noise(scenario.name().length()).pour(phone.store(), START.plus(Duration.ofDays(1)));
    world.sync();
    days(1);
  }

  // --- what happens ---

  /** Lets days pass. */
  Stage days(long days) {
    world.advance(Duration.ofDays(days));
    return this;
  }

  Stage hours(long hours) {
    world.advance(Duration.ofHours(hours));
    return this;
  }

  /** Runs SQL on a device as the system would, foreign keys on. */
  int sql(Device device, String statement, Object... arguments) {
    return device.store().sql().run(statement, arguments);
  }

  /** Copies a device's files and writes down which messages it holds. */
  Shot shot(Device device) {
    return shot(device, world.now());
  }

  /** The same when the device's clock shows another time. */
  Shot shot(Device device, Instant at) {
    return keep(device.label(), device, at);
  }

  /** The same under another label, as where another person's device is in the vault. */
  Shot keep(String label, Device device, Instant at) {
    Path to = folder.resolve("shot-" + copies++);
    device.store().copyTo(to);
    date(to, at);
    String inMessages = "SELECT guid FROM message WHERE ROWID ";
    boolean bin =
        device
                .store()
                .sql()
                .number(
                    "SELECT count(*) FROM sqlite_schema WHERE name = 'chat_recoverable_message_join'")
            > 0;
    String binned =
        "IN (SELECT message_id FROM chat_recoverable_message_join)"
            + " AND ROWID NOT IN (SELECT message_id FROM chat_message_join)";
    Set<String> hidden =
        bin ? new TreeSet<>(device.store().sql().strings(inMessages + binned)) : new TreeSet<>();
    Set<String> live = new TreeSet<>(device.store().sql().strings("SELECT guid FROM message"));
    live.removeAll(hidden);
    Shot shot = new Shot(label, to.resolve("Messages"), at, live, hidden);
    shots.add(shot);
    return shot;
  }

  /** Changes a copy that was taken, before it is read. */
  void spoil(Shot shot, String file, byte[] bytes) {
    try {
      Path path = shot.store().resolve(file);
      Files.createDirectories(path.getParent());
      Files.write(path, bytes);
      date(shot.store(), shot.at());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a file out of a copy, such as the preferences. */
  void without(Shot shot, String file) {
    try {
      Files.deleteIfExists(shot.store().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void date(Path folder, Instant at) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(at));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- what is true ---

  /** Why messages are gone. The first cause is the true one, others are as true in other words. */
  void gone(Collection<String> guids, String... labels) {
    guids.forEach(guid -> causes.put(guid, Set.of(labels)));
  }

  /** What became of messages that are there: edited, unsent or altered. */
  void content(String kind, String... guids) {
    for (String guid : guids) {
      contents.put(guid, kind);
    }
  }

  /** Causes that must not be concluded, whatever the confidence. */
  void never(String... labels) {
    never.addAll(List.of(labels));
  }

  /** Why a merely possible cause may be the wrong one here. */
  void explain(String words) {
    explanation = words;
  }

  /** Which device is judged; the phone unless said otherwise. */
  void judge(Device device) {
    judged = device.label();
  }

  /** Everything that was copied, in the order in which it was. */
  public List<Shot> shots() {
    return List.copyOf(shots);
  }

  /** The first and the last copy of the device that is judged. */
  public List<Shot> pair() {
    List<Shot> own = shots.stream().filter(shot -> shot.device().equals(judged)).toList();
    return List.of(own.get(0), own.get(own.size() - 1));
  }

  /** Acceptable causes of each message that is gone. */
  public Map<String, Set<String>> causes() {
    return new LinkedHashMap<>(causes);
  }

  /** What became of messages that are there. */
  public Map<String, String> contents() {
    return new LinkedHashMap<>(contents);
  }

  /** Causes that must not be concluded. */
  public Set<String> mustNot() {
    return Set.copyOf(never);
  }

  /** Why a possible cause may be wrong here, empty when none should be. */
  public String explanation() {
    return explanation;
  }

  @Override
  public void close() {
    world.close();
  }
}
