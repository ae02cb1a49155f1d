package org.palimpsest.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.VaultException.Reason;

/**
 * Makes a folder a second copy of a vault, copying only what it lacks or has otherwise. Every file
 * is read back and compared before it gets its name, so a run that was interrupted is simply run
 * again.
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
  private final boolean isNew;
  private boolean readsBack;
  private int others;

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
    this.isNew = !Files.exists(copy.resolve(Vault.DESCRIPTION));
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
   * @param packs packs that the copy lacked, or that were not as here
   * @param bytes their bytes
   * @param manifests manifests, in the same way
   */
  public record Copied(int packs, long bytes, int manifests) {}

  /** Indexes and other small files that the copy lacked or had otherwise, so far. */
  public int others() {
    return others;
  }

  /** Has {@link #run} read every pack of the copy back, and copy again those that are damaged. */
  public Mirroring readingBack() {
    readsBack = true;
    return this;
  }

  /** Bytes that {@link #run} will copy or read back, for progress. */
  public long missing() throws IOException {
    long bytes = 0;
    for (Path pack : vault.packFiles()) {
      bytes += readsBack || !isSameSize(pack) ? Files.size(pack) : 0;
    }
    return bytes;
  }

  private Path there(Path file) {
    return copy.resolve(vault.folder().relativize(file).toString());
  }

  private boolean isSameSize(Path pack) throws IOException {
    Path there = there(pack);
    return Files.exists(there) && Files.size(there) == Files.size(pack);
  }

  private static boolean hasBytes(Path file, byte[] bytes) throws IOException {
    return Files.exists(file)
        && Files.size(file) == bytes.length
        && Arrays.equals(Files.readAllBytes(file), bytes);
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
    sweep(scratch);
    for (String folder : Vault.FOLDERS) {
      Files.createDirectories(copy.resolve(folder));
    }
    if (Files.isDirectory(vault.pruned())) {
      Files.createDirectories(there(vault.pruned()));
    }
    for (Path file : vault.plainFiles()) {
      // Of a README that is gone the copy gets another: strangers begin with it.
      boolean written = !Files.exists(file) && file.endsWith(Vault.README);
      write(there(file), written ? vault.ownReadme() : Files.readAllBytes(file));
    }
    int packs = 0;
    long bytes = 0;
    for (Path pack : vault.packFiles()) {
      index(Vault.indexOf(pack), pack, scratch);
      if (!isThere(pack)) {
        if (!ObjectFiles.copyNamed(pack, there(pack), scratch, progress, nameOf(pack))) {
          if (!Files.exists(there(pack))) {
            Files.delete(there(Vault.indexOf(pack)));
          }
          throw damaged("pack", pack);
        }
        packs++;
        bytes += Files.size(pack);
      }
    }
    int manifests = 0;
    for (Path manifest : manifests()) {
      byte[] own = Files.readAllBytes(manifest);
      if (!hasBytes(there(manifest), own)) {
        if (!vault.isNamedManifest(manifest, own)) {
          throw damaged("manifest", manifest);
        }
        Path pending = there(manifest).resolveSibling(manifest.getFileName() + PENDING);
        ObjectFiles.copy(manifest, pending, scratch, count -> {});
        // By its time the listing of snapshots knows a manifest again.
        Files.setLastModifiedTime(pending, Files.getLastModifiedTime(manifest));
        manifests++;
      }
    }
    Drafts.leave(scratch);
    return new Copied(packs, bytes, manifests);
  }

  /** Removes what an interrupted run left; whatever else lies there is nobody's. */
  private void sweep(Path scratch) throws IOException {
    Drafts.sweep(scratch);
    Durable.sweep(copy);
    Durable.sweep(copy.resolve("snapshots"));
    Durable.sweep(copy.resolve("pruned"));
  }

  /** Writes a small file of the copy if it is not as it should be. */
  private void write(Path file, byte[] bytes) throws IOException {
    if (!hasBytes(file, bytes)) {
      others += isNew ? 0 : 1;
      Durable.write(file, bytes);
    }
  }

  /** The index comes first, as in the vault itself: a pack counts. */
  private void index(Path index, Path pack, Path scratch) throws VaultException, IOException {
    byte[] own;
    try {
      own = Files.readAllBytes(index);
    } catch (NoSuchFileException e) {
      throw damaged("the index of pack", pack);
    }
    if (!hasBytes(there(index), own)) {
      try {
        vault.index(pack);
      } catch (VaultException e) {
        throw damaged("the index of pack", pack);
      }
      others += Files.exists(there(pack)) ? 1 : 0;
      ObjectFiles.copy(index, there(index), scratch, count -> {});
    }
  }

  /** Whether the copy has a pack; as far as its size tells, or by all its bytes. */
  private boolean isThere(Path pack) throws IOException {
    return isSameSize(pack)
        && (!readsBack || ObjectFiles.hash(there(pack), progress).equals(nameOf(pack)));
  }

  private static Sha256 nameOf(Path pack) {
    return ObjectTable.name(pack).orElseThrow();
  }

  private static VaultException damaged(String what, Path file) {
    return new VaultException(
        Reason.DAMAGED,
        what + " " + String.valueOf(file.getFileName()).substring(0, 12) + " is damaged");
  }

  private List<Path> manifests() throws IOException {
    List<Path> found = new ArrayList<>(NamedFiles.in(vault.snapshots(), ".json"));
    found.addAll(NamedFiles.in(vault.pruned(), ".json"));
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
    for (Path index : NamedFiles.in(copy.resolve("packs"), PackIndex.SUFFIX)) {
      if (!Files.exists(PackIndex.packOf(index))) {
        Files.delete(index);
      }
    }
    write(copy.resolve(Vault.DESCRIPTION), Files.readAllBytes(vault.description()));
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
    for (Path pack : NamedFiles.in(copy.resolve("packs"), PackIndex.PACK_SUFFIX)) {
      if (!Files.exists(vault.packs().resolve(pack.getFileName().toString()))) {
        extra.add(pack);
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
