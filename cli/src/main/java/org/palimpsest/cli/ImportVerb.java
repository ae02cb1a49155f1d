package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.bag.BagCheck;
import org.palimpsest.bag.EvidenceRows;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LogHeads;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.custody.Transfer;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import org.palimpsest.verdict.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the snapshots of a package into this vault. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Takes the snapshots of a package into the vault. The package is verified first. The evidence"
          + " files are taken byte for byte; the records are read from them again and committed to"
          + " with this vault's own salts, so an imported snapshot has another id and root, and its"
          + " entry names the original ones. A snapshot that was taken in before, or is this vault's"
          + " own, is not taken twice; those of an iPhone's backup are not taken in. Keep the"
          + " package: its seal and log speak for the originals. While it is read, its files lie once"
          + " more beside it."
    })
final class ImportVerb extends Verb {

  /** How an entry says which snapshot of a package it was. */
  private static final String ORIGINAL = "original snapshot ";

  @Parameters(index = "0", paramLabel = "PACKAGE", description = "the folder of a package")
  Path bag = Path.of("");

  @Option(
      names = "--device",
      paramLabel = "LABEL",
      description = "label of the device, if it is to be another than in the package")
  @Nullable String device;

  @Option(
      names = "--trust",
      paramLabel = "CERT",
      description = "the certificate that the package's seal must rest on")
  @Nullable Path trust;

  @Option(
      names = "--trust-time",
      paramLabel = "CERT",
      description = "a time authority's certificate that timestamps inside must rest on")
  @Nullable Path trustTime;

  @Option(names = "--from", paramLabel = "NAME", description = "who gave it")
  @Nullable String from;

  @Option(
      names = "--state",
      paramLabel = "TEXT",
      description = "in what state it was received, for example: parcel unopened")
  @Nullable String state;

  @Override
  int run()
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    if (!Files.isDirectory(bag) || !BagCheck.isBag(bag)) {
      throw Failure.usage("the folder is no package", "name a folder that package --out wrote");
    }
    Workspace workspace = Workspace.open(this);
    LogKey key = workspace.signer();
    terminal().stage("verifying the package");
    BagCheck.Result result =
        BagCheck.of(
            bag,
            new Trust(
                    VerifyVerb.certificates(trust, "--trust"),
                    VerifyVerb.certificates(trustTime, "--trust-time"))
                .at(surroundings().clock().instant())
                .with(KeyHistory.of(workspace.entries())),
            null);
    for (Check check : result.checks()) {
      if (check.isFailure()) {
        throw new Failure(
            Exit.INTEGRITY,
            "the package does not verify, so nothing was taken in",
            "see what is wrong with: palimpsest verify PACKAGE");
      }
    }
    requireOneHistory(workspace);
    for (Manifest manifest : result.manifests()) {
      if (takenBefore(workspace, manifest).isEmpty()) {
        requireTakable(manifest);
      }
    }
    Map<String, Manifest> taken = new TreeMap<>();
    Map<String, Manifest> there = new TreeMap<>();
    try (VaultLock held = workspace.lock()) {
      java.util.Objects.requireNonNull(held);
      removeLeft(workspace);
      for (Manifest manifest : result.manifests()) {
        Optional<Manifest> before = takenBefore(workspace, manifest);
        if (before.isPresent()) {
          there.put(manifest.id(), before.get());
        } else {
          taken.put(manifest.id(), take(workspace, key, manifest));
        }
      }
      if (!taken.isEmpty()) {
        workspace.append(entry(workspace, taken, result.times()), key);
      }
    }
    tell(taken, there);
    return Exit.OK;
  }

  /** A package of this vault's own log must hold this history of it. */
  private void requireOneHistory(Workspace workspace) throws Failure, VaultException, IOException {
    CustodyLog inside = CustodyLog.open(bag.resolve("custody"));
    LogHeads heads = new LogHeads(null);
    try {
      heads.meet("your own vault", workspace.log());
      heads.meet("the package", inside);
    } catch (MalformedLogException e) {
      throw changed();
    }
    if (heads.checks().stream().anyMatch(Check::isFailure)) {
      throw new Failure(
          Exit.INTEGRITY,
          "the package holds another history of this vault's own custody log, so nothing was taken"
              + " in",
          "see where they differ with: palimpsest verify PACKAGE");
    }
  }

  private static Failure changed() {
    return new Failure(
        Exit.INTEGRITY,
        "a custody log changed while it was read, so nothing was taken in",
        "see what is wrong with: palimpsest verify");
  }

  /** Refuses what cannot be read again as it was read, before anything is taken in. */
  private void requireTakable(Manifest original) throws Failure, IOException {
    // Read again, it would look whole.
    if (!original.complete()) {
      throw new Failure(
          Exit.INCOMPLETE,
          "the package holds an incomplete snapshot, which cannot be taken in as what it is",
          "keep the package as it is, or ask for one without snapshot " + Plain.id(original.id()));
    }
    if (original
        .json()
        .path("source")
        .path("kind")
        .asText()
        .equals(Source.Kind.IPHONE_BACKUP.word())) {
      throw new Failure(
          Exit.INCOMPLETE,
          "the package holds a snapshot of an iPhone's backup, which import does not take in",
          "keep the package as it is; verify and the tools in VERIFY.txt read it");
    }
    if (!EvidenceRows.fitIntoOneFolder(evidence(original))) {
      throw new Failure(
          Exit.INCOMPLETE,
          "a snapshot of the package has files of one path, or names of more than 255 bytes, which"
              + " no folder can hold",
          "keep the package as it is, and check it with: palimpsest verify");
    }
  }

  private List<EvidenceFile> evidence(Manifest original) throws IOException {
    return SnapshotView.evidence(
        Files.readAllBytes(bag.resolve("data/snapshots/" + original.id() + ".evidence")));
  }

  /** Earlier versions put files into a folder of the vault, where a crash left them. */
  private static void removeLeft(Workspace workspace) throws IOException {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(workspace.vault().folder(), "import-*")) {
      entries.forEach(left::add);
    }
    for (Path folder : left) {
      if (String.valueOf(folder.getFileName()).matches("import-[0-9]+")) {
        Drafts.delete(folder);
      }
    }
  }

  /** The snapshot that this one is here, or became when it was taken in before. */
  private Optional<Manifest> takenBefore(Workspace workspace, Manifest original)
      throws VaultException, IOException {
    Set<String> ids = new HashSet<>(Set.of(original.id()));
    for (LoggedEntry logged : workspace.entries()) {
      if (logged.entry().action() == Action.SNAPSHOT
          && logged.entry().texts("method").contains(ORIGINAL + original.id())) {
        logged.entry().snapshot().ifPresent(facts -> ids.add(facts.id()));
      }
    }
    return workspace.snapshots().list().stream()
        .filter(manifest -> ids.contains(manifest.id()))
        .filter(manifest -> manifest.device().equals(label(original)))
        .findFirst();
  }

  private String label(Manifest original) {
    return device != null ? device : original.device();
  }

  /**
   * A folder for the files while they are read, beside the package, where the same bytes lie
   * already. Never in a vault, whose folder may go anywhere, nor, for an encrypted one, anywhere
   * else.
   */
  private Path aside(Workspace workspace) throws Failure, IOException {
    Path vault = workspace.vault().folder().toAbsolutePath().normalize();
    Path beside = bag.toAbsolutePath().normalize().getParent();
    if (beside != null && !beside.startsWith(vault)) {
      try {
        return Files.createTempDirectory(beside, "palimpsest-import-");
      } catch (IOException e) {
        // As on a disk that can only be read.
      }
    }
    if (workspace.vault().isEncrypted()) {
      throw new Failure(
          Exit.INCOMPLETE,
          "nothing can be written beside the package, and evidence for an encrypted vault is put"
              + " nowhere else",
          "copy the package to a disk that can be written, and import it from there");
    }
    return Files.createTempDirectory(surroundings().temporary(), "palimpsest-import-");
  }

  private Manifest take(Workspace workspace, LogKey key, Manifest original)
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    List<EvidenceFile> files = evidence(original);
    Path folder = aside(workspace);
    try {
      for (EvidenceFile file : files) {
        Path target = folder.resolve(file.path()).normalize();
        if (!target.startsWith(folder) || target.equals(folder)) {
          throw new Failure(
              Exit.INTEGRITY,
              "the package names a path outside its snapshot",
              "ask for the package again");
        }
        Path parent = target.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.copy(bag.resolve("data/objects/" + file.sha256().hex()), target);
        Files.setLastModifiedTime(target, FileTime.from(file.modifiedAt()));
      }
      String kind = original.json().path("source").path("kind").asText();
      Path store =
          kind.equals("file")
              ? folder.resolve(original.json().path("evidence").path("database").asText())
              : folder;
      return publish(workspace, key, original, files, store);
    } finally {
      Drafts.delete(folder);
    }
  }

  private Manifest publish(
      Workspace workspace, LogKey key, Manifest original, List<EvidenceFile> files, Path store)
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    SnapshotRequest request =
        new SnapshotRequest(
            Source.at(store),
            "package " + Plain.id(original.id()),
            original.asOf().equals(original.takenAt()),
            label(original),
            original.takenAt(),
            text(original, "case"),
            text(original, "operator"),
            Optional.of("imported from a package; there it is snapshot " + original.id()),
            Build.json());
    try (SnapshotMaker maker =
        new SnapshotMaker(workspace.vault(), Workspace.threads(), terminal().progress())
            .fromPackage()) {
      SnapshotMaker.Prepared prepared =
          maker.prepare(request, wait -> Thread.sleep(wait.toMillis()));
      try (SnapshotView view = SnapshotView.open(prepared)) {
        if (!hashes(view.evidence()).equals(hashes(files))
            || !prepared.manifest().asOf().equals(original.asOf())) {
          throw new Failure(
              Exit.INCOMPLETE,
              "the snapshot cannot be taken in as what it is",
              "keep the package as it is; verify and the tools in VERIFY.txt read it");
        }
      }
      Entry entry =
          workspace
              .entry(Action.SNAPSHOT)
              .snapshot(Workspace.facts(prepared.manifest()))
              .method(
                  List.of(
                      "imported from a package",
                      ORIGINAL + original.id(),
                      "original root " + original.root().hex()))
              .result(new Entry.Result("complete", Exit.OK));
      return Publication.publish(workspace, key, prepared, entry);
    }
  }

  private static Optional<String> text(Manifest manifest, String name) {
    return Optional.ofNullable(manifest.json().get(name)).map(value -> value.asText());
  }

  private static Map<String, Sha256> hashes(List<EvidenceFile> files) {
    Map<String, Sha256> hashes = new TreeMap<>();
    files.forEach(file -> hashes.put(file.path(), file.sha256()));
    return hashes;
  }

  private Entry entry(Workspace workspace, Map<String, Manifest> taken, List<String> times)
      throws IOException {
    byte[] tags = Files.readAllBytes(bag.resolve("tagmanifest-sha256.txt"));
    List<String> method = new ArrayList<>();
    taken.forEach((id, manifest) -> method.add("snapshot " + id + " as " + manifest.id()));
    times.forEach(each -> method.add("the sender's " + each));
    return workspace
        .entry(Action.TRANSFER_IN)
        .objects(
            List.of(
                new Entry.Item("tagmanifest-sha256.txt", tags.length, Sha256.of(tags), "package")))
        .method(method)
        .transfer(
            new Transfer(
                from, System.getProperty("user.name", ""), null, Sha256.of(tags).hex(), state));
  }

  private void tell(Map<String, Manifest> taken, Map<String, Manifest> there) {
    Terminal t = terminal();
    t.stageDone();
    ObjectNode json = Json.object().put("schema", "palimpsest/import/1");
    ArrayNode list = json.putArray("snapshots");
    taken.forEach((id, manifest) -> tell(list, id, manifest, false));
    there.forEach((id, manifest) -> tell(list, id, manifest, true));
    t.document(json);
  }

  private void tell(ArrayNode list, String id, Manifest manifest, boolean before) {
    terminal().line("snapshot " + Plain.id(id) + " of " + manifest.device());
    terminal()
        .line(
            before
                ? "  not taken in again; it is here as  " + Plain.id(manifest.id())
                : "  taken in as  " + Plain.id(manifest.id()));
    list.addObject()
        .put("original", id)
        .put("snapshot", manifest.id())
        .put("device", manifest.device())
        .put("alreadyThere", before);
  }
}
