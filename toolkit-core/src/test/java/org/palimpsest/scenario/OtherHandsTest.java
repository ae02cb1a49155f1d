package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.diff.AttachmentChange;
import org.palimpsest.diff.Carryover;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.ThreadChange;
import org.palimpsest.finding.DiffJson;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.KeyedArchiveWriter;

/**
 * What other programs do to a store without touching a text: rows are hung elsewhere or nowhere,
 * files and previews go, counters are written. None of it may look as if nothing had happened.
 */
class OtherHandsTest {

  @TempDir Path folder;

  private Household home;
  private Lab lab;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_13, true);
    lab = new Lab(folder.resolve("lab"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Two snapshots, between which the statements are run on the store with its triggers dropped. */
  private Judgement after(String... statements) throws Exception {
    return after(store -> {}, statements);
  }

  private interface Change {
    void to(Path store) throws Exception;
  }

  private Judgement after(Change change, String... statements) throws Exception {
    Instant first = home.world.now();
    Manifest before = lab.snapshot(home.mac, first);
    Instant second = first.plus(Duration.ofDays(7));
    Path store = lab.copy(home.mac, second);
    run(store.resolve("chat.db"), statements);
    change.to(store);
    return lab.judge(before, lab.snapshot(store, "mac", second));
  }

  private static void run(Path database, String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      List<String> triggers = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
        while (rows.next()) {
          triggers.add(rows.getString(1));
        }
      }
      for (String trigger : triggers) {
        statement.executeUpdate("DROP TRIGGER " + trigger);
      }
      for (String each : statements) {
        statement.executeUpdate(each);
      }
    }
  }

  private static Finding only(Judgement judgement, String kind) {
    List<Finding> found =
        judgement.findings().stream().filter(each -> each.kind().equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  private static List<String> kinds(Judgement judgement) {
    return judgement.findings().stream().map(Finding::kind).toList();
  }

  private static String message(String guid) {
    return "(SELECT ROWID FROM message WHERE guid = '" + guid + "')";
  }

  private static String threadOf(String guid) {
    return "(SELECT chat_id FROM chat_message_join WHERE message_id = " + message(guid) + ")";
  }

  @Test
  void aThreadWhoseMessagesHangNowhereIsGone() throws Exception {
    String chat = threadOf(home.workGuids.get(0));
    Judgement judgement =
        after(
            "CREATE TABLE gone AS SELECT chat_id AS id FROM chat_message_join WHERE message_id IN"
                + " (SELECT ROWID FROM message WHERE guid IN ('"
                + String.join("','", home.workGuids)
                + "'))",
            "DELETE FROM chat_message_join WHERE chat_id IN (SELECT id FROM gone)",
            "DELETE FROM chat_handle_join WHERE chat_id IN (SELECT id FROM gone)",
            "DELETE FROM chat WHERE ROWID IN (SELECT id FROM gone)",
            "DROP TABLE gone");
    assertThat(chat).isNotEmpty();
    Finding finding = only(judgement, "messages-in-no-thread");
    assertThat(finding.severity()).isEqualTo(Severity.HIGH);
    assertThat(finding.statement()).contains("is gone").contains("in no thread");
    assertThat(judgement.diff().count(ThreadChange.Kind.REMOVED)).isEqualTo(1);
    assertThat(judgement.diff().count(ChangeKind.REMOVED)).isZero();
    assertThat(judgement.diff().moved()).hasSize(home.workGuids.size());
  }

  @Test
  void whatHangsNowhereOnTheOtherDeviceIsNotCarriedOver() throws Exception {
    Instant now = home.world.now();
    Manifest first = lab.snapshot(home.mac, now);
    Path store = lab.copy(home.other, now);
    run(
        store.resolve("chat.db"),
        "DELETE FROM chat_message_join WHERE message_id = " + message(home.familyGuids.get(3)));
    Manifest second = lab.snapshot(store, "other", now);
    try (SnapshotView view = lab.view(first)) {
      Carryover whole = Carryover.of(lab.diff(first, lab.snapshot(home.other, now)), view, true);
      Carryover carryover = Carryover.of(lab.diff(first, second), view, true);
      assertThat(carryover.incomparable()).containsEntry("no thread shows it on the second", 1L);
      assertThat(carryover.carried()).isEqualTo(whole.carried() - 1);
      assertThat(carryover.threads()).hasSize(1);
    }
  }

  @Test
  void aGroupOfOtherMembersIsSaid() throws Exception {
    Judgement judgement =
        after(
            "DELETE FROM chat_handle_join WHERE rowid = (SELECT max(rowid) FROM chat_handle_join"
                + " WHERE chat_id IN (SELECT ROWID FROM chat WHERE display_name = 'Lunch'))");
    assertThat(only(judgement, "group-changed").statement()).startsWith("1 thread has");
    assertThat(judgement.diff().moved()).isEmpty();
  }

  /** The rows that joined them are still there, and the chat is not. */
  @Test
  void messagesOfAChatThatIsNotThereHangNowhere() throws Exception {
    Judgement judgement =
        after("DELETE FROM chat WHERE ROWID = " + threadOf(home.familyGuids.get(3)));
    assertThat(only(judgement, "messages-in-no-thread").observations())
        .anyMatch(words -> words.contains("no chat that is in the second holds them"));
    assertThat(judgement.diff().count(ThreadChange.Kind.REMOVED)).isEqualTo(1);
  }

  @Test
  void oneMessageThatHangsNowhereThinsItsThread() throws Exception {
    Judgement judgement =
        after(
            "DELETE FROM chat_message_join WHERE message_id = " + message(home.familyGuids.get(3)));
    assertThat(only(judgement, "messages-in-no-thread").statement()).startsWith("1 message of");
    assertThat(judgement.diff().count(ThreadChange.Kind.THINNED)).isEqualTo(1);
  }

  @Test
  void whatLeavesRecentlyDeletedForNowhereDoesNotComeBack() throws Exception {
    home.mac.deleteThread(home.work);
    Judgement judgement = after("DELETE FROM chat_recoverable_message_join");
    assertThat(judgement.diff().count(ChangeKind.RESTORED)).isZero();
    assertThat(kinds(judgement))
        .contains("messages-in-no-thread")
        .doesNotContain("message-restored");
  }

  @Test
  void comingBackHidesNoAlteration() throws Exception {
    home.mac.deleteThread(home.work);
    String row = message(home.workGuids.get(1));
    Judgement judgement =
        after(
            "INSERT INTO chat_message_join (chat_id, message_id, message_date) SELECT chat_id,"
                + " message_id, 0 FROM chat_recoverable_message_join WHERE message_id = "
                + row,
            "DELETE FROM chat_recoverable_message_join WHERE message_id = " + row,
            "UPDATE message SET attributedBody = NULL, text = 'other words' WHERE ROWID = " + row);
    assertThat(judgement.diff().count(ChangeKind.RESTORED)).isEqualTo(1);
    Finding altered = only(judgement, "message-altered");
    assertThat(altered.severity()).isEqualTo(Severity.HIGH);
    assertThat(altered.statement()).startsWith("1 message ");
  }

  @Test
  void goingToRecentlyDeletedHidesNoAlteration() throws Exception {
    String row = message(home.workGuids.get(1));
    Judgement judgement =
        after(
            "INSERT INTO chat_recoverable_message_join (chat_id, message_id, delete_date) SELECT"
                + " chat_id, message_id, 700000000000000000 FROM chat_message_join WHERE message_id = "
                + row,
            "DELETE FROM chat_message_join WHERE message_id = " + row,
            "UPDATE message SET attributedBody = NULL, text = 'other words' WHERE ROWID = " + row);
    assertThat(judgement.diff().count(ChangeKind.RECENTLY_DELETED)).isEqualTo(1);
    Finding altered = only(judgement, "message-altered");
    assertThat(altered.cause()).contains(Cause.UNDETERMINED);
    assertThat(altered.confidence()).contains(Confidence.UNDETERMINED);
    assertThat(altered.statement()).startsWith("1 message ");
    assertThat(judgement.diff().moved()).isEmpty();
  }

  @Test
  void anAttachmentOfAnotherMessageOrOfNoneIsSaid() throws Exception {
    Judgement none = after("DELETE FROM message_attachment_join");
    assertThat(only(none, "attachment-moved").severity()).isEqualTo(Severity.MEDIUM);
    Judgement other =
        after("UPDATE message_attachment_join SET message_id = " + message(home.workGuids.get(0)));
    assertThat(other.diff().count(AttachmentChange.Kind.MOVED)).isEqualTo(1);
    assertThat(DiffJson.of(other).path("attachments").path(0).path("change").asText())
        .isEqualTo("moved");
  }

  @Test
  void anAttachmentThatWentFromAMessageThatIsThereIsSaid() throws Exception {
    Judgement gone = after("DELETE FROM message_attachment_join", "DELETE FROM attachment");
    Finding finding = only(gone, "attachment-removed");
    assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(finding.statement()).startsWith("1 attachment is gone from a message");
    Judgement renamed = after("UPDATE attachment SET guid = lower(guid) || '-2'");
    assertThat(kinds(renamed)).doesNotContain("attachment-removed");
    Judgement withMessage =
        after(
            "DELETE FROM message WHERE ROWID IN (SELECT message_id FROM message_attachment_join)",
            "DELETE FROM message_attachment_join",
            "DELETE FROM attachment");
    assertThat(kinds(withMessage)).doesNotContain("attachment-removed");
  }

  @Test
  void aFileThatWentIsMissingWhateverItsRowSaysThen() throws Exception {
    Change file =
        store -> {
          try (Stream<Path> all = Files.walk(store.resolve("Attachments"))) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
              Files.delete(each);
            }
          }
        };
    Judgement judgement =
        after(file, "UPDATE attachment SET transfer_state = 0, ck_sync_state = 0");
    assertThat(only(judgement, "attachment-missing").severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void filesThatWereNotLookedAtAreSaidNotToBe() throws Exception {
    Change folderGone =
        store -> {
          try (Stream<Path> all = Files.walk(store.resolve("Attachments"))) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
              Files.delete(each);
            }
          }
        };
    Judgement judgement = after(folderGone);
    assertThat(kinds(judgement)).contains("attachment-not-collected");
  }

  /** What an app's message says, as the literal of an archive. */
  private static String app(String caption) {
    byte[] archive = KeyedArchiveWriter.write(Map.of("userInfo", Map.of("caption", caption)));
    return "x'" + HexFormat.of().formatHex(archive) + "'";
  }

  private String row(String data) throws Exception {
    String row = message(home.workGuids.get(1));
    run(
        home.mac.store().database(),
        "UPDATE message SET balloon_bundle_id = 'com.apple.messages.MSMessageExtensionBalloonPlugin',"
            + " payload_data = "
            + data
            + " WHERE ROWID = "
            + row);
    return row;
  }

  @Test
  void otherDataOfAnAppAreNoDrift() throws Exception {
    String row = row(app("Pay the bank"));
    Judgement judgement =
        after("UPDATE message SET payload_data = " + app("Pay me") + " WHERE ROWID = " + row);
    assertThat(only(judgement, "app-data-changed").severity()).isEqualTo(Severity.MEDIUM);
    assertThat(judgement.diff().drifted()).isEqualTo(1);
  }

  @Test
  void aMarkWithoutARecordOfWhatWasTakenBackIsNoProofOfUnsending() throws Exception {
    String guid = home.workGuids.get(1);
    Judgement judgement =
        after(
            "UPDATE message SET date_edited = date + 1, is_empty = 1, text = NULL,"
                + " attributedBody = NULL WHERE guid = '"
                + guid
                + "'");
    Finding finding = only(judgement, "unsent-by-mark-only");
    assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(judgement.attributions().get(guid).confidence()).isEqualTo(Confidence.POSSIBLE);
    assertThat(kinds(judgement)).doesNotContain("message-unsent");
    assertThat(judgement.diff().count(ChangeKind.UNSENT)).isEqualTo(1);
  }

  @Test
  void aMarkOnAMessageWhoseTextStandsIsSaid() throws Exception {
    String guid = home.workGuids.get(1);
    Judgement judgement =
        after("UPDATE message SET date_retracted = -5 WHERE guid = '" + guid + "'");
    assertThat(only(judgement, "marked-unsent-with-text").severity()).isEqualTo(Severity.MEDIUM);
    assertThat(judgement.attributions().get(guid).cause()).isEqualTo(Cause.UNDETERMINED);
  }

  /** What an upgrade from macOS 10.12 or iOS 10 does to every message. */
  @Test
  void theSameMomentInAnotherUnitIsNoAlteration() throws Exception {
    run(home.mac.store().database(), "UPDATE message SET date = date / 1000000000");
    Judgement judgement = after("UPDATE message SET date = date * 1000000000");
    assertThat(judgement.diff().count(ChangeKind.ALTERED)).isZero();
    assertThat(judgement.diff().drifted()).isPositive();
    assertThat(only(judgement, "message-reshaped").severity()).isEqualTo(Severity.INFO);
    Judgement other =
        after(
            "UPDATE message SET date = date * 1000000000 + 1 WHERE guid = '"
                + home.workGuids.get(1)
                + "'");
    assertThat(other.diff().count(ChangeKind.ALTERED)).isEqualTo(1);
  }

  /** An old backup that is taken in last shows the older state. */
  @Test
  void nothingWentOrCameBackWhereTheOrderIsWrong() throws Exception {
    Instant early = home.world.now();
    Path old = lab.copy(home.mac, early);
    home.mac.deleteThread(home.work);
    home.mac.purgeThread(home.work);
    home.world.receive(home.family, home.mother, "later");
    Instant late = home.aWeekOn();
    Manifest newer = lab.snapshot(home.mac, late);
    Manifest older = lab.snapshot(old, "mac", late.plus(Duration.ofDays(1)));
    assertThat(older.asOf()).isEqualTo(early);
    assertThat(lab.snapshots().inTime())
        .extracting(Manifest::id)
        .containsExactly(older.id(), newer.id());
    Judgement judgement = lab.judge(newer, older);
    assertThat(only(judgement, "out-of-order").observations().toString()).contains("is lower");
    assertThat(kinds(judgement)).doesNotContain("removed-without-record", "message-back");
    assertThat(judgement.diff().count(ChangeKind.RESTORED)).isZero();
  }

  @Test
  void twoThatShowOneTimeAndDifferAreSaidTo() throws Exception {
    Instant at = home.world.now();
    Manifest first = lab.snapshot(home.mac, at);
    home.world.receive(home.family, home.mother, "later");
    Manifest second = lab.snapshot(lab.copy(home.mac, at), "mac", at.plusSeconds(60));
    assertThat(only(lab.judge(first, second), "same-time").severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void hangingInAnotherThreadHidesNoOtherDataOfAnApp() throws Exception {
    String row = row(app("Pay the bank"));
    Judgement judgement =
        after(
            "UPDATE message SET payload_data = " + app("Pay me") + " WHERE ROWID = " + row,
            "UPDATE chat_message_join SET chat_id = "
                + threadOf(home.familyGuids.get(0))
                + " WHERE message_id = "
                + row);
    assertThat(only(judgement, "app-data-changed").severity()).isEqualTo(Severity.MEDIUM);
    assertThat(kinds(judgement)).contains("messages-moved").doesNotContain("message-reshaped");
  }

  @Test
  void aPreviewThatComesLaterIsNoFindingOfWeight() throws Exception {
    String row = row("NULL");
    Judgement judgement =
        after("UPDATE message SET payload_data = " + app("A page") + " WHERE ROWID = " + row);
    assertThat(only(judgement, "message-reshaped").severity()).isEqualTo(Severity.INFO);
    assertThat(kinds(judgement)).doesNotContain("app-data-changed");
  }

  /** The newest messages lie in the log; who copies the database alone leaves them behind. */
  @Test
  void aLogThatWasNotCopiedIsNoEarlierState() throws Exception {
    Instant first = home.world.now();
    Path store = lab.copy(home.mac, first);
    Path database = store.resolve("chat.db");
    Path log = store.resolve("chat.db-wal");
    byte[] main;
    byte[] frames;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      statement.executeUpdate(
          "INSERT INTO message (guid, text, date, handle_id) SELECT 'LATE-' || ROWID, 'late',"
              + " date + 1, handle_id FROM message LIMIT 20");
      main = Files.readAllBytes(database);
      frames = Files.readAllBytes(log);
    }
    Path with = Files.createDirectories(folder.resolve("with/Messages"));
    Files.write(with.resolve("chat.db"), main);
    Files.write(with.resolve("chat.db-wal"), frames);
    Path without = Files.createDirectories(folder.resolve("without/Messages"));
    Files.write(without.resolve("chat.db"), main);
    Manifest before = lab.snapshot(with, "mac", first);
    Judgement judgement =
        lab.judge(before, lab.snapshot(without, "mac", first.plus(Duration.ofDays(1))));
    assertThat(judgement.diff().count(ChangeKind.REMOVED)).isEqualTo(20);
    assertThat(only(judgement, "log-left-out").severity()).isEqualTo(Severity.MEDIUM);
    assertThat(kinds(judgement)).doesNotContain("store-replaced", "removed-without-record");
    assertThat(judgement.attributions().values())
        .hasSize(20)
        .allMatch(each -> each.cause() == Cause.UNDETERMINED);
  }

  @Test
  void aCounterThatWentOrFellOrCannotBeIsSaidAndNothingElse() throws Exception {
    for (String change :
        List.of(
            "DELETE FROM sqlite_sequence WHERE name = 'message'",
            "UPDATE sqlite_sequence SET seq = 5 WHERE name = 'message'",
            "UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'message'")) {
      Judgement judgement = after(change);
      assertThat(kinds(judgement)).as(change).containsExactly("counter-changed");
      assertThat(DiffJson.of(judgement).path("summary").path("cameAndWent").asLong()).isZero();
    }
  }
}
