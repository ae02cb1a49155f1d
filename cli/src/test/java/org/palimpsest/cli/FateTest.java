package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.RetentionPolicy;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.vault.Vault;

/** What entries of reports keep from being dropped, those of the first versions too. */
@ExtendWith(Scenes.class)
final class FateTest {

  private static final RetentionPolicy NEWEST = new RetentionPolicy(1, 0, 0, 0, 0);

  private static LoggedEntry report(String... method) {
    Sha256 none = Sha256.of(new byte[0]);
    Entry entry = Entry.of(Story.SECOND, Action.REPORT).method(List.of(method));
    return new LoggedEntry(9, none, none, entry, "");
  }

  private static Optional<String> fate(List<Manifest> all, Manifest of, List<LoggedEntry> entries) {
    return Fate.of(all, entries, NEWEST, Story.SECOND).stream()
        .filter(fate -> fate.manifest().id().equals(of.id()))
        .findFirst()
        .orElseThrow()
        .keptBecause();
  }

  @Test
  void anEntryThatNamesTwoSnapshotsMayRestOnAnyBetweenThem(Scene scene) throws Exception {
    Path copy = scene.folder().resolve("an hour later");
    Tree.copy(scene.story().imacBefore(), copy);
    for (Path file : Tree.files(copy)) {
      Files.setLastModifiedTime(file, FileTime.from(Story.FIRST.plus(Duration.ofHours(1))));
    }
    scene.run("snapshot", copy, "--device", "imac").ends(Exit.OK);
    List<Manifest> all = new Snapshots(Vault.open(scene.vault())).inTime();
    List<Manifest> series = all.stream().filter(each -> each.device().equals("imac")).toList();
    List<Manifest> others = all.stream().filter(each -> !each.device().equals("imac")).toList();
    assertThat(series).hasSize(3);
    Manifest between = series.get(1);
    String from = "from " + series.get(0).id();
    String to = "to " + series.get(2).id();

    assertThat(fate(all, between, List.of())).isEmpty();
    assertThat(fate(all, between, List.of(report(from, to)))).contains("cited by entry 9");
    assertThat(fate(all, series.get(0), List.of(report(from, to)))).contains("cited by entry 9");
    assertThat(fate(all, others.get(0), List.of(report(from, to)))).isEmpty();

    LoggedEntry saysAll = report(from, to, ReportVerb.RESTS_ON + series.get(2).id());
    assertThat(fate(all, between, List.of(saysAll))).isEmpty();
    LoggedEntry names = report(from, to, ReportVerb.RESTS_ON + between.id());
    assertThat(fate(all, between, List.of(names))).contains("cited by entry 9");
  }

  @Test
  void whatARunComparesWithNextStays(Scene scene) throws Exception {
    List<Manifest> all = new Snapshots(Vault.open(scene.vault())).inTime();
    Manifest first =
        all.stream().filter(each -> each.device().equals("imac")).findFirst().orElseThrow();
    Sha256 none = Sha256.of(new byte[0]);
    Entry entry =
        Entry.of(Story.SECOND, Action.RUN)
            .method(List.of("source imac complete", "compared " + first.id() + " of imac"));
    LoggedEntry run = new LoggedEntry(9, none, none, entry, "");
    assertThat(fate(all, first, List.of())).isEmpty();
    assertThat(fate(all, first, List.of(run))).contains("a run compares with it next");
    String from = "from " + first.id();
    assertThat(fate(all, first, List.of(run, report(from, ReportVerb.RESTS_ON + first.id()))))
        .contains("cited by entry 9");
  }
}
