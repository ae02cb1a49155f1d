package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.Key;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.json.Json;
import org.palimpsest.proof.Proof;
import org.palimpsest.proof.ProofText;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Trust;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies the vault, or files that came from one. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Without FILE verifies the vault: every object, manifest, record list and the custody log."
          + " With FILE a report (report.json, report.pdf, report.html, a CSV file), a redacted"
          + " copy of one, a package, a proof, a proof about the log or a checkpoint; no vault and"
          + " no key is needed for that."
    })
final class VerifyVerb extends Verb {

  private static final int STATUS_WIDTH = 11;

  /** Where details begin: behind the status and the name. */
  private static final int DETAIL = STATUS_WIDTH + 2 + 32 + 2;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "files to verify")
  List<Path> files = new ArrayList<>();

  @Option(names = "--deep", description = "rebuild the records from the evidence and compare roots")
  boolean deep;

  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      description = {
        "only a share of the vault, for example 5%%; each time the next one, so that a daily run at"
            + " 5%% covers all in twenty days"
      })
  @Nullable String sample;

  @Option(
      names = "--snapshot",
      paramLabel = "SNAPSHOT",
      description = "only this snapshot and what it rests on")
  @Nullable String snapshot;

  @Option(
      names = "--known-checkpoint",
      paramLabel = "F",
      description = "an older checkpoint that was kept elsewhere; the log must extend it")
  @Nullable Path knownCheckpoint;

  @Option(
      names = "--trust",
      paramLabel = "CERT",
      description = "a certificate (PEM or DER) that is trusted; the seal must rest on it")
  @Nullable Path trust;

  @Option(
      names = "--trust-time",
      paramLabel = "CERT",
      description =
          "a time authority's certificate that is trusted; timestamps must rest on it (of the"
              + " vault, else timestamp.certificate of the configuration)")
  @Nullable Path trustTime;

  /** Why the user's own vault could not be asked about keys; null if it was, or there is none. */
  private @Nullable String unasked;

  /** The option's; of the vault's own log else the configuration's: others have authorities too. */
  private @Nullable Path trustedTime() {
    return trustTime != null || !files.isEmpty()
        ? trustTime
        : settings().path(Key.TIMESTAMP_CERTIFICATE).orElse(null);
  }

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    List<Check> checks = new ArrayList<>();
    if ((sample != null || snapshot != null) && !files.isEmpty()) {
      throw Failure.usage(
          "--sample and --snapshot are about the vault, not about files", "leave out one of both");
    }
    if (sample != null && snapshot != null) {
      throw Failure.usage("--sample and --snapshot exclude one another", "leave out one of both");
    }
    Trust trusted =
        new Trust(certificates(trust, "--trust"), certificates(trustedTime(), "--trust-time"))
            .at(surroundings().clock().instant());
    Checkpoint known = known();
    if (files.isEmpty()) {
      Workspace workspace = Workspace.open(this);
      VaultVerification.Scope scope =
          new VaultVerification.Scope(
              deep, shares(), snapshot == null ? null : workspace.snapshots().resolve(snapshot));
      checks.addAll(
          new VaultVerification(
                  workspace, surroundings(), terminal(), trusted.authorities().certificates())
              .run(scope, known));
      boolean ok = checks.stream().noneMatch(Check::isFailure);
      if (ok) {
        log(workspace, checks);
      }
    }
    boolean sealed = true;
    FileVerification verification = new FileVerification(surroundings(), known);
    trusted = trusted.with(keys(verification));
    verification.take(files);
    for (Path file : files) {
      Absence.require(file, "there is no such file");
      List<Check> ofFile = verification.run(file, trusted);
      sealed &= FileVerification.isSealed(ofFile);
      checks.addAll(ofFile);
    }
    checks.addAll(verification.together());
    tellUnasked(checks);
    proofs(verification, checks);
    if (!options.quiet) {
      for (List<String> text : verification.texts()) {
        text.forEach(terminal()::line);
        terminal().line();
      }
    }
    return tell(checks, Conclusion.of(checks, verification.isEverythingRead(), sealed));
  }

  /**
   * What the log of this user's own vault says of keys, where there is one that can be read without
   * asking anybody.
   */
  private KeyHistory keys(FileVerification verification) throws IOException {
    Path folder = Workspace.folder(this);
    if (files.isEmpty() || !Files.isRegularFile(folder.resolve("vault.json"))) {
      return KeyHistory.NONE;
    }
    try {
      if (!new VaultDoor(surroundings(), options).opensUnasked(folder)) {
        unasked = "it is encrypted: name its passphrase with --passphrase-file";
        return KeyHistory.NONE;
      }
      Workspace own = Workspace.open(this);
      Optional<KeyHistory> history = own.keyHistory();
      if (history.isPresent()) {
        verification.meet("your own vault", own.log());
      } else {
        unasked = "its custody log is not intact: see palimpsest verify";
      }
      return history.orElse(KeyHistory.NONE);
    } catch (Failure e) {
      unasked = e.causeInWords();
    } catch (VaultException e) {
      // The vault is not what is verified here.
      unasked = e.getMessage();
    }
    return KeyHistory.NONE;
  }

  /** A revocation that could not be looked for is not the same as none. */
  private void tellUnasked(List<Check> checks) {
    if (unasked != null && ReportCheck.isSealed(checks)) {
      checks.add(
          Check.notChecked(
              SealCheck.KEY,
              "your own vault was not asked whether the key was retired or revoked, since "
                  + unasked));
    }
  }

  /** What the proofs say, together when they are of one record in one history of a log. */
  private void proofs(FileVerification verification, List<Check> checks) {
    List<Proof> proofs = verification.proofs();
    if (proofs.isEmpty() || options.quiet || checks.stream().anyMatch(Check::isFailure)) {
      return;
    }
    List<String> together = ProofText.of(proofs, verification.heads());
    if (together.isEmpty()) {
      proofs.forEach(each -> ProofText.of(each).forEach(terminal()::line));
    } else {
      together.forEach(terminal()::line);
    }
    terminal().line();
  }

  /** Into how many shares the vault is cut for a sample. */
  private int shares() throws Failure {
    if (sample == null) {
      return 1;
    }
    try {
      double percent = Double.parseDouble(sample.replaceFirst("%$", ""));
      if (percent > 0 && percent <= 100) {
        return (int) Math.min(1_000_000, Math.ceil(100 / percent - 1e-9));
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw Failure.usage("a share is above 0% and at most 100%", "for example: --sample 5%");
  }

  static Set<X509Certificate> certificates(@Nullable Path file, String option)
      throws Failure, IOException {
    if (file == null) {
      return Set.of();
    }
    try {
      return SealCheck.readAnchors(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw Failure.usage("the trusted certificate is not there", "check " + option);
    } catch (CertificateException e) {
      throw Failure.usage(
          "the trusted certificate cannot be read", "name a PEM or DER file with " + option);
    }
  }

  private @Nullable Checkpoint known() throws Failure, IOException {
    if (knownCheckpoint == null) {
      return null;
    }
    if (!Files.isRegularFile(knownCheckpoint)) {
      throw Failure.usage("the known checkpoint is not there", "check --known-checkpoint");
    }
    try {
      return Checkpoint.parse(Files.readAllBytes(knownCheckpoint));
    } catch (MalformedLogException e) {
      throw Failure.usage(
          "the known checkpoint is none: " + e.getMessage(), "name a file as checkpoint prints it");
    }
  }

  /** A verification is an entry; without the keys it is said that there is none. */
  private void log(Workspace workspace, List<Check> checks)
      throws Failure, VaultException, IOException, InterruptedException {
    if (!workspace.keys().exist()) {
      terminal().note("not recorded in the custody log, since there are no keys here");
      return;
    }
    Entry entry =
        workspace
            .entry(Action.VERIFY)
            .method(method(checks))
            .result(new Entry.Result("passed", Exit.OK));
    try {
      workspace.append(entry);
    } catch (IOException e) {
      // What was found stands, on a read-only copy of a vault too.
      terminal().note("not recorded in the custody log: " + IoTrouble.cause(e));
    } catch (Failure e) {
      if (e.exit() != Exit.USAGE) {
        throw e;
      }
      // The keys do not open here, or are another log's; no key is needed to verify.
      terminal().note("not recorded in the custody log: " + e.causeInWords());
    }
  }

  private List<String> method(List<Check> checks) throws Failure {
    List<String> steps = new ArrayList<>();
    steps.add(checks.size() + " checks");
    steps.add(deep ? VaultVerification.DEEP : "every byte");
    if (shares() > 1) {
      steps.add(VaultVerification.SHARE + shares());
    }
    if (snapshot != null) {
      steps.add("one snapshot");
    }
    return steps;
  }

  private int tell(List<Check> checks, Conclusion conclusion) {
    Terminal t = terminal();
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/verify/1");
    json.put("ok", conclusion.exit() == Exit.OK);
    ArrayNode list = json.putArray("checks");
    for (Check check : checks) {
      String status = check.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (!options.quiet || check.isFailure()) {
        tell(check, status);
      }
      list.addObject()
          .put("check", check.name())
          .put("status", status)
          .put("detail", check.detail());
    }
    if (!options.quiet) {
      t.line();
    }
    t.line(
        Plain.count(count(checks, Check.Status.PASSED), "check")
            + " passed, "
            + count(checks, Check.Status.FAILED)
            + " failed, "
            + count(checks, Check.Status.NOT_CHECKED)
            + " not checked");
    t.line(conclusion.sentence());
    t.document(json);
    return conclusion.exit();
  }

  /** Further lines stand below the detail, where none of them can pass for another check. */
  private void tell(Check check, String status) {
    String[] details = check.detail().split("\n", -1);
    String rest = String.format(Locale.ENGLISH, "  %-32s  %s", check.name(), details[0]);
    if (check.isFailure()) {
      terminal().line("", status, true, STATUS_WIDTH, rest);
    } else {
      terminal().line(String.format(Locale.ENGLISH, "%-" + STATUS_WIDTH + "s%s", status, rest));
    }
    for (int i = 1; i < details.length; i++) {
      terminal().line(" ".repeat(DETAIL) + details[i]);
    }
  }

  private static long count(List<Check> checks, Check.Status status) {
    return checks.stream().map(Check::status).filter(status::equals).count();
  }
}
