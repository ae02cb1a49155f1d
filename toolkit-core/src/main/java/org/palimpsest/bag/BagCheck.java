package org.palimpsest.bag;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final String FILES = "package files";
  private static final String MISSING = "not in the package";

  private final Path folder;
  private final List<Check> checks = new ArrayList<>();
  private final List<Manifest> manifests = new ArrayList<>();
  private final BagFiles files;
  private KeyHistory keys = KeyHistory.NONE;

  private BagCheck(Path folder) {
    this.folder = folder;
    this.files = new BagFiles(folder);
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

  /** Who sealed a package, if that can be read; nothing of it is verified. */
  public static Optional<X509Certificate> signer(Path folder) throws IOException {
    Path tags = resolved(folder).resolve(BagWriter.TAGS);
    Path seal = tags.resolveSibling(BagWriter.SEAL);
    if (!Files.isRegularFile(tags, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(seal, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        SealCheck.detached(Files.readAllBytes(seal), Files.readAllBytes(tags), Trust.NONE)
            .signer());
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
      check.checks.add(Check.failed(FILES, "a file that a package has is missing"));
    }
    return new Result(check.checks, check.manifests, check.keys);
  }

  private void run(Trust trust, @Nullable Checkpoint known) throws IOException {
    String misplaced = files.walk();
    if (misplaced != null) {
      checks.add(Check.failed(FILES, misplaced));
      return;
    }
    byte[] tags = files.bytes(BagWriter.TAGS);
    byte[] seal = files.bytes(BagWriter.SEAL);
    SealCheck.Result sealed = SealCheck.detached(seal, tags, trust);
    seal(sealed, false);
    byte[] declaration = BagWriter.DECLARATION.getBytes(StandardCharsets.UTF_8);
    checks.add(
        Arrays.equals(files.bytes("bagit.txt"), declaration)
            ? Check.passed("package form", "BagIt 1.0")
            : Check.failed("package form", "not declared as BagIt 1.0"));
    listed("package tag files", tags, Sha256.newDigest(), false);
    Map<String, String> payload =
        listed("package sha256", files.bytes("manifest-sha256.txt"), Sha256.newDigest(), true);
    listed("package sha512", files.bytes("manifest-sha512.txt"), BagWriter.sha512(), true);
    if (checks.stream().anyMatch(Check::isFailure)) {
      seal(sealed, true);
      return;
    }
    hashdeep(payload);
    signer(sealed.signer());
    snapshots(log(known));
    times(trust);
    // Now with what the log inside says of keys.
    seal(SealCheck.detached(seal, tags, trust.and(keys)), true);
  }

  /** The checks of the seal: what is known of its key, or all others. */
  private void seal(SealCheck.Result sealed, boolean isOfKey) {
    for (Check each : sealed.checks()) {
      if (each.name().equals(SealCheck.KEY) == isOfKey) {
        checks.add(new Check("package " + each.name(), each.status(), each.detail()));
      }
    }
  }

  /** What another tool audits the payload by is what the sealed list says. */
  private void hashdeep(Map<String, String> payload) throws IOException {
    String name = "package " + HashdeepList.NAME;
    if (!files.all().containsKey(HashdeepList.NAME)) {
      checks.add(Check.notChecked(name, MISSING));
      return;
    }
    HashdeepList expected = new HashdeepList();
    for (Map.Entry<String, String> each : new TreeMap<>(payload).entrySet()) {
      expected.add(Files.size(folder.resolve(each.getKey())), each.getValue(), each.getKey());
    }
    checks.add(
        Arrays.equals(files.bytes(HashdeepList.NAME), expected.toBytes())
            ? Check.passed(name, "lists the files under data")
            : Check.failed(name, "lists other files than those under data"));
  }

  private void signer(@Nullable X509Certificate signer) throws IOException {
    String name = "package " + SignerFile.NAME;
    checks.add(
        signer != null && files.all().containsKey(SignerFile.NAME)
            ? SignerFile.check(name, files.bytes(SignerFile.NAME), signer)
            : Check.notChecked(name, MISSING));
  }

  /**
   * Every file is as listed, and every file is listed.
   *
   * @return the hash of each; empty if something is wrong
   */
  private Map<String, String> listed(
      String name, byte[] list, MessageDigest digest, boolean isPayload) throws IOException {
    Map<String, String> wanted = new HashMap<>();
    String form = "[0-9a-f]{" + digest.getDigestLength() * 2 + "}  " + BagFiles.PATH;
    // The last line may have no end, as RFC 8493 allows.
    String text = new String(list, StandardCharsets.UTF_8).replaceFirst("\n$", "");
    for (String line : list.length == 0 ? new String[0] : text.split("\n", -1)) {
      String[] parts = line.split("  ", 2);
      if (!line.matches(form) || wanted.put(parts[1], parts[0]) != null) {
        checks.add(Check.failed(name, "a line of the list is none"));
        return Map.of();
      }
    }
    TreeSet<String> found = new TreeSet<>(files.all().keySet());
    found.removeIf(
        path ->
            path.startsWith(BagWriter.PAYLOAD) != isPayload
                || path.equals(BagWriter.TAGS)
                || path.equals(BagWriter.SEAL));
    if (!found.equals(wanted.keySet())) {
      checks.add(Check.failed(name, "files are missing, or lie there and are not listed"));
      return Map.of();
    }
    for (String path : found) {
      if (!hash(folder.resolve(path), digest).equals(wanted.get(path))) {
        checks.add(Check.failed(name, path + " is not as listed"));
        return Map.of();
      }
    }
    checks.add(Check.passed(name, found.size() + " files as listed, none beside them"));
    return wanted;
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
    boolean isEmpty = true;
    for (String path : files.all().keySet()) {
      if (path.startsWith(SNAPSHOTS + "/") && path.endsWith(".json")) {
        String id = path.substring(SNAPSHOTS.length() + 1, path.length() - ".json".length());
        String name = "package snapshot " + id.substring(0, Math.min(12, id.length()));
        isEmpty = false;
        try {
          Manifest manifest = Manifest.read(files.bytes(path));
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
    if (isEmpty) {
      checks.add(Check.failed("package snapshots", "it holds no snapshot"));
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
    SortedList records = SortedList.parse(files.bytes(SNAPSHOTS + "/" + id + ".records"));
    if (!records.root().equals(manifest.root())) {
      return "its record list has another root";
    }
    if (records.size() != manifest.json().path("records").path("lines").asLong(-1)) {
      return "its record list has another length than its manifest says";
    }
    byte[] evidence = files.bytes(SNAPSHOTS + "/" + id + ".evidence");
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
      Path object = files.all().get("data/objects/" + sha256);
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
