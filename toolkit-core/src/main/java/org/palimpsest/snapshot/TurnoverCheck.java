package org.palimpsest.snapshot;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** Compares the turnover of a snapshot with the digest lists of the two that it lies between. */
final class TurnoverCheck {

  private final Vault vault;
  private final Map<Sha256, Manifest> byRoot = new HashMap<>();

  TurnoverCheck(Vault vault, List<Manifest> manifests) {
    this.vault = vault;
    for (Manifest manifest : manifests) {
      if (RecordRuns.isNamed(manifest)) {
        byRoot.put(manifest.root(), manifest);
      }
    }
  }

  /**
   * Whether it is; also when there is none, or the snapshot that it is counted from is gone, so
   * that nobody can use it, or what it is compared with is damaged, which is said of that.
   */
  boolean isRight(Manifest manifest) throws IOException {
    if (!Turnover.isNamed(manifest)) {
      return true;
    }
    if (!RecordRuns.isNamed(manifest)) {
      return false;
    }
    byte[] bytes;
    Turnover turnover;
    try (ObjectBytes stored = vault.object(manifest.object("records", "turnover"))) {
      bytes = stored.readAll();
      turnover = Turnover.read(bytes);
    } catch (DamagedObjectException e) {
      return false;
    } catch (VaultException e) {
      return true;
    }
    Manifest earlier = byRoot.get(turnover.since());
    if (earlier == null) {
      return true;
    }
    try (ObjectBytes theirs = SnapshotLists.list(vault, earlier, "digests", true);
        ObjectBytes own = SnapshotLists.list(vault, manifest, "digests", true)) {
      Optional<byte[]> right =
          Turnover.write(turnover.since(), summed(earlier, theirs), summed(manifest, own));
      return right.isPresent() && Arrays.equals(right.get(), bytes);
    } catch (DamagedObjectException | VaultException e) {
      return true;
    }
  }

  private Turnover.Summed summed(Manifest manifest, ObjectBytes digests)
      throws VaultException, IOException {
    RecordRuns runs = SnapshotLists.runs(vault, manifest);
    return new Turnover.Summed(DigestList.open(digests, runs), runs);
  }
}
