package org.palimpsest.testdata.book;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Preferences;

/** The setting that keeps messages for a limited time. */
final class RetentionScenes {

  private static final String HERE = "deleted-on-this-device";
  private static final String SYNC = "sync-propagated";
  private static final String EXPIRED = "expired";

  private RetentionScenes() {}

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "retention", says, generation, sync, play);
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "thirty-days-set-and-swept",
              "Messages are kept for thirty days from now on, and older ones go.",
              g,
              true,
              RetentionScenes::swept));
    }
    all.add(
        scene(
            "swept-long-before-the-second",
            "The sweep was a week before the second snapshot.",
            Generation.MACOS_26,
            true,
            RetentionScenes::weekBefore));
    all.add(
        scene(
            "set-on-the-tablet",
            "The tablet's setting is limited; the phone follows and has no setting file.",
            Generation.MACOS_26,
            true,
            RetentionScenes::onTablet));
    all.add(
        scene(
            "no-setting-known",
            "No setting is known; a clean cut goes through all threads at thirty days.",
            Generation.MACOS_13,
            true,
            RetentionScenes::unknown));
    all.add(
        scene(
            "sync-off-and-swept",
            "With sync off, the setting takes what is older.",
            Generation.MACOS_13,
            false,
            RetentionScenes::swept));
    all.add(
        scene(
            "one-thread-only",
            "Only one thread is kept for a limited time.",
            Generation.MACOS_26,
            true,
            RetentionScenes::oneThread));
    all.add(
        scene(
            "old-thread-deleted-under-a-limit",
            "A limit is set and not enforced; one old thread is deleted here, others as old stay.",
            Generation.MACOS_26,
            false,
            RetentionScenes::deletedUnderLimit));
    all.add(
        scene(
            "sweep-and-purge-at-once",
            "A sweep, and a younger thread purged on the tablet, in one interval.",
            Generation.MACOS_26,
            true,
            RetentionScenes::both));
    all.add(
        scene(
            "newer-key-beside-a-stale-one",
            "SSKeepMessages says for ever beside a stale KeepMessageForDays; a thread is deleted here.",
            Generation.MACOS_13,
            false,
            RetentionScenes::stale));
    all.add(
        scene(
            "stale-key-forever-newer-limited",
            "SSKeepMessages says thirty days beside a stale key that says for ever.",
            Generation.MACOS_26,
            true,
            RetentionScenes::newerLimited));
    all.add(
        scene(
            "limit-lengthened-after-a-sweep",
            "Thirty days are kept, a sweep runs, and the setting is changed to a year.",
            Generation.MACOS_26,
            false,
            RetentionScenes::lengthened));
    all.add(
        scene(
            "shorter-limit-on-the-tablet",
            "The phone keeps a year and the tablet thirty days, which sweep both.",
            Generation.MACOS_26,
            true,
            RetentionScenes::shorterOnTablet));
    all.add(
        scene(
            "setting-cannot-be-read",
            "The file that holds the limit is cut short; the other one holds no limit.",
            Generation.MACOS_13,
            false,
            RetentionScenes::cutShort));
    return all;
  }

  private static void swept(Stage s) {
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.days(13);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    keep(s.phone, 30);
    s.hours(3);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void weekBefore(Stage s) {
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.days(13);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    keep(s.phone, 30);
    s.days(7);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void onTablet(Stage s) {
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(13);
    keep(s.tablet, 30);
    sweep(s, s.tablet, 30);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    s.world.sync();
    s.hours(3);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(HERE, SYNC);
  }

  private static void unknown(Stage s) {
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.days(13);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    s.world.sync();
    s.hours(3);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void lengthened(Stage s) {
    keep(s.phone, 30);
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.days(13);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    keep(s.phone, 365);
    s.hours(3);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void shorterOnTablet(Stage s) {
    keep(s.phone, 365);
    keep(s.tablet, 30);
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(13);
    sweep(s, s.tablet, 30);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    s.world.sync();
    s.hours(3);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(SYNC, HERE);
  }

  private static void cutShort(Stage s) {
    keep(s.phone, 30);
    Preferences.write(s.phone.library(), "com.apple.iChat.plist", Map.of("Sounds", 1));
    s.days(20);
    fresh(s);
    Shot before = s.shot(s.phone);
    s.days(13);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    s.hours(3);
    Shot after = s.shot(s.phone);
    for (Shot shot : List.of(before, after)) {
      byte[] head = "bplist00".getBytes(StandardCharsets.US_ASCII);
      s.spoil(shot, "../Preferences/com.apple.MobileSMS.plist", head);
    }
    s.never(HERE);
  }

  private static void oneThread(Stage s) {
    keep(s.phone, 30);
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.days(13);
    Instant oldest = s.world.now().minus(Duration.ofDays(30));
    List<String> guids =
        s.phone
            .store()
            .sql()
            .strings(
                "SELECT guid FROM message WHERE date < ? AND ROWID IN (SELECT message_id FROM"
                    + " chat_message_join j JOIN chat c ON c.ROWID = j.chat_id WHERE"
                    + " c.chat_identifier = ?)",
                org.palimpsest.testdata.AppleTime.nanos(oldest),
                s.family.identifier());
    s.phone.store().deletions().delete(guids);
    s.gone(guids, EXPIRED);
    s.world.sync();
    s.hours(2);
    s.shot(s.phone);
  }

  private static void deletedUnderLimit(Stage s) {
    keep(s.phone, 5);
    s.shot(s.phone);
    s.days(4);
    s.gone(s.phone.deleteOutright(s.phone.deleteThread(s.family)), HERE, "recently-deleted");
    s.hours(2);
    s.shot(s.phone);
    s.never(EXPIRED);
  }

  private static void both(Stage s) {
    s.days(20);
    fresh(s);
    var doctor = new org.palimpsest.testdata.Person("Doctor", "+15550123");
    var thread = s.world.conversation(doctor);
    for (int i = 0; i < 4; i++) {
      s.world.receive(thread, doctor, "your appointment " + i);
    }
    s.world.sync();
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(13);
    s.tablet.deleteThread(thread);
    s.gone(s.tablet.purgeThread(thread), SYNC);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    keep(s.phone, 30);
    s.world.sync();
    s.hours(3);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(HERE);
  }

  private static void stale(Stage s) {
    Preferences.write(
        s.phone.library(), new Preferences.Retention(OptionalInt.of(30), OptionalInt.of(0)));
    s.days(40);
    s.shot(s.phone);
    s.days(1);
    s.gone(s.phone.deleteOutright(s.familyGuids), HERE);
    s.hours(2);
    s.shot(s.phone);
    s.never(EXPIRED, SYNC);
  }

  private static void newerLimited(Stage s) {
    s.days(20);
    fresh(s);
    s.shot(s.phone);
    s.days(13);
    s.gone(sweep(s, s.phone, 30), EXPIRED);
    Preferences.write(
        s.phone.library(), new Preferences.Retention(OptionalInt.of(0), OptionalInt.of(30)));
    s.hours(3);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  /** Some messages that are young enough to stay. */
  private static void fresh(Stage s) {
    s.world.receive(s.family, s.mother, "news from home");
    s.world.receive(s.work, s.ben, "new figures");
    s.world.sync();
    s.hours(1);
  }

  private static void keep(Device device, int days) {
    Preferences.write(
        device.library(), new Preferences.Retention(OptionalInt.of(days), OptionalInt.empty()));
  }

  private static List<String> sweep(Stage s, Device device, int days) {
    return device.store().deletions().sweepBefore(s.world.now().minus(Duration.ofDays(days)));
  }
}
