package org.palimpsest.bag;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.custody.SeriesEvidence;
import org.palimpsest.custody.Stamps;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.merkle.SortedList;
import org.palimpsest.merkle.UnsortedListException;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Trust;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.verdict.Check;

/**
 * Checks a package: the seal over its lists, every file against them and none beside them, the
 * custody log, and that each snapshot is what the log says.
 */
public final class BagCheck {

  private static final String SNAPSHOTS = "data/snapshots";
  private static final String CUSTODY = "custody";

  private final Path folder;
  private final List<Check> checks = new ArrayList<>();
  private final List<Manifest> manifests = new ArrayList<>();
  private final TreeMap<String, Path> files = new TreeMap<>();
  private KeyHistory keys = KeyHistory.NONE;

  private BagCheck(Path folder) {
    this.folder = folder;
  }

  /** The folder itself, where a link to it was named: inside it no link has a place. */
  private static Path resolved(Path folder) throws IOException {
    return Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
  }

  /**
   * What was found.
   *
   * @param checks what was looked at
   * @param manifests the snapshots inside
   * @param keys what the log inside says of the keys that seal
   */
  public record Result(List<Check> checks, List<Manifest> manifests, KeyHistory keys) {
    /** Copies the lists. */
    public Result {
      checks = List.copyOf(checks);
      manifests = List.copyOf(manifests);
    }

    /** What time authorities say of the log inside and its snapshots, one sentence each. */
    public List<String> times() {
      return checks.stream()
          .filter(
              check ->
                  check.name().startsWith(Stamps.CHECK)
                      || check.name().startsWith(SeriesEvidence.CHECK))
          .map(check -> check.name() + ": " + check.detail())
          .toList();
    }
  }

  /** Whether a folder is meant to be a bag. */
  public static boolean isBag(Path folder) {
    return Files.isRegularFile(folder.resolve("bagit.txt"))
        || Files.isRegularFile(folder.resolve(BagWriter.TAGS));
  }

  /**
   * Checks a package.
   *
   * @param known an earlier checkpoint of the log inside; null if none
   */
  public static Result of(Path folder, Trust trust, @Nullable Checkpoint known) throws IOException {
    BagCheck check = new BagCheck(resolved(folder));
    try {
      check.run(trust, known);
    } catch (NoSuchFileException e) {
      check.checks.add(Check.failed("package files", "a file that a package has is missing"));
    }
    return new Result(check.checks, check.manifests, check.keys);
  }

  private void run(Trust trust, @Nullable Checkpoint known) throws IOException {
    if (!walk()) {
      return;
    }
    byte[] tags = Files.readAllBytes(folder.resolve(BagWriter.TAGS));
    byte[] seal = Files.readAllBytes(folder.resolve(BagWriter.SEAL));
    for (Check each : SealCheck.detached(seal, tags, trust).checks()) {
      checks.add(new Check("package " + each.name(), each.status(), each.detail()));
    }
    String declared = Files.readString(folder.resolve("bagit.txt"), StandardCharsets.UTF_8);
    checks.add(
        declared.equals(BagWriter.DECLARATION)
            ? Check.passed("package form", "BagIt 1.0")
            : Check.failed("package form", "not declared as BagIt 1.0"));
    listed("package tag files", tags, Sha256.newDigest(), false);
    listed("package sha256", bytes("manifest-sha256.txt"), Sha256.newDigest(), true);
    listed("package sha512", bytes("manifest-sha512.txt"), BagWriter.sha512(), true);
    if (checks.stream().noneMatch(Check::isFailure)) {
      snapshots(log(known));
      times(trust);
      for (Check each : SealCheck.detached(seal, tags, trust.and(keys)).checks()) {
        if (each.name().equals(SealCheck.KEY)) {
          checks.add(new Check("package " + each.name(), each.status(), each.detail()));
        }
      }
    }
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /** All files; anything that is neither file nor folder has no place in a bag. */
  private boolean walk() throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          checks.add(Check.failed("package files", "holds a link or another thing than a file"));
          return false;
        }
        files.put(folder.relativize(path).toString().replace('\\', '/'), path);
      }
    }
    return true;
  }

  /** Every file is as listed, and every file is listed. */
  private void listed(String name, byte[] list, MessageDigest digest, boolean isPayload)
      throws IOException {
    Map<String, String> wanted = new HashMap<>();
    String form = "[0-9a-f]{" + digest.getDigestLength() * 2 + "}  [A-Za-z0-9][A-Za-z0-9._/-]*";
    String text = new String(list, StandardCharsets.UTF_8);
    for (String line : text.isEmpty() ? new String[0] : text.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      String[] parts = line.split("  ", 2);
      if (!line.matches(form) || wanted.put(parts[1], parts[0]) != null) {
        checks.add(Check.failed(name, "a line of the list is none"));
        return;
      }
    }
    TreeSet<String> found = new TreeSet<>(files.keySet());
    found.removeIf(
        path ->
            path.startsWith(BagWriter.PAYLOAD) != isPayload
                || path.equals(BagWriter.TAGS)
                || path.equals(BagWriter.SEAL));
    if (!found.equals(wanted.keySet())) {
      checks.add(Check.failed(name, "files are missing, or lie there and are not listed"));
      return;
    }
    for (String path : found) {
      if (!hash(java.util.Objects.requireNonNull(files.get(path)), digest)
          .equals(wanted.get(path))) {
        checks.add(Check.failed(name, path + " is not as listed"));
        return;
      }
    }
    checks.add(Check.passed(name, found.size() + " files as listed, none beside them"));
  }

  private static String hash(Path file, MessageDigest digest) throws IOException {
    digest.reset();
    byte[] buffer = new byte[1 << 18];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The snapshots that the log inside names, id to root. */
  private Map<String, Sha256> log(@Nullable Checkpoint known) throws IOException {
    Map<String, Sha256> named = new HashMap<>();
    CustodyLog log = CustodyLog.open(folder.resolve(CUSTODY));
    CustodyCheck custody = log.verify(null, known);
    checks.addAll(custody.checks());
    checks.add(
        custody.verdict() == CustodyCheck.Verdict.INTACT
            ? Check.passed("custody verdict", "INTACT, " + custody.size() + " entries")
            : Check.failed("custody verdict", String.valueOf(custody.verdict())));
    try {
      List<LoggedEntry> entries = log.entries();
      keys = KeyHistory.of(entries);
      for (LoggedEntry logged : entries) {
        if (logged.entry().action() == Action.SNAPSHOT) {
          logged.entry().snapshot().ifPresent(facts -> named.put(facts.id(), facts.root()));
        }
      }
    } catch (MalformedLogException e) {
      checks.add(Check.failed("custody entries", String.valueOf(e.getMessage())));
    }
    return named;
  }

  /** What dates the log inside, and its snapshots. */
  private void times(Trust trust) throws IOException {
    CustodyLog log = CustodyLog.open(folder.resolve(CUSTODY));
    checks.addAll(
        new Stamps(folder.resolve(CUSTODY)).check(log, trust.authorities().certificates()));
    List<byte[]> known = new ArrayList<>();
    manifests.forEach(each -> known.add(Json.canonical(each.json())));
    checks.addAll(
        new SeriesEvidence(folder.resolve(CUSTODY))
            .check(known, false, log, trust.authorities().certificates()));
  }

  private void snapshots(Map<String, Sha256> named) throws IOException {
    for (String path : files.keySet()) {
      if (path.startsWith(SNAPSHOTS + "/") && path.endsWith(".json")) {
        String id = path.substring(SNAPSHOTS.length() + 1, path.length() - ".json".length());
        String name = "package snapshot " + id.substring(0, Math.min(12, id.length()));
        try {
          Manifest manifest = Manifest.read(bytes(path));
          String wrong = fault(manifest, id, named);
          if (wrong == null) {
            manifests.add(manifest);
            checks.add(
                Check.passed(
                    name,
                    manifest.device()
                        + " as of "
                        + manifest.asOf()
                        + ", root and evidence hold"
                        + (manifest.complete()
                            ? ""
                            : "; INCOMPLETE: absence from it shows nothing")));
          } else {
            checks.add(Check.failed(name, wrong));
          }
        } catch (MalformedJsonException | UnsortedListException e) {
          checks.add(Check.failed(name, String.valueOf(e.getMessage())));
        }
      }
    }
  }

  private @Nullable String fault(Manifest manifest, String id, Map<String, Sha256> logged)
      throws IOException, MalformedJsonException, UnsortedListException {
    if (!manifest.id().equals(id)) {
      return "its manifest has another hash than its name";
    }
    if (!manifest.root().equals(logged.get(id))) {
      return "it is not in the custody log";
    }
    SortedList records = SortedList.parse(bytes(SNAPSHOTS + "/" + id + ".records"));
    if (!records.root().equals(manifest.root())) {
      return "its record list has another root";
    }
    if (records.size() != manifest.json().path("records").path("lines").asLong(-1)) {
      return "its record list has another length than its manifest says";
    }
    byte[] evidence = bytes(SNAPSHOTS + "/" + id + ".evidence");
    String named = manifest.json().path("evidence").path("list").path("sha256").asText();
    return Sha256.of(evidence).hex().equals(named)
        ? evidenceFault(evidence, manifest)
        : "its evidence list is another";
  }

  private @Nullable String evidenceFault(byte[] list, Manifest manifest) throws IOException {
    List<EvidenceFile> rows;
    try {
      rows = EvidenceRows.read(list);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    String wrong = EvidenceRows.fault(rows, manifest);
    if (wrong != null) {
      return wrong;
    }
    for (EvidenceFile row : rows) {
      String sha256 = row.sha256().hex();
      Path object = files.get("data/objects/" + sha256);
      if (object == null || !hash(object, Sha256.newDigest()).equals(sha256)) {
        return "an evidence file is missing or another";
      }
      if (Files.size(object) != row.size()) {
        return "an evidence file has another size than its list says";
      }
    }
    return null;
  }
}
