package org.palimpsest.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.palimpsest.digest.Sha256;

/**
 * Replaces what is damaged or gone in a vault by good copies from a second one, by hash. What was
 * damaged is not destroyed: it is moved into the folder {@code damaged}.
 */
public final class Repairing {

  private final Vault vault;
  private final Vault other;
  private final LongConsumer progress;
  private final List<String> done = new ArrayList<>();

  /**
   * Prepares a repair; the caller holds the lock of {@code vault}. Nothing of the other changes.
   */
  public Repairing(Vault vault, Vault other, LongConsumer progress) {
    this.vault = vault;
    this.other = other;
    this.progress = progress;
  }

  /** What was replaced, one line each. */
  public List<String> done() {
    return List.copyOf(done);
  }

  /** Replaces the README if it is not what this version writes. */
  public void readme() throws IOException {
    Path readme = vault.folder().resolve(Vault.README);
    if (!Files.exists(readme) || !Arrays.equals(Files.readAllBytes(readme), vault.ownReadme())) {
      setAside(readme);
      Durable.write(readme, vault.ownReadme());
      done.add("README.txt written anew");
    }
  }

  /** Drops the lookups, which are derived: nothing of a repair rests on them. */
  public void lookups() throws IOException {
    for (Lookup lookup : List.of(Lookup.OBJECTS, Lookup.SNAPSHOTS)) {
      if (lookup.exists(vault)) {
        if (lookup.read(vault).isEmpty()) {
          done.add(lookup + " dropped, being damaged");
        }
        Files.delete(lookup.file(vault));
      }
    }
    vault.forget();
  }

  /**
   * Replaces manifests that are damaged or gone.
   *
   * @param expected ids of snapshots that should be there
   * @param pruned ids of those among them that were pruned
   * @return ids of those that are in neither vault in good order
   */
  public Set<String> manifests(Collection<String> expected, Set<String> pruned) throws IOException {
    Set<String> lacking = new TreeSet<>(expected);
    for (String id : new TreeSet<>(expected)) {
      Path own =
          (pruned.contains(id) ? vault.pruned() : vault.snapshots())
              .resolve(vault.manifestName(id) + ".json");
      if (vault.isManifest(own, id)) {
        lacking.remove(id);
        continue;
      }
      for (Path folder : List.of(other.snapshots(), other.pruned())) {
        Path good = folder.resolve(other.manifestName(id) + ".json");
        if (other.isManifest(good, id)) {
          setAside(own);
          Files.createDirectories(own.toAbsolutePath().getParent());
          Durable.write(own, vault.manifestFile(other.manifest(Files.readAllBytes(good))));
          done.add("manifest " + id.substring(0, 12) + " replaced");
          lacking.remove(id);
          break;
        }
      }
    }
    return lacking;
  }

  /**
   * Replaces packs whose bytes or index are damaged by those of the same name; of a pack that the
   * other vault does not have as it was, what is still good is saved into a new one. A pack of
   * which the index alone is there comes back only for what is needed and not to be had otherwise:
   * pruning that was interrupted leaves such an index too.
   *
   * @param needed says what the snapshots need, which is asked once damaged packs are replaced
   */
  public void packs(Needed needed) throws VaultException, IOException {
    replace(vault.packFiles());
    List<Path> lost = lost();
    Optional<Set<Sha256>> wanted = lost.isEmpty() ? Optional.empty() : needed.objects();
    if (wanted.isPresent()) {
      lost = missed(lost, wanted.get());
    }
    replace(lost);
  }

  /** Packs of which the index alone is there. */
  private List<Path> lost() throws IOException {
    List<Path> lost = new ArrayList<>();
    for (Path index : NamedFiles.in(vault.packs(), PackIndex.SUFFIX)) {
      Path pack = PackIndex.packOf(index);
      if (!Files.exists(pack)) {
        lost.add(pack);
      }
    }
    return lost;
  }

  /** Those among lost packs that held what is needed and lies nowhere else. */
  private List<Path> missed(List<Path> lost, Set<Sha256> wanted) throws IOException {
    Set<Sha256> gone = gone(wanted);
    List<Path> missed = new ArrayList<>();
    for (Path pack : lost) {
      Path theirs = other.packs().resolve(String.valueOf(pack.getFileName()));
      Optional<List<StoredObject>> held = vault.readable(pack).or(() -> readable(other, theirs));
      if (held.orElse(List.of()).stream().anyMatch(object -> gone.contains(object.sha256()))) {
        missed.add(pack);
      }
    }
    return missed;
  }

  private static Optional<List<StoredObject>> readable(Vault of, Path pack) {
    try {
      return of.readable(pack);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void replace(List<Path> packs) throws VaultException, IOException {
    List<Path> hopeless = new ArrayList<>();
    for (Path pack : packs) {
      if (!isGood(vault, pack, progress) && !replaced(pack)) {
        hopeless.add(pack);
      }
    }
    if (!hopeless.isEmpty()) {
      save(hopeless);
    }
    vault.forget();
  }

  /** Whether a pack has the bytes of its name, and an index that can be read. */
  private static boolean isGood(Vault of, Path pack, LongConsumer progress) throws IOException {
    try {
      of.index(pack);
      Sha256 actual = ObjectFiles.hash(pack, progress);
      return String.valueOf(pack.getFileName()).equals(actual.hex() + PackIndex.PACK_SUFFIX);
    } catch (NoSuchFileException | VaultException e) {
      return false;
    }
  }

  private boolean replaced(Path pack) throws IOException {
    Path good = other.packs().resolve(String.valueOf(pack.getFileName()));
    if (!Files.exists(good) || !isGood(other, good, count -> {})) {
      return false;
    }
    Path scratch = vault.folder().resolve("drafts");
    setAside(Vault.indexOf(pack));
    ObjectFiles.copy(Vault.indexOf(good), Vault.indexOf(pack), scratch, count -> {});
    setAside(pack);
    ObjectFiles.copy(good, pack, scratch, progress);
    done.add("pack " + name(pack) + " replaced");
    return true;
  }

  private static String name(Path pack) {
    return String.valueOf(pack.getFileName()).substring(0, 12);
  }

  /** Puts what can still be read of damaged packs into new ones. */
  private void save(List<Path> packs) throws VaultException, IOException {
    List<List<StoredObject>> good = new ArrayList<>();
    for (Path pack : packs) {
      List<StoredObject> readable = new ArrayList<>();
      for (StoredObject object : vault.readable(pack).orElse(List.of())) {
        if (VaultCheck.trouble(object, vault).isEmpty()) {
          readable.add(object);
        }
      }
      good.add(readable);
    }
    for (Path pack : packs) {
      vault.disregard(pack);
    }
    try (VaultWriter writer = vault.writer(1)) {
      for (List<StoredObject> readable : good) {
        for (StoredObject object : readable) {
          try (ObjectBytes content = ObjectBytes.open(object, vault);
              var in = content.stream()) {
            writer.put(in::read);
          }
        }
      }
      writer.publish();
    }
    for (int i = 0; i < packs.size(); i++) {
      setAside(packs.get(i));
      setAside(Vault.indexOf(packs.get(i)));
      done.add("pack " + name(packs.get(i)) + ": " + good.get(i).size() + " objects saved from it");
    }
    vault.forget();
  }

  /**
   * Fetches objects that the vault does not hold, or that rest on what is gone. What is gone is
   * fetched first; where it is not to be had, what rests on it is stored anew without it.
   *
   * @return those among the wanted that the other vault has not got in good order either
   */
  public Set<Sha256> objects(Set<Sha256> wanted) throws VaultException, IOException {
    Set<Sha256> lacking = new TreeSet<>();
    int fetched = 0;
    try (VaultWriter writer = vault.writer(1)) {
      for (Sha256 name : gone(wanted)) {
        if (fetch(name, writer::put)) {
          fetched++;
        } else if (wanted.contains(name)) {
          lacking.add(name);
        }
      }
      for (Sha256 name : resting(wanted, writer)) {
        // It may be whole by now, resting on one that was stored anew.
        if (!Patched.isWhole(writer.find(name).orElseThrow(), writer)) {
          if (fetch(name, in -> writer.storeAgain(in, null, Likeness.MOVED))) {
            fetched++;
          } else {
            lacking.add(name);
          }
        }
      }
      writer.publish();
    }
    if (fetched > 0) {
      done.add(fetched + (fetched == 1 ? " object" : " objects") + " fetched");
    }
    return lacking;
  }

  /** Takes an object in. */
  private interface Taking {
    VaultWriter.Taken take(VaultWriter.Input input) throws IOException;
  }

  /** Whether an object could be fetched. */
  private boolean fetch(Sha256 name, Taking taking) throws IOException {
    try (ObjectBytes good = other.sound(name);
        var in = good.stream()) {
      VaultWriter.Taken taken = taking.take(in::read);
      if (!taken.sha256().equals(name)) {
        throw new DamagedObjectException("an object changed while it was fetched");
      }
      progress.accept(taken.size());
      return true;
    } catch (VaultException | DamagedObjectException e) {
      return false;
    }
  }

  /** Those below which something is still not there, what is nearest to it first. */
  private static List<Sha256> resting(Set<Sha256> wanted, ObjectPlaces places) throws IOException {
    Map<Sha256, Integer> heights = new TreeMap<>();
    for (Sha256 name : wanted) {
      int height = 0;
      StoredObject next = places.find(name).orElse(null);
      while (next != null && next.base() != null && height < Patched.LONGEST_CHAIN) {
        height++;
        next = places.find(next.base()).orElse(null);
      }
      if (height > 0 && (next == null || next.base() != null)) {
        heights.put(name, height);
      }
    }
    List<Sha256> sorted = new ArrayList<>(heights.keySet());
    sorted.sort(Comparator.comparing(name -> heights.getOrDefault(name, 0)));
    return sorted;
  }

  /** Those that are not there, and what is not there of what others are stored against. */
  private Set<Sha256> gone(Collection<Sha256> wanted) throws IOException {
    Set<Sha256> gone = new TreeSet<>();
    for (Sha256 name : wanted) {
      Sha256 next = name;
      for (int i = 0; next != null && i < Patched.LONGEST_CHAIN; i++) {
        StoredObject object = vault.find(next).orElse(null);
        if (object == null) {
          gone.add(next);
        }
        next = object == null ? null : object.base();
      }
    }
    return gone;
  }

  /** Moves a file out of the way, under a name that is free. */
  private void setAside(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    Path folder = Files.createDirectories(vault.folder().resolve("damaged"));
    Path target = folder.resolve(String.valueOf(file.getFileName()));
    for (int i = 2; Files.exists(target); i++) {
      target = folder.resolve(file.getFileName() + "." + i);
    }
    Files.move(file, target);
  }
}
