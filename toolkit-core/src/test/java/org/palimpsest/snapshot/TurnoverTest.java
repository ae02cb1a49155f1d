package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.finding.Judgement;
import org.palimpsest.json.Json;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.vault.Vault;
import org.palimpsest.verdict.Check;

/** What came and went from day to day, against the stores themselves as sqlite-jdbc reads them. */
class TurnoverTest {

  private static final int DAYS = 7;

  @TempDir Path folder;

  private Lab lab;
  private Path store;
  private final List<Manifest> series = new ArrayList<>();
  private final List<Set<String>> guids = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    store = Files.createDirectories(folder.resolve("bulk")).resolve("chat.db");
    BulkStore.forge(store, 4_000, 3);
    lab = new Lab(folder.resolve("lab"));
    keep();
    for (int day = 1; day < DAYS; day++) {
      next(day);
      keep();
    }
  }

  /** The store a day on; some guids are none of Apple's, so that their keys are long. */
  private void next(int day) throws Exception {
    Path next = store.resolveSibling("next.db");
    BulkStore.mutate(store, next, new BulkStore.Spec(40 + day, 40, 12, 9, 1, 0, 30));
    Files.move(next, store, StandardCopyOption.REPLACE_EXISTING);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE message SET guid = 'odd é " + day + " ' || ROWID WHERE ROWID % 997 = " + day);
    }
  }

  private void keep() throws Exception {
    series.add(lab.snapshot(store, "bulk", Household.START.plusSeconds(86_400L * series.size())));
    Set<String> held = new TreeSet<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT guid FROM message")) {
      while (rows.next()) {
        held.add(rows.getString(1));
      }
    }
    guids.add(held);
  }

  private Set<String> all() {
    Set<String> all = new TreeSet<>();
    guids.forEach(all::addAll);
    return all;
  }

  private static Set<String> less(Set<String> some, Set<String> others) {
    Set<String> left = new TreeSet<>(some);
    left.removeAll(others);
    return left;
  }

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
      asked.add(i % 2 == 0 ? without(earlier.get(i)) : earlier.get(i));
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
    byte[] other = object(series.get(2));
    byte[] mine = object(last);
    System.arraycopy(mine, 8, other, 8, Sha256.LENGTH);
    Path forged = replace(last, put(other));
    assertThat(failures()).containsExactly("its turnover is not that of the record lists");
    Files.delete(forged);
    byte[] torn = mine.clone();
    torn[torn.length - 1]++;
    Path second = replace(last, put(torn));
    assertThat(failures()).containsExactly("its turnover is not that of the record lists");
    Files.delete(second);
    replace(last, put(java.util.Arrays.copyOf(mine, mine.length - 1)));
    assertThat(failures()).containsExactly("its turnover is not that of the record lists");
  }

  @Test
  void oneThatIsGoneIsNamedAndTheListsAreAsked() throws Exception {
    Manifest last = series.get(DAYS - 1);
    replace(last, Sha256.of(new byte[] {1}));
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

  private SnapshotLists lists(Manifest manifest) throws Exception {
    return SnapshotLists.open(lab.vault(), List.of(manifest), 1, (lists, of) -> lists).get(0);
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

  private byte[] object(Manifest manifest) throws Exception {
    try (var bytes = lab.vault().object(manifest.object("records", "turnover"))) {
      return bytes.readAll();
    }
  }

  private Sha256 put(byte[] bytes) throws Exception {
    try (var writer = lab.vault().writer(1)) {
      Sha256 name = writer.put(new java.io.ByteArrayInputStream(bytes)::read).sha256();
      writer.publish();
      return name;
    }
  }

  private static Manifest without(Manifest manifest) throws Exception {
    ObjectNode older = (ObjectNode) Json.read(Json.canonical(manifest.json()));
    ((ObjectNode) older.path("records")).remove("turnover");
    return Manifest.read(Json.canonical(older));
  }

  private List<String> failures() throws Exception {
    return failures(false);
  }

  private List<String> failures(boolean deep) throws Exception {
    return checks(deep).stream().filter(Check::isFailure).map(Check::detail).toList();
  }

  private List<Check> checks(boolean deep) throws Exception {
    return new SnapshotCheck(Vault.open(lab.vault().folder()), 2)
        .run(new HashSet<>(), deep)
        .checks();
  }

  private Path replace(Manifest of, Sha256 is) throws Exception {
    return replace(of, of.object("records", "turnover").hex(), is);
  }

  private Path replace(Manifest of, String was, Sha256 is) throws Exception {
    byte[] forged =
        new String(Json.canonical(of.json()), StandardCharsets.UTF_8)
            .replace(was, is.hex())
            .getBytes(StandardCharsets.UTF_8);
    Files.deleteIfExists(lab.vault().snapshots().resolve(of.id() + ".json"));
    return Files.write(lab.vault().snapshots().resolve(Sha256.of(forged).hex() + ".json"), forged);
  }
}
