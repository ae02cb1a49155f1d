package org.palimpsest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.continuity.Gap;
import org.palimpsest.continuity.Gaps;
import org.palimpsest.continuity.GapsJson;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.testdata.Generation;

/** What one store alone says of rows that went, against SQL on the same store. */
class GapsTest {

  @TempDir Path folder;

  private interface Event {
    void happen(Household home) throws Exception;
  }

  private Gaps gaps(Event event) throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_13, true, 4)) {
      Lab lab = new Lab(folder.resolve("lab"));
      event.happen(home);
      home.world.advance(Duration.ofHours(1));
      try (SnapshotView view = lab.view(lab.snapshot(home.mac, home.world.now()))) {
        return Gaps.of(view);
      }
    }
  }

  private static Optional<Gap> of(Gaps gaps, String kind) {
    return gaps.gaps().stream().filter(gap -> gap.kind().equals(kind)).findFirst();
  }

  @Test
  void aStoreFromWhichNothingWentShowsNothingThatPointsAtAnotherWriter() throws Exception {
    Gaps gaps = gaps(home -> {});
    assertTrue(gaps.gaps().stream().noneMatch(Gap::alarm), gaps.gaps().toString());
    assertEquals(Optional.empty(), of(gaps, "messages-gone-by-counter"));
    assertTrue(gaps.complete());
    assertTrue(gaps.looks().stream().anyMatch(look -> look.status().equals("none-found")));
  }

  @Test
  void aRowDeletedWithForeignKeysOffLeavesItsJoinRow() throws Exception {
    Gaps gaps = gaps(home -> home.mac.tamperDelete(home.workGuids.get(2)));
    Gap orphan = of(gaps, "orphan-join-rows").orElseThrow();
    assertTrue(orphan.alarm());
    assertEquals(1, orphan.count());
    assertEquals("chat_message_join", orphan.places().get(0).table());
    assertEquals(1, of(gaps, "messages-gone-by-counter").orElseThrow().count());
  }

  @Test
  void aTapbackWhoseMessageWentNamesItAndTheRecordsDoToo() throws Exception {
    String[] target = new String[1];
    Gaps gaps =
        gaps(
            home -> {
              target[0] = home.familyGuids.get(1);
              home.mac.deleteOutright(List.of(target[0]));
            });
    Gap named =
        gaps.gaps().stream()
            .filter(gap -> gap.kind().equals("dangling-references"))
            .filter(gap -> gap.statement().contains("associated_message_guid"))
            .findFirst()
            .orElseThrow();
    assertEquals(Optional.of(target[0]), named.places().get(0).guid());
    assertFalse(named.explanations().isEmpty());
    assertTrue(of(gaps, "deletion-records").isPresent());
    assertTrue(gaps.gaps().stream().noneMatch(Gap::alarm));
    String json = GapsJson.of(gaps).toString();
    assertTrue(json.contains(target[0]));
    gaps.gaps()
        .forEach(gap -> assertTrue(gap.statement().matches("[A-Z0-9].*\\."), gap.statement()));
  }

  @Test
  void aCounterThatWasSetBackAndAMissingTriggerAreSaid() throws Exception {
    Gaps gaps =
        gaps(
            home -> {
              home.mac
                  .store()
                  .sql()
                  .run("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'message'");
              home.mac.store().tampering().dropTrigger("add_to_deleted_messages");
            });
    assertTrue(of(gaps, "counter-below-rows").orElseThrow().alarm());
    assertTrue(of(gaps, "record-trigger-missing").orElseThrow().alarm());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM sqlite_sequence WHERE name = 'message'",
        "UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'message'"
      })
  void aCounterThatIsGoneOrCannotBeIsAGap(String change) throws Exception {
    Gaps gaps = gaps(home -> home.mac.store().sql().run(change));
    assertTrue(of(gaps, "counter-missing").orElseThrow().alarm());
  }

  @Test
  void whatLiesInRecentlyDeletedIsCounted() throws Exception {
    Gaps gaps = gaps(home -> home.mac.deleteMessages(home.workGuids.subList(0, 3)));
    assertEquals(3, of(gaps, "recently-deleted").orElseThrow().count());
  }
}
