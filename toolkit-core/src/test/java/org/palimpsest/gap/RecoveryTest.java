package org.palimpsest.gap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.gap.Remain.Kind;
import org.palimpsest.gap.Remain.Standing;
import org.palimpsest.gap.Rung.Status;
import org.palimpsest.sqlite.FileBytes;
import org.palimpsest.testdata.BulkStore;

/** What deletion leaves under each setting of SQLite is found; what is there is never listed. */
class RecoveryTest {

  @TempDir Path folder = Path.of(".");

  private static Map<Rung, Status> statuses(Recovered recovered) {
    Map<Rung, Status> statuses = new TreeMap<>();
    recovered.rungs().forEach(result -> statuses.put(result.rung(), result.status()));
    assertThat(statuses.keySet()).containsExactly(Rung.values());
    return statuses;
  }

  /** GUIDs by kind of what is called deleted; what is still there must not be among them. */
  private static Map<Kind, Set<String>> deleted(Recovered recovered, Set<Integer> gone)
      throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 1; i <= 2 * ForgedStore.MESSAGES; i++) {
      numbers.put(ForgedStore.guid(i), i);
    }
    Map<Kind, Set<String>> found = new TreeMap<>();
    for (Remain remain : recovered.remains()) {
      if (remain.standing() != Standing.DELETED) {
        continue;
      }
      String name = "";
      if (remain.kind() == Kind.THREAD_LINK) {
        long message = ((Value.Whole) recovered.values(remain).get(1)).value();
        long chat = ((Value.Whole) recovered.values(remain).get(0)).value();
        assertThat(chat).isEqualTo(message % 9 + 1);
        assertThat(gone).contains((int) message);
        name = String.valueOf(message);
      } else {
        for (Value value : recovered.values(remain)) {
          if (value instanceof Value.Words words && numbers.containsKey(words.value())) {
            name = words.value();
            int number = numbers.getOrDefault(name, 0);
            assertThat(gone).contains(number);
            if (remain.rowidProven()) {
              assertThat(remain.rowid()).isEqualTo(number);
            }
          }
        }
        if (remain.kind() == Kind.ROW && !name.isEmpty()) {
          assertThat(recovered.values(remain))
              .contains(
                  new Value.Words(ForgedStore.text(numbers.getOrDefault(name, 0))),
                  new Value.Whole(ForgedStore.date(numbers.getOrDefault(name, 0))));
        }
      }
      if (!name.isEmpty()) {
        found.computeIfAbsent(remain.kind(), kind -> new TreeSet<>()).add(name);
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"OFF", "FAST", "ON"})
  void nothingDeletedIsSaidSo(String secureDelete) throws Exception {
    try (ForgedStore store = new ForgedStore(folder, secureDelete)) {
      Recovered recovered = store.recover();
      assertThat(recovered.remains()).isEmpty();
      assertThat(statuses(recovered))
          .containsEntry(Rung.COUNTERS, Status.NONE_FOUND)
          .containsEntry(Rung.TOMBSTONES, Status.NOT_LOOKED_AT)
          .containsEntry(Rung.LOG_STATES, Status.NOT_LOOKED_AT)
          .containsEntry(Rung.JOURNAL_STATES, Status.NOT_LOOKED_AT)
          .containsEntry(Rung.INDEX_ENTRIES, Status.NONE_FOUND)
          .containsEntry(Rung.FREELIST, Status.NONE_FOUND)
          .containsEntry(Rung.FREE_SPACE, Status.NONE_FOUND)
          .containsEntry(Rung.UNREFERENCED_PAGES, Status.NONE_FOUND);
    }
  }

  /** SQLite lets a key that is not the ROWID be NULL. */
  @Test
  void rowsWhoseKeyIsNullAreThereAndNotCalledDeleted() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "OFF")) {
      store.run("CREATE TABLE odd(id TEXT PRIMARY KEY, k TEXT, b TEXT, n)");
      store.run("CREATE INDEX odd_b ON odd(b DESC, k)");
      Random random = new Random(1);
      for (int i = 0; i < 400; i++) {
        String words = "word" + i + "-" + "x".repeat(5 + random.nextInt(115));
        store.run("INSERT INTO odd(k, b, n) VALUES('key" + i + "', '" + words + "', " + i + ")");
      }
      for (int i = 0; i < 400; i += 5) {
        store.run("DELETE FROM odd WHERE k = 'key" + i + "'");
      }
      for (int i = 400; i < 440; i++) {
        String words = "word" + i + "-" + "y".repeat(5 + random.nextInt(115));
        store.run("INSERT INTO odd(k, b, n) VALUES('key" + i + "', '" + words + "', " + i + ")");
      }
      Set<String> deleted = new HashSet<>();
      for (int i = 0; i < 400; i += 5) {
        deleted.add("key" + i);
      }
      Recovered recovered = store.recover();
      for (Remain remain : recovered.remains()) {
        for (Value value : recovered.values(remain)) {
          if (value instanceof Value.Words words && words.value().startsWith("key")) {
            assertThat(deleted).contains(words.value());
          }
        }
      }
    }
  }

  /**
   * Keys that come in no order split pages and move entries half over each other. What such moves
   * leave is copies, whole or spliced, of what is there.
   */
  @Test
  void aLargeStoreInWhichNothingWasDeletedHasNoRemains() throws Exception {
    Path file = folder.resolve("large.db");
    BulkStore.forge(file, 60_000, 5);
    try (FileBytes bytes = FileBytes.open(file)) {
      Recovered recovered = Recovery.of(new Evidence("large.db", bytes, null, null));

      assertThat(recovered.remains()).isEmpty();
      assertThat(recovered.staleCopies()).isGreaterThan(1_000);
      assertThat(statuses(recovered))
          .containsEntry(Rung.COUNTERS, Status.NONE_FOUND)
          .containsEntry(Rung.INDEX_ENTRIES, Status.NONE_FOUND)
          .containsEntry(Rung.FREE_SPACE, Status.NONE_FOUND);
    }
  }

  @Test
  void singleRowsAreFoundInFreeBlocks() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "OFF")) {
      Set<Integer> gone = Set.of(3, 77, 130, 131, 132, 250, 399);
      for (int message : gone) {
        store.delete(message);
      }
      Recovered recovered = store.recover();
      Map<Kind, Set<String>> found = deleted(recovered, gone);
      assertThat(found.get(Kind.ROW)).hasSize(gone.size());
      assertThat(found.get(Kind.INDEX_ENTRY)).hasSizeGreaterThanOrEqualTo(gone.size() - 1);
      assertThat(found.get(Kind.THREAD_LINK)).hasSize(gone.size());
      assertThat(statuses(recovered))
          .containsEntry(Rung.COUNTERS, Status.FOUND)
          .containsEntry(Rung.INDEX_ENTRIES, Status.FOUND)
          .containsEntry(Rung.FREE_SPACE, Status.FOUND)
          .containsEntry(Rung.ZEROED_SPACE, Status.NONE_FOUND);
    }
  }

  @Test
  void zeroedRowsAreSaidToBeDestroyed() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "ON")) {
      for (int message = 5; message <= 395; message += 10) {
        store.delete(message);
      }
      Recovered recovered = store.recover();
      assertThat(deleted(recovered, Set.of())).isEmpty();
      assertThat(statuses(recovered))
          .containsEntry(Rung.COUNTERS, Status.FOUND)
          .containsEntry(Rung.STALE_POINTERS, Status.FOUND)
          .containsEntry(Rung.ZEROED_SPACE, Status.FOUND)
          .containsEntry(Rung.OVERFLOW_CHAINS, Status.DESTROYED);
    }
  }

  @Test
  void vacuumLeavesTheCountersOnly() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "OFF")) {
      for (int message = 5; message <= 395; message += 10) {
        store.delete(message);
      }
      store.run("VACUUM");
      Recovered recovered = store.recover();
      assertThat(recovered.remains()).isEmpty();
      assertThat(recovered.rungs().get(0).count()).isEqualTo(80);
      assertThat(statuses(recovered))
          .containsEntry(Rung.COUNTERS, Status.FOUND)
          .containsEntry(Rung.STALE_POINTERS, Status.DESTROYED)
          .containsEntry(Rung.INDEX_ENTRIES, Status.DESTROYED)
          .containsEntry(Rung.FREELIST, Status.DESTROYED)
          .containsEntry(Rung.FREE_SPACE, Status.DESTROYED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OFF", "ON"})
  void theLogHoldsWhatItsCommitsTookAway(String secureDelete) throws Exception {
    try (ForgedStore store =
        new ForgedStore(folder, secureDelete, "journal_mode=WAL", "wal_autocheckpoint=0")) {
      store.run("PRAGMA wal_checkpoint(TRUNCATE)");
      Set<Integer> gone = new TreeSet<>();
      for (int message = 401; message <= 440; message++) {
        store.insert(message);
        gone.add(message);
      }
      for (int message : gone) {
        store.delete(message);
      }
      Recovered recovered = store.recover();
      Map<Kind, Set<String>> found = deleted(recovered, gone);
      assertThat(found.get(Kind.ROW)).hasSize(40);
      assertThat(found.get(Kind.INDEX_ENTRY)).hasSize(40);
      assertThat(found.get(Kind.THREAD_LINK)).hasSize(40);
      assertThat(recovered.remains())
          .filteredOn(remain -> remain.region() == Region.LOG_COMMIT)
          .allMatch(remain -> remain.commit() > 0)
          .hasSizeGreaterThan(100);
      assertThat(statuses(recovered)).containsEntry(Rung.LOG_STATES, Status.FOUND);
    }
  }

  @Test
  void aKeptJournalHoldsTheStateBefore() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "ON", "journal_mode=PERSIST")) {
      Set<Integer> gone = new TreeSet<>();
      store.run("BEGIN");
      for (int message = 4; message <= 394; message += 10) {
        store.delete(message);
        gone.add(message);
      }
      store.run("COMMIT");
      Recovered recovered = store.recover();
      assertThat(deleted(recovered, gone).get(Kind.ROW)).hasSize(40);
      assertThat(statuses(recovered)).containsEntry(Rung.JOURNAL_STATES, Status.FOUND);
    }
  }

  @Test
  void anEditedRowIsAnEarlierVersion() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "OFF")) {
      store.run("UPDATE message SET text = text || ' and now edited' WHERE ROWID IN (20, 90, 91)");
      Recovered recovered = store.recover();
      assertThat(recovered.remains())
          .isNotEmpty()
          .allMatch(remain -> remain.standing() != Standing.DELETED);
    }
  }

  @Test
  void aDroppedTableIsReadByItsOldDefinition() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "OFF")) {
      store.run("CREATE TABLE note(id INTEGER PRIMARY KEY, words TEXT NOT NULL, weight REAL)");
      for (int i = 1; i <= 12; i++) {
        store.run("INSERT INTO note VALUES(" + i + ", 'note number " + i + "', " + i + ".5)");
      }
      store.run("DROP TABLE note");
      Recovered recovered = store.recover();
      assertThat(recovered.dropped()).containsExactly("note");
      assertThat(recovered.remains()).hasSize(12).allMatch(each -> each.table().equals("note"));
      assertThat(recovered.values(recovered.remains().get(0)))
          .hasSize(3)
          .anyMatch(value -> value instanceof Value.Words)
          .anyMatch(value -> value instanceof Value.Real);
    }
  }

  @Test
  void overflowChainsAreFollowedToTheirEnd() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "OFF")) {
      store.delete(57);
      Recovered recovered = store.recover();
      Remain row =
          recovered.remains().stream()
              .filter(remain -> remain.kind() == Kind.ROW)
              .findFirst()
              .orElseThrow();
      assertThat(row.rung()).isEqualTo(Rung.OVERFLOW_CHAINS);
      // The first page of the chain became a trunk of the freelist, whose list took its beginning.
      assertThat(row.standing()).isEqualTo(Standing.FRAGMENT);
      assertThat(recovered.values(row)).contains(new Value.Words(ForgedStore.text(57)));
    }
  }

  private static void addDeletionTables(ForgedStore store) throws Exception {
    store.run(
        "CREATE TABLE deleted_messages(ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, guid TEXT"
            + " NOT NULL)");
    store.run(
        "CREATE TABLE chat_recoverable_message_join(chat_id INTEGER, message_id INTEGER,"
            + " delete_date INTEGER, ck_sync_state INTEGER DEFAULT 0, PRIMARY KEY(chat_id,"
            + " message_id), CHECK (delete_date != 0))");
    store.run(
        "CREATE TABLE message_attachment_join(message_id INTEGER, attachment_id INTEGER,"
            + " UNIQUE(message_id, attachment_id))");
    for (int i = 1; i <= 7; i++) {
      store.run("INSERT INTO message_attachment_join VALUES(" + 3 * i + ", " + i + ")");
    }
  }

  /** Its entries look like those of other indexes; they are copies of rows that are there. */
  @ParameterizedTest
  @ValueSource(strings = {"OFF handle_id", "FAST handle_id", "FAST handle_id, date", "OFF date"})
  void aDroppedIndexTakesNoRowAway(String text) throws Exception {
    String secureDelete = text.substring(0, text.indexOf(' '));
    String columns = text.substring(text.indexOf(' ') + 1);
    try (ForgedStore store = new ForgedStore(folder, secureDelete)) {
      addDeletionTables(store);
      store.run("CREATE INDEX of_old ON message(" + columns + ")");
      store.run("DROP INDEX of_old");
      Recovered recovered = store.recover();
      assertThat(recovered.remains()).isEmpty();
      assertThat(recovered.staleCopies()).isPositive();
      assertThat(statuses(recovered))
          .containsEntry(Rung.COUNTERS, Status.NONE_FOUND)
          .containsEntry(Rung.INDEX_ENTRIES, Status.NONE_FOUND)
          .containsEntry(Rung.FREELIST, Status.NONE_FOUND);
    }
  }

  /** What it held of a row that was deleted before is a remain as ever. */
  @Test
  void aDroppedIndexStillNamesTheRowsThatAreGone() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "FAST")) {
      addDeletionTables(store);
      store.run("CREATE INDEX of_old ON message(handle_id, date)");
      store.run("DROP INDEX of_old");
      Set<Integer> gone = Set.of(40, 41, 42, 300);
      for (int message : gone) {
        store.delete(message);
      }
      Recovered recovered = store.recover();
      assertThat(recovered.remains())
          .filteredOn(remain -> remain.kind() == Kind.INDEX_ENTRY)
          .hasSize(gone.size())
          .allMatch(remain -> remain.standing() == Standing.DELETED)
          .allMatch(remain -> remain.table().equals("message"))
          .allMatch(remain -> gone.contains((int) remain.rowid()));
      for (Remain remain : recovered.remains()) {
        if (remain.kind() == Kind.INDEX_ENTRY) {
          assertThat(recovered.columns(remain)).containsExactly("handle_id", "date");
          assertThat(recovered.values(remain))
              .contains(new Value.Whole(ForgedStore.date((int) remain.rowid())));
        }
      }
    }
  }

  /** Freed pages that were never written, in a store of which no row is missing. */
  @Test
  void nothingIsCalledDestroyedWhereNoNumberIsMissing() throws Exception {
    try (ForgedStore store = new ForgedStore(folder, "ON")) {
      store.run("CREATE INDEX of_old ON message(text)");
      store.run("DROP INDEX of_old");
      assertThat(statuses(store.recover()))
          .containsEntry(Rung.COUNTERS, Status.NONE_FOUND)
          .containsEntry(Rung.INDEX_ENTRIES, Status.NONE_FOUND)
          .containsEntry(Rung.FREELIST, Status.NONE_FOUND);
    }
  }

  @Test
  void aSimpleCheckIsRead() {
    String sql = "CREATE TABLE t(a INT DEFAULT 'CHECK (b != 0)', b INT, d INT, CHECK (d != 0))";
    assertThat(Checks.refuseZero(sql, "d")).isTrue();
    assertThat(Checks.refuseZero(sql, "b")).isFalse();
    assertThat(Checks.refuseZero("CREATE TABLE t(d INT CHECK(\"d\" <> 0))", "d")).isTrue();
    assertThat(Checks.refuseZero("CREATE TABLE t(d INT CHECK(d != 0 OR d = 0))", "d")).isFalse();
  }
}
