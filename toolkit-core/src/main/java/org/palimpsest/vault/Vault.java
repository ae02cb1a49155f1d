package org.palimpsest.vault;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.OwnerOnlyFile;
import org.palimpsest.vault.VaultException.Reason;

/**
 * The folder that holds snapshots, objects and the custody log. Opening reads its description only;
 * the index of objects is read when the first object is asked for.
 */
public final class Vault implements ObjectPlaces {

  static final String DESCRIPTION = VaultDescription.FILE;
  static final String MIRROR = "mirror";
  static final String README = VaultDescription.README;
  static final List<String> FOLDERS = List.of("packs", "snapshots", "custody");

  private final Path folder;
  private final String id;
  private final byte[] saltKey;
  private final @Nullable Sealing sealing;
  private final PackFiles files;
  private final Compositions compositions = new Compositions();
  private @Nullable ObjectIndex objects;

  /** Loads the library that compresses, for which a process waits once. */
  public static void prepare() {
    Native.load();
  }

  private Vault(Path folder, String id, byte[] saltKey, @Nullable Sealing sealing) {
    this.folder = folder;
    this.id = id;
    this.saltKey = saltKey;
    this.sealing = sealing;
    this.files = new PackFiles(sealing);
  }

  @Nullable Sealing sealing() {
    return sealing;
  }

  @Override
  public PackFiles files() {
    return files;
  }

  @Override
  public Compositions compositions() {
    return compositions;
  }

  /** The objects that a pack's index names. */
  List<StoredObject> index(Path pack) throws VaultException, IOException {
    return PackIndex.read(indexOf(pack), pack, sealing);
  }

  /**
   * Makes a vault in a folder that does not exist or is empty.
   *
   * @param saltKey 32 random bytes that salt the commitments to records
   */
  public static Vault create(Path folder, String id, byte[] saltKey, Instant now)
      throws VaultException, IOException {
    refuseOccupied(folder);
    return make(folder, id, saltKey, now, null);
  }

  /**
   * Makes an encrypted vault.
   *
   * @param passphrase that opens it; null for none
   * @param keys that open it too, such as the recovery key
   */
  public static Vault createEncrypted(
      Path folder,
      String id,
      byte[] saltKey,
      Instant now,
      char @Nullable [] passphrase,
      List<VaultKey> keys,
      SecureRandom random)
      throws VaultException, IOException {
    refuseOccupied(folder);
    VaultKey master = VaultKey.generate(random);
    OwnerOnlyFile.createOwn(folder);
    KeySlots.create(folder, master, passphrase, keys, random);
    return make(folder, id, saltKey, now, new Sealing(master.bytes(), random));
  }

  private static void refuseOccupied(Path folder) throws VaultException, IOException {
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        if (entries.iterator().hasNext()) {
          throw new VaultException(
              Reason.OCCUPIED,
              Files.exists(folder.resolve(DESCRIPTION))
                  ? "there is a vault already"
                  : "the folder is not empty");
        }
      }
    }
  }

  private static Vault make(
      Path folder, String id, byte[] saltKey, Instant now, @Nullable Sealing sealing)
      throws IOException {
    OwnerOnlyFile.createOwn(folder);
    for (String inside : FOLDERS) {
      Files.createDirectories(folder.resolve(inside));
    }
    new VaultDescription(id, saltKey).write(folder, now, sealing);
    return new Vault(folder, id, saltKey.clone(), sealing);
  }

  /** The README that this vault should hold. */
  byte[] ownReadme() throws IOException {
    return VaultDescription.readme(sealing != null);
  }

  /** Whether everything in it is sealed. */
  public boolean isEncrypted() {
    return sealing != null;
  }

  /** What seals the lines of the custody log; null in a vault that is not encrypted. */
  public @Nullable LineSeal lineSeal() {
    return sealing == null ? null : sealing.lines();
  }

  /**
   * The name of a manifest's file without its ending: the snapshot's id, or in an encrypted vault
   * one that tells nothing of it.
   */
  public String manifestName(String id) {
    return sealing == null
        ? id
        : HexFormat.of().formatHex(sealing.name(id.getBytes(StandardCharsets.US_ASCII)));
  }

  /** A manifest's bytes from those of its file. */
  public byte[] manifest(byte[] file) throws DamagedObjectException {
    return sealing == null ? file : sealing.openFile(Sealing.FILE, file);
  }

  /** The bytes of a manifest's file. */
  public byte[] manifestFile(byte[] manifest) {
    return sealing == null ? manifest : sealing.sealFile(Sealing.FILE, manifest);
  }

  /** Whether it is a second copy, to which only mirroring writes. */
  public boolean isMirror() {
    return Files.exists(folder.resolve(MIRROR));
  }

  /** Whether a file is the manifest of that id. */
  boolean isManifest(Path file, String id) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      return Sha256.of(manifest(Files.readAllBytes(file))).hex().equals(id);
    } catch (DamagedObjectException e) {
      return false;
    }
  }

  /** Whether a vault is encrypted, so that a key is needed to open it. */
  public static boolean isEncrypted(Path folder) throws IOException {
    return VaultDescription.isEncrypted(folder);
  }

  /** The name of a vault, which its description gives without a key. */
  public static String idOf(Path folder) throws VaultException, IOException {
    return VaultDescription.idOf(folder);
  }

  /** Opens a vault that is not encrypted. */
  public static Vault open(Path folder) throws VaultException, IOException {
    return open(folder, null);
  }

  /** Opens an encrypted vault with its master key. */
  public static Vault open(Path folder, VaultKey master, SecureRandom random)
      throws VaultException, IOException {
    return open(folder, new Sealing(master.bytes(), random));
  }

  private static Vault open(Path folder, @Nullable Sealing sealing)
      throws VaultException, IOException {
    VaultDescription description = VaultDescription.read(folder, sealing);
    return new Vault(folder, description.id(), description.saltKey(), sealing);
  }

  /** The vault's own name, made at random when it was created. */
  public String id() {
    return id;
  }

  /** The key that salts commitments to records. */
  public byte[] saltKey() {
    return saltKey.clone();
  }

  /** The file that says what the vault is, and holds the key of its salts. */
  public Path description() {
    return folder.resolve(DESCRIPTION);
  }

  /** The vault's folder. */
  public Path folder() {
    return folder;
  }

  Path packs() {
    return folder.resolve("packs");
  }

  /** Where manifests lie. */
  public Path snapshots() {
    return folder.resolve("snapshots");
  }

  /** Where the manifests of snapshots lie whose evidence a retention rule dropped. */
  public Path pruned() {
    return folder.resolve("pruned");
  }

  /** Small files that are the same in every copy of the vault. */
  List<Path> plainFiles() {
    return sealing == null
        ? List.of(folder.resolve(README))
        : List.of(folder.resolve(README), folder.resolve(KeySlots.FILE));
  }

  /** Whether the bytes of a file are those of the manifest that its name promises. */
  boolean isNamedManifest(Path file, byte[] bytes) {
    try {
      String name = manifestName(Sha256.of(manifest(bytes)).hex());
      return String.valueOf(file.getFileName()).equals(name + ".json");
    } catch (DamagedObjectException e) {
      return false;
    }
  }

  /** Where the custody log lies. */
  public Path custody() {
    return folder.resolve("custody");
  }

  /**
   * A writer of new objects; the caller holds the lock. What an interrupted run left is removed.
   *
   * @param threads compressing threads
   */
  public VaultWriter writer(int threads) throws IOException {
    Path drafts = folder.resolve("drafts");
    Drafts.sweep(drafts);
    // What is to be kept rests on what lies there now.
    files.decoder().forget();
    return new VaultWriter(this, drafts, threads);
  }

  /** A place in a folder outside the vault, for what does not fit into memory. */
  public Scratch scratchIn(Path outside) throws NoRoomException {
    try {
      Path own = Files.createTempDirectory(outside, "palimpsest-");
      return new Scratch(new PackDraft(own.resolve("aside"), sealing), files, own);
    } catch (IOException e) {
      throw new NoRoomException(e);
    }
  }

  /** Opens an object's content. */
  public ObjectBytes object(Sha256 name) throws VaultException, IOException {
    try {
      return ObjectBytes.open(held(name), this);
    } catch (NoSuchFileException e) {
      // Another run put what the pack held into a new one.
      forget();
      return ObjectBytes.open(held(name), this);
    }
  }

  private StoredObject held(Sha256 name) throws VaultException, IOException {
    Optional<StoredObject> object = find(name);
    if (object.isEmpty()) {
      // Another run may have put it into a new pack while the indexes were read.
      forget();
      object = find(name);
    }
    if (object.isEmpty()) {
      throw new VaultException(
          Reason.DAMAGED, "object " + name.abbreviated(12) + " is not in the vault");
    }
    return object.get();
  }

  /** Reads the indexes again when the next object is asked for, and every pack. */
  synchronized void forget() {
    objects = null;
    files.decoder().forget();
  }

  /** Leaves the objects of a pack out of account, as if it were gone. */
  synchronized void disregard(Path pack) throws IOException {
    loaded().disregard(pack);
  }

  private ObjectIndex loaded() throws IOException {
    ObjectIndex known = objects == null ? ObjectIndex.load(this) : objects;
    objects = known;
    return known;
  }

  /**
   * Puts together what many small indexes say, once they are many; the caller holds the lock.
   * Nothing depends on it, so that a disk that is full just leaves it for another time.
   *
   * @return whether it could be done
   */
  public synchronized boolean consolidate() {
    try {
      if (loaded().consolidate(this)) {
        objects = null;
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Opens an object after every byte of it was compared with its name. One that is small enough is
   * kept in memory, so that nothing is read twice.
   *
   * @throws VaultException if it is damaged or gone
   */
  public ObjectBytes sound(Sha256 name) throws VaultException, IOException {
    return SoundObject.open(object(name), name, find(name).orElseThrow());
  }

  /** Whether the vault holds an object of that name. */
  public boolean holds(Sha256 name) throws IOException {
    return find(name).isPresent();
  }

  @Override
  public synchronized Optional<StoredObject> find(Sha256 name) throws IOException {
    return loaded().find(name);
  }

  synchronized void add(StoredObject object) throws IOException {
    loaded().add(object);
  }

  /** What a pack's index names; empty when it is damaged, which {@link VaultCheck} reports. */
  Optional<List<StoredObject>> readable(Path pack) throws IOException {
    try {
      return Optional.of(index(pack));
    } catch (VaultException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  List<Path> packFiles() throws IOException {
    return NamedFiles.in(packs(), PackIndex.PACK_SUFFIX);
  }

  static Path indexOf(Path pack) {
    String name = String.valueOf(pack.getFileName());
    return pack.resolveSibling(
        name.substring(0, name.length() - PackIndex.PACK_SUFFIX.length()) + PackIndex.SUFFIX);
  }

  /** Its id. */
  @Override
  public String toString() {
    return "vault " + id;
  }
}
