package org.palimpsest.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.custody.AppendRefusedException.Reason;
import org.palimpsest.custody.CustodyCheck.Verdict;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.verdict.Check;

class CustodyLogTest {

  @TempDir Path temporary;
  private Path folder;
  private Path lines;
  private Path checkpoint;

  @BeforeEach
  void place() {
    folder = temporary.resolve("custody");
    lines = folder.resolve("log.jsonl");
    checkpoint = folder.resolve("checkpoint");
  }

  private static void assertFails(CustodyCheck check, Verdict verdict, String name, String detail) {
    assertThat(check.verdict()).isEqualTo(verdict);
    assertThat(check.checks())
        .filteredOn(each -> each.isFailure() && each.name().equals(name))
        .singleElement()
        .satisfies(each -> assertThat(each.detail()).contains(detail));
  }

  private void assertAppendRefused(Reason reason) throws Exception {
    Map<String, List<Byte>> before = Logs.content(folder);
    assertThatThrownBy(() -> CustodyLog.open(folder).append(Logs.snapshot(99), Logs.KEY))
        .isInstanceOfSatisfying(
            AppendRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(Logs.content(folder)).isEqualTo(before);
  }

  @Test
  void whatIsAppendedVerifiesAndReadsBack() throws Exception {
    CustodyLog log = Logs.create(folder, 3);
    CustodyLog opened = CustodyLog.open(folder);
    CustodyCheck check =
        opened.verify(Logs.KEY.verifier(), Checkpoint.parse(Files.readAllBytes(checkpoint)));
    assertThat(check.verdict()).isEqualTo(Verdict.INTACT);
    assertThat(check.size()).isEqualTo(3);
    assertThat(check.checks()).allMatch(each -> each.status() == Check.Status.PASSED);
    assertThat(opened.entries()).hasSize(3).isEqualTo(log.entries());
    LoggedEntry second = opened.entry(2);
    assertThat(second.seq()).isEqualTo(2);
    assertThat(second.entry()).isEqualTo(Logs.snapshot(1));
    assertThat(second.previous()).isEqualTo(opened.entry(1).leafHash());
    assertThat(opened.entry(1).previous().hex()).isEqualTo("0".repeat(64));
    assertThat(second.leafHash())
        .isEqualTo(TreeHash.leaf(second.line().getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> opened.entry(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> opened.entry(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(second.toString()).isEqualTo("LoggedEntry[2 Entry[2026-11-24T10:00:01Z snapshot]]");
  }

  /** Whether it is as signed, and what reading all of it says. */
  private boolean isAsSigned() throws Exception {
    boolean signed = CustodyLog.open(folder).isAsSigned();
    Verdict verdict = CustodyLog.open(folder).verify().verdict();
    assertThat(signed).isEqualTo(verdict == Verdict.INTACT || verdict == Verdict.UNANCHORED);
    return signed;
  }

  @Test
  void thatItIsAsSignedIsToldWithoutReadingWhatTheRootVouchesFor() throws Exception {
    Logs.create(folder, 0);
    assertThat(isAsSigned()).isTrue();
    for (int i = 0; i < 4; i++) {
      CustodyLog.open(folder).append(Logs.snapshot(i), Logs.KEY);
      assertThat(isAsSigned()).isTrue();
    }
    byte[] good = Files.readAllBytes(lines);
    for (int at = 0; at < good.length; at += 37) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(lines, bad);
      assertThat(isAsSigned()).as("byte %d", at).isFalse();
    }
    Files.write(lines, java.util.Arrays.copyOf(good, good.length - 5));
    assertThat(isAsSigned()).as("half a line").isFalse();
    int last = new String(good, StandardCharsets.UTF_8).stripTrailing().lastIndexOf('\n') + 1;
    Files.write(lines, java.util.Arrays.copyOf(good, last));
    assertThat(isAsSigned()).as("a line fewer").isFalse();
    Files.write(lines, good);
    byte[] signed = Files.readAllBytes(checkpoint);
    CustodyLog.open(folder).append(Logs.snapshot(9), Logs.KEY);
    Files.write(checkpoint, signed);
    assertThat(isAsSigned()).as("a line that no checkpoint covers yet").isTrue();
    byte[] longer = Files.readAllBytes(lines);
    longer[longer.length - 3] ^= 1;
    Files.write(lines, longer);
    assertThat(isAsSigned()).as("a damaged one that none covers").isFalse();
  }

  @Test
  void whatChangesAfterItWasReadIsNoticed() throws Exception {
    CustodyLog log = Logs.create(folder, 3);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
    List<LoggedEntry> before = log.entries();
    byte[] good = Files.readAllBytes(lines);
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    Files.write(lines, bad);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INVALID);
    assertThat(log.isAsSigned()).isFalse();
    assertThatThrownBy(log::entries).isInstanceOf(MalformedLogException.class);
    Files.write(lines, good);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
    CustodyLog.open(folder).append(Logs.snapshot(9), Logs.KEY);
    assertThat(log.entries()).hasSize(4).startsWith(before.toArray(new LoggedEntry[0]));
  }

  @Test
  void entriesOfOneActionAreFoundWhateverTheOthersSay() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    log.append(Entry.of(Logs.START, Action.NOTE).purpose("\"action\":\"prune\""), Logs.KEY);
    log.append(Entry.of(Logs.START, Action.PRUNE), Logs.KEY);
    for (Action action : Action.values()) {
      assertThat(log.entries(action))
          .isEqualTo(
              log.entries().stream().filter(each -> each.entry().action() == action).toList());
    }
    assertThat(log.entries(Action.PRUNE)).hasSize(1);
  }

  @Test
  void anEmptyLogIsIntact() throws Exception {
    assertThat(Logs.create(folder, 0).verify().verdict()).isEqualTo(Verdict.INTACT);
    assertThat(CustodyLog.open(folder).checkpoint().size()).isZero();
  }

  @Test
  void appendingAgainOpenedGivesTheSameBytesAsAppendingAtOnce() throws Exception {
    Logs.create(folder, 5);
    Path other = temporary.resolve("other");
    CustodyLog.create(other, Logs.ORIGIN, Logs.KEY);
    for (int i = 0; i < 5; i++) {
      CustodyLog.open(other).append(i == 0 ? Logs.init() : Logs.snapshot(i), Logs.KEY);
    }
    assertThat(Logs.content(other)).isEqualTo(Logs.content(folder));
  }

  @Test
  void aFlippedBitAnywhereInTheLogIsFound() throws Exception {
    CustodyLog log = Logs.create(folder, 3);
    for (Path file : List.of(lines, checkpoint, folder.resolve("log.pub"))) {
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < whole.length; at++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] changed = whole.clone();
          changed[at] ^= (byte) (1 << bit);
          Files.write(file, changed);
          assertThat(log.verify().verdict())
              .as("%s byte %d bit %d", file.getFileName(), at, bit)
              .isNotEqualTo(Verdict.INTACT);
        }
      }
      Files.write(file, whole);
    }
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
  }

  @Test
  void everyCutIsFound() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    for (Path file : List.of(lines, checkpoint)) {
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, java.util.Arrays.copyOf(whole, length));
        assertThat(log.verify().verdict()).isNotEqualTo(Verdict.INTACT);
      }
      Files.write(file, whole);
    }
  }

  @Test
  void aMissingTailIsTruncation() throws Exception {
    Logs.create(folder, 3);
    List<String> all = Files.readAllLines(lines);
    Files.writeString(lines, all.get(0) + "\n" + all.get(1) + "\n");
    assertFails(CustodyLog.open(folder).verify(), Verdict.TRUNCATED, "custody root", "line 3");
    assertAppendRefused(Reason.NOT_INTACT);
  }

  @Test
  void aTailCutTogetherWithItsCheckpointIsSeenWithAKnownOne() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    byte[] shorter = Files.readAllBytes(lines);
    byte[] older = Files.readAllBytes(checkpoint);
    log.append(Logs.snapshot(2), Logs.KEY);
    Checkpoint known = log.checkpoint();
    Files.write(lines, shorter);
    Files.write(checkpoint, older);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
    assertFails(log.verify(null, known), Verdict.TRUNCATED, "custody known checkpoint", "line 3");
  }

  @Test
  void aForkIsDivergence() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    Checkpoint known = log.checkpoint();
    Path fork = temporary.resolve("fork");
    CustodyLog other = CustodyLog.create(fork, Logs.ORIGIN, Logs.KEY);
    other.append(Logs.init(), Logs.KEY);
    other.append(Logs.snapshot(77), Logs.KEY);
    other.append(Logs.snapshot(78), Logs.KEY);
    assertThat(other.verify().verdict()).isEqualTo(Verdict.INTACT);
    assertFails(
        other.verify(null, known),
        Verdict.DIVERGED,
        "custody known checkpoint",
        "lines 1 to 2 are not those");
    log.append(Logs.snapshot(2), Logs.KEY);
    assertThat(log.verify(null, known).verdict()).isEqualTo(Verdict.INTACT);
  }

  @Test
  void anotherKeyIsDivergence() throws Exception {
    Path fork = temporary.resolve("fork");
    CustodyLog other = Logs.create(fork, 2, Logs.key(2));
    assertFails(other.verify(Logs.KEY.verifier(), null), Verdict.DIVERGED, "custody key", "given:");
    Checkpoint known = Logs.create(folder, 1).checkpoint();
    assertFails(
        other.verify(null, known), Verdict.DIVERGED, "custody known checkpoint", "not this log's");
    CustodyLog renamed =
        CustodyLog.create(temporary.resolve("renamed"), "example.org/other", Logs.KEY);
    assertFails(
        renamed.verify(null, known), Verdict.DIVERGED, "custody known checkpoint", "origin");
  }

  @Test
  void reorderedRemovedDoubledAndInsertedLinesNameTheirPlace() throws Exception {
    CustodyLog log = Logs.create(folder, 4);
    List<String> all = Files.readAllLines(lines);
    for (List<Integer> order :
        List.of(List.of(0, 2, 1, 3), List.of(0, 2, 3), List.of(0, 0, 2, 3))) {
      List<String> changed = new ArrayList<>();
      order.forEach(i -> changed.add(all.get(i)));
      Files.writeString(lines, String.join("\n", changed) + "\n");
      CustodyCheck check = log.verify();
      assertFails(check, Verdict.INVALID, "custody numbering", "line 2");
      assertFails(check, Verdict.INVALID, "custody chain", "line 2");
      assertAppendRefused(Reason.NOT_INTACT);
    }
    Files.writeString(lines, all.get(0) + "\n\n" + String.join("\n", all.subList(1, 4)) + "\n");
    assertFails(log.verify(), Verdict.INVALID, "custody entries", "line 2");
    Files.writeString(lines, String.join("\n", all).replace("{\"action\"", "{ \"action\"") + "\n");
    assertFails(log.verify(), Verdict.INVALID, "custody entries", "line 1: not in canonical form");
    assertThatThrownBy(log::entries)
        .isInstanceOfSatisfying(
            MalformedLogException.class, e -> assertThat(e.line()).isEqualTo(1));
  }

  @Test
  void aRewrittenLineWithAChainMadeAnewIsStillFoundByTheRoot() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    byte[] signed = Files.readAllBytes(checkpoint);
    Path forged = temporary.resolve("forged");
    CustodyLog other = CustodyLog.create(forged, Logs.ORIGIN, Logs.key(9));
    other.append(Logs.init().remarks("forged"), Logs.key(9));
    other.append(Logs.snapshot(1), Logs.key(9));
    Files.copy(
        forged.resolve("log.jsonl"), lines, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertFails(log.verify(), Verdict.INVALID, "custody root", "lines 1 to 2 are not those");
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(signed);
    assertAppendRefused(Reason.NOT_INTACT);
  }

  @Test
  void aHalfWrittenLineIsReportedAndNeverRepairedUnasked() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    byte[] whole = Files.readAllBytes(lines);
    Files.writeString(lines, "{\"action\":\"sna", StandardOpenOption.APPEND);
    assertFails(log.verify(), Verdict.INVALID, "custody last line", "line 3 is half-written");
    assertAppendRefused(Reason.HALF_WRITTEN);
    assertThatThrownBy(log::entries).isInstanceOf(MalformedLogException.class);
    Path aside = log.setAsideHalfWrittenLine();
    assertThat(aside).hasFileName("half-line-3").hasContent("{\"action\":\"sna");
    assertThat(Files.readAllBytes(lines)).isEqualTo(whole);
    assertThat(log.setAsideHalfWrittenLine()).isNull();
    log.append(Logs.snapshot(3).remarks("line 3 was half-written and set aside"), Logs.KEY);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
  }

  @Test
  void linesBehindTheCheckpointAreAnchoredByTheNextAppend() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    byte[] older = Files.readAllBytes(checkpoint);
    log.append(Logs.snapshot(2), Logs.KEY);
    Files.write(checkpoint, older);
    CustodyCheck check = CustodyLog.open(folder).verify();
    assertThat(check.verdict()).isEqualTo(Verdict.UNANCHORED);
    assertThat(check.checks())
        .filteredOn(each -> each.name().equals("custody anchoring"))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.detail())
                    .isEqualTo("lines 3 to 3 are not anchored by a checkpoint yet"));
    LoggedEntry next = CustodyLog.open(folder).append(Logs.snapshot(3), Logs.KEY);
    assertThat(next.seq()).isEqualTo(4);
    assertThat(CustodyLog.open(folder).verify().verdict()).isEqualTo(Verdict.INTACT);
    // A log object that is still open notices what happened behind its back.
    assertThat(log.append(Logs.snapshot(4), Logs.KEY).seq()).isEqualTo(5);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
  }

  @Test
  void aLineBehindTheCheckpointThatDoesNotFollowIsNotAnchored() throws Exception {
    CustodyLog log = Logs.create(folder, 2);
    Files.writeString(lines, Files.readAllLines(lines).get(1) + "\n", StandardOpenOption.APPEND);
    assertFails(log.verify(), Verdict.INVALID, "custody chain", "line 3");
    assertAppendRefused(Reason.NOT_INTACT);
  }

  @Test
  void aWrongKeyAndALockAreRefused() throws Exception {
    CustodyLog log = Logs.create(folder, 1);
    Map<String, List<Byte>> before = Logs.content(folder);
    assertThatThrownBy(() -> log.append(Logs.snapshot(1), Logs.key(2)))
        .isInstanceOfSatisfying(
            AppendRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_KEY));
    try (var channel = java.nio.channels.FileChannel.open(lines, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> log.append(Logs.snapshot(1), Logs.KEY))
          .isInstanceOfSatisfying(
              AppendRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
    }
    assertThat(Logs.content(folder)).isEqualTo(before);
  }

  @Test
  void aCheckpointThatCannotBeWrittenTakesTheLineBack() throws Exception {
    CustodyLog log = Logs.create(folder, 1);
    Map<String, List<Byte>> before = Logs.content(folder);
    Path blocker = folder.resolve("checkpoint.tmp");
    Files.createDirectory(blocker);
    assertThatThrownBy(() -> log.append(Logs.snapshot(1), Logs.KEY))
        .isInstanceOf(java.io.IOException.class);
    assertThat(Logs.content(folder)).isEqualTo(before);
    Files.delete(blocker);
    assertThat(log.append(Logs.snapshot(1), Logs.KEY).seq()).isEqualTo(2);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
  }

  @Test
  void logsAreMadeOnPurposeAndNeverReplaced() throws Exception {
    assertThatThrownBy(() -> CustodyLog.open(folder)).isInstanceOf(NoSuchFileException.class);
    Logs.create(folder, 1);
    Map<String, List<Byte>> before = Logs.content(folder);
    assertThatThrownBy(() -> CustodyLog.create(folder, Logs.ORIGIN, Logs.KEY))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Logs.content(folder)).isEqualTo(before);
    Files.delete(folder.resolve("log.pub"));
    Map<String, List<Byte>> without = Logs.content(folder);
    assertThatThrownBy(() -> CustodyLog.create(folder, Logs.ORIGIN, Logs.KEY))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Logs.content(folder)).isEqualTo(without);
  }

  @Test
  void whatCannotBeWrittenInCanonicalFormIsRefusedBeforeWriting() throws Exception {
    CustodyLog log = Logs.create(folder, 1);
    Map<String, List<Byte>> before = Logs.content(folder);
    assertThatThrownBy(() -> log.append(Logs.snapshot(1).remarks("\ud800"), Logs.KEY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Entry.Result("x", 256))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Logs.content(folder)).isEqualTo(before);
    log.append(Logs.snapshot(1).remarks("two\nlines \u2028"), Logs.KEY);
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
    assertThat(log.entry(2).entry().text("remarks")).contains("two\nlines \u2028");
  }

  @Test
  void anEntryIsProvenUnderACheckpointAndACheckpointUnderALaterOne() throws Exception {
    CustodyLog log = Logs.create(folder, 7);
    Sha256 root = log.checkpoint().root();
    for (LoggedEntry entry : log.entries()) {
      log.prove(entry.seq()).verify(entry.leafHash(), root);
    }
    Checkpoint older = log.checkpoint();
    log.append(Logs.snapshot(8), Logs.KEY);
    log.proveExtends(older.size()).verify(older.root(), log.checkpoint().root());
  }

  @Test
  void tenThousandEntriesVerifyInAboutASecond() throws Exception {
    Logs.create(folder, 1);
    Files.write(lines, new byte[0]);
    StringBuilder text = new StringBuilder();
    Sha256 previous = LogLines.NOTHING_BEFORE;
    TreeHash tree = new TreeHash();
    for (int i = 1; i <= 10_000; i++) {
      var members = Logs.snapshot(i).members();
      members.put("v", 1).put("seq", i).put("prev", previous.hex());
      byte[] line = org.palimpsest.json.Json.canonical(members);
      previous = TreeHash.leaf(line);
      tree.addHash(previous);
      text.append(new String(line, StandardCharsets.UTF_8)).append('\n');
    }
    Files.writeString(lines, text);
    Files.write(
        checkpoint, Checkpoint.sign(10_000, tree.root(), Logs.KEY.named(Logs.ORIGIN)).toBytes());
    CustodyLog log = CustodyLog.open(folder);
    long start = System.nanoTime();
    assertThat(log.verify().verdict()).isEqualTo(Verdict.INTACT);
    long verified = System.nanoTime();
    log.append(Logs.snapshot(1), Logs.KEY);
    long appended = System.nanoTime();
    // Measured cold on two shared cores: well below a second; the bounds allow for a busy machine.
    System.getLogger("custody")
        .log(
            System.Logger.Level.INFO,
            "verify {0} ms, append {1} ms",
            (verified - start) / 1_000_000,
            (appended - verified) / 1_000_000);
    assertThat(verified - start).isLessThan(5_000_000_000L);
    assertThat(appended - verified).isLessThan(2_000_000_000L);
  }
}
