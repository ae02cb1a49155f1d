package org.palimpsest.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Where every object of a vault lies: a table over most of its packs, and the indexes of those that
 * came since the table was written. Not safe for use by several threads.
 */
final class ObjectIndex {

  /** So many packs may stand apart from the table before it is written anew. */
  static final int MOST_APART = 16;

  private final @Nullable ObjectTable table;

  /** Packs that the table is over and that are there. */
  private final Set<Path> covered = new HashSet<>();

  private final Map<Sha256, StoredObject> rest = new HashMap<>();

  /** Further places of objects in {@link #rest}. */
  private final Map<Sha256, List<StoredObject>> twins = new HashMap<>();

  private ObjectIndex(@Nullable ObjectTable table) {
    this.table = table;
  }

  static ObjectIndex load(Vault vault) throws IOException {
    // The packs first: a table that is written meanwhile is over those, and perhaps over more.
    List<Path> packs = vault.packFiles();
    ObjectTable table = ObjectTable.read(vault).orElse(null);
    ObjectIndex index = new ObjectIndex(table);
    for (Path pack : packs) {
      if (table != null && table.packs().contains(pack)) {
        index.covered.add(pack);
        continue;
      }
      vault.readable(pack).orElse(List.of()).forEach(index::addTwin);
    }
    return index;
  }

  private void addTwin(StoredObject object) {
    if (rest.putIfAbsent(object.sha256(), object) != null) {
      twins.computeIfAbsent(object.sha256(), name -> new ArrayList<>()).add(object);
    }
  }

  /**
   * Where an object lies. It lies in two places after a crash in the midst of pruning, and then one
   * of them may rest on what is gone already; the one that does not is meant.
   */
  Optional<StoredObject> find(Sha256 name) {
    List<StoredObject> places = places(name);
    if (places.size() > 1) {
      Set<StoredObject> seen = new HashSet<>();
      for (StoredObject place : places) {
        if (isComplete(place, seen)) {
          return Optional.of(place);
        }
      }
    }
    return places.isEmpty() ? Optional.empty() : Optional.of(places.get(0));
  }

  private List<StoredObject> places(Sha256 name) {
    StoredObject one = rest.get(name);
    List<StoredObject> tabled = table == null ? List.of() : table.find(name, covered::contains);
    if (one == null) {
      return tabled;
    }
    if (tabled.isEmpty() && !twins.containsKey(name)) {
      return List.of(one);
    }
    List<StoredObject> all = new ArrayList<>(List.of(one));
    all.addAll(twins.getOrDefault(name, List.of()));
    all.addAll(tabled);
    return all;
  }

  /**
   * Whether everything below it is there.
   *
   * @param seen places that need no second look: none of them is complete
   */
  private boolean isComplete(StoredObject object, Set<StoredObject> seen) {
    Sha256 base = object.base();
    if (base == null) {
      return true;
    }
    if (seen.size() > Patched.LONGEST_CHAIN || !seen.add(object)) {
      return false;
    }
    for (StoredObject below : places(base)) {
      if (isComplete(below, seen)) {
        return true;
      }
    }
    return false;
  }

  void add(StoredObject object) {
    StoredObject other = rest.put(object.sha256(), object);
    if (other != null && !other.pack().equals(object.pack())) {
      twins.computeIfAbsent(object.sha256(), name -> new ArrayList<>()).add(other);
    }
  }

  void disregard(Path pack) {
    covered.remove(pack);
    rest.values().removeIf(object -> object.pack().equals(pack));
    for (List<StoredObject> others : List.copyOf(twins.values())) {
      others.removeIf(object -> object.pack().equals(pack));
      others.forEach(object -> rest.putIfAbsent(object.sha256(), object));
    }
  }

  /**
   * Writes the table anew when many packs stand apart from it, when it is over packs that are gone,
   * and when it cannot be believed.
   *
   * @return whether there is a new table
   */
  boolean consolidate(Vault vault) throws IOException {
    Set<Path> over = table == null ? Set.of() : table.packs();
    Set<Path> packs = new HashSet<>(vault.packFiles());
    packs.removeIf(pack -> ObjectTable.name(pack).isEmpty());
    long outside = packs.stream().filter(pack -> !over.contains(pack)).count();
    boolean damaged = table == null && Lookup.OBJECTS.exists(vault);
    if (outside < MOST_APART && packs.containsAll(over) && !damaged) {
      return false;
    }
    Set<Path> written = new HashSet<>();
    List<StoredObject> objects = new ArrayList<>();
    for (Path pack : packs) {
      if (over.contains(pack)) {
        written.add(pack);
        continue;
      }
      Optional<List<StoredObject>> own = vault.readable(pack);
      if (own.isPresent()) {
        written.add(pack);
        objects.addAll(own.get());
      }
    }
    if (table != null) {
      objects.addAll(table.all(written::contains));
    }
    Lookup.OBJECTS.write(vault, ObjectTable.write(written, objects));
    return true;
  }
}
