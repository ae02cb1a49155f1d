package org.palimpsest.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.VaultException.Reason;

/**
 * Makes a folder a second copy of a vault, copying only what it lacks. Every file is read back and
 * compared before it gets its name, so a run that was interrupted is simply run again.
 *
 * <p>Order: packs with their indexes; manifests under pending names; then the caller brings the
 * custody log up to date; then {@link #finish} makes manifests visible and, in a new copy, writes
 * the vault's description, without which a folder is no vault.
 */
public final class Mirroring {

  private static final String PENDING = ".new";

  private final Vault vault;
  private final Path copy;
  private final LongConsumer progress;

  /**
   * Prepares to mirror.
   *
   * @param copy an empty or absent folder, or one that a run of this kind has made
   * @throws VaultException {@link Reason#OCCUPIED} if it is neither; nothing was written
   */
  public Mirroring(Vault vault, Path copy, LongConsumer progress)
      throws VaultException, IOException {
    this.vault = vault;
    this.copy = copy;
    this.progress = progress;
    refuseForeign();
  }

  private void refuseForeign() throws VaultException, IOException {
    if (!Files.exists(copy)) {
      return;
    }
    Path mark = copy.resolve(Vault.MIRROR);
    if (Files.exists(mark)) {
      if (!Arrays.equals(Files.readAllBytes(mark), mark())) {
        throw new VaultException(Reason.OCCUPIED, "the folder is a second copy of another vault");
      }
      return;
    }
    if (Files.exists(copy.resolve(Vault.DESCRIPTION))) {
      throw new VaultException(Reason.OCCUPIED, "the folder is a vault of its own");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(copy)) {
      for (Path entry : entries) {
        if (!entry.endsWith("lock") && !entry.endsWith(Vault.MIRROR + ".tmp")) {
          throw new VaultException(Reason.OCCUPIED, "the folder is not empty");
        }
      }
    }
  }

  /** What says that a folder is a second copy, and of what. */
  private byte[] mark() {
    return ("A second copy of vault "
            + vault.id()
            + "; only palimpsest mirror writes to it.\n"
            + "If the vault itself is lost, delete this file: the copy is then a vault of its own.\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What was copied.
   *
   * @param packs packs that the copy lacked
   * @param bytes their bytes
   * @param manifests manifests that it lacked
   */
  public record Copied(int packs, long bytes, int manifests) {}

  /** Bytes that {@link #run} will copy, for progress. */
  public long missing() throws IOException {
    long bytes = 0;
    for (Path pack : vault.packFiles()) {
      bytes += Files.exists(there(pack)) ? 0 : Files.size(pack);
    }
    return bytes;
  }

  private Path there(Path file) {
    return copy.resolve(vault.folder().relativize(file).toString());
  }

  /**
   * Copies packs, and manifests under pending names.
   *
   * @throws VaultException {@link Reason#DAMAGED} if a file of the vault is not what its name says;
   *     it is not copied
   */
  public Copied run() throws VaultException, IOException {
    Path scratch = copy.resolve("drafts");
    // First of all, so that a run that was interrupted knows its folder again.
    if (!Files.exists(copy.resolve(Vault.MIRROR))) {
      Durable.write(copy.resolve(Vault.MIRROR), mark());
    }
    for (String folder : Vault.FOLDERS) {
      Files.createDirectories(copy.resolve(folder));
    }
    if (Files.isDirectory(vault.pruned())) {
      Files.createDirectories(there(vault.pruned()));
    }
    for (Path file : vault.plainFiles()) {
      Durable.write(there(file), Files.readAllBytes(file));
    }
    int packs = 0;
    long bytes = 0;
    for (Path pack : vault.packFiles()) {
      if (!Files.exists(there(pack))) {
        // The index comes first, as in the vault itself: a pack counts.
        Path index = Vault.indexOf(pack);
        vault.index(pack);
        ObjectFiles.copy(index, there(index), scratch, count -> {});
        named(pack, ObjectFiles.copy(pack, there(pack), scratch, progress));
        packs++;
        bytes += Files.size(pack);
      }
    }
    int manifests = 0;
    for (Path manifest : manifests()) {
      if (!Files.exists(there(manifest))) {
        Path pending = there(manifest).resolveSibling(manifest.getFileName() + PENDING);
        ObjectFiles.copy(manifest, pending, scratch, count -> {});
        // By its time the listing of snapshots knows a manifest again.
        Files.setLastModifiedTime(pending, Files.getLastModifiedTime(manifest));
        manifests++;
      }
    }
    Files.deleteIfExists(scratch);
    return new Copied(packs, bytes, manifests);
  }

  private void named(Path pack, Sha256 actual) throws VaultException, IOException {
    if (!String.valueOf(pack.getFileName()).equals(actual.hex() + PackIndex.PACK_SUFFIX)) {
      Files.delete(there(pack));
      Files.delete(there(Vault.indexOf(pack)));
      throw new VaultException(
          Reason.DAMAGED, "pack " + pack.getFileName().toString().substring(0, 12) + " is damaged");
    }
  }

  private List<Path> manifests() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : List.of(vault.snapshots(), vault.pruned())) {
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.json")) {
          entries.forEach(found::add);
        }
      }
    }
    return found;
  }

  /**
   * Makes manifests visible, moves those that were pruned meanwhile, and makes a new copy a vault.
   *
   * @return packs of the copy that the vault no longer holds; they stay
   */
  public int finish() throws IOException {
    for (Path manifest : manifests()) {
      Path target = there(manifest);
      Path pending = target.resolveSibling(manifest.getFileName() + PENDING);
      if (Files.exists(pending)) {
        Durable.rename(pending, target);
      }
      Path earlier = copy.resolve("snapshots").resolve(manifest.getFileName().toString());
      if (!earlier.equals(target)) {
        Files.deleteIfExists(earlier);
      }
    }
    lookups();
    Path description = copy.resolve(Vault.DESCRIPTION);
    if (!Files.exists(description)) {
      Durable.write(description, Files.readAllBytes(vault.description()));
    }
    return extra().size();
  }

  /** They are derived, so the copy is whole without them too. */
  private void lookups() throws IOException {
    for (Lookup lookup : List.of(Lookup.OBJECTS, Lookup.SNAPSHOTS)) {
      Path file = lookup.file(vault);
      if (lookup.read(vault).isPresent()) {
        Files.createDirectories(copy.resolve(Lookup.FOLDER));
        Durable.write(there(file), Files.readAllBytes(file));
      } else {
        Files.deleteIfExists(there(file));
      }
    }
  }

  private List<Path> extra() throws IOException {
    List<Path> extra = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(copy.resolve("packs"), "*" + PackIndex.PACK_SUFFIX)) {
      for (Path pack : entries) {
        if (!Files.exists(vault.packs().resolve(pack.getFileName().toString()))) {
          extra.add(pack);
        }
      }
    }
    return extra;
  }

  /** Drops what the vault itself dropped, after everything that it holds was copied. */
  public int dropExtra() throws IOException {
    List<Path> extra = extra();
    for (Path pack : extra) {
      Files.delete(pack);
      Files.deleteIfExists(Vault.indexOf(pack));
    }
    Durable.syncFolder(copy.resolve("packs"));
    return extra.size();
  }
}
