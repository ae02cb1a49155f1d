package org.palimpsest.custody;

import org.palimpsest.digest.Sha256;

/**
 * An entry in its place in the log.
 *
 * @param seq its number and line number, from 1; its index in the tree is one less
 * @param previous leaf hash of the line before it; zeros for the first
 * @param leafHash its own leaf hash
 * @param entry what it says
 * @param line the line as it stands, without LF
 */
public record LoggedEntry(long seq, Sha256 previous, Sha256 leafHash, Entry entry, String line) {
  /** Leaves the line out. */
  @Override
  public String toString() {
    return "LoggedEntry[" + seq + " " + entry + "]";
  }
}
