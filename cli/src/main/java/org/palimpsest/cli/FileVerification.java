package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.palimpsest.bag.BagCheck;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.ExtensionProof;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.proof.MalformedProofException;
import org.palimpsest.proof.Proof;
import org.palimpsest.proof.ProofCheck;
import org.palimpsest.proof.SealedProof;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.report.ReportFolder;
import org.palimpsest.report.pdf.PdfCheck;
import org.palimpsest.report.redact.Redacted;
import org.palimpsest.report.redact.RedactedText;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SecondKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/** Verifies a file that came out of a vault, by what it is. */
final class FileVerification {

  private static final long MAX_SIZE = 1L << 30;
  static final String CHECKPOINT_SIGNATURE = "checkpoint signature";
  private static final String REPORT = "report.json";
  private static final String LOG_KEY = "log.pub";

  private final Surroundings surroundings;
  private final @Nullable Checkpoint known;
  private final List<Proof> proofs = new ArrayList<>();
  private final List<List<String>> texts = new ArrayList<>();
  private final KeyEntries entries = new KeyEntries();

  FileVerification(Surroundings surroundings, @Nullable Checkpoint known) {
    this.surroundings = surroundings;
    this.known = known;
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
    boolean ofReport = ReportFolder.isName(file.getFileName().toString());
    if (file.getFileName().toString().endsWith(".json")) {
      return report(file, trusted);
    }
    if (ofReport && Files.isRegularFile(beside)) {
      return report(beside, trusted);
    }
    if (start.startsWith("%PDF")) {
      return ReportCheck.ofPdf(bytes, judged(trusted, key -> signing(inside(bytes)).test(key)));
    }
    if (ofReport) {
      throw Failure.usage(
          "the file is a part of a report, and report.json does not lie beside it",
          "put the files of the report into one folder again");
    }
    throw Failure.usage(
        "the file is none that palimpsest makes", "name a report, a view of one, or a checkpoint");
  }

  private List<Check> proof(byte[] bytes, Trust trusted) throws IOException {
    List<Check> checks = new ArrayList<>();
    try {
      SealedProof sealed = SealedProof.parse(bytes);
      checks.add(Check.passed("proof form", Plain.count(bytes.length, "byte")));
      Trust trust = trusted.signers().isEmpty() ? of(own(sealed), trusted) : trusted;
      checks.addAll(ProofCheck.of(sealed, judged(trust, sealed.proof().logKey()::hasSameKey)));
      checks.add(whose("proof log key", sealed.proof().logKey(), "the proof itself"));
      if (ProofCheck.isSound(checks)) {
        proofs.add(sealed.proof());
      }
    } catch (MalformedProofException e) {
      checks.add(Check.failed("proof form", e.why()));
    }
    return checks;
  }

  /** A package, and each report inside it. */
  private List<Check> bag(Path folder, Trust trusted) throws Failure, IOException {
    Optional<VerifierKey> log = verifier(folder.resolve("custody").resolve(LOG_KEY));
    Predicate<VerifierKey> isItsLog = key -> log.filter(key::hasSameKey).isPresent();
    BagCheck.Result bag = BagCheck.of(folder, judged(trusted, isItsLog), known);
    List<Check> checks = new ArrayList<>(bag.checks());
    Path reports = folder.resolve("data").resolve("reports");
    if (ProofCheck.isSound(checks) && Files.isDirectory(reports)) {
      try (DirectoryStream<Path> each = Files.newDirectoryStream(reports)) {
        for (Path report : each) {
          Trust trust = judged(trusted, isItsLog).and(bag.keys());
          checks.addAll(report(report.resolve(REPORT), trust));
        }
      }
    }
    return checks;
  }

  private List<Check> redacted(byte[] bytes, Trust trusted) throws IOException {
    try {
      Redacted redacted = Redacted.parse(bytes);
      Trust trust = judged(trusted, signing(redacted.checkpoint().orElse("")));
      List<Check> checks = redacted.check(trust);
      if (ProofCheck.isSound(checks)) {
        texts.add(RedactedText.of(redacted));
      }
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

  /** This user's own certificates, if the proof was sealed with one of them. */
  private Set<X509Certificate> own(SealedProof sealed) throws IOException {
    X509Certificate sealer =
        SealCheck.detached(sealed.seal(), sealed.proof().signedBytes(), Set.of()).signer();
    return sealer == null ? Set.of() : own(Fingerprint.of(sealer).hex());
  }

  private static Trust of(Set<X509Certificate> own, Trust given) {
    return new Trust(own, given.authorities(), given.keys());
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
    if (!Files.isRegularFile(json)) {
      throw Failure.usage("there is no report.json in the folder", "check the path");
    }
    JsonNode document = document(json);
    String signer = document.path("verification").path("signer").path("fingerprint").asText();
    Trust trust = trusted.signers().isEmpty() ? of(own(signer), trusted) : trusted;
    return ReportCheck.of(json, judged(trust, signing(document)));
  }

  private static JsonNode document(Path json) throws IOException {
    try {
      return Json.read(Files.readAllBytes(json));
    } catch (MalformedJsonException e) {
      return Json.object();
    }
  }

  /** This user's certificate of that fingerprint, present or retired. */
  private Set<X509Certificate> own(String fingerprint) throws IOException {
    Set<X509Certificate> own =
        KeyRing.certificates(surroundings.keys()).stream()
            .filter(certificate -> Fingerprint.of(certificate).hex().equals(fingerprint))
            .collect(Collectors.toCollection(HashSet::new));
    if (!own.isEmpty()) {
      // Whose first seal it is, of them a second one must be too.
      own.addAll(SecondKey.certificates(surroundings.keys()));
    }
    return own;
  }

  /**
   * Takes the entries among the files for what they say of keys.
   *
   * @param files what is to be verified
   */
  void take(List<Path> files) throws IOException {
    for (Path file : files) {
      if (!file.toString().endsWith(LogProofCheck.SUFFIX) || !Files.isRegularFile(file)) {
        continue;
      }
      Optional<VerifierKey> key = key(file);
      if (key.isPresent()) {
        LogProofCheck.entry(file, Files.readAllBytes(file), key.get())
            .ifPresent(entry -> entries.add(key.get(), entry));
      }
    }
  }

  /** The same trust with what the entries say that may speak of a document. */
  private Trust judged(Trust trusted, Predicate<VerifierKey> isNamed) throws IOException {
    Optional<VerifierKey> own =
        KeyRing.exists(surroundings.keys())
            ? KeyRing.verifier(surroundings.keys())
            : Optional.empty();
    return trusted.and(
        entries.of(key -> own.filter(key::hasSameKey).isPresent() || isNamed.test(key)));
  }

  /** Whether a key signs the head of the log that a document holds. */
  private static Predicate<VerifierKey> signing(String checkpoint) {
    try {
      Checkpoint head = Checkpoint.parse(checkpoint.getBytes(StandardCharsets.UTF_8));
      return key -> isSigned(head, key);
    } catch (MalformedLogException e) {
      return key -> false;
    }
  }

  private static boolean isSigned(Checkpoint head, VerifierKey key) {
    try {
      head.verify(key.named(head.origin()));
      return true;
    } catch (NoteRefusedException e) {
      return false;
    }
  }

  private static Predicate<VerifierKey> signing(JsonNode report) {
    return signing(report.path("custody").path("checkpoint").asText());
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
    Optional<VerifierKey> key = key(file);
    if (key.isEmpty()) {
      checks.add(
          Check.notChecked(
              CHECKPOINT_SIGNATURE, "no log.pub lies beside it and there are no keys here"));
      return checks;
    }
    checks.add(whose("checkpoint key", key.get(), "log.pub beside the checkpoint"));
    try {
      // One key signs the logs of several vaults, each under the name of its log.
      checkpoint.verify(key.get().named(checkpoint.origin()));
      checks.add(Check.passed(CHECKPOINT_SIGNATURE, "signed for " + checkpoint.origin()));
    } catch (NoteRefusedException e) {
      checks.add(Check.failed(CHECKPOINT_SIGNATURE, String.valueOf(e.getMessage())));
    }
    return checks;
  }

  /** A proof about a custody log: of one entry, or that it only grew. */
  private List<Check> logProof(Path file, byte[] bytes) throws IOException {
    List<Check> checks = new ArrayList<>();
    Optional<VerifierKey> key = key(file);
    if (key.isEmpty()) {
      checks.add(
          Check.notChecked(
              CHECKPOINT_SIGNATURE, "no log.pub lies beside it and there are no keys here"));
      return checks;
    }
    checks.add(whose("checkpoint key", key.get(), "log.pub beside the proof"));
    checks.addAll(LogProofCheck.of(file, bytes, key.get(), known));
    return checks;
  }

  /** A key that came with the checkpoint shows no more than that the two belong together. */
  private Check whose(String name, VerifierKey key, String origin) throws IOException {
    boolean own =
        KeyRing.exists(surroundings.keys())
            && KeyRing.verifier(surroundings.keys()).filter(key::hasSameKey).isPresent();
    return own
        ? Check.passed(name, "yours")
        : Check.notChecked(
            name,
            "it came in "
                + origin
                + ": compare its fingerprint with one that you received by another way: "
                + Fingerprint.of(key).hex());
  }

  private Optional<VerifierKey> key(Path file) throws IOException {
    Path beside = file.resolveSibling(LOG_KEY);
    if (Files.isRegularFile(beside)) {
      return verifier(beside);
    }
    return KeyRing.exists(surroundings.keys())
        ? KeyRing.verifier(surroundings.keys())
        : Optional.empty();
  }

  private static Optional<VerifierKey> verifier(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(VerifierKey.parse(Files.readString(file).strip()));
    } catch (NoteRefusedException e) {
      return Optional.empty();
    }
  }
}
