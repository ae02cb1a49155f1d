package org.palimpsest.diff;

/**
 * Whether two snapshots of a device show one store that went on, or a store that took another's
 * place (a restore, a new device, a download from iCloud), which numbers every row anew.
 *
 * @param sameNumber messages in both that kept their ROWID
 * @param otherNumber messages in both under another ROWID
 * @param counterBefore rows of {@code message} ever inserted, first snapshot; -1 when not known
 * @param counterAfter the same in the second
 */
public record Continuity(long sameNumber, long otherNumber, long counterBefore, long counterAfter) {

  /** What can be said. */
  public enum Verdict {
    /** The same store went on. */
    SAME_STORE,
    /** Another store took its place. */
    REPLACED,
    /** The two have no message in common and counters do not tell. */
    UNKNOWN
  }

  /** One message in a hundred may be renumbered by being inserted again. */
  public Verdict verdict() {
    long common = sameNumber + otherNumber;
    boolean counterFell = counterBefore >= 0 && counterAfter >= 0 && counterAfter < counterBefore;
    if (counterFell || (common > 0 && otherNumber * 100 > common)) {
      return Verdict.REPLACED;
    }
    if (common > 0) {
      return Verdict.SAME_STORE;
    }
    return counterBefore >= 0 && counterAfter >= counterBefore
        ? Verdict.SAME_STORE
        : Verdict.UNKNOWN;
  }
}
