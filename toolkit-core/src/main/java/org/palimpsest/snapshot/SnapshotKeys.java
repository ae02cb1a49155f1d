package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * A snapshot asked for nothing but which messages it holds, or which threads: many of a long series
 * are, and each is closed before the next.
 */
public final class SnapshotKeys implements Closeable {

  private final ObjectBytes bytes;
  private final DigestList digests;

  private SnapshotKeys(ObjectBytes bytes, DigestList digests) {
    this.bytes = bytes;
    this.digests = digests;
  }

  /** Opens the keys; what is read is compared with what the manifest names. */
  public static SnapshotKeys open(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    RecordRuns runs = RecordRuns.isNamed(manifest) ? SnapshotLists.runs(vault, manifest) : null;
    ObjectBytes bytes = SnapshotLists.list(vault, manifest, "digests", runs != null);
    boolean done = false;
    try {
      SnapshotKeys keys =
          new SnapshotKeys(
              bytes,
              DigestList.open(new NamedBytes(manifest.object("records", "digests"), bytes), runs));
      done = true;
      return keys;
    } finally {
      if (!done) {
        bytes.close();
      }
    }
  }

  /** Which of the messages are there. */
  public Set<String> messages(Collection<String> guids) throws IOException {
    Set<String> there = new HashSet<>();
    PresenceLookup.walk(digests, guids, (guid, row) -> there.add(guid));
    return there;
  }

  /** The threads of a snapshot, with what they hold. */
  public static List<ThreadEntry> threads(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    RecordRuns runs = RecordRuns.isNamed(manifest) ? SnapshotLists.runs(vault, manifest) : null;
    try (ObjectBytes bytes = SnapshotLists.list(vault, manifest, "index", runs != null)) {
      return RecordIndex.threads(new NamedBytes(manifest.object("records", "index"), bytes), runs);
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
