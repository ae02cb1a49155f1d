package org.palimpsest.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palimpsest.digest.Sha256;

/**
 * Drops the objects that nothing needs. A pack with nothing but such objects goes; one that holds
 * others too is written anew without them, once that saves enough. What is needed and stored
 * against what goes is stored against something else. Packs on which nothing rests go first, since
 * a full disk may have no room for anything else; new packs are published before any other old one
 * goes, so whenever a run ends, everything that is needed lies in some pack.
 */
public final class Pruning {

  /** A pack is written anew if at least this share of it goes, as a divisor. */
  private static final int WORTH = 20;

  private final Vault vault;
  private final Set<Sha256> live;
  private boolean sound;

  /**
   * Prepares to prune; the caller holds the lock.
   *
   * @param live the objects that are needed; with each, what it is stored against is kept too
   */
  public Pruning(Vault vault, Set<Sha256> live) throws IOException {
    this.vault = vault;
    this.live = Set.copyOf(live);
  }

  private record Share(Path pack, List<StoredObject> kept, long bytes, long dropped, int objects) {
    boolean goes() {
      return kept.isEmpty();
    }

    boolean isRewritten() {
      return !goes() && dropped * WORTH >= bytes;
    }
  }

  /**
   * What pruning takes away.
   *
   * @param packsDropped packs that go whole
   * @param packsRewritten packs that are written anew
   * @param bytes by how much the vault becomes smaller; what must be stored in another way, since
   *     what it was stored against goes, is not counted against it
   * @param objects objects that go
   */
  public record Effect(int packsDropped, int packsRewritten, long bytes, long objects) {}

  private List<Share> shares() throws VaultException, IOException {
    List<Share> shares = new ArrayList<>();
    Set<Sha256> seen = new HashSet<>();
    for (Path pack : vault.packFiles()) {
      List<StoredObject> kept = new ArrayList<>();
      long dropped = 0;
      List<StoredObject> all;
      try {
        all = vault.index(pack);
      } catch (NoSuchFileException e) {
        throw new VaultException(VaultException.Reason.DAMAGED, "the index of a pack is gone");
      }
      for (StoredObject object : all) {
        // Of an object that lies in two packs, as after a crash, one is enough.
        if (live.contains(object.sha256())
            && !restsOnDropped(object)
            && seen.add(object.sha256())) {
          kept.add(object);
        } else {
          dropped += object.stored();
        }
      }
      shares.add(new Share(pack, kept, Files.size(pack), dropped, all.size()));
    }
    return shares;
  }

  /** Whether something in the chain below an object goes, or has gone in a run that crashed. */
  private boolean restsOnDropped(StoredObject object) throws IOException {
    List<StoredObject> chain;
    try {
      chain = Patched.chain(object, vault);
    } catch (DamagedObjectException e) {
      return true;
    }
    for (StoredObject below : chain) {
      if (!live.contains(below.sha256())) {
        return true;
      }
    }
    return false;
  }

  /**
   * What {@link #run} would do.
   *
   * @throws VaultException if an index is damaged, so that what would be lost is not known
   */
  public Effect effect() throws VaultException, IOException {
    return effect(shares());
  }

  /**
   * Reads every object that {@link #run} will move or store again, so that it need not stop in the
   * midst. Nothing changes.
   *
   * @throws VaultException if one is damaged, or an index is
   */
  public void requireSound() throws VaultException, IOException {
    // Nothing that was read before stands for what lies there now.
    vault.files().decoder().forget();
    List<Share> shares = shares();
    for (StoredObject object : resting(shares)) {
      requireSound(object);
    }
    for (Share share : shares) {
      if (share.isRewritten()) {
        for (StoredObject object : share.kept) {
          requireSound(object);
        }
      }
    }
    sound = true;
  }

  /**
   * Bytes that should be free for what is written before anything is deleted that something rests
   * on, by what the same takes now. What is stored anew may take less, against something else, or a
   * little more, by itself.
   */
  public long room() throws VaultException, IOException {
    List<Share> shares = shares();
    long room = 0;
    for (Share share : shares) {
      if (share.isRewritten()) {
        room += share.kept.stream().mapToLong(StoredObject::stored).sum();
      }
    }
    List<StoredObject> resting = resting(shares);
    Set<Sha256> counted = new HashSet<>();
    for (StoredObject object : resting) {
      for (StoredObject below : Patched.chain(object, vault)) {
        room += counted.add(below.sha256()) ? below.stored() : 0;
      }
    }
    Set<Path> first = unneeded(shares, resting);
    long freed = 0;
    for (Path pack : first) {
      freed += Files.size(pack);
    }
    return Math.max(0, room - freed);
  }

  /**
   * Packs that go and hold nothing that is needed, in another pack either, and nothing that an
   * object rests on which is to be stored again.
   */
  private Set<Path> unneeded(List<Share> shares, List<StoredObject> resting)
      throws VaultException, IOException {
    Set<Path> unneeded = new HashSet<>();
    for (Share share : shares) {
      if (share.goes()
          && vault.index(share.pack).stream().noneMatch(each -> live.contains(each.sha256()))) {
        unneeded.add(share.pack);
      }
    }
    for (StoredObject object : resting) {
      for (StoredObject below : Patched.chain(object, vault)) {
        unneeded.remove(below.pack());
      }
    }
    return unneeded;
  }

  private static Effect effect(List<Share> shares) {
    int gone = 0;
    int rewritten = 0;
    long bytes = 0;
    long objects = 0;
    for (Share share : shares) {
      if (share.goes() || share.isRewritten()) {
        gone += share.goes() ? 1 : 0;
        rewritten += share.goes() ? 0 : 1;
        bytes += share.goes() ? share.bytes : share.dropped;
        objects += share.objects - share.kept.size();
      }
    }
    return new Effect(gone, rewritten, bytes, objects);
  }

  /** Drops what is not needed, after making sure that all it will touch is sound. */
  public Effect run() throws VaultException, IOException {
    if (!sound) {
      requireSound();
    }
    List<Share> shares = shares();
    Effect effect = effect(shares);
    long before = VaultCheck.size(vault);
    List<StoredObject> resting = resting(shares);
    Set<Path> first = unneeded(shares, resting);
    for (Path pack : first) {
      drop(pack);
    }
    Durable.syncFolder(vault.packs());
    Set<Path> published;
    try (VaultWriter writer = vault.writer(1)) {
      for (StoredObject object : resting) {
        storeAgain(object, writer);
      }
      for (Share share : shares) {
        if (share.isRewritten()) {
          for (StoredObject object : share.kept) {
            writer.move(object);
          }
        }
      }
      published = writer.publish();
    }
    for (Share share : shares) {
      // The same bytes may have been written anew, and then the pack is one of the new ones.
      if ((share.goes() || share.isRewritten())
          && !first.contains(share.pack)
          && !published.contains(share.pack)) {
        drop(share.pack);
      }
    }
    Durable.syncFolder(vault.packs());
    vault.forget();
    vault.consolidate();
    return new Effect(
        effect.packsDropped,
        effect.packsRewritten,
        before - VaultCheck.size(vault),
        effect.objects);
  }

  private static void drop(Path pack) throws IOException {
    Files.delete(pack);
    Files.deleteIfExists(Vault.indexOf(pack));
  }

  /** Needed objects that rest on what goes, each after what it is to be stored against. */
  private List<StoredObject> resting(List<Share> shares) throws VaultException, IOException {
    Map<Sha256, StoredObject> resting = new LinkedHashMap<>();
    Set<Sha256> kept = new HashSet<>();
    for (Share share : shares) {
      share.kept.forEach(object -> kept.add(object.sha256()));
      for (StoredObject object : vault.index(share.pack)) {
        if (live.contains(object.sha256())
            && restsOnDropped(object)
            && (!resting.containsKey(object.sha256()) || Patched.isWhole(object, vault))) {
          resting.put(object.sha256(), object);
        }
      }
    }
    resting.keySet().removeAll(kept);
    Map<Sha256, Integer> heights = new HashMap<>();
    for (StoredObject object : resting.values()) {
      heights.put(object.sha256(), Patched.chain(object, vault).size());
    }
    List<StoredObject> sorted = new ArrayList<>(resting.values());
    sorted.sort(Comparator.comparing(object -> heights.getOrDefault(object.sha256(), 0)));
    return sorted;
  }

  /** Stores an object against the nearest one below it that stays, or by itself. */
  private void storeAgain(StoredObject object, VaultWriter writer)
      throws VaultException, IOException {
    Sha256 base = null;
    for (StoredObject below : Patched.chain(object, vault).stream().skip(1).toList()) {
      if (live.contains(below.sha256())) {
        base = below.sha256();
        break;
      }
    }
    try (ObjectBytes content = ObjectBytes.open(object, vault);
        var in = content.stream()) {
      byte[] head = new byte[(int) Math.min(16, content.size())];
      content.read(0, head, 0, head.length);
      writer.storeAgain(
          in::read,
          base,
          new String(head, StandardCharsets.ISO_8859_1).startsWith("SQLite format 3")
              ? Likeness.PAGES
              : Likeness.MOVED);
    }
  }

  private void requireSound(StoredObject object) throws VaultException {
    if (!VaultCheck.trouble(object, vault).isEmpty()) {
      throw new VaultException(
          VaultException.Reason.DAMAGED,
          "object " + object.sha256().abbreviated(12) + " is damaged");
    }
  }
}
