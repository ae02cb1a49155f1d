package org.palimpsest.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.palimpsest.diff.Continuity.Verdict;

/** What row numbers show, and what a few of them cannot. */
class ContinuityTest {

  /** Messages that kept their number and that did not, where the counter went from 200 to that. */
  private static Continuity of(long same, long other, long below, long counter) {
    return new Continuity(same, other, below, 0, 0, false, 0, false, 200, counter);
  }

  @Test
  void aFewOtherNumbersAreNoOtherStore() {
    assertThat(of(53, 1, 1, 200).verdict()).isEqualTo(Verdict.SAME_STORE);
    assertThat(of(53, 1, 1, 210).verdict()).isEqualTo(Verdict.SAME_STORE);
    assertThat(of(100, 40, 40, 210).verdict()).isEqualTo(Verdict.SAME_STORE);
  }

  @Test
  void otherNumbersOfMostMessagesAre() {
    assertThat(of(40, 60, 60, 210).verdict()).isEqualTo(Verdict.REPLACED);
    assertThat(of(40, 60, 0, 290).verdict()).isEqualTo(Verdict.REPLACED);
  }

  @Test
  void besideAFallenCounterSeveralSuffice() {
    assertThat(of(90, 10, 10, 150).renumbered()).isTrue();
    assertThat(of(90, 10, 10, 150).onlyCounterFell()).isFalse();
    assertThat(of(91, 9, 9, 150).renumbered()).isFalse();
    assertThat(of(2_000, 10, 10, 150).renumbered()).isFalse();
    assertThat(of(91, 9, 9, 150).onlyCounterFell()).isTrue();
  }

  /** Numbers given out twice with nothing kept behind them, where so many messages are in both. */
  private static Continuity twice(long same, long taken, long counter) {
    return new Continuity(same, 0, 0, taken, 200 - taken, false, taken, false, 200, counter);
  }

  @Test
  void theNewestRowAloneIsNoEarlierState() {
    assertThat(twice(100, 2, 210).rolledBack()).isTrue();
    assertThat(twice(100, 1, 210).rolledBack()).isFalse();
    assertThat(twice(100, 1, 210).verdict()).isEqualTo(Verdict.SAME_STORE);
    assertThat(twice(100, 1, 199).rolledBack()).isTrue();
  }

  @Test
  void withoutAMessageInBothNothingIsAStateOfTheOther() {
    assertThat(twice(0, 100, 210).rolledBack()).isFalse();
    assertThat(twice(0, 100, 210).verdict()).isEqualTo(Verdict.REPLACED);
  }

  @Test
  void aCounterThatFellIsTheLeastOfSigns() {
    assertThat(of(100, 0, 0, 150).verdict()).isEqualTo(Verdict.REPLACED);
    assertThat(of(100, 0, 0, 150).onlyCounterFell()).isTrue();
    assertThat(of(100, 0, 0, 200).onlyCounterFell()).isFalse();
    // Without a message in common there is nothing that the store could be known by.
    assertThat(of(0, 0, 0, 150).onlyCounterFell()).isFalse();
    Continuity back = new Continuity(100, 0, 0, 3, 148, false, 3, false, 200, 150);
    assertThat(back.onlyCounterFell()).isFalse();
  }
}
