package org.palimpsest.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * Compares what a snapshot notes about the one before it, its turnover and its changes, with the
 * lists of the two.
 */
final class NotesCheck {

  private final Vault vault;
  private final Map<Sha256, Manifest> byRoot = new HashMap<>();
  private final Map<Changes.Since, Manifest> byLists = new HashMap<>();

  NotesCheck(Vault vault, List<Manifest> manifests) {
    this.vault = vault;
    for (Manifest manifest : manifests) {
      if (RecordRuns.isNamed(manifest)) {
        byRoot.put(manifest.root(), manifest);
        byLists.put(Changes.Since.of(manifest), manifest);
      }
    }
  }

  /**
   * What is wrong, in the words of a check. Nothing is said where there is no note, or the snapshot
   * that it is counted from is gone, so that nobody can use it, or what it is compared with is
   * damaged, which is said of that.
   */
  List<String> wrong(Manifest manifest) throws IOException {
    List<String> wrong = new ArrayList<>();
    if (!isRight(manifest, "turnover", this::turnover)) {
      wrong.add("its turnover is not that of the record lists");
    }
    if (!isRight(manifest, "changes", this::changes)) {
      wrong.add("its changes are not those of the record lists");
    }
    return wrong;
  }

  /** What a note is counted from, and how it is made again. */
  private record Remaking(@Nullable Manifest earlier, Remake how) {}

  /** Makes a note again. */
  private interface Remake {
    Optional<byte[]> of(Changes.Summed earlier, Changes.Summed later) throws IOException;
  }

  /** Reads a note. */
  private interface Reading {
    Remaking of(byte[] note) throws IOException;
  }

  private Remaking turnover(byte[] note) throws IOException {
    Sha256 since = Turnover.read(note).since();
    return new Remaking(byRoot.get(since), (a, b) -> Turnover.write(since, a.keys(), b.keys()));
  }

  private Remaking changes(byte[] note) throws IOException {
    Changes.Since since = Changes.read(note).since();
    return new Remaking(byLists.get(since), (a, b) -> Changes.write(since, a, b));
  }

  private boolean isRight(Manifest manifest, String name, Reading reading) throws IOException {
    if (!manifest.json().path("records").has(name)) {
      return true;
    }
    if (!RecordRuns.isNamed(manifest)) {
      return false;
    }
    byte[] bytes;
    Remaking remaking;
    try (ObjectBytes stored = vault.object(manifest.object("records", name))) {
      bytes = stored.readAll();
      remaking = reading.of(bytes);
    } catch (DamagedObjectException e) {
      return false;
    } catch (VaultException e) {
      return true;
    }
    if (remaking.earlier == null) {
      return true;
    }
    try (SnapshotLists theirs = SnapshotLists.of(vault, remaking.earlier);
        SnapshotLists own = SnapshotLists.of(vault, manifest)) {
      Optional<byte[]> right = remaking.how.of(theirs.summed(), own.summed());
      return right.isPresent() && Arrays.equals(right.get(), bytes);
    } catch (DamagedObjectException | VaultException e) {
      return true;
    }
  }
}
