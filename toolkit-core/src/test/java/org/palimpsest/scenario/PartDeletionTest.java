package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.finding.Judgement;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Sql;

/** A part of a message goes to Recently Deleted and comes back; none of it is an alteration. */
class PartDeletionTest {

  @TempDir Path folder;

  @Test
  void aPartThatWasDeletedIsRecentlyDeletedAndItsReturnIsARestoration() throws Exception {
    Lab lab = new Lab(folder.resolve("lab"));
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true)) {
      Manifest before = lab.snapshot(home.mac, home.world.now());
      String guid = home.familyGuids.get(2);
      Sql sql = home.mac.store().sql();
      byte[] whole = body(sql, guid);
      sql.run(
          "UPDATE message SET attributedBody = ? WHERE guid = ?",
          AttributedText.plain("what is left").archived(),
          guid);
      sql.run(
          "INSERT INTO recoverable_message_part (chat_id, message_id, part_index, delete_date,"
              + " part_text) SELECT chat_id, message_id, 0, 900, ? FROM chat_message_join"
              + " WHERE message_id = (SELECT ROWID FROM message WHERE guid = ?)",
          whole,
          guid);
      Manifest during = lab.snapshot(home.mac, home.aWeekOn());
      Diff gone = lab.diff(before, during);
      MessageChange change = only(gone, guid);
      assertThat(change.kind()).isEqualTo(ChangeKind.RECENTLY_DELETED);
      assertThat(change.isPartial()).isTrue();
      assertThat(Judgement.of(gone, java.util.List.of()).findings())
          .anyMatch(finding -> finding.statement().startsWith("A part of 1 message"));
      sql.run("DELETE FROM recoverable_message_part");
      sql.run("UPDATE message SET attributedBody = ? WHERE guid = ?", whole, guid);
      Manifest after = lab.snapshot(home.mac, home.aWeekOn());
      assertThat(only(lab.diff(during, after), guid).kind()).isEqualTo(ChangeKind.RESTORED);
    }
  }

  @Test
  void aTextThatNoDeletedPartAccountsForIsAltered() throws Exception {
    Lab lab = new Lab(folder.resolve("lab"));
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true)) {
      Manifest before = lab.snapshot(home.mac, home.world.now());
      String guid = home.familyGuids.get(2);
      Sql sql = home.mac.store().sql();
      sql.run(
          "UPDATE message SET attributedBody = ? WHERE guid = ?",
          AttributedText.plain("forged").archived(),
          guid);
      sql.run(
          "INSERT INTO recoverable_message_part (chat_id, message_id, part_index, delete_date,"
              + " part_text) SELECT chat_id, message_id, 0, 900, ? FROM chat_message_join"
              + " WHERE message_id = (SELECT ROWID FROM message WHERE guid = ?)",
          AttributedText.plain("never said").archived(),
          guid);
      Manifest after = lab.snapshot(home.mac, home.aWeekOn());
      assertThat(only(lab.diff(before, after), guid).kind()).isEqualTo(ChangeKind.ALTERED);
    }
  }

  private static byte[] body(Sql sql, String guid) {
    return (byte[])
        sql.rows("SELECT attributedBody FROM message WHERE guid = ?", guid).get(0).get(0);
  }

  private static MessageChange only(Diff diff, String guid) {
    return diff.messages().stream()
        .filter(change -> change.guid().equals(guid))
        .findFirst()
        .orElseThrow();
  }
}
