package org.palimpsest.testdata.book;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.testdata.AppleTime;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.MessageSpec;
import org.palimpsest.testdata.Service;

/** What a plain SQLite tool does behind the system's back. */
final class ToolScenes {

  private static final String HERE = "deleted-on-this-device";
  private static final String SYNC = "sync-propagated";
  private static final String NONE = "undetermined";

  private ToolScenes() {}

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "a tool", says, generation, sync, play);
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "tool-deletes-foreign-keys-off",
              "A tool deletes a row with foreign keys off.",
              g,
              true,
              ToolScenes::delete));
    }
    all.add(
        scene(
            "tool-deletes-and-wipes-records",
            "A tool deletes rows and the deletion records of them.",
            Generation.MACOS_26,
            true,
            ToolScenes::wipe));
    all.add(
        scene(
            "tool-drops-trigger-and-deletes",
            "A tool drops the triggers and deletes rows with foreign keys on.",
            Generation.MACOS_13,
            true,
            ToolScenes::noTrigger));
    all.add(
        scene(
            "tool-among-a-purge",
            "A tool deletes one row while a thread is purged on the tablet.",
            Generation.MACOS_26,
            true,
            ToolScenes::among));
    all.add(
        scene(
            "tool-replaces-row",
            "A tool puts another message in the place of one, under the same number.",
            Generation.MACOS_26,
            true,
            ToolScenes::otherGuid));
    for (Generation g : Generation.values()) {
      all.add(scene("tool-rewrites-text", "A tool rewrites a text.", g, true, ToolScenes::rewrite));
    }
    all.add(
        scene(
            "tool-rewrites-unsent",
            "A tool writes a text into a message that had been unsent.",
            Generation.MACOS_26,
            true,
            ToolScenes::rewriteUnsent));
    all.add(
        scene(
            "tool-plants-message",
            "A tool puts a message in, under a number that was free.",
            Generation.MACOS_13,
            true,
            ToolScenes::plant));
    all.add(
        scene(
            "tool-replaces-same-guid",
            "INSERT OR REPLACE writes another text under the same guid.",
            Generation.MACOS_26,
            true,
            ToolScenes::sameGuid));
    all.add(
        scene(
            "tool-lowers-the-counter",
            "A message is deleted here, and a tool lowers the counter of inserted rows below it.",
            Generation.MACOS_26,
            false,
            ToolScenes::lowered));
    all.add(
        scene(
            "tool-renumbers-one-row",
            "A thread is purged here, and a tool gives one row of another a number that was free.",
            Generation.MACOS_26,
            false,
            ToolScenes::renumbered));
    return all;
  }

  private static void delete(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.tamperDelete(s.workGuids.get(5));
    s.gone(List.of(s.workGuids.get(5)), NONE);
    s.hours(1);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void wipe(Stage s) {
    s.shot(s.phone);
    s.days(1);
    for (String guid : s.workGuids.subList(2, 5)) {
      s.phone.store().tampering().deleteWithoutTrace(guid);
      s.gone(List.of(guid), NONE);
    }
    s.hours(1);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void noTrigger(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.store().tampering().dropTrigger("add_to_deleted_messages");
    s.phone.store().tampering().dropTrigger("add_to_sync_deleted_messages");
    s.phone.store().deletions().delete(s.workGuids.subList(2, 6));
    s.gone(s.workGuids.subList(2, 6), NONE);
    s.hours(1);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void among(Stage s) {
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(1);
    s.tablet.deleteThread(s.family);
    s.gone(s.tablet.purgeThread(s.family), SYNC);
    s.phone.tamperDelete(s.workGuids.get(5));
    s.gone(List.of(s.workGuids.get(5)), NONE);
    s.world.sync();
    s.hours(1);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(HERE);
  }

  private static void otherGuid(Stage s) {
    s.shot(s.phone);
    s.days(1);
    String old = s.workGuids.get(3);
    long rowid = s.phone.store().rowid(old);
    long handle = s.phone.store().insertions().handle(s.ben.address(), Service.IMESSAGE);
    s.phone.store().tampering().withoutForeignKeys("DELETE FROM message WHERE guid = ?", old);
    s.phone
        .store()
        .insertions()
        .loose(
            MessageSpec.incoming(Forged.guid("planted"), s.world.now(), Service.IMESSAGE, handle)
                .body(AttributedText.plain("planted"))
                .column("ROWID", rowid));
    s.gone(List.of(old), NONE);
    s.hours(1);
    s.shot(s.phone);
    s.never(HERE, "store-replaced");
    s.explain("The number carries another message now, so its join row names that one.");
  }

  private static void rewrite(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.tamper(s.workGuids.get(1), "something else");
    s.content("altered", s.workGuids.get(1));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void rewriteUnsent(Stage s) {
    s.world.unsend(s.workGuids.get(1));
    s.world.sync();
    s.shot(s.phone);
    s.days(1);
    s.phone.store().tampering().rewrite(s.workGuids.get(1), "something that was never said");
    s.content("altered", s.workGuids.get(1));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void plant(Stage s) {
    s.phone.tidy(List.of(s.workGuids.get(3)));
    long free = s.phone.store().rowid(s.workGuids.get(2)) + 1;
    s.shot(s.phone);
    s.days(1);
    long handle = s.phone.store().insertions().handle(s.ben.address(), Service.IMESSAGE);
    s.phone
        .store()
        .insertions()
        .loose(
            MessageSpec.incoming(
                    Forged.guid("planted"),
                    s.world.now().minusSeconds(86_400),
                    Service.IMESSAGE,
                    handle)
                .body(AttributedText.plain("planted"))
                .column("ROWID", free(s, free)));
    s.hours(1);
    s.shot(s.phone);
  }

  private static void sameGuid(Stage s) {
    String guid = s.workGuids.get(3);
    s.shot(s.phone);
    s.days(1);
    long date = s.phone.store().sql().number("SELECT date FROM message WHERE guid = ?", guid);
    long handle =
        s.phone.store().sql().number("SELECT handle_id FROM message WHERE guid = ?", guid);
    String service =
        s.phone.store().sql().strings("SELECT service FROM message WHERE guid = ?", guid).get(0);
    s.phone
        .store()
        .tampering()
        .replaceRow(
            MessageSpec.incoming(guid, AppleTime.fromNanos(date), Service.IMESSAGE, handle)
                .column("service", service)
                .body(AttributedText.plain("replaced")));
    s.content("altered", guid);
    s.hours(1);
    s.shot(s.phone);
  }

  private static void lowered(Stage s) {
    String guid = s.workGuids.get(7);
    long rowid = s.phone.store().rowid(guid);
    s.shot(s.phone);
    s.days(1);
    s.gone(s.phone.deleteOutright(List.of(guid)), HERE);
    s.sql(s.phone, "UPDATE sqlite_sequence SET seq = ? WHERE name = 'message'", rowid - 1);
    s.hours(1);
    s.shot(s.phone);
    s.never("store-replaced");
  }

  private static void renumbered(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.deleteThread(s.family);
    s.gone(s.phone.purgeThread(s.family), HERE);
    long free = free(s, 1);
    long rowid = s.phone.store().rowid(s.workGuids.get(7));
    for (String change :
        List.of(
            "UPDATE message SET ROWID = ? WHERE ROWID = ?",
            "UPDATE chat_message_join SET message_id = ? WHERE message_id = ?")) {
      s.phone.store().tampering().withoutForeignKeys(change, free, rowid);
    }
    s.hours(1);
    s.shot(s.phone);
    s.never("store-replaced");
  }

  /** The first number from {@code from} on that no row has. */
  private static long free(Stage s, long from) {
    long free = from;
    while (s.phone.store().sql().number("SELECT count(*) FROM message WHERE ROWID = ?", free) > 0) {
      free++;
    }
    return free;
  }
}
