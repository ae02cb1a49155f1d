package org.palimpsest.testdata.book;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.testdata.Generation;

/** Another store, or another state of it, in the first one's place; new schemas; clocks. */
final class StoreScenes {

  private static final String HERE = "deleted-on-this-device";
  private static final String SYNC = "sync-propagated";
  private static final String REPLACED = "store-replaced";
  private static final String NOT_YET = "not-downloaded";

  private StoreScenes() {}

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "store replaced", says, generation, sync, play);
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "downloaded-anew",
              "The store is downloaded anew; what was never uploaded is lost.",
              g,
              true,
              StoreScenes::anew));
    }
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "download-unfinished",
              "Forty percent of the store are downloaded.",
              g,
              true,
              StoreScenes::unfinished));
    }
    all.add(
        scene(
            "download-unfinished-no-settings",
            "The same without preference files.",
            Generation.MACOS_26,
            true,
            StoreScenes::unfinishedNoSettings));
    all.add(
        scene(
            "download-finishes",
            "What a first look lacked is there after the download.",
            Generation.MACOS_26,
            true,
            StoreScenes::finishes));
    all.add(
        scene(
            "reset-to-nothing",
            "With sync off, the device is erased and starts empty.",
            Generation.MACOS_13,
            false,
            StoreScenes::erased));
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "older-backup-restored",
              "A byte-for-byte backup of some days ago is restored, and life goes on.",
              g,
              true,
              StoreScenes::rolledBack));
    }
    all.add(
        scene(
            "older-backup-restored-at-once",
            "The same, looked at before anything new arrives.",
            Generation.MACOS_13,
            false,
            StoreScenes::rolledBackAtOnce));
    all.add(
        scene(
            "renumbered-restore",
            "A restore brings everything back under other row numbers.",
            Generation.MACOS_26,
            true,
            StoreScenes::renumbered));
    all.add(
        scene(
            "schema-upgrade",
            "macOS 13 becomes macOS 26: columns, guids of chats, merged rows.",
            Generation.MACOS_13,
            true,
            StoreScenes::upgrade));
    all.add(
        scene(
            "schema-upgrade-and-purge",
            "The same while a thread is purged on the tablet.",
            Generation.MACOS_13,
            true,
            StoreScenes::upgradeAndPurge));
    all.add(
        scene(
            "chat-guids-rewritten",
            "Chat guids are rewritten to any;-; and nothing else happens.",
            Generation.MACOS_13,
            true,
            StoreScenes::rewritten));
    for (Generation g : Generation.values()) {
      all.add(scene("sync-reset", "Upload marks are reset at once.", g, true, StoreScenes::reset));
    }
    all.add(
        scene(
            "sync-reset-and-deletion",
            "Upload marks are reset and messages deleted here, both in one interval.",
            Generation.MACOS_26,
            true,
            StoreScenes::resetAndDelete));
    all.add(
        scene(
            "refilled-in-place",
            "All rows are deleted and part of them downloaded again into the same database.",
            Generation.MACOS_26,
            true,
            StoreScenes::refilled));
    all.add(
        scene(
            "clock-set-back",
            "The clock is set back between the snapshots; a deletion waits in the queue.",
            Generation.MACOS_26,
            true,
            StoreScenes::clock));
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "torn-later-snapshot",
              "The later snapshot is incomplete.",
              g,
              true,
              StoreScenes::torn));
    }
    all.add(
        scene(
            "came-and-went",
            "A message arrives and goes between the snapshots.",
            Generation.MACOS_26,
            true,
            StoreScenes::cameAndWent));
    all.add(
        scene(
            "replaced-and-deleted-elsewhere",
            "The store is downloaded anew after the tablet had purged a thread.",
            Generation.MACOS_26,
            true,
            StoreScenes::anewAfterPurge));
    return all;
  }

  private static void anew(Stage s) {
    never(s);
    s.world.send(s.family, "never uploaded");
    Shot before = s.shot(s.phone);
    s.days(1);
    s.phone.replaceStore(1.0);
    s.hours(1);
    Shot after = s.shot(s.phone);
    s.gone(missing(before, after), REPLACED);
  }

  private static void unfinished(Stage s) {
    never(s);
    Shot before = s.shot(s.phone);
    s.days(1);
    s.phone.replaceStore(0.4);
    s.hours(1);
    Shot after = s.shot(s.phone);
    Set<String> lost = missing(before, after);
    s.gone(lost, NOT_YET);
    lost.retainAll(s.noise.keySet());
    s.gone(lost, REPLACED);
  }

  private static void unfinishedNoSettings(Stage s) {
    never(s);
    Shot before = s.shot(s.phone);
    s.days(1);
    s.phone.replaceStore(0.4);
    s.hours(1);
    Shot after = s.shot(s.phone);
    for (Shot shot : List.of(before, after)) {
      s.without(shot, "../Preferences/com.apple.madrid.plist");
    }
    Set<String> lost = missing(before, after);
    s.gone(lost, NOT_YET, REPLACED);
    lost.retainAll(s.noise.keySet());
    s.gone(lost, REPLACED);
  }

  private static void finishes(Stage s) {
    s.phone.replaceStore(0.5);
    s.shot(s.phone);
    s.hours(3);
    s.phone.finishDownload();
    s.shot(s.phone);
  }

  private static void erased(Stage s) {
    never(s);
    Shot before = s.shot(s.phone);
    s.days(1);
    s.phone.replaceStore(0.0);
    s.world.receive(s.family, s.mother, "is this your new phone?");
    s.hours(1);
    Shot after = s.shot(s.phone);
    s.gone(missing(before, after), REPLACED);
  }

  private static void rolledBack(Stage s) {
    never(s);
    var backup = Forged.backup(s.phone);
    s.days(2);
    for (int i = 0; i < 4; i++) {
      s.world.receive(s.family, s.mother, "after the backup " + i);
    }
    s.world.sync();
    Shot before = s.shot(s.phone);
    s.days(1);
    Forged.restore(s.phone, backup);
    for (int i = 0; i < 6; i++) {
      s.world.receive(s.work, s.ben, "after the restore " + i);
    }
    s.hours(1);
    Shot after = s.shot(s.phone);
    s.gone(missing(before, after), REPLACED);
  }

  private static void rolledBackAtOnce(Stage s) {
    never(s);
    var backup = Forged.backup(s.phone);
    s.days(2);
    for (int i = 0; i < 4; i++) {
      s.world.receive(s.family, s.mother, "after the backup " + i);
    }
    Shot before = s.shot(s.phone);
    s.days(1);
    Forged.restore(s.phone, backup);
    s.hours(1);
    Shot after = s.shot(s.phone);
    s.gone(missing(before, after), REPLACED);
  }

  private static void renumbered(Stage s) {
    never(s);
    s.phone.store().deletions().delete(List.copyOf(s.noise.keySet()));
    s.shot(s.phone);
    s.days(1);
    s.phone.replaceStore(1.0);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void upgrade(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.upgrade();
    s.hours(1);
    s.shot(s.phone);
  }

  private static void upgradeAndPurge(Stage s) {
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(1);
    s.tablet.deleteThread(s.family);
    s.gone(s.tablet.purgeThread(s.family), SYNC);
    s.world.sync();
    s.phone.upgrade();
    s.hours(1);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(REPLACED, HERE);
  }

  private static void rewritten(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.sql(
        s.phone,
        "UPDATE chat SET guid = 'any;-;' || chat_identifier WHERE service_name = 'iMessage'");
    s.hours(1);
    s.shot(s.phone);
  }

  private static void reset(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.resetSync();
    s.hours(1);
    s.shot(s.phone);
  }

  private static void resetAndDelete(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.gone(s.phone.deleteOutright(s.familyGuids.subList(0, 4)), HERE);
    s.phone.store().deletions().drainQueues();
    s.phone.resetSync();
    s.hours(1);
    s.shot(s.phone);
    s.explain("The queue was emptied, so nothing tells this device's deletion from another's.");
  }

  private static void refilled(Stage s) {
    never(s);
    Shot before = s.shot(s.phone);
    s.days(1);
    List<String> kept = Forged.refill(s.phone, 0.6);
    Set<String> lost = new TreeSet<>(before.live());
    lost.removeAll(kept);
    s.gone(lost, NOT_YET, REPLACED);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void clock(Stage s) {
    s.shot(s.phone, s.world.now().plus(Duration.ofDays(20)));
    s.days(1);
    s.phone.goOffline();
    s.gone(s.phone.deleteOutright(s.familyGuids.subList(0, 4)), HERE);
    s.hours(1);
    s.shot(s.phone);
    s.never("expired", REPLACED, SYNC);
  }

  private static void torn(Stage s) {
    Shot before = s.shot(s.phone);
    s.days(1);
    s.phone.deleteThread(s.family);
    s.gone(s.phone.purgeThread(s.family), "undetermined");
    s.hours(1);
    Shot after = s.shot(s.phone);
    byte[] journal = new byte[1024];
    byte[] magic = {
      (byte) 0xd9, (byte) 0xd5, 0x05, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7
    };
    System.arraycopy(magic, 0, journal, 0, magic.length);
    System.arraycopy("rest".getBytes(StandardCharsets.US_ASCII), 0, journal, 512, 4);
    s.spoil(after, "chat.db-journal", journal);
    java.util.Objects.requireNonNull(before);
    s.never(SYNC, HERE, "expired", REPLACED, "recently-deleted", NOT_YET, "system-cleanup");
  }

  private static void cameAndWent(Stage s) {
    s.shot(s.phone);
    s.days(1);
    String guid = s.world.receive(s.work, s.ben, "forget this");
    s.world.sync();
    s.tablet.deleteOutright(List.of(guid));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void anewAfterPurge(Stage s) {
    s.shot(s.tablet);
    Shot before = s.shot(s.phone);
    s.days(1);
    s.phone.goOffline();
    s.tablet.deleteThread(s.family);
    s.tablet.purgeThread(s.family);
    s.phone.goOnline();
    s.world.sync();
    s.phone.replaceStore(1.0);
    s.hours(1);
    Shot after = s.shot(s.phone);
    s.shot(s.tablet);
    Set<String> lost = missing(before, after);
    s.gone(lost, SYNC);
    lost.retainAll(s.noise.keySet());
    s.gone(lost, REPLACED);
    s.explain(
        "A store that was replaced lacks what was deleted meanwhile as it lacks what never came.");
    s.never(HERE);
  }

  private static void never(Stage s) {
    s.never(SYNC, HERE, "expired", "recently-deleted", "system-cleanup");
  }

  private static Set<String> missing(Shot before, Shot after) {
    Set<String> missing = new TreeSet<>(before.live());
    missing.addAll(before.hidden());
    missing.removeAll(after.live());
    missing.removeAll(after.hidden());
    return missing;
  }
}
