package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;
import org.palimpsest.finding.Judgement;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.verdict.Check;

/** What came and went from day to day, against the stores themselves as sqlite-jdbc reads them. */
class TurnoverTest extends DailySeries {

  @Test
  void itSaysWhatCameAndWhatWent() throws Exception {
    SoughtMessages sought = new SoughtMessages(all());
    for (int i = 1; i < DAYS; i++) {
      Turnover turnover =
          Turnover.between(lab.vault(), series.get(i - 1), series.get(i)).orElseThrow();
      Set<String> came = less(guids.get(i), guids.get(i - 1));
      Set<String> went = less(guids.get(i - 1), guids.get(i));
      assertThat(turnover.came(sought)).isEqualTo(came).anyMatch(guid -> guid.startsWith("odd é"));
      assertThat(turnover.went(sought)).isEqualTo(went).isNotEmpty();
      assertThat(turnover).hasToString(came.size() + " came, " + went.size() + " went");
      SoughtMessages one = new SoughtMessages(Set.of(came.iterator().next(), "nobody's"));
      assertThat(turnover.came(one)).hasSize(1);
      assertThat(turnover.went(one)).isEmpty();
    }
  }

  @Test
  void itIsCountedFromOneSnapshotOnly() throws Exception {
    assertThat(Turnover.isNamed(series.get(0))).isFalse();
    assertThat(Turnover.between(lab.vault(), series.get(0), series.get(2))).isEmpty();
    assertThat(Turnover.between(lab.vault(), series.get(2), series.get(1))).isEmpty();
    Turnover none = Turnover.between(lab.vault(), series.get(2), series.get(2)).orElseThrow();
    assertThat(none).hasToString("0 came, 0 went");
    assertThat(none.came(new SoughtMessages(all()))).isEmpty();
  }

  @Test
  void whatIsHeldSomewhereIsTheSameWithItAndByAsking() throws Exception {
    Set<String> wanted = less(all(), guids.get(DAYS - 1));
    wanted.addAll(less(guids.get(DAYS - 1), guids.get(DAYS - 2)));
    List<Manifest> earlier = series.subList(0, DAYS - 1);
    Set<String> truth = new HashSet<>(wanted);
    truth.retainAll(less(all(), less(guids.get(DAYS - 1), guids.get(DAYS - 2))));
    for (int threads = 1; threads < 4; threads++) {
      assertThat(SnapshotKeys.held(lab.vault(), earlier, wanted, threads)).isEqualTo(truth);
    }
    List<Manifest> asked = new ArrayList<>();
    for (int i = 0; i < earlier.size(); i++) {
      asked.add(i % 2 == 0 ? without(earlier.get(i), "turnover") : earlier.get(i));
    }
    assertThat(SnapshotKeys.held(lab.vault(), asked, wanted, 2)).isEqualTo(truth);
  }

  @Test
  void aLongDiffIsJudgedTheSameWithItAndByAsking() throws Exception {
    Judgement with = lab.judge(series.get(0), series.get(DAYS - 1));
    Judgement asked = lab.judge(series.get(0), series.get(DAYS - 1), false);
    assertThat(with.attributions()).isEqualTo(asked.attributions()).isNotEmpty();
    assertThat(with.findings()).isEqualTo(asked.findings()).isNotEmpty();
    // Two snapshots in the midst lose each other, so that only some neighbours are known.
    Files.delete(lab.vault().snapshots().resolve(series.get(3).id() + ".json"));
    Judgement fewer = lab.judge(series.get(0), series.get(DAYS - 1));
    assertThat(fewer.attributions().keySet()).isEqualTo(asked.attributions().keySet());
    assertThat(fewer.findings())
        .isEqualTo(lab.judge(series.get(0), series.get(DAYS - 1), false).findings());
  }

  @Test
  void oneOfAnotherSnapshotIsFound() throws Exception {
    assertThat(failures()).isEmpty();
    Manifest last = series.get(DAYS - 1);
    byte[] other = object(series.get(2), "turnover");
    byte[] mine = object(last, "turnover");
    System.arraycopy(mine, 8, other, 8, Sha256.LENGTH);
    Path forged = replaceNote(last, "turnover", put(other));
    assertThat(failures()).containsExactly("its turnover is not that of the record lists");
    Files.delete(forged);
    byte[] torn = mine.clone();
    torn[torn.length - 1]++;
    Path second = replaceNote(last, "turnover", put(torn));
    assertThat(failures()).containsExactly("its turnover is not that of the record lists");
    Files.delete(second);
    replaceNote(last, "turnover", put(java.util.Arrays.copyOf(mine, mine.length - 1)));
    assertThat(failures()).containsExactly("its turnover is not that of the record lists");
  }

  @Test
  void oneThatIsGoneIsNamedAndTheListsAreAsked() throws Exception {
    Manifest last = series.get(DAYS - 1);
    replaceNote(last, "turnover", Sha256.of(new byte[] {1}));
    for (boolean deep : List.of(false, true)) {
      assertThat(failures(deep)).containsExactly("its record turnover is damaged or gone");
    }
    Manifest without =
        lab.snapshots().list().stream()
            .filter(each -> each.asOf().equals(last.asOf()))
            .findFirst()
            .orElseThrow();
    assertThat(Turnover.between(lab.vault(), series.get(DAYS - 2), without)).isEmpty();
  }

  /** Damage of one snapshot's sums is not said to be the next one's. */
  @Test
  void damageOfTheSnapshotBeforeIsSaidOfThatAlone() throws Exception {
    Manifest third = series.get(3);
    replace(third, third.object("records", "runs").hex(), Sha256.of(new byte[] {1}));
    List<String> names =
        checks(true).stream().filter(Check::isFailure).map(Check::name).distinct().toList();
    assertThat(names).noneMatch(name -> name.contains(series.get(4).toString()));
    assertThat(checks(true).stream().map(Check::name)).contains(series.get(4) + " rebuilt");
  }

  /** Each loss lies between the two snapshots that sqlite-jdbc saw it between. */
  @Test
  void oddGuidsAreFollowedAsAnyOther() throws Exception {
    Judgement judged = lab.judge(series.get(0), series.get(DAYS - 1));
    Set<String> gone = less(guids.get(0), guids.get(DAYS - 1));
    assertThat(judged.attributions().keySet()).containsAll(gone);
    Set<String> odd = new TreeSet<>();
    guids.get(2).stream().filter(guid -> guid.startsWith("odd é")).forEach(odd::add);
    assertThat(odd).isNotEmpty();
    try (SnapshotKeys keys = SnapshotKeys.open(lab.vault(), series.get(2))) {
      assertThat(keys.messages(odd)).isEqualTo(odd);
    }
    Set<String> said = new TreeSet<>();
    lab.diff(series.get(1), series.get(2)).messages().forEach(change -> said.add(change.guid()));
    assertThat(said).containsAll(less(guids.get(2), guids.get(1)));
  }

  @Test
  void wherePrunedSnapshotsLeaveAGapNothingIsSaid() throws Exception {
    Files.delete(lab.vault().snapshots().resolve(series.get(3).id() + ".json"));
    assertThat(failures()).isEmpty();
    assertThat(Turnover.between(lab.vault(), series.get(2), series.get(4))).isEmpty();
  }

  @Test
  void aSnapshotAfterADamagedOneHasNone() throws Exception {
    Manifest last = series.get(DAYS - 1);
    String was = last.object("records", "digests").hex();
    replace(last, was, series.get(1).object("records", "digests"));
    next(DAYS);
    keep();
    assertThat(Turnover.isNamed(series.get(DAYS))).isFalse();
    assertThat(series.get(DAYS).complete()).isTrue();
  }

  @Test
  void aStoreThatIsOnlyLookedAtIsJudgedWithoutOne() throws Exception {
    next(DAYS);
    try (SnapshotMaker maker = new SnapshotMaker(lab.vault(), 2, stage -> {})) {
      SnapshotMaker.Prepared look =
          maker
              .onlyToCompare()
              .prepare(
                  Lab.request(store, "bulk", Household.START.plusSeconds(86_400L * DAYS)),
                  wait -> Thread.sleep(wait.toMillis()));
      assertThat(Turnover.between(lab.vault(), series.get(DAYS - 1), look.manifest())).isEmpty();
      Judgement seen = lab.judge(series.get(0), look);
      keep();
      Judgement kept = lab.judge(series.get(0), series.get(DAYS));
      assertThat(seen.attributions()).isEqualTo(kept.attributions()).isNotEmpty();
    }
  }

  @Test
  void tooMuchOfItIsNotWorthNoting() throws Exception {
    SnapshotLists a = lists(series.get(0));
    SnapshotLists b = lists(series.get(6));
    try (a;
        b) {
      RecordRuns sumsA = Objects.requireNonNull(a.runs());
      RecordRuns sumsB = Objects.requireNonNull(b.runs());
      Turnover.Summed from = new Turnover.Summed(DigestList.open(a.digests(), sumsA), sumsA);
      Turnover.Summed to = new Turnover.Summed(DigestList.open(b.digests(), sumsB), sumsB);
      int exact = less(guids.get(6), guids.get(0)).size() + less(guids.get(0), guids.get(6)).size();
      Sha256 root = series.get(0).root();
      assertThat(Turnover.write(root, from, to, exact)).isPresent();
      assertThat(Turnover.write(root, from, to, exact - 1)).isEmpty();
    }
  }
}
