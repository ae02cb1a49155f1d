package org.palimpsest.testdata.book;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.testdata.Generation;

/** Deletions on the device that is judged. */
final class LocalScenes {

  private static final String HERE = "deleted-on-this-device";
  private static final String SYNC = "sync-propagated";

  private LocalScenes() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "thread-purged-here-queue-waits",
              "A thread is deleted and purged here; the removal waits in the queue.",
              g,
              true,
              LocalScenes::purgedQueued));
      all.add(
          scene(
              "thread-purged-here-queue-sent",
              "A thread is deleted and purged here; the queue was sent and emptied, the tablet followed.",
              g,
              true,
              LocalScenes::purgedSent));
      all.add(
          scene(
              "outright-here-sync-off",
              "With sync off, messages are deleted here.",
              g,
              false,
              LocalScenes::outrightOff));
    }
    Generation g13 = Generation.MACOS_13;
    Generation g26 = Generation.MACOS_26;
    all.add(
        scene(
            "messages-purged-here-sent",
            "Three messages of a thread are purged here and the queue is sent.",
            g26,
            true,
            LocalScenes::threeSent));
    all.add(
        scene(
            "thread-purged-here-sync-off",
            "With sync off, a thread is purged here within days.",
            g13,
            false,
            LocalScenes::purgedOff));
    all.add(
        scene(
            "never-uploaded-deleted-here",
            "A message that was never uploaded is deleted here.",
            g26,
            true,
            LocalScenes::neverUploaded));
    all.add(
        scene(
            "outright-here-sent-tablet-followed",
            "Messages are deleted outright here, the queue is sent, the tablet follows: both stores look alike.",
            g26,
            true,
            LocalScenes::outrightSent));
    all.add(
        scene(
            "outright-here-waits-tablet-holds",
            "Messages are deleted outright here while cut off; the tablet still has them.",
            g26,
            true,
            LocalScenes::outrightWaits));
    all.add(
        scene(
            "old-schema-deleted-here",
            "On a schema without Recently Deleted, messages are deleted here; the queue waits.",
            g13,
            true,
            LocalScenes::oldSchema));
    all.add(
        scene(
            "generation-without-sync",
            "On a schema without any sync columns, messages are deleted.",
            g13,
            false,
            LocalScenes::withoutSync));
    all.add(
        scene(
            "every-message-deleted-here",
            "With sync off, everything is deleted by hand; the store goes on.",
            g13,
            false,
            LocalScenes::everything));
    all.add(
        scene(
            "replies-to-deleted-stay",
            "A message with replies and a tapback on it is purged here; they stay.",
            g26,
            true,
            LocalScenes::repliedTo));
    all.add(
        scene(
            "purged-here-while-tablet-writes",
            "A thread is purged here while many new messages arrive.",
            g26,
            true,
            LocalScenes::busy));
    return all;
  }

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "deleted on this device", says, generation, sync, play);
  }

  private static void purgedQueued(Stage s) {
    s.shot(s.phone);
    s.days(2);
    s.phone.goOffline();
    s.phone.deleteThread(s.family);
    s.hours(1);
    s.gone(s.phone.purgeThread(s.family), HERE);
    s.hours(2);
    s.shot(s.phone);
  }

  private static void purgedSent(Stage s) {
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(2);
    s.phone.deleteThread(s.family);
    s.gone(s.phone.purgeThread(s.family), HERE);
    s.world.sync();
    s.hours(5);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(SYNC);
  }

  private static void outrightOff(Stage s) {
    s.shot(s.phone);
    s.days(3);
    s.gone(s.phone.deleteOutright(s.workGuids.subList(1, 5)), HERE);
    s.hours(5);
    s.shot(s.phone);
    s.never(SYNC, "expired", "store-replaced");
  }

  private static void threeSent(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.deleteMessages(s.familyGuids.subList(2, 5));
    s.gone(s.phone.purge(s.familyGuids.subList(2, 5)), HERE);
    s.world.sync();
    s.hours(3);
    s.shot(s.phone);
  }

  private static void purgedOff(Stage s) {
    s.shot(s.phone);
    s.days(3);
    s.phone.deleteThread(s.work);
    s.gone(s.phone.purgeThread(s.work), HERE);
    s.hours(1);
    s.shot(s.phone);
    s.never(SYNC);
  }

  private static void neverUploaded(Stage s) {
    s.phone.goOffline();
    String guid = s.world.send(s.family, "written in a tunnel");
    s.phone.goOnline();
    s.hours(1);
    s.shot(s.phone);
    s.days(1);
    s.gone(s.phone.deleteOutright(List.of(guid)), HERE);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void outrightSent(Stage s) {
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(2);
    s.gone(s.phone.deleteOutright(s.workGuids.subList(0, 3)), HERE);
    s.world.sync();
    s.hours(4);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.explain(
        "Both devices lost the messages in the same span, both queues are empty, and nothing was"
            + " taken out of Recently Deleted: one store is as good as the other.");
  }

  private static void outrightWaits(Stage s) {
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(2);
    s.phone.goOffline();
    s.gone(s.phone.deleteOutright(s.workGuids.subList(0, 3)), HERE);
    s.hours(4);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(SYNC);
  }

  private static void oldSchema(Stage s) {
    OldSchemas.withoutRecentlyDeleted(s.phone);
    s.shot(s.phone);
    s.days(1);
    List<String> guids = s.workGuids.subList(2, 6);
    s.phone.store().deletions().delete(guids);
    s.gone(guids, HERE);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void withoutSync(Stage s) {
    OldSchemas.withoutSync(s.phone);
    Shot before = s.shot(s.phone);
    s.days(1);
    List<String> guids = s.familyGuids.subList(0, 4);
    s.phone.store().deletions().delete(guids);
    s.gone(guids, HERE);
    s.hours(1);
    Shot after = s.shot(s.phone);
    for (Shot shot : List.of(before, after)) {
      s.without(shot, "../Preferences/com.apple.madrid.plist");
    }
    s.never(SYNC, "not-downloaded");
  }

  private static void everything(Stage s) {
    Shot before = s.shot(s.phone);
    s.days(1);
    s.phone.store().deletions().delete(List.copyOf(before.live()));
    s.gone(before.live(), HERE);
    s.hours(1);
    s.shot(s.phone);
    s.never("store-replaced", "not-downloaded", SYNC);
  }

  private static void repliedTo(Stage s) {
    String first = s.world.receive(s.family, s.mother, "the question");
    s.world.reply(s.family, null, first, "the answer");
    s.world.tapback(s.family, null, first, 2001);
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
    s.days(1);
    s.phone.deleteMessages(List.of(first));
    s.gone(s.phone.purge(List.of(first)), HERE);
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
  }

  private static void busy(Stage s) {
    s.shot(s.phone);
    s.phone.deleteThread(s.lunch);
    s.gone(s.phone.purgeThread(s.lunch), HERE);
    for (int i = 0; i < 20; i++) {
      s.hours(1);
      s.world.receive(s.family, s.mother, "and another thing " + i);
    }
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
  }
}
