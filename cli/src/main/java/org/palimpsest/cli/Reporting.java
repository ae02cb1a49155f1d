package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.finding.DiffJson;
import org.palimpsest.finding.Judgement;
import org.palimpsest.gap.Rung;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.model.ReportFacts;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.vault.VaultException;
import org.palimpsest.verdict.Check;

/** Gathers what a report is made from. */
final class Reporting {

  /** Most attachments listed file by file; the manifest of the snapshot lists all. */
  private static final int MOST_ATTACHMENTS = 1_000;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Workspace workspace;
  private final Judgement judgement;
  private final SnapshotView before;
  private final SnapshotView after;
  private final TimeOrder order;

  Reporting(
      Workspace workspace,
      Judgement judgement,
      SnapshotView before,
      SnapshotView after,
      TimeOrder order) {
    this.order = order;
    this.workspace = workspace;
    this.judgement = judgement;
    this.before = before;
    this.after = after;
  }

  Judgement judgement() {
    return judgement;
  }

  ReportFacts facts(
      String title,
      ReportFacts.Parties parties,
      List<Check> checks,
      X509Certificate signer,
      Instant now)
      throws VaultException, IOException {
    Manifest from = judgement.diff().from();
    Manifest to = judgement.diff().to();
    return new ReportFacts(
        id(from, to, now),
        ReportFacts.Kind.ORIGINAL,
        Optional.empty(),
        title,
        now,
        Build.json(),
        parties,
        item(before),
        item(after),
        DiffJson.of(judgement),
        otherThreads(),
        Optional.empty(),
        ofItems(checks, from, to),
        custody(Set.of(from.id(), to.id())),
        signer(signer),
        method(),
        limits());
  }

  /** Threads of changed messages that are not listed as changed, as the snapshots name them. */
  private ArrayNode otherThreads() {
    Set<String> wanted = new TreeSet<>();
    judgement.diff().messages().forEach(change -> wanted.add(change.thread()));
    wanted.remove("");
    judgement.diff().threads().forEach(change -> wanted.remove(change.thread()));
    ArrayNode others = Json.object().putArray("otherThreads");
    for (SnapshotView view : List.of(after, before)) {
      for (ThreadEntry thread : view.index().threads()) {
        if (wanted.remove(thread.id())) {
          ObjectNode node = others.addObject().put("thread", thread.id());
          thread.participants().forEach(node.putArray("participants")::add);
        }
      }
    }
    return others;
  }

  /** The day of issue and eight digits that follow from what is compared and when. */
  private static String id(Manifest from, Manifest to, Instant now) {
    String seed = from.id() + " " + to.id() + " " + now;
    String digits = Sha256.of(seed.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex();
    return "PR-" + DAY.format(now) + "-" + digits.substring(0, 8);
  }

  /** Checks of other snapshots of the vault are left out. */
  private static List<Check> ofItems(List<Check> checks, Manifest from, Manifest to) {
    List<Check> kept = new ArrayList<>();
    for (Check check : checks) {
      boolean isSnapshot = check.name().startsWith("snapshot ");
      boolean isItem =
          check.name().startsWith(from.toString()) || check.name().startsWith(to.toString());
      if (!isSnapshot || isItem) {
        kept.add(check);
      }
    }
    return kept;
  }

  private static ObjectNode item(SnapshotView view) throws VaultException, IOException {
    Manifest manifest = view.manifest();
    ObjectNode json = Json.object();
    json.put("snapshot", manifest.id());
    json.put("root", manifest.root().hex());
    for (String name :
        List.of(
            "device",
            "takenAt",
            "asOf",
            "asOfBasis",
            "complete",
            "incompleteReasons",
            "source",
            "acquisition",
            "counts",
            "facts",
            "tool")) {
      json.set(name, manifest.json().path(name));
    }
    ArrayNode files = json.putArray("evidenceFiles");
    long bytes = 0;
    int attachments = 0;
    List<EvidenceFile> all = view.evidence();
    for (EvidenceFile file : all) {
      bytes += file.size();
      if (!isOneOfMany(file) || attachments++ < MOST_ATTACHMENTS) {
        ObjectNode node = files.addObject();
        node.put("path", file.path());
        node.put("role", file.role().word());
        node.put("size", file.size());
        node.put("sha256", file.sha256().hex());
        node.put("modifiedAt", file.modifiedAt().toString());
      }
    }
    json.put("evidenceFileCount", all.size());
    json.put("evidenceBytes", bytes);
    return json;
  }

  /** Attachments, and the files of a backup that are named by a hash, can be ten thousands. */
  private static boolean isOneOfMany(EvidenceFile file) {
    return file.role() == EvidenceFile.Role.ATTACHMENT
        || (file.role() == EvidenceFile.Role.BACKUP && file.path().matches(".*/[0-9a-f]{40}"));
  }

  private ObjectNode custody(Set<String> snapshots) throws VaultException, IOException {
    ObjectNode json = Json.object();
    try {
      Checkpoint checkpoint = workspace.log().checkpoint();
      json.put("origin", checkpoint.origin());
      json.put("size", checkpoint.size());
      json.put("root", checkpoint.root().hex());
      json.put(
          "checkpoint", new String(checkpoint.toBytes(), java.nio.charset.StandardCharsets.UTF_8));
      ArrayNode entries = json.putArray("entries");
      for (LoggedEntry logged : workspace.log().entries()) {
        Optional<Entry.SnapshotFacts> facts = logged.entry().snapshot();
        if (facts.isPresent() && snapshots.contains(facts.get().id())) {
          ObjectNode entry = (ObjectNode) Json.readCanonical(logged.entry().canonical());
          entry.put("seq", logged.seq());
          entries.add(entry);
        }
      }
    } catch (MalformedLogException | MalformedJsonException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the custody log is not intact: " + e.getMessage());
    }
    return json;
  }

  private static ObjectNode signer(X509Certificate certificate) {
    Fingerprint fingerprint = Fingerprint.of(certificate);
    ObjectNode json = Json.object();
    json.put("subject", certificate.getSubjectX500Principal().getName());
    json.put("fingerprint", fingerprint.hex());
    json.put("words", fingerprint.words());
    json.put("notBefore", certificate.getNotBefore().toInstant().toString());
    json.put("notAfter", certificate.getNotAfter().toInstant().toString());
    return json;
  }

  private List<String> method() {
    List<String> method = new ArrayList<>(ofComparing());
    List<Rung.Result> searched = judgement.corroboration().searched();
    if (!searched.isEmpty()) {
      StringBuilder places =
          new StringBuilder(
              "The later item's database, log and journal were searched for what is left of messages."
                  + " What was found is given with the finding that it bears on, marked as recovered;"
                  + " it is no record. Looked at:");
      for (Rung.Result result : searched) {
        places
            .append(' ')
            .append(result.rung().word().replace('-', ' '))
            .append(" (")
            .append(result.status().word().replace('-', ' '))
            .append(counted(result))
            .append(");");
      }
      method.add(places.substring(0, places.length() - 1) + ".");
    }
    return method;
  }

  /** The counter of notes tells of more than are there, and the item's own figure is of those. */
  private static String counted(Rung.Result result) {
    return result.rung() == Rung.TOMBSTONES && result.status() == Rung.Status.FOUND
        ? ": " + result.count() + " " + result.sentence()
        : "";
  }

  private static List<String> ofComparing() {
    return List.of(
        "The files of each source were opened read-only and copied byte for byte; each was hashed in"
            + " the pass that copied it. The database engine was not used on the source.",
        "The copy of a database that was in use counts as consistent only when the header of its"
            + " write-ahead log, or the size, time and change counter of the database, were the same"
            + " before and after copying.",
        "Rows were decoded to records from the copies by this program's own reader of the SQLite file"
            + " format. Each record is committed to with a salted hash; the sorted list of these"
            + " lines has the root that is printed with the item.",
        "The two record lists were compared line by line. A message is identified by its guid and a"
            + " thread by its participants or group, so that renumbered rows are not taken for"
            + " changes.",
        "Causes were inferred by fixed rules from the changes, the settings and the sync state of the"
            + " snapshots, and from snapshots of other devices in the same vault. Each rule's premises"
            + " are given with the finding.");
  }

  private List<String> limits() {
    List<String> limits = new ArrayList<>();
    if (order == TimeOrder.WENT_BACK) {
      limits.add(TimeOrder.BACK);
    }
    limits.add(
        "Only the Messages stores named under Items were examined. What iCloud holds was not"
            + " accessed; what is said of sync rests on what the devices recorded.");
    limits.add(
        "What was removed before the first snapshot was taken, or came and went between the two, is"
            + " not in the lists; where counters show that more row numbers were given out than are seen,"
            + " it is said.");
    limits.add(
        judgement.corroboration().searched().isEmpty()
            ? "Freed and unallocated space of the databases was not searched for remains of deleted"
                + " rows, since no message is gone or changed."
            : "Freed and unallocated space of the first item's database was not searched for remains"
                + " of deleted rows; that of the later item was.");
    limits.add(
        "The text of messages is not part of this report. It is in the evidence files, whose hashes"
            + " are given.");
    for (Manifest manifest : List.of(judgement.diff().from(), judgement.diff().to())) {
      if (!manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(false)) {
        limits.add(
            "Of the snapshot as of "
                + manifest.asOf()
                + " the attachments were not collected, so nothing is said of them.");
      }
    }
    return limits;
  }
}
