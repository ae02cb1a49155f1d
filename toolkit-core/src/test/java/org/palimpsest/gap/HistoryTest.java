package org.palimpsest.gap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.SharedData;
import org.palimpsest.gap.MessageEvent.Kind;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.FileBytes;
import org.palimpsest.sqlite.Place;

/** The history of a log against what was done, commit by commit. */
class HistoryTest {

  @TempDir Path folder;

  private static History history(ForgedStore store) throws Exception {
    return History.of(
        new Evidence(
            "chat.db", ByteSource.of(store.bytes("")), ByteSource.of(store.bytes("-wal")), null));
  }

  private static String line(MessageEvent event) {
    return event.commit()
        + " "
        + event.kind().word()
        + " "
        + event.guid()
        + " "
        + event.rowid()
        + " "
        + event.textBefore().orElse("-")
        + " > "
        + event.textAfter().orElse("-");
  }

  @Test
  void fourHundredCommitsAsTheyWereMade() throws Exception {
    Random random = new Random(11);
    try (ForgedStore store =
        new ForgedStore(folder, "ON", "journal_mode=WAL", "wal_autocheckpoint=0")) {
      store.run("PRAGMA wal_checkpoint(TRUNCATE)");
      TreeMap<Integer, String> there = new TreeMap<>();
      for (int i = 1; i <= ForgedStore.MESSAGES; i++) {
        there.put(i, ForgedStore.text(i));
      }
      List<String> expected = new ArrayList<>();
      TreeSet<String> cameAndWent = new TreeSet<>();
      int next = ForgedStore.MESSAGES + 1;
      for (int commit = 1; commit <= 400; commit++) {
        int any = there.keySet().stream().skip(random.nextInt(there.size())).findFirst().get();
        switch (random.nextInt(4)) {
          case 0 -> {
            store.run("BEGIN");
            store.insert(next);
            store.run("COMMIT");
            String text = ForgedStore.text(next);
            expected.add(line(commit, Kind.WRITTEN, next, next, "-", text));
            there.put(next++, text);
          }
          case 1 -> {
            String text = "changed by commit " + commit;
            store.run("UPDATE message SET text='" + text + "' WHERE ROWID=" + any);
            expected.add(
                line(commit, Kind.CHANGED, any, any, String.valueOf(there.get(any)), text));
            there.put(any, text);
          }
          case 2 -> {
            store.run("BEGIN");
            store.delete(any);
            store.run("COMMIT");
            expected.add(
                line(commit, Kind.DELETED, any, any, String.valueOf(there.remove(any)), "-"));
            if (any > ForgedStore.MESSAGES) {
              cameAndWent.add(ForgedStore.guid(any));
            }
          }
          // A change of state alone is no event.
          default -> store.run("UPDATE message SET handle_id=" + commit + " WHERE ROWID=" + any);
        }
      }
      long start = System.nanoTime();
      History history = history(store);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(history.commits()).isEqualTo(400);
      assertThat(history.events().stream().map(HistoryTest::line)).isEqualTo(expected);
      assertThat(history.cameAndWent()).isEqualTo(cameAndWent).isNotEmpty();
      assertThat(history.damage()).isEmpty();
      assertThat(history.cut()).isFalse();
      everyPlaceHoldsTheRow(history, store);
    }
  }

  private static String line(
      int commit, Kind kind, int message, long rowid, String before, String after) {
    return commit
        + " "
        + kind.word()
        + " "
        + ForgedStore.guid(message)
        + " "
        + rowid
        + " "
        + before
        + " > "
        + after;
  }

  /** Where a row is said to lie, its guid stands in the bytes of that file. */
  private static void everyPlaceHoldsTheRow(History history, ForgedStore store) throws Exception {
    byte[] main = store.bytes("");
    byte[] log = store.bytes("-wal");
    for (MessageEvent event : history.events()) {
      for (Place place :
          List.of(event.before(), event.after()).stream()
              .flatMap(java.util.Optional::stream)
              .toList()) {
        byte[] file = place.file() == Place.File.LOG ? log : main;
        assertThat(place.commit() == 0).isEqualTo(place.file() == Place.File.MAIN);
        assertThat(place.commit()).isLessThanOrEqualTo(event.commit());
        String near =
            new String(
                file, (int) place.offset(), 80, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(near).contains(event.guid());
      }
    }
  }

  @Test
  void aRowThatGotAnotherNumberIsTheSameMessage() throws Exception {
    try (ForgedStore store =
        new ForgedStore(folder, "OFF", "journal_mode=WAL", "wal_autocheckpoint=0")) {
      store.run("PRAGMA wal_checkpoint(TRUNCATE)");
      String guid = ForgedStore.guid(9);
      store.run("INSERT OR REPLACE INTO message VALUES(9000, '" + guid + "', 'new', 1, 2, NULL)");
      store.run("UPDATE message SET ROWID = 9001 WHERE ROWID = 9000");
      History history = history(store);
      assertThat(history.of(guid)).hasSize(1);
      MessageEvent event = history.of(guid).get(0);
      assertThat(event.kind()).isEqualTo(Kind.CHANGED);
      assertThat(event.rowid()).isEqualTo(9000);
      assertThat(event.textBefore()).contains(ForgedStore.text(9));
      assertThat(event.toString()).doesNotContain("new").doesNotContain(guid);
    }
  }

  @Test
  void statesBetweenCanBeOpenedAsDatabases() throws Exception {
    try (ForgedStore store =
        new ForgedStore(folder, "ON", "journal_mode=WAL", "wal_autocheckpoint=0")) {
      store.run("PRAGMA wal_checkpoint(TRUNCATE)");
      store.run("DELETE FROM message WHERE ROWID <= 100");
      store.run("CREATE TABLE later(x)");
      store.run("DELETE FROM message");
      Database newest =
          Database.open(ByteSource.of(store.bytes("")), ByteSource.of(store.bytes("-wal")));
      assertThat(newest.commit()).isEqualTo(3);
      int[] rows = new int[4];
      for (int commit = 0; commit <= 3; commit++) {
        int at = commit;
        Database state = newest.asOf(commit);
        state.table("message").orElseThrow().scan(row -> rows[at]++, damage -> {});
        assertThat(state.table("later").isPresent()).isEqualTo(commit >= 2);
      }
      assertThat(rows).containsExactly(400, 300, 300, 0);
    }
  }

  @Test
  void thePublicStoreWhoseContentLiesInItsLog() throws Exception {
    Path file = SharedData.require("unsent-in-wal/chat.db");
    try (FileBytes main = FileBytes.open(file);
        FileBytes log = FileBytes.open(Path.of(file + "-wal"))) {
      History history = History.of(new Evidence("chat.db", main, log, null));
      List<MessageEvent> changed =
          history.events().stream().filter(event -> event.kind() == Kind.CHANGED).toList();
      // A message that was sent and later taken back: its text is there before the unsending.
      assertThat(changed).isNotEmpty();
      assertThat(changed).anyMatch(event -> event.textBefore().isPresent());
      assertThat(history.damage()).isEmpty();
    }
  }
}
