package org.palimpsest.testdata.book;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;

/** Deletions on another device that reach the one that is judged. */
final class SyncScenes {

  private static final String HERE = "deleted-on-this-device";
  private static final String SYNC = "sync-propagated";

  private SyncScenes() {}

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "deleted through sync", says, generation, sync, play);
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "thread-purged-on-tablet",
              "A thread is deleted and purged on the tablet and goes from the phone; all queues are sent.",
              g,
              true,
              SyncScenes::purged));
    }
    all.add(
        scene(
            "tablet-queue-waits",
            "Messages are deleted outright on the tablet, whose queue still waits.",
            Generation.MACOS_26,
            true,
            SyncScenes::waits));
    all.add(
        scene(
            "tablet-first",
            "The tablet had lost the thread while the phone, cut off, still showed it.",
            Generation.MACOS_26,
            true,
            SyncScenes::first));
    all.add(
        scene(
            "tablet-hid-it-first",
            "The tablet had the thread in Recently Deleted while the phone, cut off, still showed it.",
            Generation.MACOS_13,
            true,
            SyncScenes::hidFirst));
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "no-other-device-in-the-vault",
              "A thread is purged on the tablet, of which the vault holds nothing.",
              g,
              true,
              SyncScenes::alone));
    }
    all.add(
        scene(
            "outright-on-tablet-both-alike",
            "Messages are deleted outright on the tablet and all queues are sent: both stores look alike.",
            Generation.MACOS_26,
            true,
            SyncScenes::alike));
    all.add(
        scene(
            "purged-on-tablet-no-settings",
            "A thread is purged on the tablet; the phone has no preference files.",
            Generation.MACOS_26,
            true,
            SyncScenes::noSettings));
    all.add(
        scene(
            "followed-and-queue-not-cleared",
            "The phone follows a purge on the tablet and has not cleared its own queue yet.",
            Generation.MACOS_13,
            true,
            SyncScenes::notCleared));
    all.add(
        scene(
            "another-account-lost-it-too",
            "A thread is purged on the tablet; another account's device in the vault lost the same guids.",
            Generation.MACOS_26,
            true,
            SyncScenes::otherAccount));
    all.add(
        scene(
            "forty-days-apart",
            "A thread is purged on the tablet; forty days lie between the snapshots.",
            Generation.MACOS_26,
            true,
            SyncScenes::fortyDays));
    all.add(
        scene(
            "forty-days-with-a-series",
            "The same with snapshots in between, which narrow it to a day.",
            Generation.MACOS_26,
            true,
            SyncScenes::series));
    all.add(
        scene(
            "group-thinned-on-tablet",
            "Two messages of a group and a tapback on one of them are purged on the tablet.",
            Generation.MACOS_13,
            true,
            SyncScenes::group));
    all.add(
        scene(
            "old-schema-tablet-queue",
            "On a schema without Recently Deleted, the tablet's queue holds the removal.",
            Generation.MACOS_13,
            true,
            SyncScenes::oldSchema));
    all.add(
        scene(
            "purged-while-tapbacks-churn",
            "A thread is purged on the tablet while tapbacks are replaced in another.",
            Generation.MACOS_26,
            true,
            SyncScenes::churn));
    all.add(
        scene(
            "thread-back-and-gone-again",
            "A thread is purged on the tablet after it had been deleted and restored.",
            Generation.MACOS_26,
            true,
            SyncScenes::backAndGone));
    return all;
  }

  private static void purged(Stage s) {
    before(s);
    s.days(2);
    List<String> guids = purgeOn(s, s.tablet);
    s.gone(guids, SYNC);
    s.world.sync();
    s.hours(4);
    after(s);
    s.never(HERE, "expired", "store-replaced");
  }

  private static void waits(Stage s) {
    before(s);
    s.days(2);
    s.gone(s.tablet.deleteOutright(s.workGuids.subList(0, 4)), SYNC);
    s.hours(4);
    after(s);
    s.never(HERE);
  }

  private static void first(Stage s) {
    s.shot(s.tablet);
    s.phone.goOffline();
    s.hours(1);
    List<String> guids = purgeOn(s, s.tablet);
    s.hours(1);
    before(s);
    s.days(1);
    s.phone.goOnline();
    s.gone(guids, SYNC);
    s.world.sync();
    s.hours(4);
    after(s);
    s.never(HERE);
  }

  private static void hidFirst(Stage s) {
    s.phone.goOffline();
    s.tablet.deleteThread(s.family);
    s.hours(2);
    before(s);
    s.days(1);
    List<String> guids = s.tablet.purgeThread(s.family);
    s.phone.goOnline();
    s.gone(guids, SYNC);
    s.world.sync();
    s.hours(4);
    after(s);
    s.never(HERE);
  }

  private static void alone(Stage s) {
    s.shot(s.phone);
    s.days(2);
    s.gone(purgeOn(s, s.tablet), SYNC);
    s.world.sync();
    s.hours(4);
    s.shot(s.phone);
  }

  private static void alike(Stage s) {
    before(s);
    s.days(2);
    s.gone(s.tablet.deleteOutright(s.workGuids.subList(3, 7)), SYNC);
    s.world.sync();
    s.hours(4);
    after(s);
  }

  private static void noSettings(Stage s) {
    Shot first = s.shot(s.phone);
    s.shot(s.tablet);
    s.days(2);
    s.gone(purgeOn(s, s.tablet), SYNC);
    s.world.sync();
    s.hours(4);
    Shot second = s.shot(s.phone);
    s.shot(s.tablet);
    for (Shot shot : List.of(first, second)) {
      s.without(shot, "../Preferences/com.apple.madrid.plist");
    }
    s.never(HERE);
  }

  private static void notCleared(Stage s) {
    before(s);
    s.days(2);
    s.tablet.deleteThread(s.family);
    s.hours(1);
    s.phone.goOffline();
    List<String> guids = s.tablet.purgeThread(s.family);
    // The phone follows; what its triggers write into its queue stays for a while.
    s.phone.store().deletions().purge(guids, false);
    s.gone(guids, SYNC);
    s.hours(1);
    after(s);
    s.explain(
        "The phone's queue holds removals that its triggers wrote when it followed the tablet.");
  }

  private static void otherAccount(Stage s) {
    s.shot(s.phone);
    String own = "UPDATE chat SET account_login = 'E:ben@example.net', last_addressed_handle = 'x'";
    s.sql(s.tablet, own);
    s.keep("bens-phone", s.tablet, s.world.now());
    s.days(2);
    s.gone(purgeOn(s, s.tablet), SYNC);
    s.hours(1);
    s.shot(s.phone);
    s.keep("bens-phone", s.tablet, s.world.now());
    s.never(HERE);
  }

  private static void fortyDays(Stage s) {
    before(s);
    s.days(20);
    s.gone(purgeOn(s, s.tablet), SYNC);
    s.world.sync();
    s.days(20);
    after(s);
  }

  private static void series(Stage s) {
    before(s);
    for (int i = 0; i < 6; i++) {
      s.days(5);
      s.shot(s.phone);
      s.shot(s.tablet);
    }
    s.days(1);
    s.gone(purgeOn(s, s.tablet), SYNC);
    s.world.sync();
    s.hours(3);
    after(s);
    s.days(14);
    after(s);
    s.never(HERE, "recently-deleted");
  }

  private static void group(Stage s) {
    before(s);
    s.days(1);
    List<String> guids = new ArrayList<>(s.lunchGuids.subList(1, 3));
    s.tablet.deleteMessages(guids);
    s.gone(s.tablet.purge(guids), SYNC);
    s.world.sync();
    s.hours(3);
    after(s);
  }

  private static void oldSchema(Stage s) {
    OldSchemas.withoutRecentlyDeleted(s.phone);
    OldSchemas.withoutRecentlyDeleted(s.tablet);
    before(s);
    s.days(1);
    List<String> guids = s.workGuids.subList(2, 6);
    s.tablet.store().deletions().delete(guids);
    s.phone.store().deletions().delete(guids);
    s.phone.store().deletions().forgetTombstones(guids);
    s.gone(guids, SYNC);
    s.hours(1);
    after(s);
    s.never(HERE);
  }

  private static void churn(Stage s) {
    before(s);
    s.days(1);
    s.gone(purgeOn(s, s.tablet), SYNC);
    s.gone(List.of(s.oldTapback), "system-cleanup");
    s.world.tapback(s.lunch, s.ben, s.lunchGuids.get(1), 2003);
    s.world.sync();
    s.hours(3);
    after(s);
  }

  private static void backAndGone(Stage s) {
    before(s);
    s.tablet.deleteThread(s.family);
    s.hours(1);
    s.tablet.restoreThread(s.family);
    s.days(1);
    s.gone(purgeOn(s, s.tablet), SYNC);
    s.world.sync();
    s.hours(3);
    after(s);
  }

  private static void before(Stage s) {
    s.shot(s.phone);
    s.shot(s.tablet);
  }

  private static void after(Stage s) {
    s.shot(s.phone);
    s.shot(s.tablet);
  }

  private static List<String> purgeOn(Stage s, Device device) {
    device.deleteThread(s.family);
    s.hours(1);
    return device.purgeThread(s.family);
  }
}
