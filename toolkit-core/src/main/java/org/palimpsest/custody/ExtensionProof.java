package org.palimpsest.custody;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.ConsistencyProof;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

/**
 * Shows that a log only grew since an earlier checkpoint: the consistency path and the later
 * checkpoint, in the text form that C2SP tlog-witness sends to witnesses. The earlier checkpoint is
 * not in it and is given apart, since whoever checks must have kept it.
 *
 * @param oldSize entries of the earlier checkpoint, at least 1
 * @param path subtree hashes
 * @param checkpoint the later checkpoint
 */
public record ExtensionProof(long oldSize, List<Sha256> path, Checkpoint checkpoint) {

  /** What a file of this form begins with. */
  public static final String START = "old ";

  private static final int MAX_PATH = 63;

  /** Copies the path. */
  public ExtensionProof {
    path = List.copyOf(path);
  }

  /**
   * Reads a proof; nothing is verified yet.
   *
   * @throws MalformedLogException unless it has exactly the prescribed form
   */
  public static ExtensionProof parse(byte[] bytes) throws MalformedLogException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedLogException(0, "not UTF-8");
    }
    int end = text.indexOf("\n\n");
    String[] lines = text.substring(0, Math.max(0, end)).split("\n", -1);
    if (end < 0 || lines.length > 1 + MAX_PATH || !lines[0].matches("old [1-9][0-9]{0,17}")) {
      throw new MalformedLogException(1, "not a proof that a log grew");
    }
    List<Sha256> path = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      path.add(Checkpoint.root(lines[i]));
    }
    return new ExtensionProof(
        Long.parseLong(lines[0].substring(START.length())),
        path,
        Checkpoint.parse(text.substring(end + 2).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Checks that the log of {@code key} only grew since {@code known}.
   *
   * @throws NoteRefusedException if a checkpoint is not this log's
   * @throws ProofRefusedException if it is not shown
   */
  public void verify(Checkpoint known, VerifierKey key)
      throws NoteRefusedException, ProofRefusedException {
    known.verify(key);
    checkpoint.verify(key);
    if (known.size() != oldSize) {
      throw new ProofRefusedException(
          "it is about a checkpoint of " + oldSize + " entries, not of " + known.size());
    }
    new ConsistencyProof(oldSize, checkpoint.size(), path).verify(known.root(), checkpoint.root());
  }

  /**
   * Checks what can be without the earlier checkpoint.
   *
   * @throws ProofRefusedException if no checkpoint can make it a proof
   */
  public void requireForm() throws ProofRefusedException {
    new ConsistencyProof(oldSize, checkpoint.size(), path).requireForm();
  }

  /** The proof as it is stored. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder(START).append(oldSize).append('\n');
    for (Sha256 hash : path) {
      text.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n');
    }
    text.append('\n').append(new String(checkpoint.toBytes(), StandardCharsets.UTF_8));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
