package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Preferences;
import org.palimpsest.testdata.World;

/** The forged story of the demo: two Macs, four threads, one of which is lost. */
final class DemoWorld {

  static final String LOST = "+15550100";

  private static final Instant START = Instant.parse("2026-10-20T08:00:00Z");
  private static final Instant FIRST = Instant.parse("2026-11-12T18:00:00Z");
  private static final Instant DELETED = Instant.parse("2026-11-15T21:30:00Z");
  private static final Instant SECOND = Instant.parse("2026-11-19T18:00:00Z");

  private static final List<String> WORDS =
      List.of(
          "Did you get home safely?",
          "Yes, just now. The train was late again.",
          "I found the recipe in the blue tin. Two eggs, not three.",
          "You always said three!",
          "I was wrong for forty years then.",
          "The garden looks lovely this morning 🌷",
          "Happy birthday, my dear. Wear something warm.",
          "Call me when you can, it is nothing urgent.");

  private DemoWorld() {}

  /**
   * The two days on which snapshots are taken, and the stores as they were then.
   *
   * @param first before the loss
   * @param second after it
   */
  record Story(
      Instant first,
      Instant second,
      Path imacBefore,
      Path macbookBefore,
      Path imacAfter,
      Path macbookAfter) {}

  /** Plays the story below {@code root}. */
  static Story forge(Path root) throws IOException {
    Files.createDirectories(root);
    try (World world = new World(root.resolve("devices"), 2026, START)) {
      Device imac = world.device("imac", Generation.MACOS_26, true);
      Device macbook = world.device("macbook", Generation.MACOS_26, true);
      for (Device device : world.devices()) {
        Preferences.write(
            device.library(), new Preferences.Retention(OptionalInt.of(0), OptionalInt.empty()));
      }
      Person mother = new Person("Mother", LOST);
      Person ben = new Person("Ben", "+15550117");
      Person cleo = new Person("Cleo", "cleo@example.org");
      Conversation lost = world.conversation(mother);
      Conversation work = world.conversation(ben);
      Conversation group = world.group("Sunday lunch", ben, cleo);
      for (int i = 0; i < 42; i++) {
        world.advance(Duration.ofHours(9));
        String words = WORDS.get(i % WORDS.size());
        if (i % 3 == 1) {
          world.send(lost, words);
        } else {
          world.receive(lost, mother, words);
        }
        world.receive(work, ben, "Figures for week " + (i + 1) + " are in the folder.");
        if (i % 4 == 0) {
          world.receive(group, cleo, "Who brings dessert this time?");
        }
      }
      byte[] picture = "a picture of a garden".getBytes(StandardCharsets.UTF_8);
      world.file(lost, mother, "garden.jpg", picture);
      final String edited = world.receive(group, ben, "Lunch is at 12");
      world.sync();
      world.at(FIRST);
      Path imacBefore = copy(imac, root.resolve("imac-12-nov"), FIRST);
      Path macbookBefore = copy(macbook, root.resolve("macbook-12-nov"), FIRST);

      world.advance(Duration.ofMinutes(5));
      world.edit(edited, "Lunch is at 13");
      world.at(DELETED);
      macbook.deleteThread(lost);
      macbook.purgeThread(lost);
      world.advance(Duration.ofMinutes(2));
      world.sync();
      for (int i = 0; i < 7; i++) {
        world.advance(Duration.ofHours(5));
        world.receive(work, ben, "One more thing, number " + (i + 1) + ".");
      }
      world.sync();
      world.at(SECOND);
      Path imacAfter = copy(imac, root.resolve("imac-19-nov"), SECOND);
      Path macbookAfter = copy(macbook, root.resolve("macbook-19-nov"), SECOND);
      return new Story(FIRST, SECOND, imacBefore, macbookBefore, imacAfter, macbookAfter);
    }
  }

  /** A copied store shows the day of its last change; the forged day is put on the copies. */
  private static Path copy(Device device, Path to, Instant day) throws IOException {
    device.store().copyTo(to);
    try (var files = Files.walk(to)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(day));
      }
    }
    return to.resolve("Messages");
  }
}
