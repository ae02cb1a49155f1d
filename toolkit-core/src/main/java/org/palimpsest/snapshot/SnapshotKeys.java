package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.work.Awaited;

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

  /** Guids of some of the messages, spread evenly over all of them. */
  public Set<String> someMessages(int most) throws IOException {
    long from = digests.find("message/".getBytes(StandardCharsets.US_ASCII));
    long to = digests.find("message0".getBytes(StandardCharsets.US_ASCII));
    long step = Math.max(1, (to - from) / most);
    Set<String> guids = new HashSet<>();
    for (long row = from; row < to && guids.size() < most; row += step) {
      guids.add(RecordEncoder.id(new String(digests.keyAt(row), StandardCharsets.US_ASCII)));
    }
    return guids;
  }

  /**
   * Which of the messages any of many snapshots holds. The first is asked; what came into each
   * further one its turnover says, or else it is asked too.
   *
   * @param manifests of one device, oldest first: a later list is most quickly opened after the one
   *     before
   */
  public static Set<String> held(
      Vault vault, List<Manifest> manifests, Set<String> guids, int threads)
      throws VaultException, IOException {
    SoughtMessages sought = new SoughtMessages(guids);
    Set<String> left = ConcurrentHashMap.newKeySet();
    left.addAll(guids);
    int part = Math.max(1, (manifests.size() + threads - 1) / threads);
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> asked = new ArrayList<>();
      for (int from = 0; from < manifests.size(); from += part) {
        int first = from;
        int end = Math.min(manifests.size(), from + part);
        asked.add(
            workers.submit(
                () -> {
                  for (int i = first; i < end && !left.isEmpty(); i++) {
                    left.removeAll(came(vault, manifests, i, sought, left));
                  }
                  return null;
                }));
      }
      for (Future<?> each : asked) {
        Awaited.of(each, VaultException.class);
      }
    } finally {
      workers.shutdownNow();
    }
    Set<String> there = new HashSet<>(guids);
    there.removeAll(left);
    return there;
  }

  /** Those of the messages that a snapshot holds, but for some that the one before holds too. */
  private static Set<String> came(
      Vault vault, List<Manifest> manifests, int which, SoughtMessages sought, Set<String> left)
      throws VaultException, IOException {
    Manifest manifest = manifests.get(which);
    if (which > 0) {
      Optional<Turnover> turnover = Turnover.between(vault, manifests.get(which - 1), manifest);
      if (turnover.isPresent()) {
        return turnover.get().came(sought);
      }
    }
    try (SnapshotKeys keys = open(vault, manifest)) {
      return keys.messages(Set.copyOf(left));
    }
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
