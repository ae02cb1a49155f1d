package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.backup.BackupManifest;
import org.palimpsest.backup.BackupPlists;
import org.palimpsest.backup.ClassKeys;
import org.palimpsest.backup.DatabaseManifest;
import org.palimpsest.backup.DecryptedBytes;
import org.palimpsest.backup.DecryptingStream;
import org.palimpsest.backup.FileId;
import org.palimpsest.backup.MalformedBackupException;
import org.palimpsest.backup.ManifestEntry;
import org.palimpsest.backup.RecordManifest;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.DerivedFile;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/**
 * Replays the decryption of a backup from what a vault holds of it: the key of the manifest and of
 * each file is unwrapped again with the kept class keys, each file is decrypted again and its
 * content compared with what was sealed, and the phone's digests are compared with the kept bytes
 * again. Files that were not taken are left out.
 */
final class DerivedCheck {

  private final EvidenceObjects objects;
  private final Manifest manifest;
  private final List<EvidenceFile> files;
  private final Map<String, EvidenceFile> byPath = new HashMap<>();

  /** A backup may list several files of one path, so a path alone names no content. */
  private final Map<String, Set<Sha256>> contents = new HashMap<>();

  /** Files that a row named already; what a later one says of them was not looked at. */
  private final Set<String> visited = new HashSet<>();

  private final String name;
  private long replayed;
  private long digestsRight;
  private long digestsWrong;
  private final List<String> wrong = new ArrayList<>();

  DerivedCheck(EvidenceObjects objects, Manifest manifest) throws VaultException, IOException {
    this.objects = objects;
    this.manifest = manifest;
    this.files = SnapshotView.evidence(objects, manifest);
    this.name = manifest.toString();
    for (EvidenceFile file : files) {
      byPath.put(file.path(), file);
      contents.computeIfAbsent(file.path(), path -> new HashSet<>()).add(file.sha256());
    }
  }

  /** What a snapshot says of its backup's integrity, one check for each line of the table. */
  static List<Check> recorded(Manifest manifest) {
    List<Check> checks = new ArrayList<>();
    JsonNode integrity = manifest.json().path("facts").path("backup").path("integrity");
    if (integrity.isMissingNode()) {
      return checks;
    }
    JsonNode digests = integrity.path("digests");
    checks.add(
        Check.notChecked(
            manifest + " backup",
            "when it was taken, "
                + digests.path("right").asLong()
                + " files had Apple's digest, "
                + digests.path("wrong").asLong()
                + " did not, and "
                + digests.path("absent").asLong()
                + " carried none; replayed with --deep only"));
    for (JsonNode fault : integrity.path("faults")) {
      if (!fault.path("gravity").asText().equals("note")) {
        checks.add(
            Check.notChecked(
                manifest + " backup " + fault.path("fault").asText(),
                "when it was taken: "
                    + fault.path("count").asLong()
                    + " "
                    + fault.path("what").asText()));
      }
    }
    return checks;
  }

  /** Replays; empty when the snapshot is of no backup. */
  List<Check> run() throws VaultException, IOException {
    if (manifest.json().path("facts").path("backup").isMissingNode()) {
      return List.of();
    }
    try {
      BackupPlists plists =
          new BackupPlists(bytes("Backup/Manifest.plist").orElse(null), null, null);
      Optional<byte[]> kept = bytes("Keys/class-keys.json");
      ClassKeys keys = kept.isPresent() ? ClassKeys.read(kept.get()) : null;
      Map<String, List<DerivedFile>> derived = new HashMap<>();
      for (DerivedFile file : DerivedFiles.read(files, objects)) {
        derived.computeIfAbsent(file.path(), path -> new ArrayList<>()).add(file);
      }
      for (DerivedFile own : derived.getOrDefault("Manifest.db", List.of())) {
        replay(own);
      }
      rows(plists, Optional.ofNullable(keys), derived);
    } catch (MalformedBackupException e) {
      wrong.add(e.why());
    }
    return verdict();
  }

  private Optional<byte[]> bytes(String path) throws VaultException, IOException {
    EvidenceFile file = byPath.get(path);
    if (file == null) {
      return Optional.empty();
    }
    try (ObjectBytes bytes = objects.open(file.sha256())) {
      return Optional.of(bytes.readAll());
    }
  }

  private void rows(
      BackupPlists plists, Optional<ClassKeys> keys, Map<String, List<DerivedFile>> derived)
      throws MalformedBackupException, VaultException, IOException {
    EvidenceFile database = byPath.get("Backup/Manifest.db");
    EvidenceFile records = byPath.get("Backup/Manifest.mbdb");
    EvidenceFile listed = database != null ? database : records;
    if (listed == null) {
      throw new MalformedBackupException("the manifest of the backup is not among the evidence");
    }
    try (ObjectBytes bytes = objects.open(listed.sha256())) {
      BackupManifest rows;
      if (database == null) {
        rows = RecordManifest.open(bytes::stream);
      } else if (derived.containsKey("Manifest.db")) {
        byte[] key =
            keys.flatMap(all -> plists.manifestKey().flatMap(all::unwrap))
                .orElseThrow(
                    () -> new MalformedBackupException("the manifest's key cannot be unwrapped"));
        rows = DatabaseManifest.open(new DecryptedBytes(bytes, key));
      } else {
        rows = DatabaseManifest.open((ByteSource) bytes);
      }
      rows.visit(
          entry -> {
            try {
              row(entry, keys, derived);
            } catch (VaultException e) {
              wrong.add(e.getMessage());
            }
          },
          damage -> {});
    }
  }

  private void row(
      ManifestEntry entry, Optional<ClassKeys> keys, Map<String, List<DerivedFile>> derived)
      throws VaultException, IOException {
    if (entry.kind() != ManifestEntry.Kind.FILE && entry.kind() != ManifestEntry.Kind.UNKNOWN) {
      return;
    }
    String id = entry.fileId();
    EvidenceFile inFolder =
        id.length() > 2 ? byPath.get("Backup/" + id.substring(0, 2) + "/" + id) : null;
    EvidenceFile blob = inFolder == null ? byPath.get("Backup/" + id) : inFolder;
    if (blob == null || !visited.add(blob.path())) {
      return;
    }
    digest(entry, blob);
    byte[] wrapped = entry.key();
    Optional<byte[]> key =
        wrapped == null ? Optional.empty() : keys.flatMap(all -> all.unwrap(wrapped));
    DerivedFile file =
        derived.getOrDefault(entry.place(), List.of()).stream()
            .filter(each -> each.from().equals(blob.sha256()))
            .findFirst()
            .orElse(null);
    Set<Sha256> sealed = contents.getOrDefault(entry.place(), Set.of());
    if (file != null) {
      if (key.isPresent() && !Arrays.equals(key.get(), file.key().orElse(new byte[0]))) {
        wrong.add("a file's key is not the one that the manifest holds");
      }
      replay(file);
    } else if (!sealed.isEmpty() && key.isPresent()) {
      replayed++;
      compare(hash(decrypting(blob, key.get())), sealed);
    } else if (!sealed.isEmpty() && keys.isEmpty()) {
      replayed++;
      compare(Optional.of(blob.sha256()), sealed);
    }
  }

  private InputStream decrypting(EvidenceFile blob, byte[] key) throws VaultException, IOException {
    return new DecryptingStream(DerivedFiles.closing(objects.open(blob.sha256())), key);
  }

  private void replay(DerivedFile file) throws VaultException, IOException {
    replayed++;
    compare(hash(DerivedFiles.open(file, objects)), Set.of(file.sha256()));
  }

  private void compare(Optional<Sha256> made, Set<Sha256> sealed) {
    if (made.isEmpty()) {
      wrong.add("a file no longer decrypts to an end");
    } else if (!sealed.contains(made.get())) {
      wrong.add(
          "content "
              + sealed.iterator().next().abbreviated(12)
              + " was sealed, and decryption gives "
              + made.get().abbreviated(12));
    }
  }

  private static Optional<Sha256> hash(InputStream content) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[1 << 16];
    try (content) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (DecryptingStream.DamagedException e) {
      return Optional.empty();
    }
    return Optional.of(Sha256.finish(digest));
  }

  private void digest(ManifestEntry entry, EvidenceFile blob) throws VaultException, IOException {
    byte[] digest = entry.digest();
    if (digest == null) {
      return;
    }
    boolean right;
    if (digest.length == Sha256.LENGTH) {
      right = Arrays.equals(digest, blob.sha256().bytes());
    } else {
      MessageDigest sha1 = FileId.sha1();
      byte[] buffer = new byte[1 << 16];
      try (ObjectBytes bytes = objects.open(blob.sha256());
          InputStream in = bytes.stream()) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          sha1.update(buffer, 0, count);
        }
      }
      right = Arrays.equals(digest, sha1.digest());
    }
    digestsRight += right ? 1 : 0;
    digestsWrong += right ? 0 : 1;
  }

  private List<Check> verdict() {
    List<Check> checks = new ArrayList<>();
    String detail = replayed + " files made again from the kept bytes, each as it was sealed";
    checks.add(
        wrong.isEmpty()
            ? Check.passed(name + " decryption", detail)
            : Check.failed(
                name + " decryption",
                String.join("; ", wrong.subList(0, Math.min(5, wrong.size())))));
    JsonNode integrity = manifest.json().path("facts").path("backup").path("integrity");
    long rightThen = integrity.path("digests").path("right").asLong();
    long wrongThen = integrity.path("digests").path("wrong").asLong() + unknown(integrity);
    boolean same = rightThen == digestsRight && wrongThen == digestsWrong;
    String figures = digestsRight + " of Apple's digests right, " + digestsWrong + " not";
    checks.add(
        same
            ? Check.passed(name + " digests of the backup", figures + ", as when it was taken")
            : Check.failed(
                name + " digests of the backup",
                figures + "; when it was taken, " + rightThen + " right, " + wrongThen + " not"));
    return checks;
  }

  private static long unknown(JsonNode integrity) {
    for (JsonNode fault : integrity.path("faults")) {
      if (fault.path("fault").asText().equals("digest-unknown")) {
        return fault.path("count").asLong();
      }
    }
    return 0;
  }
}
