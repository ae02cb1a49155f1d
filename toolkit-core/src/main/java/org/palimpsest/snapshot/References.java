package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** What a snapshot needs to be in the vault. */
public final class References {

  /** What records are read from. */
  private static final Set<Role> STORE =
      Collections.unmodifiableSet(EnumSet.of(Role.DATABASE, Role.WAL, Role.JOURNAL));

  private References() {}

  /** The lists that a manifest names. */
  public static List<Sha256> lists(Manifest manifest) {
    List<Sha256> lists = new ArrayList<>();
    lists.add(manifest.object("evidence", "list"));
    for (String list : List.of("list", "digests", "index")) {
      lists.add(manifest.object("records", list));
    }
    if (RecordTree.isNamed(manifest)) {
      lists.add(manifest.object("records", "tree"));
    }
    if (RecordRuns.isNamed(manifest)) {
      lists.add(manifest.object("records", "runs"));
    }
    if (Turnover.isNamed(manifest)) {
      lists.add(manifest.object("records", "turnover"));
    }
    if (Changes.isNamed(manifest)) {
      lists.add(manifest.object("records", "changes"));
    }
    DatabasePages.named(manifest).ifPresent(lists::add);
    return lists;
  }

  /**
   * All objects of all snapshots of a vault; empty where it cannot be known, since a manifest or an
   * evidence list is damaged or gone.
   */
  public static Optional<Set<Sha256>> needed(Vault vault) throws IOException {
    Set<Sha256> needed = new HashSet<>();
    Snapshots snapshots = new Snapshots(vault);
    try {
      for (Path file : snapshots.files()) {
        needed.addAll(all(vault, snapshots.read(file)));
      }
      return Optional.of(needed);
    } catch (VaultException | DamagedObjectException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads every byte of what a snapshot cannot do without: its evidence list, its record lists and
   * its database.
   *
   * @throws VaultException if something of it is damaged or gone
   */
  public static void requireSound(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    Set<Sha256> objects = new LinkedHashSet<>(lists(manifest));
    for (EvidenceFile file : evidence(vault, manifest)) {
      if (STORE.contains(file.role())) {
        objects.add(file.sha256());
      }
    }
    for (Sha256 object : objects) {
      vault.sound(object).close();
    }
  }

  private static List<EvidenceFile> evidence(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    try (var list = vault.sound(manifest.object("evidence", "list"))) {
      return EvidenceList.read(list.readAll()).files();
    }
  }

  /**
   * All objects of a snapshot: its lists and its evidence files.
   *
   * @throws VaultException if its evidence list is damaged or gone
   */
  public static Set<Sha256> all(Vault vault, Manifest manifest) throws VaultException, IOException {
    Set<Sha256> all = new HashSet<>(lists(manifest));
    evidence(vault, manifest).forEach(file -> all.add(file.sha256()));
    return all;
  }
}
