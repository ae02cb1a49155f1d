package org.palimpsest.snapshot;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * The records of a snapshot's messages as they were sealed, in their order, read from the record
 * list and the index and compared with the names of both.
 */
final class SealedMessages {

  /** Bytes of a record with a short key and nothing variable. */
  private static final int USUAL = 2 + DigestList.PART + RecordBuffer.COMMITMENTS + 48;

  private final RecordBuffer records;

  private SealedMessages(RecordBuffer records) {
    this.records = records;
  }

  /**
   * Reads them.
   *
   * @param ordinals position of each thread, by id, that is to stand in them
   * @return empty where two messages had the same guid, so that the key of one of them is not its
   *     own
   */
  static Optional<SealedMessages> read(
      Vault vault, Manifest manifest, Map<String, Integer> ordinals)
      throws VaultException, IOException {
    Sha256 name = manifest.object("records", "list");
    try (ObjectBytes list = vault.object(name)) {
      RecordIndex index = index(vault, manifest);
      int[] threads = positions(index.threads(), ordinals);
      RecordBuffer records = new RecordBuffer(manifest.count("messages"), USUAL);
      HashedOnce hashed = new HashedOnce(list);
      LineCursor lines = LineCursor.over(hashed);
      byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
      boolean twins = false;
      while (lines.next()) {
        if (lines.kind() == RecordKind.MESSAGE) {
          byte[] key = lines.copyKey();
          twins |= isTwin(key);
          lines.copyCommitments(commitments);
          records.add(key, commitments, index.facets(lines.number()).in(threads));
        }
      }
      if (!hashed.finish().equals(name)) {
        throw new VaultException(
            VaultException.Reason.DAMAGED, "the record list of " + manifest + " is damaged");
      }
      return twins ? Optional.empty() : Optional.of(new SealedMessages(records));
    }
  }

  /** The index in memory: of each of its rows something is needed, one by one. */
  private static RecordIndex index(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    Sha256 name = manifest.object("records", "index");
    try (ObjectBytes bytes = vault.object(name)) {
      byte[] whole = bytes.readAll();
      if (!Sha256.of(whole).equals(name)) {
        throw new VaultException(
            VaultException.Reason.DAMAGED, "the record index of " + manifest + " is damaged");
      }
      return RecordIndex.open(ByteSource.of(whole));
    }
  }

  private static int[] positions(List<ThreadEntry> threads, Map<String, Integer> ordinals) {
    return threads.stream().mapToInt(thread -> ordinals.getOrDefault(thread.id(), -1)).toArray();
  }

  /** Keys of twins end in a tilde and a number. */
  private static boolean isTwin(byte[] key) {
    for (int i = key.length - 1; i >= 0 && key[i] != '/'; i--) {
      if (key[i] == '~') {
        return true;
      }
    }
    return false;
  }

  /** The records. */
  RecordBuffer records() {
    return records;
  }

  /** Bytes that are read from first to last, and hashed on the way. */
  private static final class HashedOnce implements ByteSource {
    private final ByteSource bytes;
    private final MessageDigest digest = Sha256.newDigest();
    private long position;

    HashedOnce(ByteSource bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) throws IOException {
      if (offset != position) {
        throw new IllegalStateException("what is hashed must be read in order");
      }
      bytes.read(offset, target, at, length);
      digest.update(target, at, length);
      position += length;
    }

    Sha256 finish() {
      if (position != bytes.size()) {
        throw new IllegalStateException("bytes are left to be read");
      }
      return Sha256.finish(digest);
    }
  }
}
