package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/**
 * Checks every snapshot of a vault: manifest against its name, record list against its root and its
 * order, presence and soundness of everything that it names; in depth, the records rebuilt from the
 * evidence.
 */
public final class SnapshotCheck {

  /** Those of a snapshot's lists that are spoken of in the plural. */
  private static final Set<String> PLURAL = Set.of("digests", "runs", "changes");

  private final Vault vault;
  private final int threads;
  private final List<DeepCheck> deepChecks = new ArrayList<>();
  private @Nullable Path aside;
  private Predicate<Manifest> wanted = manifest -> true;
  private boolean others = true;

  /** Prepares the check. */
  public SnapshotCheck(Vault vault, int threads) {
    this.vault = vault;
    this.threads = threads;
  }

  /** Puts records that are too many for memory aside in a folder, while it checks in depth. */
  public SnapshotCheck asideIn(Path folder) {
    aside = folder;
    return this;
  }

  /** Runs a further check on each snapshot when it checks in depth. */
  public SnapshotCheck alsoInDepth(DeepCheck check) {
    deepChecks.add(check);
    return this;
  }

  /** Looks into these snapshots only; of the others only the manifest is compared with its name. */
  public SnapshotCheck only(Predicate<Manifest> which) {
    wanted = which;
    return this;
  }

  /** Looks into this snapshot only; of the others it is just seen that they are there. */
  public SnapshotCheck only(Manifest one) {
    others = false;
    return only(manifest -> manifest.id().equals(one.id()));
  }

  /**
   * What was found.
   *
   * @param checks one or more for each snapshot
   * @param sound manifests that could be read
   * @param pruned manifests of snapshots whose evidence was pruned
   */
  public record Outcome(List<Check> checks, List<Manifest> sound, List<Manifest> pruned) {}

  /**
   * Runs the check.
   *
   * @param damaged objects that are known to be damaged
   * @param deep whether records are rebuilt from the evidence
   */
  public Outcome run(Set<Sha256> damaged, boolean deep) throws IOException {
    List<Check> checks = new ArrayList<>();
    List<Manifest> sound = new ArrayList<>();
    sound.addAll(manifests(checks));
    List<Manifest> looked = sound.stream().filter(wanted).toList();
    NotesCheck notes = new NotesCheck(vault, sound);
    try (ListsCheck lists = ListsCheck.of(vault, looked, threads)) {
      for (Manifest manifest : looked) {
        check(manifest, lists, notes, damaged, deep, checks);
      }
    }
    return new Outcome(checks, sound, pruned(checks));
  }

  private void check(
      Manifest manifest,
      ListsCheck lists,
      NotesCheck notes,
      Set<Sha256> damaged,
      boolean deep,
      List<Check> checks) {
    String name = manifest.toString();
    try {
      affected(manifest, name, damaged, checks);
      records(manifest, lists.of(manifest), name, checks);
      if (deep) {
        checks.addAll(new RebuildCheck(vault, threads, aside).run(manifest));
        checks.addAll(new DerivedCheck(vault::object, manifest).run());
        for (DeepCheck further : deepChecks) {
          checks.addAll(further.run(vault, manifest));
        }
      } else {
        checks.addAll(DerivedCheck.recorded(manifest));
      }
      for (String wrong : notes.wrong(manifest)) {
        checks.add(Check.failed(name + " notes", wrong));
      }
    } catch (VaultException | IOException | IllegalArgumentException e) {
      checks.add(Check.failed(name, String.valueOf(e.getMessage())));
    }
  }

  private List<Manifest> manifests(List<Check> checks) throws IOException {
    Snapshots snapshots = new Snapshots(vault);
    if (!others) {
      try {
        return snapshots.list();
      } catch (VaultException e) {
        // Said below, of each that is damaged.
      }
    }
    List<Manifest> manifests = new ArrayList<>();
    Listing listing = Listing.read(vault);
    boolean alike = true;
    for (Path file : snapshots.files()) {
      try {
        Manifest manifest = snapshots.read(file);
        manifests.add(manifest);
        alike &= listing.agrees(Snapshots.stem(file), manifest);
      } catch (VaultException e) {
        checks.add(Check.failed("manifest", e.getMessage()));
      }
    }
    String name = "snapshot lookup";
    if (listing.isDamaged()) {
      checks.add(
          Check.failed(
              name, "lookup/snapshots is damaged; the next run that writes makes it anew"));
    } else if (!alike) {
      checks.add(
          Check.failed(
              name,
              "lookup/snapshots says of a manifest what it does not; delete the folder lookup"));
    } else if (listing.size() > 0) {
      checks.add(Check.passed(name, "as the manifests say"));
    }
    return manifests;
  }

  /** Of these only the manifest is left, and it must still be what its name says. */
  private List<Manifest> pruned(List<Check> checks) throws IOException {
    List<Manifest> sound = new ArrayList<>();
    for (Path file : new Snapshots(vault).prunedFiles()) {
      try {
        sound.add(new Snapshots(vault).read(file));
      } catch (VaultException e) {
        checks.add(Check.failed("pruned manifest", e.getMessage()));
      }
    }
    if (!sound.isEmpty()) {
      checks.add(
          Check.passed(
              "pruned manifests",
              sound.size() + (sound.size() == 1 ? " is" : " are") + " as named"));
    }
    return sound;
  }

  /** Names the files and lists of a snapshot that lie in damaged or missing objects. */
  private void affected(Manifest manifest, String name, Set<Sha256> damaged, List<Check> checks)
      throws VaultException, IOException {
    int gone = 0;
    for (EvidenceFile file : SnapshotView.evidence(vault::object, manifest)) {
      boolean missing = !vault.holds(file.sha256());
      if (missing || damaged.contains(file.sha256())) {
        gone++;
        checks.add(
            Check.failed(
                name + " evidence",
                file.role().word()
                    + " "
                    + file.path()
                    + " ("
                    + file.sha256().abbreviated(12)
                    + (missing ? ") is gone" : ") is damaged")));
      }
    }
    Optional<Sha256> pages = DatabasePages.named(manifest);
    if (pages.isPresent() && (damaged.contains(pages.get()) || !vault.holds(pages.get()))) {
      gone++;
      checks.add(
          Check.failed(
              name + " evidence", "the sums over its database's pages are damaged or gone"));
    }
    List<String> lists = new ArrayList<>(List.of("list", "digests", "index"));
    if (RecordTree.isNamed(manifest)) {
      lists.add("tree");
    }
    if (RecordRuns.isNamed(manifest)) {
      lists.add("runs");
    }
    if (Turnover.isNamed(manifest)) {
      lists.add("turnover");
    }
    if (Changes.isNamed(manifest)) {
      lists.add("changes");
    }
    for (String list : lists) {
      Sha256 object = manifest.object("records", list);
      if (damaged.contains(object) || !vault.holds(object)) {
        gone++;
        checks.add(
            Check.failed(
                name + " records",
                "its record "
                    + list
                    + (PLURAL.contains(list) ? " are" : " is")
                    + " damaged or gone"));
      }
    }
    if (gone == 0) {
      long files = manifest.json().path("evidence").path("files").asLong();
      checks.add(
          Check.passed(
              name + " evidence", files + (files == 1 ? " file is there" : " files are there")));
    }
  }

  private static void records(
      Manifest manifest, ListsCheck.Outcome lists, String name, List<Check> checks) {
    Sha256 root = lists.root();
    boolean right =
        lists.sorted()
            && lists.lines() == manifest.json().path("records").path("lines").asLong()
            && root.equals(manifest.root());
    String detail =
        lists.lines()
            + " records, root "
            + root.abbreviated(12)
            + (right
                ? ""
                : lists.sorted()
                    ? ", manifest says " + manifest.root().abbreviated(12)
                    : ", not sorted");
    checks.add(right ? Check.passed(name + " root", detail) : Check.failed(name + " root", detail));
    if (!lists.tree()) {
      checks.add(Check.failed(name + " tree", "its tree is not that of its record list"));
    }
    if (!lists.runs()) {
      checks.add(Check.failed(name + " runs", "its sums are not those of its lists"));
    }
    if (!lists.digests()) {
      checks.add(Check.failed(name + " digests", "its digest list is not that of its record list"));
    }
  }
}
