package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.bag.BagWriter;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.custody.SeriesEvidence;
import org.palimpsest.custody.Stamps;
import org.palimpsest.custody.Transfer;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.report.ReportFolder;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a sealed package of snapshots, reports, the log and what checking needs. */
@Command(
    name = "package",
    customSynopsis = "palimpsest package [OPTIONS] --out=DIR SNAPSHOT...",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a package to be handed over: a BagIt bag with the evidence files, record lists and"
          + " manifests of the snapshots, reports, the custody log with its checkpoint, and the"
          + " certificate, with a sealed tag manifest. verify reads it, import takes it into"
          + " another vault. Custody entries are made on both sides."
    })
final class PackageVerb extends Verb {

  @Parameters(index = "0..*", paramLabel = "SNAPSHOT", arity = "1..*", description = "snapshots")
  List<String> snapshots = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "a new folder")
  @Nullable Path out;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "the folder of a report to be put in; can be given again")
  List<Path> reports = new ArrayList<>();

  @Option(names = "--to", paramLabel = "NAME", description = "who receives it")
  @Nullable String to;

  @Option(names = "--means", paramLabel = "TEXT", description = "how it is handed over")
  @Nullable String means;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Path target = Objects.requireNonNull(out).toAbsolutePath().normalize();
    if (Files.exists(target)) {
      throw Failure.usage(
          "there is something of that name already", "name a new folder with --out");
    }
    Workspace workspace = Workspace.open(this);
    workspace.requireOutside(target);
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    for (String name : snapshots) {
      Manifest manifest = workspace.snapshots().resolve(name);
      manifests.put(manifest.id(), manifest);
    }
    for (Path report : reports) {
      if (!Files.isRegularFile(report.resolve("report.json"))) {
        throw Failure.usage("there is no report.json in the folder", "check --report");
      }
    }
    workspace.signer();
    requireSoundReports(workspace);
    requireSoundTimes(workspace);
    SealingKey key = workspace.sealer().sealingKey();
    Path draft = Drafts.folder(target);
    boolean done = false;
    try {
      byte[] tags = write(workspace, manifests.values(), key, draft);
      workspace.append(entry(workspace, manifests.values(), tags));
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      done = true;
      tell(manifests.values(), tags, target);
    } finally {
      if (!done) {
        Drafts.delete(draft);
      }
    }
    return Exit.OK;
  }

  /** A report that does not verify where it lies would not do so in the package. */
  private void requireSoundReports(Workspace workspace)
      throws Failure, VaultException, IOException {
    CustodyLog log = workspace.log();
    Trust known = Trust.NONE.with(KeyHistory.of(workspace.entries()));
    for (Path report : reports) {
      List<Check> checks = ReportCheck.of(report.resolve("report.json"), known);
      // The seal of the PDF is not that of report.json, which a package is checked by.
      boolean isSealed =
          Files.isRegularFile(report.resolve("report.json.p7s"), LinkOption.NOFOLLOW_LINKS);
      if (!isSealed || checks.stream().anyMatch(Check::isFailure)) {
        throw new Failure(
            Exit.INTEGRITY,
            "a report does not verify, so no package was written",
            "see what is wrong with: palimpsest verify, and name the folder of a report that holds");
      }
      if (!isOf(log, report)) {
        throw new Failure(
            Exit.INTEGRITY,
            "a report holds a head that this vault's custody log never had, so no package was"
                + " written",
            "name the folder of a report that was made from this vault, or make it again");
      }
    }
  }

  /** Beside another log, the head that the report holds would contradict it or say nothing. */
  private static boolean isOf(CustodyLog log, Path report) throws IOException {
    try {
      Optional<Checkpoint> head =
          LogHead.of(Json.read(Files.readAllBytes(report.resolve("report.json"))));
      return head.isPresent()
          && LogHead.isOf(log, head.get())
          && log.extendsKnown(head.get()).status() == Check.Status.PASSED;
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  /** What is damaged here would make the package one that does not verify. */
  private static void requireSoundTimes(Workspace workspace)
      throws Failure, VaultException, IOException {
    Path custody = workspace.vault().custody();
    List<byte[]> known = new ArrayList<>();
    for (Manifest each : workspace.snapshots().list()) {
      known.add(Json.canonical(each.json()));
    }
    List<Check> checks = new ArrayList<>(new Stamps(custody).check(workspace.log(), Set.of()));
    checks.addAll(new SeriesEvidence(custody).check(known, false, workspace.log(), Set.of()));
    if (checks.stream().anyMatch(Check::isFailure)) {
      throw damagedTimes();
    }
  }

  private byte[] write(
      Workspace workspace, Iterable<Manifest> manifests, SealingKey key, Path draft)
      throws Failure, VaultException, IOException {
    terminal().stage("packing");
    BagWriter bag = new BagWriter(draft);
    Set<Sha256> held = new HashSet<>();
    for (Manifest manifest : manifests) {
      String base = "data/snapshots/" + manifest.id();
      bag.add(base + ".json", Json.canonical(manifest.json()));
      object(bag, workspace, manifest.object("records", "list"), base + ".records");
      object(bag, workspace, manifest.object("evidence", "list"), base + ".evidence");
      try (SnapshotView view = SnapshotView.open(workspace.vault(), manifest)) {
        for (EvidenceFile file : view.evidence()) {
          if (held.add(file.sha256())) {
            object(bag, workspace, file.sha256(), "data/objects/" + file.sha256().hex());
          }
        }
      }
    }
    int number = 1;
    for (Path report : reports) {
      add(bag, report, "data/reports/report-" + number++);
    }
    custody(bag, workspace);
    bag.add("trust/signer.pem", key.pem().getBytes(StandardCharsets.US_ASCII));
    try (InputStream script = PackageVerb.class.getResourceAsStream("verify.py")) {
      bag.add("verify.py", Objects.requireNonNull(script).readAllBytes());
    }
    bag.add("VERIFY.txt", VERIFY.getBytes(StandardCharsets.UTF_8));
    Instant now = workspace.now().truncatedTo(ChronoUnit.SECONDS);
    Map<String, String> info = new TreeMap<>();
    info.put("Bagging-Date", now.atOffset(ZoneOffset.UTC).toLocalDate().toString());
    info.put("Bag-Software-Agent", Build.NAME + " " + Build.version());
    info.put("External-Identifier", "vault " + workspace.vault().id());
    return bag.finish(info, content -> key.sealDetached(content, now));
  }

  /** The log as it was signed, and what time authorities say of it and of the snapshots. */
  private static void custody(BagWriter bag, Workspace workspace)
      throws Failure, VaultException, IOException {
    Path custody = workspace.vault().custody();
    try {
      Checkpoint head = workspace.log().checkpoint();
      bag.add("custody/log.jsonl", workspace.log().lines(head.size()));
      bag.add("custody/checkpoint", head.toBytes());
    } catch (MalformedLogException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the custody log is not intact: " + e.why(),
          "see what is wrong with: palimpsest verify");
    }
    bag.add("custody/log.pub", Files.readAllBytes(custody.resolve("log.pub")));
    try {
      for (Path file : new Stamps(custody).handedOver()) {
        bag.add("custody/" + Stamps.FOLDER + "/" + file.getFileName(), Files.readAllBytes(file));
      }
      for (Path file : new SeriesEvidence(custody).handedOver()) {
        bag.add(
            "custody/" + SeriesEvidence.FOLDER + "/" + file.getFileName(),
            Files.readAllBytes(file));
      }
    } catch (NoSuchFileException e) {
      throw damagedTimes();
    }
  }

  private static Failure damagedTimes() {
    return new Failure(
        Exit.INTEGRITY,
        "a timestamp or evidence record of the custody log is damaged",
        "see which with: palimpsest verify");
  }

  private static final String VERIFY =
      """
      This package is a BagIt 1.0 bag. To check it with openssl and Python alone, in this folder:

        openssl cms -verify -binary -inform DER -in tagmanifest-sha256.txt.p7s \\
          -content tagmanifest-sha256.txt -CAfile trust/signer.pem -purpose any \\
          -signer ../sealed-by.pem -out /dev/null
        openssl x509 -in ../sealed-by.pem -noout -fingerprint -sha256
        sha256sum -c --quiet tagmanifest-sha256.txt manifest-sha256.txt
        hashdeep -c sha256 -r -l -a -k known.hashdeep data
        python3 verify.py .

      Take verify.py and the certificate from elsewhere if you do not trust whoever gave you the
      package, and compare the fingerprints that it prints with those you received by another way.
      data/objects holds the evidence files, named by their SHA-256; data/snapshots/ID.evidence says
      what each was called.
      """;

  private static void object(BagWriter bag, Workspace workspace, Sha256 name, String path)
      throws VaultException, IOException {
    java.security.MessageDigest digest = Sha256.newDigest();
    try (ObjectBytes bytes = workspace.vault().object(name);
        InputStream in = new java.security.DigestInputStream(bytes.stream(), digest)) {
      bag.add(path, in);
    }
    if (!Sha256.finish(digest).equals(name)) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "object " + name.abbreviated(12) + " is damaged");
    }
  }

  /** A report's own files; what lets parts of it be kept back stays here. */
  private static void add(BagWriter bag, Path report, String base) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(report)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (ReportFolder.isName(name) && !name.equals(Parts.FILE) && Files.isRegularFile(file)) {
          bag.add(base + "/" + name, Files.readAllBytes(file));
        }
      }
    }
  }

  private Entry entry(Workspace workspace, Iterable<Manifest> manifests, byte[] tags) {
    List<String> method = new ArrayList<>();
    manifests.forEach(manifest -> method.add("snapshot " + manifest.id()));
    method.add(reports.size() + " reports");
    return workspace
        .entry(Action.TRANSFER_OUT)
        .objects(
            List.of(
                new Entry.Item("tagmanifest-sha256.txt", tags.length, Sha256.of(tags), "package")))
        .method(method)
        .transfer(
            new Transfer(
                System.getProperty("user.name", ""), to, means, Sha256.of(tags).hex(), null));
  }

  private void tell(Collection<Manifest> manifests, byte[] tags, Path target) {
    Terminal t = terminal();
    int count = manifests.size();
    t.stageDone();
    t.line(Plain.count(count, "snapshot") + " and " + Plain.count(reports.size(), "report"));
    for (Manifest manifest : manifests) {
      if (!manifest.complete()) {
        t.line(
            "snapshot "
                + Plain.id(manifest.id())
                + " is INCOMPLETE: absence from it shows nothing");
      }
    }
    t.line("written to  " + target);
    t.line("seal        " + Sha256.of(tags).hex() + "  (SHA-256 of tagmanifest-sha256.txt)");
    t.line("check it    palimpsest verify " + ShellWord.of(target));
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/package/1");
    json.put("out", target.toString());
    json.put("snapshots", count);
    json.put("reports", reports.size());
    json.put("sha256", Sha256.of(tags).hex());
    t.document(json);
  }
}
