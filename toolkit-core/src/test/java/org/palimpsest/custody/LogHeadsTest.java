package org.palimpsest.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.seal.LogKey;
import org.palimpsest.verdict.Check;

/** What heads that lie side by side say of the history that they were signed over. */
class LogHeadsTest {

  private final Path temporary;
  private final CustodyLog log;
  private final CustodyLog fork;
  private final Checkpoint three;
  private final Checkpoint five;

  LogHeadsTest(@TempDir Path temporary) throws Exception {
    this.temporary = temporary;
    log = Logs.create(temporary.resolve("log"), 3);
    fork = Logs.create(temporary.resolve("fork"), 3);
    three = log.checkpoint();
    log.append(Logs.snapshot(4), Logs.KEY);
    log.append(Logs.snapshot(5), Logs.KEY);
    fork.append(Logs.snapshot(6), Logs.KEY);
    fork.append(Logs.snapshot(7), Logs.KEY);
    five = log.checkpoint();
  }

  private static List<String> said(LogHeads heads, Check.Status status) throws Exception {
    return heads.checks().stream()
        .filter(check -> check.status() == status)
        .map(check -> check.name() + ": " + check.detail())
        .toList();
  }

  @Test
  void oneSizeWithTwoRootsIsTwoHistories() throws Exception {
    LogHeads heads = new LogHeads(null);
    heads.meet("a report", five);
    heads.meet("a proof", fork.checkpoint());
    assertThat(said(heads, Check.Status.FAILED))
        .singleElement()
        .asString()
        .startsWith("log heads: one log of 5 entries with two roots")
        .contains("or one of the two is forged", "in a report", "in a proof");
    heads.meet(log.publicKey());
    assertThat(said(heads, Check.Status.FAILED))
        .singleElement()
        .asString()
        .contains("its key signed two histories")
        .doesNotContain("forged");
    LogHeads known = new LogHeads(five);
    known.meet("a proof", fork.checkpoint());
    assertThat(said(known, Check.Status.FAILED)).hasSize(1);
    assertThat(said(known, Check.Status.PASSED)).isEmpty();
  }

  @Test
  void headsOfTwoSizesAreLinkedByAProofOrALogAlone() throws Exception {
    LogHeads heads = new LogHeads(null);
    heads.meet("x", three);
    heads.meet("y", five);
    assertThat(heads.checks()).isEmpty();
    assertThat(heads.areOfOneHistory(three, five)).isFalse();
    heads.meet(log.extension(3), log.publicKey());
    assertThat(said(heads, Check.Status.PASSED)).hasSize(1);
    assertThat(heads.areOfOneHistory(three, five)).isTrue();
    assertThat(heads.areOfOneHistory(five, three)).isTrue();
    assertThat(heads.areOfOneHistory(three, fork.checkpoint())).isFalse();

    LogHeads whole = new LogHeads(three);
    whole.meet("y", five);
    assertThat(said(whole, Check.Status.NOT_CHECKED))
        .singleElement()
        .asString()
        .contains("is later than the kept one of 3", "palimpsest package");
    whole.meet("a package", log);
    assertThat(said(whole, Check.Status.PASSED)).hasSize(1);
    assertThat(whole.areOfOneHistory(three, five)).isTrue();
  }

  /** Two heads that one fork each extends are not of one history for having a beginning alike. */
  @Test
  void aCommonBeginningLinksNothing() throws Exception {
    LogHeads heads = new LogHeads(null);
    heads.meet("x", three);
    heads.meet(log.extension(3), log.publicKey());
    fork.append(Logs.snapshot(8), Logs.KEY);
    heads.meet(fork.extension(3), log.publicKey());
    assertThat(said(heads, Check.Status.PASSED)).hasSize(2);
    assertThat(heads.areOfOneHistory(five, fork.checkpoint())).isFalse();
    assertThat(heads.areOfOneHistory(three, fork.checkpoint())).isTrue();
  }

  @Test
  void aLogThatIsAtHandContradictsTheHeadOfAnother() throws Exception {
    LogHeads heads = new LogHeads(null);
    log.append(Logs.snapshot(8), Logs.KEY);
    heads.meet("a proof", fork.checkpoint());
    heads.meet("a package", log);
    assertThat(said(heads, Check.Status.FAILED))
        .singleElement()
        .asString()
        .startsWith("log heads: a proof holds a head that the log at hand never had")
        .contains("(the log of a package)");
  }

  @Test
  void twoLogsThatAreAtHandAreHeldAgainstEachOther() throws Exception {
    LogHeads equal = new LogHeads(null);
    equal.meet(log.publicKey());
    equal.meet("package 1", log);
    equal.meet("package 2", fork);
    assertThat(said(equal, Check.Status.FAILED))
        .singleElement()
        .asString()
        .startsWith("log heads: one log of 5 entries with two roots: its key signed two histories")
        .contains("in package 1", "in package 2");
    // Neither is of another history than the beginning that both have.
    LogHeads begun = new LogHeads(three);
    begun.meet("package 1", log);
    begun.meet("package 2", fork);
    assertThat(said(begun, Check.Status.FAILED)).hasSize(1);

    log.append(Logs.snapshot(8), Logs.KEY);
    for (boolean isLongerFirst : new boolean[] {true, false}) {
      LogHeads heads = new LogHeads(null);
      heads.meet("package 1", isLongerFirst ? log : fork);
      heads.meet("package 2", isLongerFirst ? fork : log);
      assertThat(said(heads, Check.Status.FAILED))
          .singleElement()
          .asString()
          .contains(
              isLongerFirst
                  ? "package 2 holds a head that the log at hand never had (the log of package 1)"
                  : "package 1 holds a head that the log at hand never had (the log of package 2)");
    }
  }

  /** What another log says is nothing about this one, and of one history there are many lengths. */
  @Test
  void logsThatAreAtHandAndAgreeAreNotHeldAgainstAnybody() throws Exception {
    CustodyLog copy = Logs.create(temporary.resolve("copy"), 3);
    CustodyLog foreign = Logs.create(temporary.resolve("foreign"), 5, Logs.key(2));
    LogHeads heads = new LogHeads(five);
    heads.meet("package 1", log);
    heads.meet("package 2", copy);
    heads.meet("package 3", foreign);
    heads.meet("package 4", log);
    assertThat(heads.checks()).isEmpty();
    assertThat(heads.areOfOneHistory(three, five)).isTrue();
  }

  @Test
  void aProofOfGrowthShowsNothingByItself() throws Exception {
    LogHeads heads = new LogHeads(null);
    heads.meet(log.extension(3), log.publicKey());
    heads.meet(log.extension(5), log.publicKey());
    assertThat(said(heads, Check.Status.NOT_CHECKED)).hasSize(2);
    LogHeads other = new LogHeads(three);
    other.meet(log.extension(5), log.publicKey());
    assertThat(said(other, Check.Status.FAILED))
        .singleElement()
        .asString()
        .contains("about a checkpoint of 5 entries, not of 3");
  }

  @Test
  void anotherLogAndAHeadThatItsKeyDidNotSignAreRefused() throws Exception {
    LogKey stranger = Logs.key(2);
    Checkpoint foreign = Logs.create(temporary.resolve("foreign"), 5, stranger).checkpoint();
    LogHeads heads = new LogHeads(five);
    heads.meet("a report", foreign);
    assertThat(said(heads, Check.Status.FAILED))
        .singleElement()
        .asString()
        .startsWith("known checkpoint: the head of 5 entries in a report is of another log or key");

    String text = new String(five.toBytes(), StandardCharsets.UTF_8);
    String forged = text.replaceFirst("\n5\n", "\n4\n");
    LogHeads signed = new LogHeads(null);
    signed.meet("a report", Checkpoint.parse(forged.getBytes(StandardCharsets.UTF_8)));
    assertThat(signed.checks()).isEmpty();
    signed.meet(log.publicKey());
    assertThat(said(signed, Check.Status.FAILED))
        .singleElement()
        .asString()
        .contains("that its log's key did not sign");
  }

  @Test
  void anOriginThatCanNameNoKeyIsRefused() {
    String text = new String(five.toBytes(), StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                Checkpoint.parse(
                    text.replaceFirst("^example", "an example").getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedLogException.class);
  }
}
