package org.palimpsest.custody;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

/**
 * Shows that one line is in a log, by itself: the path to a checkpoint and the checkpoint, in the
 * C2SP tlog-proof text form. The line is not in it and is given apart. Extra data, which nothing
 * would vouch for, is refused.
 *
 * @param path place of the line and its audit path
 * @param checkpoint the checkpoint that the path leads to
 */
public record EntryProof(InclusionProof path, Checkpoint checkpoint) {

  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String INDEX = "index ";
  private static final int MAX_PATH = 63;

  /**
   * Reads a proof; nothing is verified yet.
   *
   * @throws MalformedLogException unless it has exactly the prescribed form
   */
  public static EntryProof parse(byte[] bytes) throws MalformedLogException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLogException(0, "not UTF-8");
    }
    int end = text.indexOf("\n\n");
    String[] lines = text.substring(0, Math.max(0, end)).split("\n", -1);
    if (end < 0 || lines.length < 2 || lines.length > 2 + MAX_PATH || !lines[0].equals(HEADER)) {
      throw new MalformedLogException(0, "not a proof in the form " + HEADER);
    }
    if (!lines[1].matches("index (0|[1-9][0-9]{0,17})")) {
      throw new MalformedLogException(2, "not an index");
    }
    List<Sha256> hashes = new ArrayList<>();
    for (int i = 2; i < lines.length; i++) {
      hashes.add(Checkpoint.root(lines[i]));
    }
    Checkpoint checkpoint =
        Checkpoint.parse(text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
    long index = Long.parseLong(lines[1].substring(INDEX.length()));
    return new EntryProof(new InclusionProof(index, checkpoint.size(), hashes), checkpoint);
  }

  /**
   * Checks that {@code line}, without LF, is in the log that {@code key} signs.
   *
   * @throws NoteRefusedException if the checkpoint is not this log's
   * @throws ProofRefusedException if the line is not shown to be under it
   */
  public void verify(byte[] line, VerifierKey key)
      throws NoteRefusedException, ProofRefusedException {
    checkpoint.verify(key);
    path.verify(TreeHash.leaf(line), checkpoint.root());
  }

  /** The proof as it is stored, by custom in a file ending in {@code .tlog-proof}. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    text.append(INDEX).append(path.index()).append('\n');
    for (Sha256 hash : path.path()) {
      text.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n');
    }
    text.append('\n').append(new String(checkpoint.toBytes(), StandardCharsets.UTF_8));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
