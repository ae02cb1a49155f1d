package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.InclusionProof;
import org.palimpsest.merkle.LeafHashes;
import org.palimpsest.merkle.ListProof;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.work.Awaited;

/**
 * Proves that a snapshot's record list holds a record, or lacks it. Of the list it reads the lines
 * around the place and no others; nothing read is trusted, since the proof is verified against the
 * sealed root before it is given away.
 */
public final class RecordProver implements Closeable {

  private final Vault vault;
  private final Manifest manifest;
  private final int threads;
  private final ObjectBytes digestBytes;
  private final ObjectBytes list;
  private final DigestList digests;

  private RecordProver(
      Vault vault, Manifest manifest, int threads, ObjectBytes digestBytes, ObjectBytes list)
      throws IOException {
    this.vault = vault;
    this.manifest = manifest;
    this.threads = threads;
    this.digestBytes = digestBytes;
    this.list = list;
    this.digests = DigestList.open(digestBytes);
  }

  /**
   * Opens a snapshot's list.
   *
   * @param threads working threads, for snapshots that keep no tree
   */
  public static RecordProver open(Vault vault, Manifest manifest, int threads)
      throws VaultException, IOException {
    ObjectBytes digests = vault.object(manifest.object("records", "digests"));
    ObjectBytes list = null;
    boolean done = false;
    try {
      list = vault.object(manifest.object("records", "list"));
      RecordProver prover = new RecordProver(vault, manifest, threads, digests, list);
      done = true;
      return prover;
    } finally {
      if (!done) {
        digests.close();
        if (list != null) {
          list.close();
        }
      }
    }
  }

  /** Number of the line of that key, from 0; -1 if there is none. */
  public long find(String key) throws IOException {
    byte[] wanted = key.getBytes(StandardCharsets.US_ASCII);
    long row = digests.find(wanted);
    return row < digests.rows() && Arrays.equals(digests.keyAt(row), wanted) ? row : -1;
  }

  /**
   * Proves that there is a line of that key, or that there is none.
   *
   * @throws VaultException if the stored list does not lead to the sealed root
   */
  public ListProof prove(String key) throws VaultException, IOException {
    byte[] prefix = (key + " ").getBytes(StandardCharsets.US_ASCII);
    long row = digests.find(key.getBytes(StandardCharsets.US_ASCII));
    boolean isThere = find(key) == row && row < digests.rows();
    if (RecordTree.isNamed(manifest)) {
      try (ObjectBytes stored = vault.object(manifest.object("records", "tree"))) {
        ListProof proof = proof(row, isThere, stored.readAll());
        proof.verify(prefix, manifest.root());
        return proof;
      } catch (ProofRefusedException e) {
        // The tree is derived, so a damaged one is made again from the list.
      }
    }
    try {
      ListProof proof = proof(row, isThere, blocks());
      proof.verify(prefix, manifest.root());
      return proof;
    } catch (ProofRefusedException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED,
          "the record list of " + manifest + " does not lead to its root");
    }
  }

  private ListProof proof(long row, boolean isThere, byte[] blocks) throws IOException {
    long rows = digests.rows();
    if (blocks.length != (rows + RecordTree.BLOCK - 1) / RecordTree.BLOCK * Sha256.LENGTH) {
      // Of another length than the list needs, it proves nothing; an empty one is refused later.
      return new ListProof.Absence(-1, null, null);
    }
    if (isThere) {
      return new ListProof.Presence(place(row, blocks));
    }
    return new ListProof.Absence(
        rows, row == 0 ? null : place(row - 1, blocks), row == rows ? null : place(row, blocks));
  }

  /** A line with its path: within its block, then among the blocks. */
  private ListProof.Place place(long row, byte[] blocks) throws IOException {
    long first = row / RecordTree.BLOCK * RecordTree.BLOCK;
    long end = Math.min(digests.rows(), first + RecordTree.BLOCK);
    List<byte[]> lines = new ArrayList<>();
    LineCursor cursor =
        LineCursor.over(list, digests.lineOffset(first), digests.lineOffset(end), first);
    while (cursor.next()) {
      lines.add(cursor.line());
    }
    int within = (int) (row - first);
    if (lines.size() != end - first) {
      throw DigestList.damaged();
    }
    List<Sha256> path = new ArrayList<>(InclusionProof.of(LeafHashes.hash(lines), within).path());
    path.addAll(InclusionProof.of(LeafHashes.view(blocks), row / RecordTree.BLOCK).path());
    return new ListProof.Place(lines.get(within), new InclusionProof(row, digests.rows(), path));
  }

  /** The blocks' roots from the list itself. */
  private byte[] blocks() throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Sha256>> roots = new ArrayList<>();
      for (long first = 0; first < digests.rows(); first += RecordTree.BLOCK) {
        long from = first;
        long to = Math.min(digests.rows(), first + RecordTree.BLOCK);
        roots.add(workers.submit(() -> root(from, to)));
      }
      byte[] blocks = new byte[Math.multiplyExact(roots.size(), Sha256.LENGTH)];
      for (int i = 0; i < roots.size(); i++) {
        Awaited.of(roots.get(i)).copyTo(blocks, i * Sha256.LENGTH);
      }
      return blocks;
    } finally {
      workers.shutdownNow();
    }
  }

  private Sha256 root(long from, long to) throws IOException {
    LineCursor cursor =
        LineCursor.over(list, digests.lineOffset(from), digests.lineOffset(to), from);
    TreeHash tree = new TreeHash();
    while (cursor.next()) {
      tree.addLeaf(cursor.line());
    }
    return tree.root();
  }

  /** Closes the lists. */
  @Override
  public void close() throws IOException {
    try (digestBytes) {
      list.close();
    }
  }
}
