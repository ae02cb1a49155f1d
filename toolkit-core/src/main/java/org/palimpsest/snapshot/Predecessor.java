package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.EvidenceSink;
import org.palimpsest.source.FileStamp;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.PageSums;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * The newest snapshot of the same device, against which the next is stored, and by which
 * attachments that did not change are recognised. Nothing that a snapshot says depends on it but
 * that: where there is none, or it is damaged, everything is read and stored whole.
 */
final class Predecessor {

  /** A file that was changed so shortly before it was read may be changed again unnoticed. */
  private static final Duration TOO_FRESH = Duration.ofSeconds(2);

  /** More records than are held in memory at once. */
  private static final long MOST_CARRIED = 1_300_000;

  private final Vault vault;
  private final @Nullable Manifest manifest;
  private final Map<String, EvidenceFile> files = new HashMap<>();
  private final Map<Sha256, String> types = new HashMap<>();

  private Predecessor(Vault vault, @Nullable Manifest manifest) {
    this.vault = vault;
    this.manifest = manifest;
  }

  static Predecessor of(Vault vault, String device) throws IOException {
    try {
      Manifest newest = null;
      for (Manifest each : new Snapshots(vault).list()) {
        newest = each.device().equals(device) ? each : newest;
      }
      Predecessor predecessor = new Predecessor(vault, newest);
      if (newest != null) {
        try (ObjectBytes list = vault.sound(newest.object("evidence", "list"))) {
          EvidenceList evidence = EvidenceList.read(list.readAll());
          evidence.files().forEach(file -> predecessor.files.put(file.path(), file));
          predecessor.types.putAll(evidence.types());
        }
      }
      return predecessor;
    } catch (VaultException e) {
      // It is damaged, which verify says; the new snapshot must not rest on it.
      return new Predecessor(vault, null);
    }
  }

  /** Its file of a role; null if it has none. */
  @Nullable Sha256 first(Role role) {
    return files.values().stream()
        .filter(file -> file.role() == role)
        .findFirst()
        .map(EvidenceFile::sha256)
        .orElse(null);
  }

  /** Its manifest. */
  Optional<Manifest> manifest() {
    return Optional.ofNullable(manifest);
  }

  /**
   * Whether records of its messages can be taken over: the same program made them, from a store of
   * which everything could be read.
   */
  boolean mayCarry(JsonNode tool) {
    if (manifest == null) {
      return false;
    }
    JsonNode json = manifest.json();
    JsonNode facts = json.path("facts");
    boolean journal =
        files.values().stream().anyMatch(file -> file.role() == Role.JOURNAL && file.size() > 0);
    boolean sound =
        RecordRuns.isNamed(manifest)
            && !RecordCode.FINGERPRINT.isEmpty()
            && json.path("records").path("code").asText().equals(RecordCode.FINGERPRINT)
            && json.path("acquisition").path("consistent").asBoolean()
            && facts.path("damagedPlaces").asInt(1) == 0
            && !facts.has("walCommitsNotApplied")
            && !journal;
    return sound && version(json.path("tool")).equals(version(tool));
  }

  /** Whether its records fit into memory beside others. */
  boolean isSmall() {
    return manifest != null
        && manifest.json().path("records").path("lines").asLong() <= MOST_CARRIED;
  }

  /** Which Java ran it makes no difference. */
  private static List<String> version(JsonNode tool) {
    return List.of(
        tool.path("name").asText(), tool.path("version").asText(), tool.path("build").asText());
  }

  /** Its files. */
  List<EvidenceFile> files() {
    return List.copyOf(files.values());
  }

  /** Attachments that were read when it was taken, by the hash of their bytes. */
  Set<Sha256> readAttachments() {
    Set<Sha256> attachments = new HashSet<>();
    for (EvidenceFile file : files.values()) {
      if (file.role() == Role.ATTACHMENT && !file.unread()) {
        attachments.add(file.sha256());
      }
    }
    return attachments;
  }

  /** Whether the vault has a file's bytes. */
  boolean holds(EvidenceFile file) throws IOException {
    return vault.holds(file.sha256());
  }

  /** Its file of that path with that stamp. */
  Optional<EvidenceFile> likely(String path, FileStamp stamp) {
    EvidenceFile before = files.get(path);
    return before != null && before.stamp().equals(Optional.of(stamp))
        ? Optional.of(before)
        : Optional.empty();
  }

  /** Types of its attachments by the hash of their bytes. */
  Map<Sha256, String> types() {
    return Map.copyOf(types);
  }

  /** A list that its manifest names; null if there is no predecessor. */
  @Nullable Sha256 list(String section, String name) {
    return manifest == null || !manifest.json().path(section).has(name)
        ? null
        : manifest.object(section, name);
  }

  /** The sums over its database's pages, if it has any that are sound. */
  Optional<PageSums> pages() throws IOException {
    return manifest == null ? Optional.empty() : DatabasePages.read(vault, manifest);
  }

  /** Its file of that path, if that has the same stamp and its bytes are in the vault. */
  Optional<EvidenceSink.Kept> known(String path, FileStamp stamp) {
    EvidenceFile before = files.get(path);
    if (manifest == null
        || before == null
        || !before.stamp().equals(Optional.of(stamp))
        || stamp.changedAt().isAfter(manifest.takenAt().minus(TOO_FRESH))) {
      return Optional.empty();
    }
    try {
      return vault.holds(before.sha256())
          ? Optional.of(new EvidenceSink.Kept(before.sha256(), before.size()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
