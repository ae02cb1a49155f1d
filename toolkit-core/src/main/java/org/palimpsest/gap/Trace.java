package org.palimpsest.gap;

import java.util.OptionalLong;
import org.palimpsest.digest.Sha256;

/**
 * One remain of one message, or one state of it that the log holds: a place where a reader who
 * doubts can look.
 *
 * @param guid the message; empty for a message of which only a ROWID is left
 * @param kind a {@code row}, an {@code index-entry} or a {@code thread-link}
 * @param standing whether the message is gone or this is an earlier version of it
 * @param region what kind of place it is
 * @param file name of the file
 * @param page number of the page
 * @param offset in the file, in bytes
 * @param commit the commit of the log that shows it, 0 when none does
 * @param rowid its ROWID, where one was found
 * @param rowidProven whether the bytes leave no other
 * @param complete whether all of its values are there
 * @param length bytes of it at that place
 * @param sha256 over these bytes
 * @param bytes its first bytes, as hex; of a row no further than its guid, so without its text
 */
public record Trace(
    String guid,
    Remain.Kind kind,
    Remain.Standing standing,
    Region region,
    String file,
    int page,
    long offset,
    int commit,
    OptionalLong rowid,
    boolean rowidProven,
    boolean complete,
    int length,
    Sha256 sha256,
    String bytes) {

  /** Kind and place, without content. */
  @Override
  public String toString() {
    return kind.word() + " on page " + page + " at offset " + offset;
  }
}
