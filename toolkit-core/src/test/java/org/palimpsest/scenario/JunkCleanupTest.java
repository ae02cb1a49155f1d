package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cause.Attribution;
import org.palimpsest.finding.Judgement;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.testdata.Generation;

/** A blocked chat row speaks for the thread of its person and for no other. */
class JunkCleanupTest {

  @TempDir Path folder;

  private Household home;
  private Lab lab;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true);
    lab = new Lab(folder.resolve("lab"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private interface Event {
    void happen() throws Exception;
  }

  private List<String> rules(Event event) throws Exception {
    Manifest before = lab.snapshot(home.mac, home.world.now());
    home.world.advance(Duration.ofDays(2));
    event.happen();
    home.world.sync();
    home.world.advance(Duration.ofHours(1));
    Judgement judgement = lab.judge(before, lab.snapshot(home.mac, home.world.now()));
    assertThat(judgement.attributions()).isNotEmpty();
    return judgement.attributions().values().stream().map(Attribution::rule).toList();
  }

  private void blockNobody(String identifier) {
    home.mac
        .store()
        .sql()
        .run(
            "INSERT INTO chat (guid, style, chat_identifier, service_name, is_blackholed)"
                + " VALUES ('iMessage;-;', 45, "
                + identifier
                + ", 'iMessage', 1)");
  }

  @Test
  void aGroupIsNotTheJunkOfABlockedRowThatNamesNobody() throws Exception {
    blockNobody("NULL");
    assertThat(rules(() -> home.mac.deleteOutright(home.mac.deleteThread(home.lunch))))
        .doesNotContain("junk-cleanup");
  }

  @Test
  void norIsAMessageOfNoThread() throws Exception {
    blockNobody("''");
    String guid = home.workGuids.get(3);
    home.mac.store().tampering().dropTrigger("after_delete_on_chat_message_join");
    home.mac
        .store()
        .sql()
        .run(
            "DELETE FROM chat_message_join WHERE message_id ="
                + " (SELECT ROWID FROM message WHERE guid = ?)",
            guid);
    assertThat(rules(() -> home.mac.deleteOutright(List.of(guid)))).doesNotContain("junk-cleanup");
  }

  @Test
  void theThreadOfABlockedPersonIs() throws Exception {
    blockNobody("NULL");
    home.mac
        .store()
        .sql()
        .run("UPDATE chat SET is_blackholed = 1 WHERE chat_identifier = ?", home.ben.address());
    assertThat(rules(() -> home.mac.deleteOutright(home.workGuids.subList(2, 5))))
        .containsOnly("junk-cleanup");
  }
}
