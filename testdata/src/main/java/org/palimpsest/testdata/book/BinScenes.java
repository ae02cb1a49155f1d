package org.palimpsest.testdata.book;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.Generation;

/** Recently Deleted: moved there, back from there, gone from there. */
final class BinScenes {

  private static final String HERE = "deleted-on-this-device";
  private static final String SYNC = "sync-propagated";
  private static final String BIN = "recently-deleted";

  private BinScenes() {}

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "Recently Deleted", says, generation, sync, play);
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(scene("moved-here", "A thread lies in Recently Deleted.", g, true, BinScenes::moved));
    }
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "expired-after-thirty-days",
              "What lay in Recently Deleted expires after thirty days.",
              g,
              true,
              BinScenes::expired));
    }
    all.add(
        scene(
            "taken-out-early-here",
            "What lay in Recently Deleted is taken out for good on this device after two days.",
            Generation.MACOS_26,
            true,
            BinScenes::early));
    all.add(
        scene(
            "taken-out-early-on-tablet",
            "What lay in Recently Deleted is taken out for good on the tablet after two days.",
            Generation.MACOS_26,
            true,
            BinScenes::earlyThere));
    all.add(
        scene(
            "moved-and-expired-unseen",
            "With sync off, messages go to Recently Deleted and expire, both between the snapshots.",
            Generation.MACOS_13,
            false,
            BinScenes::unseen));
    all.add(
        scene(
            "moved-and-expired-seen",
            "The same with a snapshot in between, which shows them in Recently Deleted.",
            Generation.MACOS_13,
            false,
            BinScenes::seen));
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "restored",
              "A thread comes back from Recently Deleted.",
              g,
              true,
              BinScenes::restored));
    }
    all.add(
        scene(
            "part-deleted",
            "One part of a message goes to Recently Deleted.",
            Generation.MACOS_13,
            true,
            BinScenes::part));
    all.add(
        scene(
            "part-restored",
            "The part comes back.",
            Generation.MACOS_13,
            true,
            BinScenes::partBack));
    all.add(
        scene(
            "bin-and-purge-mixed",
            "One thread lies in Recently Deleted, another is purged here.",
            Generation.MACOS_26,
            true,
            BinScenes::mixed));
    return all;
  }

  private static void moved(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.deleteThread(s.family);
    s.hours(1);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void expired(Stage s) {
    s.phone.deleteThread(s.family);
    s.shot(s.phone);
    s.days(31);
    s.gone(s.phone.expireRecentlyDeleted(Duration.ofDays(30)), BIN);
    s.tablet.expireRecentlyDeleted(Duration.ofDays(30));
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void early(Stage s) {
    s.phone.deleteThread(s.family);
    s.shot(s.phone);
    s.days(2);
    s.gone(s.phone.purgeThread(s.family), HERE, BIN);
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
  }

  private static void earlyThere(Stage s) {
    s.phone.deleteThread(s.family);
    s.shot(s.phone);
    s.days(2);
    s.gone(s.tablet.purgeThread(s.family), SYNC, BIN);
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
  }

  private static void unseen(Stage s) {
    s.shot(s.phone);
    s.days(3);
    s.phone.deleteMessages(s.workGuids.subList(0, 5));
    s.days(32);
    s.gone(s.phone.expireRecentlyDeleted(Duration.ofDays(30)), BIN);
    s.days(2);
    s.shot(s.phone);
    s.explain("With 37 days between the snapshots, a purge and an expiry leave the same traces.");
    s.never(SYNC);
  }

  private static void seen(Stage s) {
    s.shot(s.phone);
    s.days(3);
    s.phone.deleteMessages(s.workGuids.subList(0, 5));
    s.days(20);
    s.shot(s.phone);
    s.days(12);
    s.gone(s.phone.expireRecentlyDeleted(Duration.ofDays(30)), BIN);
    s.days(2);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void restored(Stage s) {
    s.phone.deleteThread(s.family);
    s.shot(s.phone);
    s.days(1);
    s.phone.restoreThread(s.family);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void part(Stage s) {
    String guid = twoParts(s);
    s.shot(s.phone);
    s.days(1);
    hidePart(s, guid);
    s.hours(1);
    s.shot(s.phone);
    s.content("recently-deleted", guid);
    s.never(SYNC, HERE, "undetermined");
  }

  private static void partBack(Stage s) {
    String guid = twoParts(s);
    hidePart(s, guid);
    s.shot(s.phone);
    s.days(1);
    s.sql(s.phone, "DELETE FROM recoverable_message_part");
    s.sql(
        s.phone,
        "UPDATE message SET attributedBody = ?, text = NULL, part_count = 2 WHERE guid = ?",
        two().archived(),
        guid);
    s.hours(1);
    s.shot(s.phone);
    s.content("restored", guid);
  }

  private static void mixed(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.deleteThread(s.lunch);
    s.phone.deleteThread(s.family);
    s.gone(s.phone.purgeThread(s.family), HERE);
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
    s.never(SYNC);
  }

  private static AttributedText two() {
    return AttributedText.of(
        List.of(new AttributedText.Words("the first part"), new AttributedText.Words("the other")));
  }

  private static String twoParts(Stage s) {
    String guid = s.world.receive(s.family, s.mother, "the first part");
    s.sql(
        s.phone,
        "UPDATE message SET attributedBody = ?, text = NULL, part_count = 2 WHERE guid = ?",
        two().archived(),
        guid);
    s.hours(1);
    return guid;
  }

  private static void hidePart(Stage s, String guid) {
    s.phone
        .store()
        .deletions()
        .recentlyDeletePart(guid, 1, AttributedText.plain("the other"), s.world.now());
    s.sql(
        s.phone,
        "UPDATE message SET attributedBody = ?, text = NULL, part_count = 1 WHERE guid = ?",
        AttributedText.plain("the first part").archived(),
        guid);
  }
}
