package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.digest.Sha256;
import org.palimpsest.finding.Judgement;
import org.palimpsest.scenario.Household;
import org.palimpsest.scenario.Lab;
import org.palimpsest.testdata.Generation;
import org.palimpsest.vault.DamagedObjectException;

/** What a snapshot notes of its changes says the same as its lists, which are walked without it. */
class ChangesTest extends DailySeries {

  private Diff diff(Manifest from, Manifest to) throws Exception {
    try (SnapshotView a = SnapshotView.open(lab.vault(), from);
        SnapshotView b = SnapshotView.open(lab.vault(), to)) {
      return Differ.compare(a, b, 2);
    }
  }

  private boolean isNoted(Manifest from, Manifest to) throws Exception {
    return Changes.between(lab.vault()::object, from, to).isPresent();
  }

  /** Everything that a diff says, but for the manifests that it names. */
  private static void assertSame(Diff one, Diff other) {
    assertThat(one.messages()).isEqualTo(other.messages());
    assertThat(one.attachments()).isEqualTo(other.attachments());
    assertThat(one.moved()).isEqualTo(other.moved());
    assertThat(one.reshaped()).isEqualTo(other.reshaped());
    assertThat(one.groups()).isEqualTo(other.groups());
    assertThat(one.threads()).isEqualTo(other.threads());
    assertThat(one.continuity()).isEqualTo(other.continuity());
    assertThat(one.tombstones()).isEqualTo(other.tombstones());
    assertThat(one.outbound()).isEqualTo(other.outbound());
    assertThat(one.drifted()).isEqualTo(other.drifted());
    assertThat(one.balance()).isEqualTo(other.balance());
    assertThat(one.uploadsReset()).isEqualTo(other.uploadsReset());
  }

  @Test
  void aDiffSaysTheSameWithItAndByWalking() throws Exception {
    assertThat(Changes.isNamed(series.get(0))).isFalse();
    for (int i = 1; i < DAYS; i++) {
      Manifest from = series.get(i - 1);
      Manifest to = series.get(i);
      assertThat(isNoted(from, to)).isTrue();
      Diff noted = diff(from, to);
      assertSame(noted, diff(from, without(to, "changes")));
      Set<String> came = new TreeSet<>();
      Set<String> went = new TreeSet<>();
      for (MessageChange change : noted.messages()) {
        if (change.before() == null) {
          came.add(change.guid());
        } else if (change.after() == null) {
          went.add(change.guid());
        }
      }
      assertThat(came).isEqualTo(less(guids.get(i), guids.get(i - 1))).isNotEmpty();
      assertThat(went).isEqualTo(less(guids.get(i - 1), guids.get(i))).isNotEmpty();
      assertThat(noted.drifted()).isPositive();
    }
  }

  /** Threads, attachments, edits, tapbacks, Recently Deleted: all that a household's stores do. */
  @Test
  void soItDoesOfAHousehold() throws Exception {
    try (Household house = new Household(folder.resolve("house"), Generation.MACOS_26, true)) {
      Lab home = new Lab(folder.resolve("home"));
      Manifest first = home.snapshot(house.mac, Household.START);
      String sent = house.world.send(house.lunch, "one");
      String other = house.world.send(house.lunch, "two");
      house.world.sync();
      Manifest second = home.snapshot(house.mac, house.aWeekOn());
      house.world.edit(sent, "one and a half");
      house.world.unsend(other);
      house.world.tapback(house.family, house.ben, house.familyGuids.get(2), 2001);
      house.world.rename(house.family, house.ben, "Renamed");
      house.world.file(house.family, house.ben, "b.png", new byte[] {9, 8, 7});
      house.world.sync();
      house.mac.deleteOutright(List.of(house.workGuids.get(0), house.withFile));
      Manifest third = home.snapshot(house.mac, house.aWeekOn().plusSeconds(86_400));
      var vault = home.vault();
      for (List<Manifest> pair : List.of(List.of(first, second), List.of(second, third))) {
        Manifest walked = without(pair.get(1), "changes");
        assertThat(Changes.between(vault::object, pair.get(0), pair.get(1))).isPresent();
        Judgement noted = home.judge(pair.get(0), pair.get(1));
        Judgement judged = home.judge(pair.get(0), walked);
        assertThat(noted.diff().messages()).isNotEmpty();
        assertThat(noted.attributions()).isEqualTo(judged.attributions());
        assertThat(statements(noted)).isEqualTo(statements(judged));
        assertSame(noted.diff(), judged.diff());
      }
      Diff diff = home.diff(second, third);
      assertThat(statements(home.judge(second, third))).hasSizeGreaterThan(3);
      assertThat(diff.groups()).isNotEmpty();
      assertThat(diff.attachments()).hasSizeGreaterThan(1);
      assertThat(diff.tombstones()).isNotEmpty();
      assertSame(diff, home.diff(second, without(third, "changes")));
    }
  }

  private static Set<String> statements(Judgement judgement) {
    Set<String> statements = new TreeSet<>();
    judgement.findings().forEach(finding -> statements.add(finding.statement()));
    return statements;
  }

  @Test
  void itIsCountedFromTheListsOfOneSnapshotOnly() throws Exception {
    assertThat(isNoted(series.get(1), series.get(3))).isFalse();
    assertThat(isNoted(series.get(3), series.get(2))).isFalse();
    assertThat(isNoted(series.get(3), series.get(3))).isFalse();
    ObjectNode other = (ObjectNode) series.get(2).json().deepCopy();
    ((ObjectNode) other.at("/records/index")).put("sha256", "0".repeat(64));
    Manifest reindexed = Manifest.read(org.palimpsest.json.Json.canonical(other));
    assertThat(isNoted(series.get(2), series.get(3))).isTrue();
    assertThat(isNoted(reindexed, series.get(3))).isFalse();
    // What verify could not compare with the lists is not used.
    assertThat(isNoted(without(series.get(2), "runs"), series.get(3))).isFalse();
    assertThat(isNoted(series.get(2), without(series.get(3), "runs"))).isFalse();
  }

  @Test
  void anUntrueOneIsFound() throws Exception {
    assertThat(failures()).isEmpty();
    Manifest last = series.get(DAYS - 1);
    byte[] mine = object(last, "changes");
    byte[] other = object(series.get(2), "changes");
    System.arraycopy(mine, 8, other, 8, 2 * Sha256.LENGTH);
    int end = mine.length - 1;
    byte[] changed = mine.clone();
    changed[end]++;
    for (byte[] forged : List.of(other, changed, Arrays.copyOf(mine, end), new byte[0])) {
      var file = replaceNote(last, "changes", put(forged));
      assertThat(failures()).containsExactly("its changes are not those of the record lists");
      Files.delete(file);
    }
  }

  /** A single bit anywhere in it makes it another object, which is not used. */
  @Test
  void oneThatIsDamagedOrGoneIsNamedAndTheListsAreWalked() throws Exception {
    Manifest before = series.get(DAYS - 2);
    Manifest last = series.get(DAYS - 1);
    Diff whole = diff(before, last);
    replaceNote(last, "changes", Sha256.of(new byte[] {1}));
    for (boolean deep : List.of(false, true)) {
      assertThat(failures(deep)).containsExactly("its record changes are damaged or gone");
    }
    Manifest without = newest();
    assertThat(isNoted(before, without)).isFalse();
    assertSame(diff(before, without), whole);
  }

  private Manifest newest() throws Exception {
    List<Manifest> all = lab.snapshots().list();
    return all.stream().max(java.util.Comparator.comparing(Manifest::asOf)).orElseThrow();
  }

  @Test
  void whatIsReadIsWhatWasWrittenAndNothingElse() throws Exception {
    byte[] note = object(series.get(3), "changes");
    Changes read = Changes.read(note);
    assertThat(read)
        .hasToString(
            read.before().digests().rows()
                + " rows before, "
                + read.after().digests().rows()
                + " rows after");
    for (int length = 0; length < note.length; length += 1 + length / 3) {
      byte[] torn = Arrays.copyOf(note, length);
      assertThatThrownBy(() -> Changes.read(torn)).isInstanceOf(DamagedObjectException.class);
    }
    assertThatThrownBy(() -> Changes.read(Arrays.copyOf(note, note.length + 1)))
        .isInstanceOf(DamagedObjectException.class);
    // Lines must rise, and each side has as many lines as rows.
    int lines = 8 + 2 * Sha256.LENGTH + 4;
    byte[] falling = note.clone();
    ByteBuffer.wrap(falling).putInt(lines + 4, 0);
    assertThatThrownBy(() -> Changes.read(falling)).isInstanceOf(DamagedObjectException.class);
    byte[] endless = note.clone();
    ByteBuffer.wrap(endless).putInt(lines, Integer.MAX_VALUE).putInt(lines + 4, 5);
    assertThatThrownBy(() -> Changes.read(endless)).isInstanceOf(DamagedObjectException.class);
  }

  @Test
  void tooMuchOfItIsNotWorthNoting() throws Exception {
    try (SnapshotLists a = SnapshotLists.of(lab.vault(), series.get(0));
        SnapshotLists b = SnapshotLists.of(lab.vault(), series.get(6))) {
      Changes.Since since = Changes.Since.of(series.get(0));
      byte[] note = Changes.write(since, a.summed(), b.summed()).orElseThrow();
      Changes read = Changes.read(note);
      int exact = (int) Math.max(read.before().digests().rows(), read.after().digests().rows());
      assertThat(Changes.write(since, a.summed(), b.summed(), exact, 1 << 20)).contains(note);
      assertThat(Changes.write(since, a.summed(), b.summed(), exact - 1, 1 << 20)).isEmpty();
      assertThat(Changes.write(since, a.summed(), b.summed(), exact, 300)).isEmpty();
    }
  }

  @Test
  void aSnapshotAfterADamagedOneHasNone() throws Exception {
    Manifest last = series.get(DAYS - 1);
    replace(last, last.object("records", "index").hex(), series.get(1).object("records", "index"));
    next(DAYS);
    keep();
    assertThat(Changes.isNamed(series.get(DAYS))).isFalse();
    assertThat(series.get(DAYS).complete()).isTrue();
  }

  @Test
  void aSnapshotOfAnUnchangedStoreTakesItOver() throws Exception {
    keep();
    Manifest before = series.get(DAYS - 2);
    Manifest same = series.get(DAYS);
    assertThat(same.root()).isEqualTo(series.get(DAYS - 1).root());
    assertThat(isNoted(before, same)).isTrue();
    assertSame(diff(before, same), diff(before, without(same, "changes")));
    assertThat(diff(series.get(DAYS - 1), same).messages()).isEmpty();
    assertThat(failures()).isEmpty();
  }
}
