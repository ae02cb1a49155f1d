package org.palimpsest.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.digest.Sha256;

/**
 * Drops the objects that nothing needs. A pack with nothing but such objects goes; one that holds
 * others too is written anew without them, once that saves enough. New packs are published before
 * an old one goes, so whenever a run ends, everything that is needed lies in some pack.
 */
public final class Pruning {

  /** A pack is written anew if at least this share of it goes, as a divisor. */
  private static final int WORTH = 20;

  private final Vault vault;
  private final Set<Sha256> live;

  /**
   * Prepares to prune; the caller holds the lock.
   *
   * @param live the objects that are needed; with each, what it is stored against is kept too
   */
  public Pruning(Vault vault, Set<Sha256> live) throws IOException {
    this.vault = vault;
    this.live = Set.copyOf(live);
  }

  private record Share(Path pack, List<StoredObject> kept, long bytes, long dropped) {
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
   * @param bytes by how much the vault becomes smaller
   * @param objects objects that go
   */
  public record Effect(int packsDropped, int packsRewritten, long bytes, long objects) {}

  private List<Share> shares() throws VaultException, IOException {
    List<Share> shares = new ArrayList<>();
    Set<Sha256> seen = new HashSet<>();
    for (Path pack : vault.packFiles()) {
      List<StoredObject> kept = new ArrayList<>();
      long dropped = 0;
      try {
        for (StoredObject object : PackIndex.read(Vault.indexOf(pack), pack)) {
          // Of an object that lies in two packs, as after a crash, one is enough.
          if (live.contains(object.sha256()) && seen.add(object.sha256())) {
            kept.add(object);
          } else {
            dropped += object.stored();
          }
        }
      } catch (NoSuchFileException e) {
        throw new VaultException(VaultException.Reason.DAMAGED, "the index of a pack is gone");
      }
      shares.add(new Share(pack, kept, Files.size(pack), dropped));
    }
    return shares;
  }

  /**
   * What {@link #run} would do.
   *
   * @throws VaultException if an index is damaged, so that what would be lost is not known
   */
  public Effect effect() throws VaultException, IOException {
    return effect(shares());
  }

  private static Effect effect(List<Share> shares) throws IOException {
    int gone = 0;
    int rewritten = 0;
    long bytes = 0;
    long objects = 0;
    for (Share share : shares) {
      if (share.goes() || share.isRewritten()) {
        gone += share.goes() ? 1 : 0;
        rewritten += share.goes() ? 0 : 1;
        bytes += share.goes() ? share.bytes : share.dropped;
        objects += lines(share.pack) - share.kept.size();
      }
    }
    return new Effect(gone, rewritten, bytes, objects);
  }

  private static long lines(Path pack) throws IOException {
    try (var lines = Files.lines(Vault.indexOf(pack))) {
      return lines.count() - 1;
    }
  }

  /** Drops what is not needed. */
  public Effect run() throws VaultException, IOException {
    List<Share> shares = shares();
    Effect effect = effect(shares);
    try (VaultWriter writer = vault.writer(1)) {
      for (Share share : shares) {
        if (share.isRewritten()) {
          copy(share, writer);
        }
      }
      writer.publish();
    }
    for (Share share : shares) {
      if (share.goes() || share.isRewritten()) {
        vault.disregard(share.pack);
        Files.delete(share.pack);
        Files.deleteIfExists(Vault.indexOf(share.pack));
      }
    }
    Durable.syncFolder(vault.packs());
    vault.forget();
    return effect;
  }

  /** Moves what a pack keeps, as it is stored, after comparing it with its name. */
  private static void copy(Share share, VaultWriter writer) throws VaultException, IOException {
    try (FileChannel pack = FileChannel.open(share.pack, StandardOpenOption.READ)) {
      for (StoredObject object : share.kept) {
        if (!VaultCheck.trouble(object).isEmpty()) {
          throw new VaultException(
              VaultException.Reason.DAMAGED,
              "object " + object.sha256().abbreviated(12) + " is damaged");
        }
        writer.move(object, pack);
      }
    }
  }
}
