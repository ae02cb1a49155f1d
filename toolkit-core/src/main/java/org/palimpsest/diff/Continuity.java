package org.palimpsest.diff;

/**
 * Whether two snapshots of a device show one store that went on, or a store that took another's
 * place (a restore, a new device, a download from iCloud).
 *
 * <p>A store gives each row number once and counts upwards. So within one store a message keeps its
 * number, a message that is inserted again gets a number above the counter, and the counter never
 * falls. A fresh store begins to count at 1, and an older state that was brought back gives numbers
 * out a second time, to other messages.
 *
 * @param sameNumber messages in both that kept their ROWID
 * @param otherNumber messages in both under another ROWID
 * @param otherBelow of these, with a number that the first snapshot's counter had passed already
 * @param taken numbers that carry one message in the first snapshot and another in the second
 * @param firstTaken the lowest of those, 0 where there is none
 * @param keptBehindTaken whether some message kept a number above the first of those
 * @param reused messages only in the second under a number that the counter had passed already
 * @param aboveCounter whether a row of the second snapshot has a number above its own counter,
 *     which SQLite never leaves behind; told only where the counter fell
 * @param counterBefore rows of {@code message} ever inserted, first snapshot; -1 when not known
 * @param counterAfter the same in the second
 */
public record Continuity(
    long sameNumber,
    long otherNumber,
    long otherBelow,
    long taken,
    long firstTaken,
    boolean keptBehindTaken,
    long reused,
    boolean aboveCounter,
    long counterBefore,
    long counterAfter) {

  /** What can be said. */
  public enum Verdict {
    /** The same store went on. */
    SAME_STORE,
    /** Another store, or an earlier state of it, took its place. */
    REPLACED,
    /** The two have no message in common and counters do not tell. */
    UNKNOWN
  }

  /** From so many messages on, other numbers beside a fallen counter show rows written anew. */
  private static final long SEVERAL = 10;

  /** What row numbers and the counter of inserted rows say by themselves. */
  public Verdict verdict() {
    if (counterFell() || rolledBack() || renumbered()) {
      return Verdict.REPLACED;
    }
    if (sameNumber + otherNumber > 0) {
      return Verdict.SAME_STORE;
    }
    if (reused > 0) {
      return Verdict.REPLACED;
    }
    return counterBefore >= 0 && counterAfter >= counterBefore
        ? Verdict.SAME_STORE
        : Verdict.UNKNOWN;
  }

  /** Whether fewer rows were ever inserted in the second than in the first. */
  public boolean counterFell() {
    return counterBefore >= 0 && counterAfter >= 0 && counterAfter < counterBefore;
  }

  /**
   * Whether numbers were given out twice and nothing behind them stayed: an older state is back. A
   * single number says so only beside a counter that fell, since the newest row alone looks the
   * same when a program wrote another message over it; and without a message in both nothing shows
   * that they are states of one store.
   */
  public boolean rolledBack() {
    return taken > 0 && !keptBehindTaken && sameNumber > 0 && (taken > 1 || counterFell());
  }

  /**
   * Whether the messages have other numbers because their rows were written anew: most of them, or,
   * where the counter fell too, several and more than one in a hundred. A few alone can be given
   * other numbers by any program that writes into the store.
   */
  public boolean renumbered() {
    long common = sameNumber + otherNumber;
    boolean several = otherBelow >= SEVERAL && otherBelow * 100 > common;
    return otherNumber * 2 > common || (counterFell() && several);
  }

  /** Whether nothing but the counter speaks for another store, or an earlier state of it. */
  public boolean onlyCounterFell() {
    return counterFell() && sameNumber > 0 && !rolledBack() && !renumbered();
  }

  /** Whether messages kept their numbers although an older state took the store's place. */
  public boolean keptNumbers() {
    return sameNumber > 0 && otherNumber * 100 <= sameNumber;
  }
}
