package org.palimpsest.custody;

import java.util.Base64;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.SignedNote;
import org.palimpsest.seal.VerifierKey;

/**
 * The signed head of a log (C2SP tlog-checkpoint): a note of three lines, origin, number of entries
 * and Base64 of the root. Extension lines are refused.
 *
 * @param origin name of the log
 * @param size number of entries
 * @param root RFC 6962 root over them
 * @param note the note that says so
 */
public record Checkpoint(String origin, long size, Sha256 root, SignedNote note) {

  /** Signs a head; the key signs under its own name, which is the origin. */
  static Checkpoint sign(long size, Sha256 root, LogKey key) {
    String origin = key.verifier().name();
    String base64 = Base64.getEncoder().encodeToString(root.bytes());
    return new Checkpoint(
        origin, size, root, key.sign(origin + "\n" + size + "\n" + base64 + "\n"));
  }

  /**
   * Reads a checkpoint; its signature is not looked at yet.
   *
   * @throws MalformedLogException unless it has exactly the prescribed form
   */
  public static Checkpoint parse(byte[] bytes) throws MalformedLogException {
    SignedNote note;
    try {
      note = SignedNote.parse(bytes);
    } catch (NoteRefusedException e) {
      throw new MalformedLogException(0, "not a signed note: " + e.getMessage());
    }
    String[] lines = note.text().split("\n", -1);
    if (lines.length != 4 || lines[0].isEmpty()) {
      throw new MalformedLogException(0, "not three lines of origin, size and root");
    }
    // The key that signs a head has the name of the log.
    if (!VerifierKey.isName(lines[0])) {
      throw new MalformedLogException(0, "the origin is none that a key can be named by");
    }
    if (!lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new MalformedLogException(0, "the size is not a number");
    }
    Checkpoint checkpoint =
        new Checkpoint(lines[0], Long.parseLong(lines[1]), root(lines[2]), note);
    if (checkpoint.size == 0 && !checkpoint.root.equals(TreeHash.EMPTY)) {
      throw new MalformedLogException(0, "an empty log with a root of entries");
    }
    return checkpoint;
  }

  /** Reads a hash in strict Base64. */
  static Sha256 root(String base64) throws MalformedLogException {
    try {
      byte[] hash = Base64.getDecoder().decode(base64);
      // Re-encoding refuses the second spellings that the decoder tolerates.
      if (hash.length == Sha256.LENGTH && Base64.getEncoder().encodeToString(hash).equals(base64)) {
        return Sha256.ofHash(hash);
      }
    } catch (IllegalArgumentException e) {
      // Said below, without quoting the line.
    }
    throw new MalformedLogException(0, "a hash is not strict Base64 of 32 bytes");
  }

  /**
   * Checks that {@code key} signed it and that it is this log's.
   *
   * @throws NoteRefusedException if not
   */
  public void verify(VerifierKey key) throws NoteRefusedException {
    if (!origin.equals(key.name())) {
      throw new NoteRefusedException("origin " + origin + " is not the key's name " + key.name());
    }
    note.verify(key);
  }

  /** The checkpoint as it is stored. */
  public byte[] toBytes() {
    return note.toBytes();
  }
}
