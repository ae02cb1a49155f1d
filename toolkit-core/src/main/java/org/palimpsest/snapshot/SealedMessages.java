package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * The records of a snapshot's messages as they were sealed, in their order. For the next snapshot
 * they are read from the record list and the index on all cores; the lines are compared with the
 * sealed root, which also gives the leaf hashes of those that go into the next list, and the rows
 * of the index with their sums. To look at a store the digest list serves as well, which is a third
 * as long: of each commitment it has the first half. Its rows are compared with their sums.
 */
final class SealedMessages {

  /** Lines that one worker reads at a time. */
  private static final int PART = 1 << 14;

  /** Bytes of a record with a short key and nothing variable. */
  private static final int USUAL =
      2 + DigestList.PART + RecordBuffer.COMMITMENTS + RecordBuffer.FACETS + 4;

  /** So much is made room for beforehand, whatever an index claims. */
  private static final long MOST_VARYING = 16 << 20;

  private final List<RecordBuffer> parts;

  /** The first record of each part, and the number of all. */
  private final int[] starts;

  /** The part that each record lies in. */
  private final short[] partOf;

  private final boolean inDigests;

  SealedMessages(List<RecordBuffer> parts, boolean inDigests) {
    this.parts = parts;
    this.inDigests = inDigests;
    this.starts = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = starts[i] + parts.get(i).count();
    }
    this.partOf = new short[starts[parts.size()]];
    for (int i = 0; i < parts.size(); i++) {
      Arrays.fill(partOf, starts[i], starts[i + 1], (short) i);
    }
  }

  /** The lists of a snapshot, and the parts of them that are being read. */
  private record Opened(List<Future<RecordBuffer>> parts, int rows, List<ThreadEntry> threads) {}

  /** Records that are on their way. */
  static final class Reading implements Closeable {
    private final Vault vault;
    private final Manifest manifest;
    private final boolean inDigests;
    private final List<ObjectBytes> files = new ArrayList<>();
    private final AtomicBoolean twins = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile byte[] leaves = new byte[0];

    /** Null once it is closed, so that nothing keeps what was read. */
    private volatile @Nullable Future<Opened> opening;

    private Reading(Vault vault, Manifest manifest, boolean inDigests, ExecutorService workers) {
      this.vault = vault;
      this.manifest = manifest;
      this.inDigests = inDigests;
      this.opening = workers.submit(() -> opened(workers));
    }

    private ObjectBytes open(String name) throws VaultException, IOException {
      ObjectBytes bytes = vault.object(manifest.object("records", name));
      synchronized (files) {
        files.add(bytes);
      }
      return bytes;
    }

    private Opened opened(ExecutorService workers) throws VaultException, IOException {
      RecordRuns runs = SnapshotLists.runs(vault, manifest);
      Optional<ObjectBytes> list = inDigests ? Optional.empty() : Optional.of(open("list"));
      DigestList digests = DigestList.open(open("digests"), runs);
      RecordIndex index = RecordIndex.open(open("index"), runs);
      int rows = runs.rows();
      byte[] all = new byte[inDigests ? 0 : Math.multiplyExact(rows, Sha256.LENGTH)];
      leaves = all;
      List<Future<RecordBuffer>> parts = new ArrayList<>();
      for (int from = 0; from < rows; from += PART) {
        int to = Math.min(rows, from + PART);
        Part part =
            list.isEmpty()
                ? new Digests(digests, index, from, to)
                : new Lines(list.get(), digests, index, from, to);
        parts.add(
            workers.submit(
                (Callable<RecordBuffer>)
                    () -> stopped.get() ? new RecordBuffer() : part.read(all, twins)));
      }
      return new Opened(parts, rows, index.threads());
    }

    /**
     * Waits for them.
     *
     * @param ordinals position of each thread, by id, that is to stand in them
     * @return empty where two messages had the same guid, so that the key of one of them is not its
     *     own
     * @throws ExecutionException if they could not be read
     * @throws VaultException if they are not what was sealed
     */
    Optional<SealedMessages> get(Map<String, Integer> ordinals)
        throws VaultException, ExecutionException, InterruptedException {
      Opened opened = Objects.requireNonNull(opening).get();
      List<RecordBuffer> parts = new ArrayList<>();
      for (Future<RecordBuffer> part : opened.parts()) {
        parts.add(part.get());
      }
      requireRoot(opened.rows());
      int[] positions =
          opened.threads().stream()
              .mapToInt(thread -> ordinals.getOrDefault(thread.id(), -1))
              .toArray();
      if (!Arrays.equals(positions, IntStream.range(0, positions.length).toArray())) {
        parts.forEach(part -> part.moveThreads(positions));
      }
      return twins.get() ? Optional.empty() : Optional.of(new SealedMessages(parts, inDigests));
    }

    private void requireRoot(int rows) throws VaultException {
      if (inDigests) {
        return;
      }
      byte[] blocks = RecordTree.blocks(leaves, rows);
      // Each record has its own by now, and what is needed of memory is needed elsewhere.
      leaves = new byte[0];
      if (!RecordTree.root(blocks).equals(manifest.root())) {
        throw new VaultException(
            VaultException.Reason.DAMAGED, "the record list of " + manifest + " is damaged");
      }
    }

    /** Begins no further work and waits for what was begun. */
    @Override
    public void close() throws IOException {
      // Neither cancelled nor interrupted: what still reads must have ended before its files close.
      stopped.set(true);
      Future<Opened> open = opening;
      if (open == null) {
        return;
      }
      opening = null;
      try {
        for (Future<RecordBuffer> part : open.get().parts()) {
          settle(part);
        }
      } catch (ExecutionException e) {
        // Whoever waited for it was told.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      synchronized (files) {
        for (ObjectBytes bytes : files) {
          bytes.close();
        }
      }
    }

    private static void settle(Future<RecordBuffer> part) throws InterruptedException {
      try {
        part.get();
      } catch (ExecutionException e) {
        // The same.
      }
    }
  }

  /**
   * Begins to read them.
   *
   * @param inDigests whether what the digest list has of them is enough
   */
  static Reading begin(Vault vault, Manifest manifest, boolean inDigests, ExecutorService workers) {
    return new Reading(vault, manifest, inDigests, workers);
  }

  /** A part of the lists. */
  private interface Part {
    RecordBuffer read(byte[] leaves, AtomicBoolean twins) throws IOException;
  }

  /** An empty buffer that need not grow. */
  private static RecordBuffer room(
      DigestList digests, RecordIndex index, int from, int to, int leaf) {
    long varying = index.extras(from, to) + digests.longKeys(from, to);
    long size = (long) (to - from) * (USUAL + leaf) + Math.min(varying, MOST_VARYING);
    return new RecordBuffer(to - from, size, leaf);
  }

  /** A part of the digest list. */
  private record Digests(DigestList digests, RecordIndex index, int from, int to) implements Part {
    @Override
    public RecordBuffer read(byte[] leaves, AtomicBoolean twins) throws IOException {
      RecordBuffer records = room(digests, index, from, to, 0);
      byte[] rows = index.fixed(from, to);
      byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
      byte[] shortKey = new byte[DigestList.PART];
      DigestCursor cursor = digests.cursor(from, to);
      for (int line = from; cursor.next(); line++) {
        boolean isShort = cursor.isShort();
        if (isShort || cursor.kind() == RecordKind.MESSAGE) {
          byte[] key = isShort ? shortKey : cursor.keyBytes();
          if (isShort) {
            cursor.copyShortKey(shortKey);
          } else if (isTwin(key)) {
            twins.set(true);
          }
          cursor.copyCommitments(commitments);
          int row = (line - from) * RecordIndex.ROW;
          records.addListed(key, isShort, commitments, rows, row, index.extra(line), leaves, 0);
        }
      }
      return records.trimmed();
    }
  }

  /** A part of the record list. */
  private record Lines(ObjectBytes list, DigestList digests, RecordIndex index, int from, int to)
      implements Part {
    @Override
    public RecordBuffer read(byte[] leaves, AtomicBoolean twins) throws IOException {
      RecordBuffer records = room(digests, index, from, to, Sha256.LENGTH);
      LineCursor lines =
          LineCursor.over(list, digests.lineOffset(from), digests.lineOffset(to), from);
      byte[] rows = index.fixed(from, to);
      byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
      byte[] shortKey = new byte[DigestList.PART];
      MessageDigest digest = Sha256.newDigest();
      int line = from;
      for (; lines.next(); line++) {
        if (line == to) {
          throw DigestList.damaged();
        }
        lines.leafInto(digest, leaves, line * Sha256.LENGTH);
        if (lines.kind() == RecordKind.MESSAGE) {
          lines.copyCommitments(commitments);
          byte[] key = lines.copyKey();
          boolean isShort = DigestList.shorten(key, 0, key.length, shortKey);
          if (!isShort && isTwin(key)) {
            twins.set(true);
          }
          records.addListed(
              isShort ? shortKey : key,
              isShort,
              commitments,
              rows,
              (line - from) * RecordIndex.ROW,
              index.extra(line),
              leaves,
              line * Sha256.LENGTH);
        }
      }
      if (line != to) {
        throw DigestList.damaged();
      }
      return records.trimmed();
    }
  }

  /** Keys of twins end in a tilde and a number; short keys are none of twins. */
  private static boolean isTwin(byte[] key) {
    for (byte each : key) {
      if (each == '~') {
        return true;
      }
    }
    return false;
  }

  /** The buffers that hold them, one after the other. */
  List<RecordBuffer> parts() {
    return parts;
  }

  int count() {
    return starts[parts.size()];
  }

  /** The part that a record lies in. */
  int part(int record) {
    return partOf[record] & 0xffff;
  }

  /** Where a record lies in its part. */
  int offset(int record) {
    int part = part(record);
    return parts.get(part).offset(record - starts[part]);
  }

  private RecordBuffer buffer(int record) {
    return parts.get(part(record));
  }

  /** Whether a record of a part has the same key and commitments as one of another buffer. */
  boolean isSame(int part, int offset, RecordBuffer other, int otherOffset) {
    RecordBuffer own = parts.get(part);
    return inDigests
        ? own.isSameInDigests(offset, other, otherOffset)
        : own.isSame(offset, other, otherOffset);
  }

  /** Whether a record has the same key as one of another buffer. */
  int compareKey(int record, RecordBuffer other, int otherOffset) {
    return buffer(record).compareKey(offset(record), other, otherOffset);
  }

  /** The first record from {@code from} on whose key is not below another one's. */
  int firstAtLeast(RecordBuffer other, int otherOffset, int from) {
    int low = from;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareKey(middle, other, otherOffset) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
