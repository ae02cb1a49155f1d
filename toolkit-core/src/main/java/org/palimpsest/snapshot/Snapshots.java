package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.Durable;
import org.palimpsest.vault.NamedFiles;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * The snapshots of a vault. A snapshot is visible when its manifest has its final name, and it gets
 * that name only after the custody log holds its entry, so one never stands without the other.
 */
public final class Snapshots {

  private static final String SUFFIX = ".json";
  private static final String PENDING = ".json.new";

  private final Vault vault;

  /** Manifests that were read: one never changes under its name. */
  private final Map<String, Manifest> known = new ConcurrentHashMap<>();

  /** The snapshots of {@code vault}. */
  public Snapshots(Vault vault) {
    this.vault = vault;
  }

  /** Writes the entry about a snapshot into the custody log. */
  @FunctionalInterface
  public interface Log {
    /** Appends the entry and makes it durable. */
    void append(Manifest manifest) throws IOException;

    /**
     * Whether the log holds the entry although appending it failed, or cannot tell. The next run
     * then brings the snapshot to its end, or takes it back.
     */
    default boolean mayHold(Manifest manifest) {
      return false;
    }
  }

  /** Makes a prepared snapshot visible: objects, manifest, log entry, final name, in this order. */
  public Manifest publish(SnapshotMaker.Prepared prepared, Log log) throws IOException {
    if (!prepared.whole()) {
      throw new IllegalArgumentException("a snapshot that was made to be looked at has no list");
    }
    prepared.writer().publish();
    String name = vault.manifestName(prepared.manifest().id());
    Path pending = vault.snapshots().resolve(name + PENDING);
    Durable.write(pending, vault.manifestFile(prepared.bytes()));
    boolean logged = false;
    try {
      log.append(prepared.manifest());
      logged = true;
    } finally {
      // An entry that was written before something else failed stands, and so must its manifest.
      if (!logged && !log.mayHold(prepared.manifest())) {
        Files.deleteIfExists(pending);
      }
    }
    Durable.rename(pending, vault.snapshots().resolve(name + SUFFIX));
    consolidate();
    return prepared.manifest();
  }

  /**
   * Puts together what many small files say, once they are many; the caller holds the lock. What is
   * derived can be made another time, so nothing fails because of it.
   *
   * @return whether it could be done
   */
  public boolean consolidate() {
    boolean done = vault.consolidate();
    try {
      Listing.read(vault).bringUpToDate(vault, files());
      return done;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Brings to an end what a crash interrupted: a manifest whose entry is in the log becomes
   * visible, one without goes. The caller holds the lock.
   *
   * @param logged whether the log holds an entry for a snapshot
   */
  public void finishInterrupted(Predicate<String> logged) throws IOException {
    Durable.sweep(vault.snapshots());
    for (Path file : pending()) {
      String name = String.valueOf(file.getFileName());
      String stem = name.substring(0, name.length() - PENDING.length());
      if (isLogged(file, stem, logged)) {
        Durable.rename(file, vault.snapshots().resolve(stem + SUFFIX));
      } else {
        Files.delete(file);
      }
    }
  }

  /** Whether there is a snapshot that {@link #finishInterrupted} would bring to an end. */
  public boolean anyInterrupted() throws IOException {
    return !pending().isEmpty();
  }

  private List<Path> pending() throws IOException {
    return NamedFiles.in(vault.snapshots(), PENDING);
  }

  private boolean isLogged(Path file, String stem, Predicate<String> logged) throws IOException {
    try {
      String id = Sha256.of(vault.manifest(Files.readAllBytes(file))).hex();
      return vault.manifestName(id).equals(stem) && logged.test(id);
    } catch (DamagedObjectException e) {
      return false;
    }
  }

  /**
   * Brings pruning to an end that a crash interrupted: what the log says was pruned leaves the
   * list. The caller holds the lock.
   *
   * @param pruned ids that the log names so
   */
  public void finishPruning(Set<String> pruned) throws IOException {
    for (String id : pruned) {
      if (isThere(id)) {
        prune(id);
      }
    }
  }

  /** Whether a snapshot awaits {@link #finishInterrupted}. */
  public boolean isPending(String id) {
    return Files.exists(vault.snapshots().resolve(vault.manifestName(id) + PENDING));
  }

  /**
   * All snapshots, oldest first. Manifests that did not change since they were listed are not read
   * again; {@link #resolve} reads the one that it gives.
   *
   * @throws VaultException if a manifest is damaged
   */
  public List<Manifest> list() throws VaultException, IOException {
    List<Manifest> manifests = new ArrayList<>();
    Listing listing = null;
    for (Path file : files()) {
      String name = stem(file);
      Manifest manifest = known.get(name);
      if (manifest == null) {
        listing = listing == null ? Listing.read(vault) : listing;
        Optional<Manifest> listed = listing.find(file, name);
        manifest = listed.isPresent() ? listed.get() : read(file);
        known.put(name, manifest);
      }
      manifests.add(manifest);
    }
    manifests.sort(Comparator.comparing(Manifest::takenAt).thenComparing(Manifest::id));
    return manifests;
  }

  /** All snapshots by what they show, the oldest state first; a copy may be taken in long after. */
  public List<Manifest> inTime() throws VaultException, IOException {
    List<Manifest> manifests = list();
    // The sort is stable, so of two that show the same time the one taken first goes first.
    manifests.sort(Comparator.comparing(Manifest::asOf));
    return manifests;
  }

  /** Those whose manifest is as named; what is damaged does not keep the others from being seen. */
  public List<Manifest> sound() throws IOException {
    List<Manifest> sound = new ArrayList<>();
    for (Path file : files()) {
      try {
        sound.add(read(file));
      } catch (VaultException e) {
        // Said by a verification, and by whoever misses it.
      }
    }
    return sound;
  }

  List<Path> files() throws IOException {
    return NamedFiles.in(vault.snapshots(), SUFFIX);
  }

  /** The manifests of snapshots whose evidence was pruned. */
  List<Path> prunedFiles() throws IOException {
    return NamedFiles.in(vault.pruned(), SUFFIX);
  }

  /**
   * Takes a snapshot out of the list, keeping its manifest; its evidence may go afterwards. The
   * caller holds the lock and has recorded it.
   */
  public void prune(String id) throws IOException {
    String name = vault.manifestName(id) + SUFFIX;
    if (!Files.isDirectory(vault.pruned())) {
      Files.createDirectories(vault.pruned());
      Durable.syncFolder(vault.folder());
    }
    // Not a rename: when the power goes, either folder may be found as it was before.
    Path file = vault.snapshots().resolve(name);
    Durable.write(vault.pruned().resolve(name), Files.readAllBytes(file));
    Files.delete(file);
    Durable.syncFolder(vault.snapshots());
  }

  /** Whether the evidence of a snapshot was pruned. */
  public boolean isPruned(String id) {
    return Files.exists(vault.pruned().resolve(vault.manifestName(id) + SUFFIX));
  }

  /** Whether a snapshot is there. */
  public boolean isThere(String id) {
    return Files.exists(vault.snapshots().resolve(vault.manifestName(id) + SUFFIX));
  }

  /** Whether a snapshot is there now, with the manifest that its name promises. */
  public boolean isThereAsNamed(String id) throws IOException {
    try {
      return read(vault.snapshots().resolve(vault.manifestName(id) + SUFFIX)).id().equals(id);
    } catch (VaultException | NoSuchFileException e) {
      return false;
    }
  }

  /** The name of a manifest's file without its ending. */
  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - SUFFIX.length());
  }

  Manifest read(Path file) throws VaultException, IOException {
    String id = stem(file);
    String trouble;
    try {
      Manifest manifest = Manifest.read(vault.manifest(Files.readAllBytes(file)));
      if (vault.manifestName(manifest.id()).equals(id)) {
        return manifest;
      }
      trouble = "its bytes hash to " + manifest.id().substring(0, 12);
    } catch (MalformedJsonException | DamagedObjectException e) {
      trouble = String.valueOf(e.getMessage());
    }
    throw new VaultException(
        VaultException.Reason.DAMAGED,
        "manifest " + id.substring(0, Math.min(12, id.length())) + " is damaged: " + trouble);
  }

  /**
   * Finds the snapshot that a user means: an id or a prefix of one, {@code latest}, {@code
   * latest~1} in the order in which they were taken, or {@code @2026-11-12} for the one that shows
   * the newest state at or before that day (UTC); {@code DEVICE:} may go before.
   */
  public Manifest resolve(String name)
      throws VaultException, IOException, UnknownSnapshotException {
    int colon = name.lastIndexOf(':');
    String rest = name.substring(colon + 1);
    if (rest.matches("[0-9a-f]{4,64}")) {
      List<Manifest> named = beginning(rest);
      named.removeIf(manifest -> colon >= 0 && !manifest.device().equals(name.substring(0, colon)));
      if (named.isEmpty()) {
        refusePruned(rest);
      }
      return only(named);
    }
    List<Manifest> candidates = list();
    if (colon >= 0) {
      candidates.removeIf(manifest -> !manifest.device().equals(name.substring(0, colon)));
      if (candidates.isEmpty()) {
        throw new UnknownSnapshotException("no snapshot of a device with that label");
      }
    }
    if (candidates.isEmpty()) {
      throw new UnknownSnapshotException("the vault holds no snapshot");
    }
    if (rest.equals("latest") || rest.startsWith("latest~")) {
      return fromItsFile(back(candidates, rest.equals("latest") ? "0" : rest.substring(7)));
    }
    if (rest.startsWith("@")) {
      return fromItsFile(onDay(candidates, rest.substring(1)));
    }
    throw new UnknownSnapshotException("no snapshot is called that");
  }

  private Manifest fromItsFile(Manifest listed) throws VaultException, IOException {
    return read(vault.snapshots().resolve(vault.manifestName(listed.id()) + SUFFIX));
  }

  private static Manifest back(List<Manifest> candidates, String steps)
      throws UnknownSnapshotException {
    try {
      int back = Integer.parseInt(steps);
      if (back >= 0 && back < candidates.size()) {
        return candidates.get(candidates.size() - 1 - back);
      }
    } catch (NumberFormatException e) {
      throw new UnknownSnapshotException("latest~N wants a number");
    }
    throw new UnknownSnapshotException(
        "there is no snapshot so far back; the oldest is latest~" + (candidates.size() - 1));
  }

  private static Manifest onDay(List<Manifest> candidates, String day)
      throws UnknownSnapshotException {
    try {
      var end = LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      Optional<Manifest> newest =
          candidates.stream()
              .filter(candidate -> candidate.asOf().isBefore(end))
              .max(Comparator.comparing(Manifest::asOf).thenComparing(Manifest::takenAt));
      if (newest.isPresent()) {
        return newest.get();
      }
    } catch (DateTimeException e) {
      throw new UnknownSnapshotException("a day is written as @2026-11-12");
    }
    throw new UnknownSnapshotException("no snapshot is that old");
  }

  /** Reads the manifests of these ids only, so that damage to another one does not matter. */
  private List<Manifest> beginning(String prefix) throws VaultException, IOException {
    List<Manifest> found = new ArrayList<>();
    if (!vault.isEncrypted()) {
      for (Path file : files()) {
        if (stem(file).startsWith(prefix)) {
          found.add(read(file));
        }
      }
      return found;
    }
    // The names of files tell nothing there.
    Listing listing = Listing.read(vault);
    for (Path file : files()) {
      Optional<Manifest> listed = listing.find(file, stem(file));
      Manifest manifest = listed.isPresent() ? listed.get() : read(file);
      if (manifest.id().startsWith(prefix)) {
        found.add(read(file));
      }
    }
    return found;
  }

  private void refusePruned(String prefix)
      throws UnknownSnapshotException, VaultException, IOException {
    for (Path file : prunedFiles()) {
      if (read(file).id().startsWith(prefix)) {
        throw new UnknownSnapshotException(
            "the evidence of that snapshot was pruned; its manifest and root are kept");
      }
    }
  }

  private static Manifest only(List<Manifest> found) throws UnknownSnapshotException {
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new UnknownSnapshotException(
        found.isEmpty()
            ? "no snapshot has an id that begins so"
            : found.size() + " snapshots have an id that begins so");
  }

  /** The newest snapshot of that device. */
  public Manifest newestOf(String device)
      throws VaultException, IOException, UnknownSnapshotException {
    return resolve(device + ":latest");
  }

  /** Labels of all devices. */
  public Set<String> devices() throws VaultException, IOException {
    Set<String> devices = new java.util.TreeSet<>();
    list().forEach(manifest -> devices.add(manifest.device()));
    return devices;
  }
}
