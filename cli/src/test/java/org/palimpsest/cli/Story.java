package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.palimpsest.testdata.Changes;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Mark;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.Snapshot;
import org.palimpsest.testdata.World;

/**
 * Two Macs of one account on two days; between them a thread is deleted on the MacBook, and sync
 * takes it off the iMac too.
 *
 * @param root where everything lies
 * @param truth what is true of the iMac on the first day
 * @param later what is true of it on the second
 * @param changes what changed on it
 */
record Story(Path root, Snapshot truth, Snapshot later, Changes changes) {

  static final Instant FIRST = Instant.parse("2026-11-12T18:00:00Z");
  static final Instant SECOND = Instant.parse("2026-11-19T18:00:00Z");

  /** The other side of the thread that is lost. */
  static final String LOST = "+15550100";

  /** What no log may hold: words, addresses and file names of the story. */
  static final List<String> SECRETS =
      List.of(
          "blue tin",
          "three eggs",
          "dessert",
          "Sunday lunch",
          "laid table",
          LOST,
          "+15550117",
          "cleo@",
          "garden.jpg",
          "table.jpg");

  private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");

  /** The iMac's Library on the first day, with content in the write-ahead log. */
  Path imacBefore() {
    return root.resolve("imac-before");
  }

  /** The iMac's Library on the first day, some minutes later: one message has been edited. */
  Path imacEdited() {
    return root.resolve("imac-edited");
  }

  /** The iMac's Library on the second day. */
  Path imacAfter() {
    return root.resolve("imac-after");
  }

  /** The MacBook's Library on the first day. */
  Path macbookBefore() {
    return root.resolve("macbook-before");
  }

  /** The MacBook's Library on the second day. */
  Path macbookAfter() {
    return root.resolve("macbook-after");
  }

  /** The iMac's Library as it lies when Messages was quit: no log, no shared memory file. */
  Path imacQuit() {
    return root.resolve("imac-quit");
  }

  static Story forge(Path root) throws IOException {
    Device imac;
    Snapshot first;
    Snapshot second;
    Changes between;
    try (World world = new World(root.resolve("world"), 7, START)) {
      imac = world.device("imac", Generation.MACOS_26, true);
      Device macbook = world.device("macbook", Generation.MACOS_26, true);
      Person mother = new Person("Mother", LOST);
      Person ben = new Person("Ben", "+15550117");
      Person cleo = new Person("Cleo", "cleo@example.org");
      Conversation lost = world.conversation(mother);
      Conversation work = world.conversation(ben);
      Conversation group = world.group("Sunday lunch", ben, cleo);
      for (int i = 0; i < 8; i++) {
        world.advance(Duration.ofHours(9));
        world.receive(lost, mother, "The recipe is in the blue tin, page " + i);
        world.send(lost, "It said three eggs");
        world.receive(work, ben, "Figures for week " + i);
        world.receive(group, cleo, "Who brings dessert?");
      }
      world.file(lost, mother, "garden.jpg", "a garden".getBytes(StandardCharsets.UTF_8));
      world.file(group, cleo, "table.jpg", "a laid table".getBytes(StandardCharsets.UTF_8));
      String edited = world.receive(group, ben, "Lunch is at 12");
      world.sync();
      world.at(FIRST);
      Mark before = imac.mark("before");
      keep(imac, root.resolve("imac-before"), FIRST);
      keep(macbook, root.resolve("macbook-before"), FIRST);

      world.advance(Duration.ofMinutes(5));
      world.edit(edited, "Lunch is at 13");
      keep(imac, root.resolve("imac-edited"), world.now());
      world.advance(Duration.ofDays(3));
      macbook.deleteThread(lost);
      macbook.purgeThread(lost);
      world.sync();
      world.receive(work, ben, "One more thing");
      world.sync();
      world.at(SECOND);
      Mark after = imac.mark("after");
      keep(imac, root.resolve("imac-after"), SECOND);
      keep(macbook, root.resolve("macbook-after"), SECOND);
      first = world.truth().at(before);
      second = world.truth().at(after);
      between = world.truth().between(imac, before, after);
    }
    keep(imac, root.resolve("imac-quit"), SECOND);
    return new Story(root, first, second, between);
  }

  /** A copied store shows the day of its last change, so the forged day is put on the copy. */
  private static void keep(Device device, Path to, Instant day) throws IOException {
    Tree.copy(device.library(), to);
    for (Path file : Tree.files(to)) {
      Files.setLastModifiedTime(file, FileTime.from(day));
    }
  }
}
