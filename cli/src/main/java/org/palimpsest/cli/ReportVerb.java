package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.json.Json;
import org.palimpsest.report.FolderRefusedException;
import org.palimpsest.report.ReportFolder;
import org.palimpsest.report.ReportViews;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.report.model.ReportFacts;
import org.palimpsest.report.pdf.PdfView;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import org.palimpsest.verdict.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a sealed report on what differs between two snapshots. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two snapshots and writes a sealed report into DIR: report.json with its signature,"
          + " and PDF, HTML and CSV views of it. The vault is verified first. VERIFY.txt tells how"
          + " to check the report without this program."
    })
final class ReportVerb extends Verb {

  /** Begins a step of a report's entry that names a snapshot which a finding rests on. */
  static final String RESTS_ON = "rests on ";

  @Parameters(index = "0", paramLabel = "FROM", description = "the earlier snapshot")
  String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "the later snapshot")
  String to = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "an empty or new folder, or one that holds an earlier report, which is replaced and named")
  Path out = Path.of("");

  @Option(names = "--title", paramLabel = "TEXT", description = "what stands on the cover")
  @Nullable String title;

  @Option(names = "--case", paramLabel = "ID", description = "case number")
  @Nullable String caseId;

  @Option(names = "--operator", paramLabel = "NAME", description = "who makes the report")
  @Nullable String operator;

  @Option(
      names = "--organisation",
      paramLabel = "TEXT",
      description = "office or company, with its address")
  @Nullable String organisation;

  @Option(
      names = "--purpose",
      paramLabel = "TEXT",
      description = "what the report is for, and by what authority")
  @Nullable String purpose;

  @Mixin SealTime time = new SealTime();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "medium",
      description = "exit 1 from this severity on: info, low, medium, high")
  String failOn = "medium";

  private Optional<ReportFolder.Held> replaced = Optional.empty();
  private TimeOrder order = TimeOrder.IN_ORDER;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Severity threshold = DiffVerb.severity(failOn);
    String authority = time.authority(settings());
    settle(settings());
    Workspace workspace = Workspace.open(this);
    workspace.requireOutside(out);
    Manifest first = workspace.snapshots().resolve(from);
    Manifest second = workspace.snapshots().resolve(to);
    if (first.id().equals(second.id())) {
      throw Failure.usage(
          "both names mean the same snapshot",
          "name two, for example: palimpsest report latest~1 latest --out report");
    }
    OutFolder.requireNoFile(out, "name a new or empty folder with --out");
    order = TimeOrder.of(first, second, workspace.entries());
    if (order == TimeOrder.EXCHANGED) {
      throw Failure.usage(
          "the first snapshot is the later one, and what came since would seem to be gone",
          "swap them: palimpsest report "
              + Plain.id(second.id())
              + " "
              + Plain.id(first.id())
              + " --out "
              + ShellWord.of(out));
    }
    workspace.signer();
    KeyRing ring = workspace.sealer();
    Optional<SealingKey> secondKey = SecondSeal.key(workspace);
    List<Check> checks = verified(workspace);
    terminal().stage("comparing");
    try (SnapshotView.Pair both =
        SnapshotView.openBoth(workspace.vault(), first, second, Workspace.threads())) {
      Judgement judgement = new Comparing(workspace).judgeWithRemains(both.from(), both.to());
      Reporting reporting = new Reporting(workspace, judgement, both.from(), both.to(), order);
      ObjectNode report = write(workspace, ring, secondKey, reporting, checks, authority);
      return tell(judgement, report, ring.sealingKey(), threshold);
    }
  }

  /** A report on evidence that is not what was sealed must not be issued. */
  private List<Check> verified(Workspace workspace) throws Failure, VaultException, IOException {
    List<Check> checks =
        new VaultVerification(workspace, surroundings(), terminal())
            .run(new VaultVerification.Scope(false, 1, null), null);
    if (checks.stream().anyMatch(Check::isFailure)) {
      throw new Failure(
          Exit.INTEGRITY,
          "the vault does not verify, so no report was written",
          "see what is wrong with: palimpsest verify");
    }
    return checks;
  }

  private ObjectNode write(
      Workspace workspace,
      KeyRing ring,
      Optional<SealingKey> second,
      Reporting reporting,
      List<Check> checks,
      @Nullable String authority)
      throws Failure, VaultException, IOException, InterruptedException {
    terminal().stage("writing the report");
    Instant now = workspace.now().truncatedTo(ChronoUnit.SECONDS);
    SealingKey key = ring.sealingKey();
    Judgement judgement = reporting.judgement();
    ReportFacts facts =
        reporting.facts(title(judgement), parties(), checks, key.certificate(), now);
    ObjectNode report = ReportDocument.of(facts);
    byte[] json = Json.canonical(report);
    Map<String, byte[]> files = new TreeMap<>(ReportViews.of(report, Sha256.of(json).hex()));
    files.put("report.json", json);
    Sealing sealing = new Sealing(key, authority, surroundings());
    files.put("report.json.p7s", sealing.detached("report.json", json, now));
    if (second.isPresent()) {
      files.put("report.json.mldsa65.p7s", second.get().sealDetached(json, now));
      files.put("second.pem", second.get().pem().getBytes(StandardCharsets.US_ASCII));
    }
    byte[] salt = new byte[32];
    surroundings().random().nextBytes(salt);
    files.put(
        Parts.FILE,
        Parts.of(report, json, salt, content -> sealing.detached(Parts.FILE, content, now))
            .toBytes());
    try {
      files.put("report.pdf", PdfView.certified(report, json, sealing::pdf));
    } catch (Refused e) {
      throw e.unwrap();
    }
    files.put("signer.pem", key.pem().getBytes(StandardCharsets.US_ASCII));
    replaced = ReportFolder.held(out);
    Entry entry = entry(workspace, judgement, sealing);
    try (VaultLock held = workspace.lockPatiently()) {
      java.util.Objects.requireNonNull(held);
      ReportFolder.write(
          out, files, () -> Refused.guard(() -> workspace.append(entry, ring.logKey())));
    } catch (FolderRefusedException e) {
      throw Failure.usage(
          "the folder for the report holds something else than a report",
          "name a new or empty folder with --out");
    } catch (Refused e) {
      throw e.unwrap();
    }
    return report;
  }

  private String title(Judgement judgement) {
    if (title != null && !title.isBlank()) {
      return title;
    }
    Manifest first = judgement.diff().from();
    Manifest second = judgement.diff().to();
    return first.device().equals(second.device())
        ? "What changed in the Messages store of " + first.device()
        : "The Messages stores of " + first.device() + " and " + second.device() + " compared";
  }

  private ReportFacts.Parties parties() {
    return new ReportFacts.Parties(
        given(caseId), given(operator), given(organisation), given(purpose));
  }

  /** What no option says, the configuration may. */
  private void settle(Settings settings) {
    caseId = given(caseId).or(() -> settings.text(Key.CASE)).orElse(null);
    operator = given(operator).or(() -> settings.text(Key.OPERATOR)).orElse(null);
    organisation = given(organisation).or(() -> settings.text(Key.ORGANISATION)).orElse(null);
    purpose = given(purpose).or(() -> settings.text(Key.AUTHORITY)).orElse(null);
  }

  private static Optional<String> given(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  private Entry entry(Workspace workspace, Judgement judgement, Sealing sealing) {
    List<String> method = new ArrayList<>();
    method.add("from " + judgement.diff().from().id());
    method.add("to " + judgement.diff().to().id());
    method.add(judgement.findings().size() + " findings");
    Set<String> rests = new TreeSet<>();
    rests.add(judgement.diff().from().id());
    rests.add(judgement.diff().to().id());
    for (Finding finding : judgement.findings()) {
      finding.evidence().forEach(evidence -> rests.add(evidence.snapshot()));
    }
    rests.forEach(id -> method.add(RESTS_ON + id));
    replaced.ifPresent(
        earlier -> method.add("replaced report " + earlier.id() + " " + earlier.sha256().hex()));
    Entry entry =
        workspace
            .entry(Action.REPORT)
            .snapshot(Workspace.facts(judgement.diff().to()))
            .objects(sealing.sealed())
            .method(method);
    if (caseId != null) {
      entry = entry.caseId(caseId);
    }
    return purpose != null ? entry.purpose(purpose) : entry;
  }

  private int tell(Judgement judgement, ObjectNode report, SealingKey key, Severity threshold) {
    Terminal t = terminal();
    t.stageDone();
    t.line(report.path("answer").path("headline").asText());
    for (Severity severity : List.of(Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO)) {
      long count =
          judgement.findings().stream().map(Finding::severity).filter(severity::equals).count();
      if (count > 0) {
        t.line("  " + Plain.count(count, "finding") + " of " + severity.word() + " severity");
      }
    }
    if (order == TimeOrder.WENT_BACK) {
      t.line(TimeOrder.BACK);
    }
    t.line();
    t.line("report       " + report.path("cover").path("reportId").asText());
    t.line("written to   " + out);
    replaced.ifPresent(
        earlier -> t.line("in place of  " + earlier.id() + ", which the folder no longer holds"));
    t.line("signed by    " + key.certificate().getSubjectX500Principal().getName());
    t.line("fingerprint  " + Fingerprint.of(key.certificate()).hex());
    t.line("check it     palimpsest verify " + ShellWord.of(out.resolve("report.json")));
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/report-written/1");
    json.put("reportId", report.path("cover").path("reportId").asText());
    json.put("sha256", Sha256.of(Json.canonical(report)).hex());
    json.put("replaced", replaced.map(ReportFolder.Held::id).orElse(null));
    json.put("findings", judgement.findings().size());
    json.put("complete", judgement.diff().complete());
    t.document(json);
    return DiffVerb.exit(judgement, threshold);
  }
}
