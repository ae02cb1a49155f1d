package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.AppendRefusedException;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LogCopy;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.OwnerOnlyFile;
import org.palimpsest.snapshot.References;
import org.palimpsest.source.Progress;
import org.palimpsest.vault.KeySlots;
import org.palimpsest.vault.Mirroring;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes or brings up to date a second copy of the vault. */
@Command(
    name = "mirror",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a folder a second copy of the vault, copying only what it lacks. What was copied is read"
          + " back; a run that was interrupted goes on where it was. The copy is a vault of its own,"
          + " for verify, extract and repair; only mirror writes to it."
    })
final class MirrorVerb extends Verb {

  @Parameters(index = "0", paramLabel = "DIR", description = "the second copy")
  @Nullable Path folder;

  @Option(
      names = "--prune",
      description = "also drop from the copy the packs that were pruned from the vault")
  boolean prune;

  @Option(
      names = "--check",
      description = "read every pack of the copy back, and copy again those that are damaged")
  boolean check;

  @Override
  int run() throws Failure, VaultException, IOException {
    Path copy = Objects.requireNonNull(folder).toAbsolutePath().normalize();
    OutFolder.requireNoFile(copy, "name a new folder, or the copy that is there already");
    Workspace workspace = Workspace.open(this);
    refuseWithin(workspace, copy);
    refuseAbsent(copy);
    LogKey key = workspace.signer();
    Progress progress = terminal().progress();
    try (VaultLock held = workspace.lock()) {
      Objects.requireNonNull(held);
      workspace.finishInterrupted();
      refuseAltered(workspace);
      Mirroring mirroring = mirroring(workspace, copy, progress);
      refuseDiverged(workspace, copy);
      OwnerOnlyFile.createOwn(copy);
      try (VaultLock there = VaultLock.take(copy, "a mirror of another vault")) {
        Objects.requireNonNull(there);
        mirror(workspace, key, copy, mirroring);
      }
    }
    return Exit.OK;
  }

  private void refuseWithin(Workspace workspace, Path copy) throws Failure, IOException {
    Path own = Outside.real(workspace.vault().folder());
    Path real = Outside.real(copy);
    if (real.startsWith(own) || own.startsWith(real)) {
      throw Failure.usage(
          "the copy would lie in the vault, or the vault in it", "name a folder on another disk");
    }
    Path above = real.getParent();
    if (above != null) {
      // The copy is a vault itself, so it is what it would lie in that is asked.
      Outside.require(above, surroundings().keys());
    }
  }

  /** A disk that is not mounted must not end as one more copy on the disk of the vault. */
  private static void refuseAbsent(Path copy) throws Failure {
    Path above = copy.getParent();
    if (above != null && !Files.isDirectory(above)) {
      throw new Failure(
          Exit.INCOMPLETE,
          "the folder in which the copy is to lie is not there",
          "check that its disk is mounted, or make the folder first");
    }
  }

  private Mirroring mirroring(Workspace workspace, Path copy, Progress progress)
      throws Failure, VaultException, IOException {
    try {
      Mirroring mirroring = new Mirroring(workspace.vault(), copy, progress::advance);
      return check ? mirroring.readingBack() : mirroring;
    } catch (VaultException e) {
      if (e.reason() == VaultException.Reason.OCCUPIED) {
        throw Failure.usage(
            "the copy cannot be made there: " + e.getMessage(), "name another folder for the copy");
      }
      throw e;
    }
  }

  /** What the log says of a small file is known, so one that is otherwise is not handed on. */
  private static void refuseAltered(Workspace workspace)
      throws Failure, VaultException, IOException {
    Path folder = workspace.vault().folder();
    List<LoggedEntry> entries = workspace.entries();
    for (String name : List.of(VaultVerification.README, KeySlots.FILE)) {
      if (Files.exists(folder.resolve(name))
          && !LoggedFile.latest(entries, name).holds(folder).orElse(true)) {
        throw new Failure(
            Exit.INTEGRITY,
            "nothing was copied, since " + name + " is not as the custody log says",
            name.equals(KeySlots.FILE)
                ? "restore it from the second copy"
                : "mend it with: palimpsest repair --from SECOND-COPY, or delete it");
      }
    }
  }

  private void mirror(Workspace workspace, LogKey key, Path copy, Mirroring mirroring)
      throws Failure, VaultException, IOException {
    Progress progress = terminal().progress();
    progress.begin("copying");
    progress.expect(mirroring.missing());
    Mirroring.Copied copied = mirroring.run();
    workspace.append(
        workspace
            .entry(Action.MIRROR)
            .method(
                List.of(
                    Plain.count(copied.packs(), "pack")
                        + " and "
                        + Plain.count(copied.manifests(), "manifest")
                        + " copied",
                    copied.bytes() + " bytes, each file read back and compared"))
            .remarks("second copy at " + copy)
            .result(new Entry.Result("copied", Exit.OK)),
        key);
    try {
      LogCopy.extend(workspace.vault().custody(), copy.resolve("custody"));
    } catch (AppendRefusedException e) {
      throw diverged();
    }
    int extra = mirroring.finish();
    if (extra > 0) {
      refuseLost(workspace);
    }
    int dropped = prune ? mirroring.dropExtra() : 0;
    terminal().stageDone();
    tell(copy, copied, mirroring.others(), extra - dropped, dropped);
  }

  /**
   * What the copy has and the vault has not was pruned from it, or was lost; then the copy's may be
   * the last that there is.
   */
  private static void refuseLost(Workspace workspace) throws Failure, IOException {
    Optional<Set<Sha256>> needed = References.needed(workspace.vault());
    boolean lost = needed.isEmpty();
    for (Sha256 object : needed.orElse(Set.of())) {
      lost |= !workspace.vault().holds(object);
    }
    if (lost) {
      throw new Failure(
          Exit.INTEGRITY,
          "the vault lacks what its snapshots need, and the copy has packs that it lacks",
          "nothing was dropped; bring them back with: palimpsest repair --from COPY");
    }
  }

  private static void refuseDiverged(Workspace workspace, Path copy) throws Failure, IOException {
    if (!LogCopy.isBeginning(workspace.vault().custody(), copy.resolve("custody"))) {
      throw diverged();
    }
  }

  private static Failure diverged() {
    return new Failure(
        Exit.INTEGRITY,
        "the custody log of the copy is not the beginning of this vault's log",
        "something wrote to the copy, or this vault is older than it; compare both, and mirror to a"
            + " new folder");
  }

  private void tell(Path copy, Mirroring.Copied copied, int others, int extra, int dropped) {
    Terminal t = terminal();
    t.line(
        copied.packs() == 0 && copied.manifests() == 0
            ? (others == 0 ? "the copy lacked nothing: " : "the copy lacked no pack: ") + copy
            : Plain.count(copied.packs(), "pack")
                + " ("
                + Plain.bytes(copied.bytes())
                + ") and "
                + Plain.count(copied.manifests(), "manifest")
                + " copied and read back: "
                + copy);
    if (others > 0) {
      t.line(
          Plain.count(others, "small file")
              + (others == 1 ? " that was" : " that were")
              + " gone or otherwise copied again");
    }
    if (check) {
      t.line("every pack of the copy was read back");
    }
    if (dropped > 0) {
      t.line(Plain.count(dropped, "pack") + " dropped, as here");
    }
    if (extra > 0) {
      t.line(
          Plain.count(extra, "pack")
              + " of the copy are needed here no longer; drop them with: palimpsest mirror --prune");
    }
    t.line("check it with: palimpsest verify --vault " + ShellWord.of(copy));
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/mirror/1");
    json.put("copy", copy.toString());
    json.put("packs", copied.packs());
    json.put("bytes", copied.bytes());
    json.put("manifests", copied.manifests());
    json.put("smallFiles", others);
    json.put("readBack", check);
    json.put("packsDropped", dropped);
    json.put("packsNoLongerHere", extra);
    t.document(json);
  }
}
