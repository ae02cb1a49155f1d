package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.palimpsest.bag.BagCheck;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.ExtensionProof;
import org.palimpsest.custody.LogHeads;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.proof.MalformedProofException;
import org.palimpsest.proof.Proof;
import org.palimpsest.proof.ProofCheck;
import org.palimpsest.proof.ProofText;
import org.palimpsest.proof.SealedProof;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.report.ReportFolder;
import org.palimpsest.report.pdf.PdfCheck;
import org.palimpsest.report.redact.Redacted;
import org.palimpsest.report.redact.RedactedText;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/** Verifies a file that came out of a vault, by what it is. */
final class FileVerification {

  private static final long MAX_SIZE = 1L << 30;
  static final String CHECKPOINT_SIGNATURE = "checkpoint signature";
  private static final String CHECKPOINT_KEY = "checkpoint key";
  private static final String REPORT = "report.json";

  private final KeysAtHand keys;
  private final @Nullable Checkpoint known;
  private final LogHeads heads;
  private boolean everythingRead = true;

  /** How many packages were named; of several each is told by its place among them. */
  private long packages = 1;

  /** How many of them were looked at. */
  private int met;

  private final List<Proof> proofs = new ArrayList<>();
  private final List<List<String>> texts = new ArrayList<>();

  FileVerification(Surroundings surroundings, @Nullable Checkpoint known) {
    this.keys = new KeysAtHand(surroundings.keys());
    this.known = known;
    this.heads = new LogHeads(known);
  }

  /**
   * Verifies one file, or the report in a folder.
   *
   * @param trusted whom the user trusts
   */
  List<Check> run(Path file, Trust trusted) throws Failure, IOException {
    if (Files.isDirectory(file) && BagCheck.isBag(file)) {
      return bag(file, trusted);
    }
    if (Files.isDirectory(file)) {
      return report(file.resolve(REPORT), trusted);
    }
    // A pipe would be waited for, and a device may have no end.
    if (!Files.isRegularFile(file)) {
      throw Failure.usage(
          "what was named is neither a file nor a folder",
          "name a report, a view of one, or a checkpoint");
    }
    if (Files.size(file) > MAX_SIZE) {
      throw Failure.usage(
          "the file is too large to be a report or checkpoint", "name a file that palimpsest made");
    }
    byte[] bytes = Files.readAllBytes(file);
    String start = new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1);
    if (start.startsWith("palimpsest.local/")) {
      return checkpoint(file, bytes);
    }
    if (start.startsWith("c2sp.org/tlog-proof@v1\n") || start.startsWith(ExtensionProof.START)) {
      return logProof(file, bytes);
    }
    if (start.startsWith("{\"proof\":")) {
      return proof(bytes, trusted);
    }
    if (start.startsWith(Redacted.START)) {
      return redacted(bytes, trusted);
    }
    Path beside = file.toAbsolutePath().resolveSibling(REPORT);
    String name = file.getFileName().toString();
    boolean ofReport = ReportFolder.isName(name);
    boolean isBeside = ofReport && Files.exists(beside, LinkOption.NOFOLLOW_LINKS);
    if (isBeside && !ReportCheck.covers(name)) {
      everythingRead = false;
      return List.of(
          Check.notChecked(name, "nothing in a report says what this file is, so it was not read"));
    }
    if (name.endsWith(".json")) {
      return report(file, trusted);
    }
    if (isBeside) {
      return part(name, beside, trusted);
    }
    if (start.startsWith("%PDF")) {
      return pdf(bytes, trusted);
    }
    if (ofReport) {
      throw Failure.usage(
          "the file is a part of a report, and report.json does not lie beside it",
          "put the files of the report into one folder again");
    }
    throw Failure.usage(
        "the file is none that palimpsest makes", "name a report, a view of one, or a checkpoint");
  }

  /** A file of a report, looked at with the others of the report; it may be left out there. */
  private List<Check> part(String name, Path report, Trust trusted) throws Failure, IOException {
    List<Check> checks = report(report, trusted);
    everythingRead &=
        checks.stream()
            .noneMatch(
                check -> check.name().equals(name) && check.status() == Check.Status.NOT_CHECKED);
    return checks;
  }

  private List<Check> pdf(byte[] bytes, Trust trusted) throws IOException {
    ReportCheck.Inside found =
        ReportCheck.pdf(
            bytes,
            keys.judged(trusted, key -> LogHead.signing(LogHead.of(inside(bytes))).test(key)));
    meet("the report in the PDF", found.report().flatMap(LogHead::of), found.checks());
    return found.checks();
  }

  private List<Check> proof(byte[] bytes, Trust trusted) throws IOException {
    List<Check> checks = new ArrayList<>();
    try {
      SealedProof sealed = SealedProof.parse(bytes);
      checks.add(Check.passed("proof form", Plain.count(bytes.length, "byte")));
      Trust trust = keys.ownIfNobody(trusted, sealed);
      checks.addAll(ProofCheck.of(sealed, keys.judged(trust, sealed.proof().logKey()::hasSameKey)));
      checks.add(keys.whose("proof log key", sealed.proof().logKey(), "the proof itself"));
      if (ProofCheck.isSound(checks)) {
        proofs.add(sealed.proof());
        heads.meet(sealed.proof().logKey());
        heads.meet("the proof", sealed.proof().checkpoint());
      }
    } catch (MalformedProofException e) {
      checks.add(Check.failed("proof form", e.why()));
    }
    return checks;
  }

  /** A package, and each report inside it. */
  private List<Check> bag(Path folder, Trust trusted) throws Failure, IOException {
    Optional<VerifierKey> log =
        KeysAtHand.verifier(folder.resolve("custody").resolve(KeysAtHand.LOG_KEY));
    Predicate<VerifierKey> isItsLog = key -> log.filter(key::hasSameKey).isPresent();
    String signer = BagCheck.signer(folder).map(each -> Fingerprint.of(each).hex()).orElse("");
    Trust whom = keys.ownIfNobody(trusted, signer);
    BagCheck.Result bag = BagCheck.of(folder, keys.judged(whom, isItsLog), known);
    List<Check> checks = new ArrayList<>(bag.checks());
    Path reports = folder.resolve("data").resolve("reports");
    if (!ProofCheck.isSound(checks)) {
      return checks;
    }
    CustodyLog inside = CustodyLog.open(folder.resolve("custody"));
    String named = packages == 1 ? "the package" : "package " + ++met;
    meet(named, inside);
    if (Files.isDirectory(reports)) {
      try (DirectoryStream<Path> each = Files.newDirectoryStream(reports)) {
        for (Path report : each) {
          Trust trust = keys.judged(trusted, isItsLog).and(bag.keys());
          List<Check> ofReport = lookedAt(report.resolve(REPORT), trust);
          Optional<Checkpoint> head = LogHead.of(document(report.resolve(REPORT)));
          checks.addAll(ofReport);
          if (head.isPresent() && LogHead.isOf(inside, head.get())) {
            meet("a report in " + named, head, ofReport);
          } else {
            checks.add(Check.notChecked("report log", "another than the one in the package"));
          }
        }
      }
    }
    return checks;
  }

  private List<Check> redacted(byte[] bytes, Trust trusted) throws IOException {
    try {
      Redacted redacted = Redacted.parse(bytes);
      Trust trust =
          keys.judged(trusted, LogHead.signing(LogHead.of(redacted.checkpoint().orElse(""))));
      List<Check> checks = new ArrayList<>(redacted.check(trust));
      if (ProofCheck.isSound(checks)) {
        texts.add(RedactedText.of(redacted));
      }
      if (known != null && redacted.checkpoint().isEmpty()) {
        checks.add(
            Check.notChecked(LogHeads.KNOWN, "the head of the log is kept back in this copy"));
      }
      meet("the redacted copy", LogHead.of(redacted.checkpoint().orElse("")), checks);
      return checks;
    } catch (MalformedJsonException e) {
      return List.of(Check.failed("redacted form", String.valueOf(e.getMessage())));
    }
  }

  /** What the sound redacted reports among the files say. */
  List<List<String>> texts() {
    return texts;
  }

  /** The proofs among the files that are sound, for what they say together. */
  List<Proof> proofs() {
    return proofs;
  }

  /**
   * Takes a log that was verified and is whole: the user's own, or that of a package.
   *
   * @param in where it lies, as a reader is told
   */
  void meet(String in, CustodyLog log) throws IOException {
    try {
      heads.meet(log.publicKey());
      heads.meet(in, log);
    } catch (MalformedLogException e) {
      // One that changed since shows nothing.
    }
  }

  private void meet(String in, Optional<Checkpoint> head, List<Check> checks) {
    if (head.isPresent() && ProofCheck.isSound(checks)) {
      heads.meet(in, head.get());
    }
  }

  /** What the files say of one another, and of the known checkpoint. */
  List<Check> together() throws IOException {
    List<Check> checks = new ArrayList<>(heads.checks());
    if (proofs.size() > 1
        && ProofText.areOfOneRecord(proofs)
        && ProofText.of(proofs, heads).isEmpty()
        && ProofCheck.isSound(checks)) {
      checks.add(
          Check.notChecked(
              "proofs together",
              "their heads of the log are not shown to be of one history, so nothing is concluded"
                  + " from both: name the log too, as a package holds it"));
    }
    return checks;
  }

  /** What is known of the heads of logs that the files hold. */
  LogHeads heads() {
    return heads;
  }

  /** Whether no file was named that could not be looked at. */
  boolean isEverythingRead() {
    return everythingRead;
  }

  /**
   * Takes the entries among the files for what they say of keys.
   *
   * @param files what is to be verified
   */
  void take(List<Path> files) throws IOException {
    packages = files.stream().filter(BagCheck::isBag).count();
    keys.take(files);
  }

  /** Whether a signature was checked and holds. */
  static boolean isSealed(List<Check> checks) {
    return ReportCheck.isSealed(checks)
        || checks.stream()
            .anyMatch(
                check ->
                    check.name().equals(CHECKPOINT_SIGNATURE)
                        && check.status() == Check.Status.PASSED);
  }

  private List<Check> report(Path json, Trust trusted) throws Failure, IOException {
    List<Check> checks = lookedAt(json, trusted);
    meet("the report", LogHead.of(document(json)), checks);
    return checks;
  }

  private List<Check> lookedAt(Path json, Trust trusted) throws Failure, IOException {
    if (!Files.isSymbolicLink(json)) {
      Absence.require(json, "there is no report.json in the folder");
    }
    JsonNode document = document(json);
    String signer = document.path("verification").path("signer").path("fingerprint").asText();
    Trust trust = keys.ownIfNobody(trusted, signer);
    return ReportCheck.of(json, keys.judged(trust, LogHead.signing(LogHead.of(document))));
  }

  private static JsonNode document(Path json) throws IOException {
    // What is no file under this name is refused when it is checked; a pipe would be waited for.
    if (json.endsWith(REPORT) && !Files.isRegularFile(json, LinkOption.NOFOLLOW_LINKS)) {
      return Json.object();
    }
    try {
      return Json.read(Files.readAllBytes(json));
    } catch (MalformedJsonException e) {
      return Json.object();
    }
  }

  /** What is inside a PDF; nothing if that is no report. */
  private static JsonNode inside(byte[] pdf) {
    try {
      var embedded = PdfCheck.of(pdf, Trust.NONE).json();
      return embedded.isEmpty() ? Json.object() : Json.read(embedded.get().bytes());
    } catch (MalformedJsonException e) {
      return Json.object();
    }
  }

  private List<Check> checkpoint(Path file, byte[] bytes) throws IOException {
    List<Check> checks = new ArrayList<>();
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(bytes);
    } catch (MalformedLogException e) {
      checks.add(Check.failed("checkpoint form", e.why()));
      return checks;
    }
    checks.add(
        Check.passed(
            "checkpoint form",
            checkpoint.size() + " entries, root " + checkpoint.root().abbreviated(12)));
    Optional<Check> fault = KeysAtHand.fault(CHECKPOINT_KEY, file);
    if (fault.isPresent()) {
      checks.add(fault.get());
      return checks;
    }
    Optional<VerifierKey> key = keys.key(file);
    if (key.isEmpty()) {
      checks.add(
          Check.notChecked(
              CHECKPOINT_SIGNATURE, "no log.pub lies beside it and there are no keys here"));
      return checks;
    }
    checks.add(keys.whose(CHECKPOINT_KEY, key.get(), "log.pub beside the checkpoint"));
    try {
      // One key signs the logs of several vaults, each under the name of its log.
      checkpoint.verify(key.get().named(checkpoint.origin()));
      checks.add(Check.passed(CHECKPOINT_SIGNATURE, "signed for " + checkpoint.origin()));
      heads.meet(key.get());
      heads.meet("the checkpoint", checkpoint);
    } catch (NoteRefusedException e) {
      checks.add(Check.failed(CHECKPOINT_SIGNATURE, String.valueOf(e.getMessage())));
    }
    return checks;
  }

  /** A proof about a custody log: of one entry, or that it only grew. */
  private List<Check> logProof(Path file, byte[] bytes) throws IOException {
    List<Check> checks = new ArrayList<>();
    Optional<Check> fault = KeysAtHand.fault(CHECKPOINT_KEY, file);
    if (fault.isPresent()) {
      checks.add(fault.get());
      return checks;
    }
    Optional<VerifierKey> key = keys.key(file);
    if (key.isEmpty()) {
      checks.add(
          Check.notChecked(
              CHECKPOINT_SIGNATURE, "no log.pub lies beside it and there are no keys here"));
      return checks;
    }
    checks.add(keys.whose(CHECKPOINT_KEY, key.get(), "log.pub beside the proof"));
    checks.addAll(LogProofCheck.of(file, bytes, key.get(), heads));
    return checks;
  }
}
