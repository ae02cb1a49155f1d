package org.palimpsest.testdata.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Insertions;
import org.palimpsest.testdata.MessageSpec;
import org.palimpsest.testdata.Service;

/** What the system tidies by itself. */
final class SystemScenes {

  private static final String HERE = "deleted-on-this-device";
  private static final String SYNC = "sync-propagated";
  private static final String TIDY = "system-cleanup";

  private SystemScenes() {}

  private static Scenario scene(
      String name, String says, Generation generation, boolean sync, Scenario.Play play) {
    return new Scenario(name, "system clean-up", says, generation, sync, play);
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "tapback-replaced",
              "A tapback is replaced by another of the same person.",
              g,
              true,
              SystemScenes::replaced));
    }
    all.add(
        scene(
            "tapback-taken-back",
            "A tapback is taken back.",
            Generation.MACOS_26,
            true,
            SystemScenes::takenBack));
    all.add(
        scene(
            "tapback-gone-without-a-newer",
            "A tapback goes and no newer one comes.",
            Generation.MACOS_13,
            true,
            SystemScenes::goneAlone));
    all.add(
        scene(
            "tapbacks-of-several-churn",
            "Several people replace tapbacks on several messages.",
            Generation.MACOS_26,
            true,
            SystemScenes::several));
    for (Generation g : Generation.values()) {
      all.add(
          scene("audio-expired", "A played audio message expires.", g, true, SystemScenes::audio));
    }
    all.add(
        scene(
            "audio-expired-sync-off",
            "The same with sync off.",
            Generation.MACOS_26,
            false,
            SystemScenes::audio));
    all.add(
        scene(
            "audio-expired-and-thread-purged",
            "An audio message expires while another thread is purged on the tablet.",
            Generation.MACOS_26,
            true,
            SystemScenes::audioAndPurge));
    all.add(
        scene(
            "own-audio-expired",
            "An own audio message expires.",
            Generation.MACOS_13,
            true,
            SystemScenes::ownAudio));
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "code-cleaned-up",
              "A one-time code that the system had marked is cleaned up.",
              g,
              true,
              SystemScenes::code));
    }
    all.add(
        scene(
            "code-unmarked-cleaned-up",
            "A one-time code without a mark is cleaned up.",
            Generation.MACOS_26,
            true,
            SystemScenes::codeUnmarked));
    for (Generation g : Generation.values()) {
      all.add(
          scene(
              "junk-cleaned-up",
              "Messages marked as spam are cleared away.",
              g,
              true,
              SystemScenes::junk));
    }
    all.add(
        scene(
            "blocked-thread-cleared",
            "The thread of a blocked sender is cleared away.",
            Generation.MACOS_26,
            true,
            SystemScenes::blocked));
    all.add(
        scene(
            "copies-of-two-services-merged",
            "A message that came by SMS and iMessage is made one.",
            Generation.MACOS_26,
            true,
            SystemScenes::merged));
    all.add(
        scene(
            "blocked-row-names-nobody",
            "A group is purged here; a blocked chat row of the store names nobody.",
            Generation.MACOS_26,
            false,
            SystemScenes::blockedNobody));
    return all;
  }

  private static void replaced(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.world.tapback(s.lunch, s.ben, s.lunchGuids.get(1), 2004);
    s.gone(List.of(s.oldTapback), TIDY);
    s.world.sync();
    s.shot(s.phone);
    s.never(SYNC, HERE, "expired");
  }

  private static void takenBack(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.world.tapback(s.lunch, s.ben, s.lunchGuids.get(1), 3000);
    s.gone(List.of(s.oldTapback), TIDY);
    s.world.sync();
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void goneAlone(Stage s) {
    s.shot(s.phone);
    s.days(1);
    s.phone.tidy(List.of(s.oldTapback));
    s.gone(List.of(s.oldTapback), TIDY);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void several(Stage s) {
    String second = s.world.tapback(s.family, s.mother, s.familyGuids.get(1), 2001);
    String third = s.world.tapback(s.family, null, s.familyGuids.get(2), 2000);
    s.world.sync();
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(1);
    s.world.tapback(s.lunch, s.ben, s.lunchGuids.get(1), 2002);
    s.world.tapback(s.family, s.mother, s.familyGuids.get(1), 2005);
    s.world.tapback(s.family, null, s.familyGuids.get(2), 2003);
    s.gone(List.of(s.oldTapback, second, third), TIDY);
    s.world.sync();
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(SYNC, HERE);
  }

  private static void audio(Stage s) {
    String guid = audio(s, s.phone, false);
    s.shot(s.phone);
    s.days(1);
    tidy(s, guid);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void audioAndPurge(Stage s) {
    String guid = audio(s, s.phone, false);
    s.shot(s.phone);
    s.shot(s.tablet);
    s.days(1);
    tidy(s, guid);
    s.tablet.deleteThread(s.family);
    s.gone(s.tablet.purgeThread(s.family), SYNC);
    s.world.sync();
    s.shot(s.phone);
    s.shot(s.tablet);
    s.never(HERE);
  }

  private static void ownAudio(Stage s) {
    String guid = audio(s, s.phone, true);
    s.shot(s.phone);
    s.days(1);
    tidy(s, guid);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void code(Stage s) {
    String text = "284 119 is your login";
    AttributedText marked =
        new AttributedText(
            text,
            List.of(
                new AttributedText.Run(7, Map.of(AttributedText.PART, 0, CODE, "284119")),
                new AttributedText.Run(text.length() - 7, Map.of(AttributedText.PART, 0))));
    String guid = insert(s, "89911", Service.SMS, marked, spec -> spec);
    s.shot(s.phone);
    s.days(1);
    tidy(s, guid);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void codeUnmarked(Stage s) {
    AttributedText text =
        AttributedText.plain("Your verification code is 482913. Do not share it.");
    String guid = insert(s, "72975", Service.SMS, text, spec -> spec);
    s.shot(s.phone);
    s.days(1);
    tidy(s, guid);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void junk(Stage s) {
    List<String> guids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      AttributedText text = AttributedText.plain("You have won again " + i);
      guids.add(insert(s, "+15550666", Service.SMS, text, spec -> spec.column("is_spam", 1)));
    }
    s.shot(s.phone);
    s.days(5);
    guids.forEach(guid -> tidy(s, guid));
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void blocked(Stage s) {
    AttributedText text = AttributedText.plain("Call me back");
    List<String> guids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      guids.add(insert(s, "+15550667", Service.IMESSAGE, text, spec -> spec));
      s.hours(1);
    }
    s.sql(s.phone, "UPDATE chat SET is_blackholed = 1 WHERE chat_identifier = '+15550667'");
    s.shot(s.phone);
    s.days(5);
    guids.forEach(guid -> tidy(s, guid));
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static void blockedNobody(Stage s) {
    s.sql(
        s.phone,
        "INSERT INTO chat (guid, style, chat_identifier, service_name, is_blackholed)"
            + " VALUES ('iMessage;-;', 45, NULL, 'iMessage', 1)");
    s.shot(s.phone);
    s.days(1);
    s.phone.deleteThread(s.lunch);
    s.gone(s.phone.purgeThread(s.lunch), HERE);
    s.hours(1);
    s.shot(s.phone);
    s.never(TIDY);
  }

  private static void merged(Stage s) {
    AttributedText text = AttributedText.plain("on my way to the station");
    Instant at = s.world.now();
    insert(s, "+15550117", Service.IMESSAGE, text, spec -> spec);
    String copy = insert(s, "+15550117", Service.SMS, text, at, spec -> spec);
    s.hours(1);
    s.shot(s.phone);
    s.days(1);
    tidy(s, copy);
    s.shot(s.phone);
    s.never(SYNC, HERE);
  }

  private static final String CODE = "__kIMOneTimeCodeAttributeName";

  private interface More {
    MessageSpec to(MessageSpec spec);
  }

  private static void tidy(Stage s, String guid) {
    s.phone.store().deletions().delete(List.of(guid));
    s.gone(List.of(guid), TIDY);
  }

  private static String audio(Stage s, Device device, boolean own) {
    AttributedText text = AttributedText.plain("");
    String guid =
        insert(
            s,
            s.ben.address(),
            Service.IMESSAGE,
            text,
            spec ->
                spec.column("is_audio_message", 1)
                    .column("is_expirable", 1)
                    .column("is_from_me", own ? 1 : 0)
                    .column("is_played", own ? 0 : 1));
    s.sql(
        device,
        "UPDATE message SET ck_sync_state = 1, ck_record_id = lower(hex(guid)) WHERE guid = ?",
        guid);
    return guid;
  }

  private static String insert(
      Stage s, String person, Service service, AttributedText text, More more) {
    return insert(s, person, service, text, s.world.now(), more);
  }

  private static String insert(
      Stage s, String person, Service service, AttributedText text, Instant at, More more) {
    Insertions insertions = s.phone.store().insertions();
    long handle = insertions.handle(person, service);
    long chat =
        insertions.chat(Insertions.ChatSpec.with(service, person, s.world.account(), handle));
    String guid = Forged.guid(person + service + at + text.string());
    insertions.message(more.to(MessageSpec.incoming(guid, at, service, handle).body(text)), chat);
    return guid;
  }
}
