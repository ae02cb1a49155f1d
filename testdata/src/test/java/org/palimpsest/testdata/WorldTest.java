package org.palimpsest.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plays events and holds the recorded truth against plain SQL. */
final class WorldTest {
  private static final Instant START = Instant.parse("2026-01-10T09:00:00Z");
  private static final Person ALICE = new Person("Alice", "+15550100");
  private static final Person BOB = new Person("Bob", "bob@example.org");

  @TempDir private Path folder;
  private World world;
  private Device mac;
  private Device air;
  private Conversation alice;
  private Conversation hikers;

  @BeforeEach
  void play() {
    world = new World(folder, 42, START);
    mac = world.device("mac", Generation.MACOS_13, true);
    air = world.device("air", Generation.MACOS_26, true);
    alice = world.conversation(ALICE);
    hikers = world.group("Hikers", ALICE, BOB);
    for (int i = 0; i < 6; i++) {
      world.receive(alice, ALICE, "line " + i);
      world.advance(Duration.ofMinutes(3)).send(alice, "answer " + i);
      world.receive(hikers, BOB, "trail " + i);
    }
    world.sync();
  }

  @AfterEach
  void check() {
    for (Device device : world.devices()) {
      agree(device);
      assertThat(device.store().sql().strings("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(device.store().sql().rows("PRAGMA foreign_key_check")).isEmpty();
    }
    world.close();
  }

  private void agree(Device device) {
    Snapshot truth = world.truth().at(device.mark("check"));
    Sql sql = device.store().sql();
    assertThat(set(sql, "SELECT guid FROM message")).isEqualTo(truth.messages().keySet());
    assertThat(
            set(
                sql,
                "SELECT guid FROM message WHERE ROWID IN"
                    + " (SELECT message_id FROM chat_recoverable_message_join)"))
        .isEqualTo(truth.recentlyDeleted());
    assertThat(
            set(
                sql,
                "SELECT guid FROM message WHERE ROWID IN"
                    + " (SELECT message_id FROM chat_message_join)"))
        .isEqualTo(truth.live());
    for (MessageTruth message : truth.messages().values()) {
      String text = message.text();
      if (text != null && !text.isEmpty()) {
        List<String> bodies =
            sql.strings(
                "SELECT hex(attributedBody) FROM message WHERE guid = ?"
                    + " AND instr(attributedBody, CAST(? AS BLOB)) > 0",
                message.guid(),
                text);
        assertThat(bodies).as(message.guid()).hasSize(1);
      }
    }
  }

  private static Set<String> set(Sql sql, String query) {
    return new TreeSet<>(sql.strings(query));
  }

  private static Set<String> set(List<String> guids) {
    return new TreeSet<>(guids);
  }

  private Changes since(Device device, Mark before) {
    return world.truth().between(device, before, device.mark("after"));
  }

  @Test
  void purgedThreadIsGoneOnBothAndItsTombstonesWaitForSync() {
    Mark macBefore = mac.mark("before");
    Mark airBefore = air.mark("before");
    List<String> guids = mac.deleteThread(alice);
    assertThat(world.truth().at(air.mark("hidden")).recentlyDeleted()).isEqualTo(set(guids));

    world.advance(Duration.ofDays(1));
    mac.purgeThread(alice);
    String pending = "SELECT guid FROM sync_deleted_messages WHERE length(recordID) = 64";
    assertThat(set(mac.store().sql(), pending)).isEqualTo(set(guids));
    assertThat(set(air.store().sql(), pending)).isEmpty();
    world.sync();
    assertThat(set(mac.store().sql(), pending)).isEmpty();

    Changes here = since(mac, macBefore);
    Changes there = since(air, airBefore);
    assertThat(here.removed()).isEqualTo(set(guids)).isEqualTo(there.removed());
    assertThat(here.causes().values()).containsOnly("deleted-on-this-device");
    assertThat(there.causes().values()).containsOnly("sync-propagated");
    assertThat(there.threads().removed()).containsExactly(alice.identifier());
    long counted =
        air.store().sql().number("SELECT seq FROM sqlite_sequence WHERE name = 'message'");
    assertThat(counted - air.guids().size()).isEqualTo(guids.size());
  }

  @Test
  void restoredThreadIsLiveAgain() {
    List<String> guids = mac.deleteThread(alice);
    Mark before = air.mark("hidden");
    mac.restoreThread(alice);

    assertThat(since(air, before).restored()).isEqualTo(set(guids));
  }

  @Test
  void offlineDeviceFollowsLater() {
    air.goOffline();
    Mark before = air.mark("before");
    String late = world.receive(alice, ALICE, "while you were away");
    List<String> guids = mac.deleteThread(hikers);
    mac.purgeThread(hikers);
    assertThat(since(air, before).removed()).isEmpty();
    air.goOnline();

    Changes changes = since(air, before);
    assertThat(changes.added()).containsExactly(late);
    assertThat(changes.removed()).isEqualTo(set(guids));
  }

  @Test
  void deletionStaysLocalWithoutMessagesInICloud() {
    Device old = world.device("old", Generation.MACOS_13, false);
    String guid = world.receive(alice, ALICE, "to all");
    Mark before = old.mark("before");
    mac.deleteOutright(List.of(guid));
    assertThat(since(old, before).removed()).isEmpty();

    old.deleteOutright(List.of(guid));
    assertThat(
            old.store()
                .sql()
                .strings("SELECT guid FROM sync_deleted_messages WHERE recordID IS NULL"))
        .containsExactly(guid);
  }

  @Test
  void editsUnsendsAndTampersAreToldApart() {
    List<String> guids = mac.guids();
    Mark before = mac.mark("before");
    world.advance(Duration.ofMinutes(1));
    world.edit(guids.get(0), "line 0, corrected");
    world.edit(guids.get(0), "line 0, corrected twice");
    world.unsend(guids.get(1));
    mac.tamper(guids.get(2), "forged");
    mac.read(alice);

    Changes changes = since(mac, before);
    assertThat(changes.edited()).containsExactly(guids.get(0));
    assertThat(changes.unsent()).containsExactly(guids.get(1));
    assertThat(changes.altered()).containsExactly(guids.get(2));
    assertThat(changes.drifted()).hasSize(5);
    assertThat(world.truth().at(changes.to()).message(guids.get(0)).editHistory())
        .containsExactly("line 0", "line 0, corrected", "line 0, corrected twice");
    assertThat(mac.store().sql().number("SELECT count(*) FROM message WHERE date_retracted > 0"))
        .isEqualTo(1);
    assertThat(air.store().sql().number("SELECT count(*) FROM message WHERE is_empty = 1"))
        .isEqualTo(1);
  }

  @Test
  void replacedTapbackIsSystemCleanup() {
    String target = mac.guids().get(0);
    String first = world.tapback(alice, null, target, 2000);
    Mark before = mac.mark("before");
    String second = world.tapback(alice, null, target, 2001);
    String third = world.tapback(alice, null, target, 3001);

    Changes changes = since(mac, before);
    assertThat(changes.added()).containsExactly(third);
    assertThat(changes.causes()).containsEntry(first, "system-cleanup").hasSize(1);
    assertThat(changes.cameAndWent()).containsExactly(second);
  }

  @Test
  void retentionAndExpiryTakeTheirShare() {
    world.advance(Duration.ofDays(40));
    String fresh = world.receive(alice, ALICE, "today");
    List<String> hidden = mac.deleteThread(hikers);
    Mark before = air.mark("before");
    world.advance(Duration.ofDays(31));
    assertThat(air.expireRecentlyDeleted(Duration.ofDays(30))).hasSameElementsAs(hidden);
    mac.sweepRetention(35);

    Changes changes = since(air, before);
    assertThat(changes.removed()).hasSize(18).doesNotContain(fresh);
    assertThat(changes.causes().values()).containsOnly("recently-deleted", "expired");
    assertThat(mac.library().resolve("Preferences/com.apple.iChat.plist")).exists();
  }

  @Test
  void offloadedMissingAndDeletedFiles() throws Exception {
    List<String> pictures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      pictures.add(world.file(alice, ALICE, "IMG_" + i + ".jpeg", new byte[] {1, 2, (byte) i}));
    }
    world.sync();
    Mark before = mac.mark("before");
    mac.offload(pictures.get(0));
    mac.loseFile(pictures.get(1));
    mac.deleteOutright(List.of(pictures.get(2)));

    Changes.Attachments changes = since(mac, before).attachments();
    assertThat(changes.offloaded()).containsExactly("at_0_" + pictures.get(0));
    assertThat(changes.missing()).containsExactly("at_0_" + pictures.get(1));
    assertThat(changes.removed()).containsExactly("at_0_" + pictures.get(2));
    try (var tree = Files.walk(mac.library().resolve("Messages/Attachments"))) {
      assertThat(tree.filter(Files::isRegularFile)).isEmpty();
    }
    assertThat(
            mac.store()
                .sql()
                .strings(
                    "SELECT guid FROM attachment WHERE hide_attachment = 0"
                        + " AND ck_sync_state = 1 AND transfer_state = 0"))
        .containsExactly("at_0_" + pictures.get(0));
  }

  @Test
  void replacedStoreIsRenumberedAndMayBeIncomplete() {
    String unsynced = world.receive(alice, ALICE, "never uploaded");
    mac.deleteOutright(List.of(mac.guids().get(0)));
    Mark before = mac.mark("before");
    mac.replaceStore(0.5);
    Changes half = since(mac, before);
    assertThat(half.causes()).containsEntry(unsynced, "store-replaced");
    assertThat(half.causes().values()).contains("not-downloaded");
    assertThat(half.removed()).hasSize(9);
    assertThat(half.drifted()).isNotEmpty();

    mac.finishDownload();
    Changes whole = since(mac, before);
    assertThat(whole.removed()).containsExactly(unsynced);
    assertThat(mac.store().sql().number("SELECT max(ROWID) FROM message")).isEqualTo(17);
  }

  @Test
  void upgradeRewritesChatGuidsAndChangesNoMessage() {
    world.receive(alice, ALICE, Service.SMS, "green");
    world.rename(hikers, BOB, "Climbers");
    world.changePhoto(hikers, null);
    String target = mac.guids().get(0);
    world.reply(alice, ALICE, target, "as said");
    Mark before = mac.mark("before");
    assertThat(mac.store().sql().number("SELECT count(*) FROM chat")).isEqualTo(3);
    mac.upgrade();

    Changes changes = since(mac, before);
    assertThat(changes.removed()).isEmpty();
    assertThat(changes.drifted()).isEmpty();
    assertThat(mac.store().sql().strings("SELECT guid FROM chat"))
        .hasSize(2)
        .allMatch(guid -> guid.startsWith("any;"));
    assertThat(columns(mac)).isEqualTo(columns(air));
    assertThat(world.receive(alice, ALICE, "after")).isNotEmpty();
  }

  private static List<String> columns(Device device) {
    return device
        .store()
        .sql()
        .strings(
            "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
                + " WHERE t.type = 'table' ORDER BY t.name, c.cid");
  }

  @Test
  void grownGroupStaysOneThread() {
    Mark before = air.mark("before");
    Person carol = new Person("Carol", "+15550122");
    Conversation larger = world.invite(hikers, BOB, carol);
    world.receive(larger, carol, "hello all");

    Changes changes = since(air, before);
    assertThat(changes.threads().removed()).isEmpty();
    assertThat(changes.threads().added()).isEmpty();
    assertThat(changes.added()).hasSize(2);
    String last = air.guids().get(air.guids().size() - 1);
    assertThat(world.truth().at(changes.to()).message(last).participants())
        .isEqualTo(larger.participants())
        .hasSize(3);
    assertThat(air.store().sql().number("SELECT count(*) FROM message WHERE item_type = 1"))
        .isEqualTo(1);
  }

  @Test
  void syncResetIsDriftAndTidyingIsCleanup() {
    String code = world.receive(alice, ALICE, "Your code is 123456");
    world.sync();
    Mark before = mac.mark("before");
    mac.resetSync();
    mac.tidy(List.of(code));

    Changes changes = since(mac, before);
    assertThat(changes.drifted()).hasSize(18);
    assertThat(changes.causes()).containsExactly(Map.entry(code, "system-cleanup"));
    world.sync();
    assertThat(since(mac, before).drifted()).isEmpty();
  }

  @Test
  void replacedRowAndMissingTriggerLeaveNoTombstone() {
    MessagesStore store =
        MessagesStore.create(
            folder.resolve("lone"), Generation.MACOS_13, MessagesStore.SecureDelete.OFF);
    try (store) {
      long handle = store.insertions().handle("+15550100", Service.IMESSAGE);
      MessageSpec spec = MessageSpec.incoming("R-1", START, Service.IMESSAGE, handle);
      store.insertions().loose(spec.body(AttributedText.plain("one")));
      long rowid = store.rowid("R-1");
      store.tampering().replaceRow(spec.body(AttributedText.plain("two")));
      assertThat(store.rowid("R-1")).isEqualTo(rowid);
      store.tampering().dropTrigger("add_to_deleted_messages");
      store.tampering().delete("R-1");
      assertThat(store.sql().number("SELECT count(*) FROM deleted_messages")).isZero();
      assertThat(store.sql().number("SELECT count(*) FROM sync_deleted_messages")).isEqualTo(1);
    }
  }

  @Test
  void sameSeedGivesSameGuids() {
    try (World other = new World(folder.resolve("again"), 42, START)) {
      Device twin = other.device("mac", Generation.MACOS_13, true);
      other.group("Hikers", ALICE, BOB);
      other.receive(other.conversation(ALICE), ALICE, "line 0");
      assertThat(twin.guids().get(0)).isEqualTo(mac.guids().get(0));
    }
  }

  @Test
  void walHoldsWhatIsNotCheckpointed() throws Exception {
    Path db = mac.store().database();
    Path copy = folder.resolve("copy");
    mac.store().checkpoint();
    long size = Files.size(db);
    String guid = world.receive(alice, ALICE, "only in the log");
    mac.store().copyTo(copy);

    assertThat(Files.size(copy.resolve("Messages/chat.db"))).isEqualTo(size);
    assertThat(copy.resolve("Messages/chat.db-wal")).isNotEmptyFile();
    try (MessagesStore store =
        MessagesStore.open(copy, Generation.MACOS_13, MessagesStore.SecureDelete.OFF)) {
      assertThat(store.rowid(guid)).isPositive();
      store.tampering().deleteWithoutTrace(guid);
      assertThat(store.sql().rows("PRAGMA foreign_key_check")).hasSize(1);
      store.closeKeepingWal();
    }
    assertThat(copy.resolve("Messages/chat.db-wal")).isNotEmptyFile();
  }
}
