package org.palimpsest.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  /** The two that there are, and what is said of one that is wrong. */
  private enum Kind {
    TURNOVER("turnover", "its turnover is not that of the record lists"),
    CHANGES("changes", "its changes are not those of the record lists");

    private final String member;
    private final String wrong;

    Kind(String member, String wrong) {
      this.member = member;
      this.wrong = wrong;
    }
  }

  /** A note as it is stored. */
  private record Note(Kind kind, byte[] bytes) {

    /** The same, made again. */
    Optional<byte[]> again(Manifest since, Changes.Summed earlier, Changes.Summed later)
        throws IOException {
      return switch (kind) {
        case TURNOVER -> Turnover.write(since.root(), earlier.keys(), later.keys());
        case CHANGES -> Changes.write(Changes.Since.of(since), earlier, later);
      };
    }
  }

  /**
   * What is wrong, in the words of a check. Nothing is said where there is no note, or the snapshot
   * that it is counted from is gone, so that nobody can use it, or what it is compared with is
   * damaged, which is said of that.
   */
  List<String> wrong(Manifest manifest) throws IOException {
    List<String> wrong = new ArrayList<>();
    // By the snapshot that they are counted from, so that its lists are opened once.
    Map<String, List<Note>> notes = new LinkedHashMap<>();
    Map<String, Manifest> counted = new HashMap<>();
    for (Kind kind : Kind.values()) {
      if (!manifest.json().path("records").has(kind.member)) {
        continue;
      }
      try (ObjectBytes stored = vault.object(manifest.object("records", kind.member))) {
        Note note = new Note(kind, stored.readAll());
        Optional<Manifest> since = since(note);
        if (!RecordRuns.isNamed(manifest)) {
          wrong.add(kind.wrong);
        } else if (since.isPresent()) {
          counted.put(since.get().id(), since.get());
          notes.computeIfAbsent(since.get().id(), id -> new ArrayList<>()).add(note);
        }
      } catch (DamagedObjectException e) {
        wrong.add(kind.wrong);
      } catch (VaultException e) {
        // It is gone, which is said of the objects.
      }
    }
    for (Map.Entry<String, List<Note>> each : notes.entrySet()) {
      wrong.addAll(
          wrong(manifest, Objects.requireNonNull(counted.get(each.getKey())), each.getValue()));
    }
    return wrong;
  }

  private Optional<Manifest> since(Note note) throws IOException {
    return Optional.ofNullable(
        switch (note.kind) {
          case TURNOVER -> byRoot.get(Turnover.read(note.bytes).since());
          case CHANGES -> byLists.get(Changes.read(note.bytes).since());
        });
  }

  private List<String> wrong(Manifest manifest, Manifest since, List<Note> notes)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    try (SnapshotLists theirs = SnapshotLists.of(vault, since);
        SnapshotLists own = SnapshotLists.of(vault, manifest)) {
      Changes.Summed earlier = theirs.summed();
      Changes.Summed later = own.summed();
      for (Note note : notes) {
        Optional<byte[]> again = note.again(since, earlier, later);
        if (again.isEmpty() || !Arrays.equals(again.get(), note.bytes)) {
          wrong.add(note.kind.wrong);
        }
      }
    } catch (DamagedObjectException | VaultException e) {
      return List.of();
    }
    return wrong;
  }
}
