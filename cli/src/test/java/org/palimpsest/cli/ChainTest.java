package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.snapshot.Manifest;

/** Which snapshots a run compares, whatever became of the runs before it. */
@ExtendWith(Scenes.class)
final class ChainTest {

  private static final Sha256 ANY = Sha256.of(new byte[0]);

  private final List<LoggedEntry> log = new ArrayList<>();
  private final List<Manifest> all = new ArrayList<>();
  private ObjectNode some = Json.object();

  @BeforeEach
  void read(Scene scene) throws IOException {
    some =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    Files.readAllBytes(Tree.files(scene.vault().resolve("snapshots")).get(0)));
  }

  private void logged(Entry entry) {
    log.add(new LoggedEntry(log.size() + 1, ANY, ANY, entry, ""));
  }

  private Manifest taken(int day, boolean complete) throws MalformedJsonException {
    Instant at = Story.FIRST.plusSeconds(86_400L * day);
    ObjectNode json = some.deepCopy();
    json.put("asOf", at.toString()).put("takenAt", at.toString()).put("complete", complete);
    // What shows the same is told apart by when it was entered.
    json.put("note", "number " + log.size());
    Manifest manifest = Manifest.read(Json.canonical(json));
    logged(Entry.of(at, Action.SNAPSHOT).snapshot(Workspace.facts(manifest)));
    all.add(manifest);
    return manifest;
  }

  private Manifest taken(int day) throws MalformedJsonException {
    return taken(day, true);
  }

  private void compared(Manifest manifest) {
    logged(
        Entry.of(Story.FIRST, Action.RUN)
            .method(List.of(Baselines.step(manifest.id(), manifest.device()))));
  }

  private List<Manifest> to(Manifest last) {
    return Chain.to(last, all, log).links();
  }

  @Test
  void theFirstHasNothingBeforeIt() throws MalformedJsonException {
    Manifest first = taken(1);
    assertThat(to(first)).containsExactly(first);
  }

  @Test
  void withoutABaselineTheNewestCompleteOneIsComparedWith() throws MalformedJsonException {
    Manifest torn = taken(1, false);
    Manifest second = taken(2, false);
    assertThat(to(second)).containsExactly(torn, second);
    Manifest whole = taken(3);
    Manifest tornAgain = taken(4, false);
    Manifest last = taken(5);
    assertThat(to(tornAgain)).containsExactly(whole, tornAgain);
    assertThat(to(last)).containsExactly(whole, last);
  }

  @Test
  void everyCompleteOneSinceTheBaselineIsALink() throws MalformedJsonException {
    taken(1);
    Manifest baseline = taken(2);
    compared(baseline);
    Manifest between = taken(3);
    Manifest torn = taken(4, false);
    Manifest another = taken(5);
    Manifest last = taken(6, false);
    assertThat(to(last)).containsExactly(baseline, between, another, last).doesNotContain(torn);
    compared(another);
    assertThat(to(last)).containsExactly(another, last);
  }

  @Test
  void thatOfAnotherDeviceIsNone() throws MalformedJsonException {
    Manifest first = taken(1);
    Manifest second = taken(2);
    logged(
        Entry.of(Story.FIRST, Action.RUN).method(List.of(Baselines.step(first.id(), "another"))));
    Manifest last = taken(3);
    assertThat(to(last)).containsExactly(second, last);
  }

  @Test
  void aBaselineThatWasPrunedIsStoodInFor() throws MalformedJsonException {
    Manifest before = taken(1);
    Manifest pruned = taken(2);
    compared(pruned);
    Manifest after = taken(3);
    Manifest last = taken(4);
    all.remove(pruned);
    assertThat(to(last)).containsExactly(before, after, last);
    all.remove(before);
    assertThat(to(last)).containsExactly(after, last);
    all.remove(after);
    assertThat(to(last)).containsExactly(last);
  }

  /** It would show all that came since as gone; the state that the run took is never left out. */
  @Test
  void anOldBackupThatIsTakenInLateIsNoLink() throws MalformedJsonException {
    Manifest baseline = taken(5);
    compared(baseline);
    taken(1);
    Manifest between = taken(6);
    taken(2);
    Manifest last = taken(3);
    assertThat(to(last)).containsExactly(baseline, between, last);
  }
}
