package org.palimpsest.testdata.book;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.testdata.Generation;

/** Messages that are there and say something else; threads regrouped; files. */
final class ContentScenes {

  private ContentScenes() {}

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "content and threads", says, generation, sync, play);
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(
          scene("nothing-happens", "Nothing happens for a week.", g, true, ContentScenes::nothing));
    }
    all.add(
        scene(
            "read-and-delivered",
            "Messages are read.",
            Generation.MACOS_26,
            true,
            ContentScenes::read));
    for (Generation g : Generation.values()) {
      all.add(scene("edited", "A message is edited twice.", g, true, ContentScenes::edited));
    }
    for (Generation g : Generation.values()) {
      all.add(scene("unsent", "A message is unsent.", g, true, ContentScenes::unsent));
    }
    all.add(
        scene(
            "edited-then-unsent",
            "A message is edited and then unsent.",
            Generation.MACOS_26,
            true,
            ContentScenes::editedUnsent));
    all.add(
        scene(
            "history-erased-by-the-system",
            "The edit history of a message is erased, its text stays.",
            Generation.MACOS_26,
            true,
            ContentScenes::history));
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "file-offloaded",
              "A file is offloaded to iCloud.",
              g,
              true,
              ContentScenes::offloaded));
    }
    all.add(
        scene(
            "file-lost",
            "A file is lost, its row says that it is here.",
            Generation.MACOS_26,
            true,
            ContentScenes::lost));
    all.add(
        scene(
            "messages-moved-between-threads",
            "Messages hang in another thread than before.",
            Generation.MACOS_13,
            true,
            ContentScenes::moved));
    all.add(
        scene(
            "threads-of-two-handles-merged",
            "A thread of a second handle becomes part of another.",
            Generation.MACOS_26,
            true,
            ContentScenes::mergedThreads));
    all.add(
        scene(
            "group-grows",
            "A person joins a group.",
            Generation.MACOS_26,
            true,
            ContentScenes::grows));
    return all;
  }

  private static void nothing(Stage s) {
    s.shot(s.phone);
    s.days(7);
    s.shot(s.phone);
  }

  private static void read(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.read(s.work);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void edited(Stage s) {
    s.shot(s.phone);
    s.world.edit(s.familyGuids.get(2), "a second thought");
    s.hours(1);
    s.world.edit(s.familyGuids.get(2), "a third thought");
    s.content("edited", s.familyGuids.get(2));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void unsent(Stage s) {
    s.shot(s.phone);
    s.world.unsend(s.familyGuids.get(3));
    s.content("unsent", s.familyGuids.get(3));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void editedUnsent(Stage s) {
    s.shot(s.phone);
    s.world.edit(s.familyGuids.get(2), "a second thought");
    s.hours(1);
    s.world.unsend(s.familyGuids.get(2));
    s.content("unsent", s.familyGuids.get(2));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void history(Stage s) {
    s.world.edit(s.familyGuids.get(2), "a second thought");
    s.world.sync();
    s.shot(s.phone);
    s.days(1);
    s.sql(
        s.phone,
        "UPDATE message SET message_summary_info = NULL, ck_sync_state = 0 WHERE guid = ?",
        s.familyGuids.get(2));
    s.content("altered", s.familyGuids.get(2));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void offloaded(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.offload(s.withFile);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void lost(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.loseFile(s.withFile);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void moved(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.sql(
        s.phone,
        "UPDATE chat_message_join SET chat_id = (SELECT ROWID FROM chat WHERE chat_identifier = ?"
            + " LIMIT 1) WHERE message_id IN (SELECT ROWID FROM message WHERE guid IN (?, ?))",
        s.ben.address(),
        s.familyGuids.get(0),
        s.familyGuids.get(1));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void mergedThreads(Stage s) {
    var second = new org.palimpsest.testdata.Person("Mother", "mother@example.org");
    var thread = s.world.conversation(second);
    s.world.receive(thread, second, "from my new address");
    s.world.receive(thread, second, "did you get it?");
    s.world.sync();
    s.shot(s.phone);
    s.days(1);
    s.sql(
        s.phone,
        "UPDATE chat_message_join SET chat_id = (SELECT ROWID FROM chat WHERE chat_identifier = ?"
            + " LIMIT 1) WHERE chat_id = (SELECT ROWID FROM chat WHERE chat_identifier = ?)",
        s.mother.address(),
        "mother@example.org");
    s.hours(1);
    s.shot(s.phone);
  }

  private static void grows(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.world.invite(s.lunch, s.cleo, s.mother);
    s.hours(1);
    s.shot(s.phone);
  }
}
