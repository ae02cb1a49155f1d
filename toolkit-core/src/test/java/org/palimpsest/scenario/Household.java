package org.palimpsest.scenario;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Service;
import org.palimpsest.testdata.World;

/** Two devices of one account with a few weeks of ordinary life in four threads. */
public final class Household implements AutoCloseable {

  public static final Instant START = Instant.parse("2026-09-01T08:00:00Z");

  public final World world;
  public final Device mac;
  public final Device other;
  public final Person mother = new Person("Mother", "+15550100");
  public final Person ben = new Person("Ben", "+15550117");
  public final Person cleo = new Person("Cleo", "cleo@example.org");
  public final Conversation family;
  public final Conversation work;
  public final Conversation lunch;
  public final List<String> familyGuids = new ArrayList<>();
  public final List<String> workGuids = new ArrayList<>();
  public String withFile = "";
  public String oldTapback = "";

  public Household(Path folder, Generation generation, boolean messagesInICloud) {
    this(folder, generation, messagesInICloud, 12);
  }

  public Household(Path folder, Generation generation, boolean messagesInICloud, int rounds) {
    world = new World(folder, 11, START);
    mac = world.device("mac", generation, messagesInICloud);
    other = world.device("other", generation, messagesInICloud);
    family = world.conversation(mother);
    work = world.conversation(ben);
    lunch = world.group("Lunch", ben, cleo);
    for (int i = 0; i < rounds; i++) {
      world.advance(Duration.ofHours(11));
      familyGuids.add(world.receive(family, mother, "letter " + i + " from your mother 💌"));
      familyGuids.add(world.send(family, "answer " + i));
      workGuids.add(world.receive(work, ben, Service.SMS, "by text " + i));
      workGuids.add(world.receive(work, ben, "figures " + i));
      world.receive(lunch, cleo, "who brings dessert? " + i);
    }
    withFile =
        world.file(family, mother, "letter.txt", "a letter".getBytes(StandardCharsets.UTF_8));
    world.reply(lunch, ben, world.receive(lunch, cleo, "Noon?"), "Noon it is");
    oldTapback = world.tapback(family, mother, familyGuids.get(1), 2000);
    world.sync();
    world.advance(Duration.ofDays(1));
  }

  /** A week later. */
  public Instant aWeekOn() {
    world.advance(Duration.ofDays(7));
    return world.now();
  }

  @Override
  public void close() {
    world.close();
  }
}
