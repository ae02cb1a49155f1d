package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.work.Awaited;

/**
 * Compares the record lists of snapshots with their order and with all that is derived from them.
 * Snapshots of a store that did not change name the same lists, which are looked at once; several
 * threads look at different ones.
 */
final class ListsCheck implements Closeable {

  /** Lists are long: as many as this at once, however many threads there are. */
  private static final int MOST_AT_ONCE = 4;

  private final Map<Map<String, Sha256>, Future<Outcome>> asked = new HashMap<>();
  private final ExecutorService workers;

  private ListsCheck(ExecutorService workers) {
    this.workers = workers;
  }

  /**
   * What a record list is.
   *
   * @param lines how many records it has
   * @param root of the tree over its lines
   * @param sorted whether it is in order
   * @param digests whether the digest list is that of its lines
   * @param tree whether the stored tree, if there is one, is that of its lines
   * @param runs whether the sums over runs, if there are any, are those of the lists
   */
  record Outcome(
      long lines, Sha256 root, boolean sorted, boolean digests, boolean tree, boolean runs) {}

  /** Begins to look at the lists of these snapshots. */
  static ListsCheck of(Vault vault, List<Manifest> manifests, int threads) {
    ListsCheck check =
        new ListsCheck(Executors.newFixedThreadPool(Math.min(threads, MOST_AT_ONCE)));
    for (Manifest manifest : manifests) {
      try {
        check.asked.computeIfAbsent(
            lists(manifest), key -> check.workers.submit(() -> look(vault, manifest)));
      } catch (IllegalArgumentException e) {
        // It names no lists, which is said when its turn comes.
      }
    }
    return check;
  }

  /** What the lists of a snapshot are that was given. */
  Outcome of(Manifest manifest) throws VaultException, IOException {
    Future<Outcome> outcome = asked.get(lists(manifest));
    if (outcome == null) {
      throw new IllegalStateException("a snapshot was not asked for");
    }
    return Awaited.of(outcome, VaultException.class);
  }

  /** All that an outcome depends on. */
  private static Map<String, Sha256> lists(Manifest manifest) {
    Map<String, Sha256> lists = new HashMap<>();
    for (String name : List.of("list", "digests", "index")) {
      lists.put(name, manifest.object("records", name));
    }
    if (RecordTree.isNamed(manifest)) {
      lists.put("tree", manifest.object("records", "tree"));
    }
    if (RecordRuns.isNamed(manifest)) {
      lists.put("runs", manifest.object("records", "runs"));
    }
    return lists;
  }

  private static Outcome look(Vault vault, Manifest manifest) throws VaultException, IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] leaf = new byte[Sha256.LENGTH];
    RecordTree.Blocks blocks = new RecordTree.Blocks();
    long lines = 0;
    boolean sorted = true;
    boolean alike = true;
    try (ObjectBytes list = vault.object(manifest.object("records", "list"));
        ObjectBytes digestBytes = vault.object(manifest.object("records", "digests"))) {
      LineCursor cursor = LineCursor.over(list);
      DigestCursor digests = DigestList.open(digestBytes).cursor();
      byte[] last = new byte[0];
      while (cursor.next()) {
        byte[] line = cursor.line();
        sorted &= Arrays.compareUnsigned(last, line) < 0;
        TreeHash.leafInto(digest, line, 0, line.length, leaf, 0);
        blocks.add(leaf);
        alike &= digests.next() && digests.isOf(line);
        last = line;
        lines++;
      }
      alike &= !digests.next();
    }
    byte[] tree = blocks.finish();
    return new Outcome(
        lines,
        RecordTree.root(tree),
        sorted,
        alike,
        !RecordTree.isNamed(manifest) || isTree(vault, manifest, tree),
        !RecordRuns.isNamed(manifest) || RunCheck.isRight(vault, manifest));
  }

  private static boolean isTree(Vault vault, Manifest manifest, byte[] tree)
      throws VaultException, IOException {
    try (ObjectBytes stored = vault.object(manifest.object("records", "tree"))) {
      return Arrays.equals(stored.readAll(), tree);
    }
  }

  /**
   * Begins nothing more and waits for what is being read: interrupted, it would close the pack for
   * everybody.
   */
  @Override
  public void close() throws IOException {
    asked.values().forEach(each -> each.cancel(false));
    workers.shutdown();
    try {
      if (!workers.awaitTermination(1, TimeUnit.HOURS)) {
        throw new IOException("a record list is read without end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
