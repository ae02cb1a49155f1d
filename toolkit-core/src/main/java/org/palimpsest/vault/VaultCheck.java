package org.palimpsest.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.palimpsest.digest.Sha256;
import org.palimpsest.verdict.Check;

/**
 * Reads every pack and every object of a vault once and compares them with their names. It never
 * stops at the first damage.
 */
public final class VaultCheck {

  private final Vault vault;
  private final LongConsumer progress;
  private Predicate<Path> packs = pack -> true;
  private Predicate<Sha256> objects = object -> true;
  private Needed needed = Optional::empty;

  /**
   * Prepares the check.
   *
   * @param progress receives the number of stored bytes read since the last call, from any thread
   */
  public VaultCheck(Vault vault, LongConsumer progress) {
    this.vault = vault;
    this.progress = progress;
  }

  /**
   * What went right and wrong.
   *
   * @param checks one for the packs as a whole, and one for each damaged place
   * @param damaged objects that cannot be trusted
   * @param bytes content bytes read
   */
  public record Outcome(List<Check> checks, List<Sha256> damaged, long bytes) {}

  /**
   * What was found in a pack.
   *
   * @param resting objects that cannot be read since something is gone that they rest on
   */
  private record PackOutcome(
      List<Check> failures,
      List<Sha256> damaged,
      Map<StoredObject, Check> resting,
      int objects,
      long bytes,
      boolean replaced) {

    static PackOutcome of(List<Check> failures, boolean replaced) {
      return new PackOutcome(failures, List.of(), Map.of(), 0, 0, replaced);
    }
  }

  /** Tells damage from what pruning left that was interrupted, and that nothing needs. */
  public VaultCheck needing(Needed which) {
    needed = which;
    return this;
  }

  /** Bytes of all packs. */
  public static long size(Vault vault) throws IOException {
    return new VaultCheck(vault, count -> {}).size();
  }

  /** Bytes that {@link #run} will read, for progress. */
  public long size() throws IOException {
    long size = 0;
    for (Path pack : vault.packFiles()) {
      size += packs.test(pack) ? Files.size(pack) : 0;
    }
    return size;
  }

  /**
   * Looks at one of several equal shares of the packs only. Each pack belongs to the share that its
   * name says, so that all shares together are all packs, those that came meanwhile too.
   */
  public VaultCheck share(int number, int of) {
    packs =
        pack ->
            Integer.remainderUnsigned(
                    Integer.parseUnsignedInt(
                        String.valueOf(pack.getFileName()).substring(0, 8), 16),
                    of)
                == number;
    return this;
  }

  /** Looks only at these objects, and at the packs that hold them and what they rest on. */
  public VaultCheck only(Set<Sha256> wanted) throws IOException {
    Set<Path> holding = new HashSet<>();
    for (Sha256 name : wanted) {
      Optional<StoredObject> object = vault.find(name);
      if (object.isPresent()) {
        try {
          Patched.chain(object.get(), vault).forEach(below -> holding.add(below.pack()));
        } catch (DamagedObjectException e) {
          // Its content cannot be read, which the check of the object itself says.
          holding.add(object.get().pack());
        }
      }
    }
    packs = holding::contains;
    objects = wanted::contains;
    return this;
  }

  /** Runs on {@code threads} threads. */
  public Outcome run(int threads) throws IOException {
    // Nothing that was read before stands for what lies there now.
    vault.files().decoder().forget();
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Check> failures = new ArrayList<>();
    List<Sha256> damaged = new ArrayList<>();
    int looked = 0;
    int all = 0;
    int replaced = 0;
    Map<StoredObject, Check> resting = new LinkedHashMap<>();
    long found = 0;
    long bytes = 0;
    try {
      List<Future<PackOutcome>> running = new ArrayList<>();
      for (Path pack : vault.packFiles()) {
        all++;
        if (!packs.test(pack)) {
          continue;
        }
        running.add(workers.submit((Callable<PackOutcome>) () -> check(pack)));
      }
      for (Future<PackOutcome> future : running) {
        PackOutcome outcome = future.get();
        failures.addAll(outcome.failures());
        damaged.addAll(outcome.damaged());
        found += outcome.objects();
        resting.putAll(outcome.resting());
        bytes += outcome.bytes();
        looked += outcome.replaced() ? 0 : 1;
        replaced += outcome.replaced() ? 1 : 0;
      }
    } catch (ExecutionException e) {
      throw new IOException("a pack could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
    List<Check> left = judge(resting, failures, damaged);
    List<Check> checks = new ArrayList<>(failures);
    checks.addAll(left);
    lookup().ifPresent(checks::add);
    if (replaced > 0) {
      checks.add(
          Check.notChecked(
              "packs that went",
              replaced
                  + (replaced == 1 ? " was" : " were")
                  + " replaced by another run while this one read; verify again"));
    }
    if (failures.isEmpty()) {
      checks.add(
          Check.passed(
              "objects",
              found
                  + (found == 1 ? " object in " : " objects in ")
                  + looked
                  + (looked == all ? "" : " of " + all)
                  + (all == 1 ? " pack, " : " packs, ")
                  + bytes
                  + " bytes, all as named"));
    }
    return new Outcome(checks, damaged, bytes);
  }

  /**
   * Tells objects that rest on what is gone apart. Pruning that was interrupted leaves such places
   * of objects that lie in another pack too, and of those that went; both are no damage.
   */
  private List<Check> judge(
      Map<StoredObject, Check> resting, List<Check> failures, List<Sha256> damaged)
      throws IOException {
    if (resting.isEmpty()) {
      return List.of();
    }
    Optional<Set<Sha256>> wanted = needed.objects();
    int superseded = 0;
    int unneeded = 0;
    for (Map.Entry<StoredObject, Check> each : resting.entrySet()) {
      StoredObject object = each.getKey();
      if (isElsewhere(object)) {
        superseded++;
      } else if (wanted.isPresent() && !wanted.get().contains(object.sha256())) {
        unneeded++;
      } else {
        damaged.add(object.sha256());
        failures.add(each.getValue());
      }
    }
    List<Check> left = new ArrayList<>();
    if (superseded > 0) {
      left.add(
          Check.notChecked(
              "superseded objects",
              rest(superseded, "")
                  + (superseded == 1 ? " and lies" : " and lie")
                  + " in another pack in good order; the next prune drops "
                  + (superseded == 1 ? "it" : "them")));
    }
    if (unneeded > 0) {
      left.add(
          Check.notChecked(
              "pruned objects",
              rest(unneeded, " that no snapshot needs")
                  + "; the next prune drops "
                  + (unneeded == 1 ? "it" : "them")));
    }
    return left;
  }

  private static String rest(int count, String which) {
    return count
        + (count == 1 ? " object" : " objects")
        + which
        + (count == 1 ? " rests" : " rest")
        + " on what was pruned";
  }

  /** Whether an object lies in another pack too, in good order. */
  private boolean isElsewhere(StoredObject object) throws IOException {
    Optional<StoredObject> meant = vault.find(object.sha256());
    return meant.isPresent()
        && !meant.get().pack().equals(object.pack())
        && trouble(meant.get(), vault).isEmpty();
  }

  /** The table over the indexes is derived from them, and it must not say anything else. */
  private Optional<Check> lookup() throws IOException {
    if (!Lookup.OBJECTS.exists(vault)) {
      return Optional.empty();
    }
    String name = "object lookup";
    Optional<ObjectTable> table = ObjectTable.read(vault);
    if (table.isEmpty()) {
      return Optional.of(
          Check.failed(name, "lookup/objects is damaged; the next run that writes makes it anew"));
    }
    int compared = 0;
    for (Path pack : vault.packFiles()) {
      Optional<List<StoredObject>> index =
          packs.test(pack) && table.get().packs().contains(pack)
              ? vault.readable(pack)
              : Optional.empty();
      if (index.isPresent()) {
        compared++;
        if (!table.get().agrees(pack, index.get())) {
          return Optional.of(
              Check.failed(
                  name,
                  "lookup/objects says of "
                      + String.valueOf(pack.getFileName()).substring(0, 12)
                      + " what its index does not; delete the folder lookup"));
        }
      }
    }
    return Optional.of(Check.passed(name, "as " + compared + " indexes say"));
  }

  /**
   * Looks at one pack. Another run may put what it holds into a new one meanwhile; if instead
   * somebody deleted it, what it held is missed where snapshots name it.
   */
  private PackOutcome check(Path pack) throws IOException {
    try {
      PackOutcome outcome = checkThere(pack);
      if (outcome.failures().isEmpty() || Files.exists(pack)) {
        return outcome;
      }
    } catch (NoSuchFileException e) {
      if (Files.exists(pack)) {
        throw e;
      }
    }
    return PackOutcome.of(List.of(), true);
  }

  private PackOutcome checkThere(Path pack) throws IOException {
    String name = String.valueOf(pack.getFileName());
    String shortName = name.substring(0, Math.min(12, name.length()));
    List<Check> failures = new ArrayList<>();
    List<Sha256> damaged = new ArrayList<>();
    List<StoredObject> held;
    try {
      held = vault.index(pack);
    } catch (NoSuchFileException e) {
      failures.add(Check.failed("pack index " + shortName, "the index is gone"));
      return PackOutcome.of(failures, false);
    } catch (VaultException e) {
      failures.add(Check.failed("pack index " + shortName, e.getMessage()));
      return PackOutcome.of(failures, false);
    }
    Sha256 actual = ObjectFiles.hash(pack, progress);
    if (!name.equals(actual.hex() + PackIndex.PACK_SUFFIX)) {
      failures.add(
          Check.failed(
              "pack " + shortName,
              "its bytes hash to " + actual.abbreviated(12) + ", its name is " + shortName));
    }
    long bytes = 0;
    int looked = 0;
    Map<StoredObject, Check> resting = new LinkedHashMap<>();
    for (StoredObject object : held) {
      if (!objects.test(object.sha256())) {
        continue;
      }
      String trouble = trouble(object, vault);
      if (!trouble.isEmpty() && object.codec() == Codec.PATCH) {
        // What it rests on may have got into another pack.
        vault.forget();
        trouble = trouble(object, vault);
      }
      looked++;
      if (!trouble.isEmpty()) {
        Check failure =
            Check.failed("object " + object.sha256().abbreviated(12), trouble + " in " + shortName);
        if (Patched.isWhole(object, vault)) {
          damaged.add(object.sha256());
          failures.add(failure);
        } else {
          resting.put(object, failure);
        }
      }
      bytes += object.size();
    }
    return new PackOutcome(failures, damaged, resting, looked, bytes, false);
  }

  static String trouble(StoredObject object, ObjectPlaces places) {
    MessageDigest digest = Sha256.newDigest();
    try (ObjectBytes content = ObjectBytes.open(object, places);
        InputStream in = content.stream()) {
      byte[] buffer = new byte[Codec.SEGMENT];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      return object.codec() == Codec.PATCH
          ? "its content cannot be read, or that of what it is stored against,"
          : "its content cannot be read";
    }
    Sha256 actual = Sha256.finish(digest);
    return actual.equals(object.sha256())
        ? ""
        : "its content hashes to " + actual.abbreviated(12) + ", not to its name,";
  }
}
