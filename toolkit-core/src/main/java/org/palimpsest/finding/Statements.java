package org.palimpsest.finding;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.palimpsest.diff.AttachmentChange;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Continuity;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.ThreadChange;
import org.palimpsest.digest.Sha256;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.Manifest;

/**
 * Sums up changes and causes as findings, one for each thread and cause or for each kind of event.
 */
final class Statements {

  /** Evidence entries in a finding; every message is listed in the diff itself. */
  private static final int EVIDENCE_LISTED = 100;

  private final Diff diff;
  private final Map<String, Attribution> attributions;
  private final Corroboration corroboration;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, ThreadChange> threads = new TreeMap<>();

  Statements(Comparison comparison, Map<String, Attribution> attributions) {
    this.diff = comparison.diff();
    this.attributions = attributions;
    this.corroboration = comparison.corroboration();
    diff.threads().forEach(thread -> threads.put(thread.thread(), thread));
  }

  List<Finding> findings() {
    incomplete(diff.from(), "first");
    incomplete(diff.to(), "later");
    order();
    losses();
    contentChanges();
    attachments();
    events();
    findings.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::id));
    return List.copyOf(findings);
  }

  private void incomplete(Manifest manifest, String which) {
    if (!manifest.complete()) {
      List<String> reasons = new ArrayList<>();
      manifest.json().path("incompleteReasons").forEach(reason -> reasons.add(reason.asText()));
      add(
          "incomplete-snapshot",
          Severity.MEDIUM,
          "The "
              + which
              + " snapshot ("
              + Words.day(manifest.asOf())
              + ") is incomplete, so absence must not be inferred from it.",
          Optional.empty(),
          reasons,
          List.of(),
          List.of(),
          List.of(),
          which);
    }
  }

  private void order() {
    if (diff.sameDevice() && diff.to().asOf().isBefore(diff.from().asOf())) {
      add(
          "out-of-order",
          Severity.MEDIUM,
          "The second snapshot shows an earlier state ("
              + diff.to().asOf()
              + ") than the first ("
              + diff.from().asOf()
              + ").",
          Optional.empty(),
          List.of("compare them the other way round, or check the clock"),
          List.of(),
          List.of(),
          List.of(),
          "");
    }
  }

  /** One finding for each thread, kind of loss and cause. */
  private void losses() {
    Map<String, List<MessageChange>> groups = new TreeMap<>();
    for (MessageChange change : diff.messages()) {
      Attribution attribution = attributions.get(change.guid());
      boolean loss =
          change.kind() == ChangeKind.REMOVED || change.kind() == ChangeKind.RECENTLY_DELETED;
      if (loss && attribution != null) {
        String key =
            change.thread()
                + " "
                + change.kind()
                + " "
                + attribution.cause()
                + " "
                + attribution.confidence();
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(change);
      }
    }
    groups.forEach((key, changes) -> loss(changes, key));
    notOnDevice();
  }

  private void loss(List<MessageChange> changes, String key) {
    MessageChange first = changes.get(0);
    Attribution attribution = attributions.get(first.guid());
    if (attribution == null) {
      return;
    }
    ThreadChange thread = threads.get(first.thread());
    boolean whole =
        thread != null
            && thread.kind() != ThreadChange.Kind.THINNED
            && changes.size() >= thread.messagesBefore();
    boolean recoverable = first.kind() == ChangeKind.RECENTLY_DELETED;
    String kind =
        recoverable
            ? (whole ? "thread-recently-deleted" : "messages-recently-deleted")
            : (whole ? "thread-removed" : "messages-removed");
    add(
        kind,
        severity(attribution),
        lossStatement(changes, thread, whole, recoverable),
        Optional.of(attribution),
        with(shared(changes, Attribution::observations), corroboration.observations(changes)),
        shared(changes, Attribution::against),
        shared(changes, Statements::alternatives),
        evidence(changes),
        key);
  }

  /** What is said of each message of a group; what holds for some of them says for how many. */
  private List<String> shared(
      List<MessageChange> changes, Function<Attribution, List<String>> part) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (MessageChange change : changes) {
      Attribution attribution = attributions.get(change.guid());
      if (attribution != null) {
        part.apply(attribution).forEach(words -> counts.merge(words, 1, Integer::sum));
      }
    }
    List<String> sentences = new ArrayList<>();
    counts.forEach(
        (words, count) ->
            sentences.add(
                count == changes.size()
                    ? words
                    : "for " + count + " of the " + changes.size() + ": " + words));
    return sentences;
  }

  private String lossStatement(
      List<MessageChange> changes,
      @org.jspecify.annotations.Nullable ThreadChange thread,
      boolean whole,
      boolean recoverable) {
    String count = Words.count(changes.size(), "message");
    String where =
        thread == null
            ? "in no thread"
            : "in the thread with " + Words.people(thread.participants());
    String before = "present on " + Words.day(diff.from().asOf());
    String after = Words.day(diff.to().asOf());
    if (recoverable) {
      return (whole ? "All " : "")
          + count
          + " "
          + where
          + (changes.size() == 1 ? " lies" : " lie")
          + " in Recently Deleted as of "
          + after
          + "; the system empties it after about 30 days.";
    }
    return (whole ? "All " : "")
        + count
        + " "
        + where
        + " that "
        + (changes.size() == 1 ? "was " : "were ")
        + before
        + (changes.size() == 1 ? " was" : " were")
        + " absent on "
        + after
        + ".";
  }

  private static Severity severity(Attribution attribution) {
    return switch (attribution.cause()) {
      case SYSTEM_CLEANUP -> Severity.INFO;
      case EXPIRED, NOT_DOWNLOADED, STORE_REPLACED -> Severity.MEDIUM;
      case SYNC_PROPAGATED,
          DELETED_ON_THIS_DEVICE,
          RECENTLY_DELETED,
          UNSENT,
          OFFLOADED,
          UNDETERMINED ->
          Severity.HIGH;
    };
  }

  private void notOnDevice() {
    List<MessageChange> absent = of(change -> change.kind() == ChangeKind.NOT_ON_DEVICE);
    if (!absent.isEmpty()) {
      add(
          "not-on-device",
          Severity.MEDIUM,
          Words.count(absent.size(), "message")
              + " on "
              + diff.from().device()
              + " (as of "
              + Words.day(diff.from().asOf())
              + ") are not on "
              + diff.to().device()
              + " (as of "
              + Words.day(diff.to().asOf())
              + "). Between two devices this is not called a removal.",
          Optional.empty(),
          List.of("compare two snapshots of one device to see what was removed"),
          List.of(),
          List.of(Cause.NOT_DOWNLOADED.phrase(), "the device was set up later or syncs less"),
          evidence(absent),
          "");
    }
  }

  private void contentChanges() {
    List<MessageChange> altered =
        of(change -> change.kind() == ChangeKind.ALTERED && !change.historyLost());
    contentChange(
        "message-altered",
        Severity.HIGH,
        altered,
        "differ in content between the two snapshots, and no edit history accounts for it.",
        List.of("deletion and unsending were excluded: each message is there and not retracted"));
    contentChange(
        "edit-history-lost",
        Severity.LOW,
        of(change -> change.kind() == ChangeKind.ALTERED && change.historyLost()),
        "lost their edit history while their text stayed; the system itself is known to do this.",
        List.of("text, sender and date are unchanged"));
    contentChange(
        "message-edited",
        Severity.INFO,
        of(change -> change.kind() == ChangeKind.EDITED),
        "were edited, and the edit history holds the former text.",
        List.of());
    contentChange(
        "message-unsent",
        Severity.INFO,
        of(change -> change.kind() == ChangeKind.UNSENT),
        "were taken back by their sender.",
        List.of());
    contentChange(
        "message-restored",
        Severity.INFO,
        of(change -> change.kind() == ChangeKind.RESTORED),
        "came back from Recently Deleted.",
        List.of());
  }

  private void contentChange(
      String kind,
      Severity severity,
      List<MessageChange> changes,
      String what,
      List<String> observations) {
    if (changes.isEmpty()) {
      return;
    }
    Optional<Attribution> attribution =
        Optional.ofNullable(attributions.get(changes.get(0).guid()));
    String plural = changes.size() == 1 ? Words.singular(what) : what;
    add(
        kind,
        severity,
        Words.count(changes.size(), "message") + " " + plural,
        attribution,
        with(
            observations.isEmpty()
                ? attribution.map(Attribution::observations).orElse(List.of())
                : observations,
            corroboration.observations(changes)),
        List.of(),
        attribution.map(Statements::alternatives).orElse(List.of()),
        evidence(changes),
        "");
  }

  private void attachments() {
    attachment(AttachmentChange.Kind.ALTERED, Severity.HIGH, "have other bytes than before.");
    attachment(
        AttachmentChange.Kind.MISSING,
        Severity.MEDIUM,
        "should be on the device and are not; their rows are still there.");
    attachment(
        AttachmentChange.Kind.OFFLOADED,
        Severity.INFO,
        "left the device to free space; rows and iCloud copies remain.");
  }

  private void attachment(AttachmentChange.Kind kind, Severity severity, String what) {
    List<Evidence> evidence = new ArrayList<>();
    long count = 0;
    for (AttachmentChange change : diff.attachments()) {
      if (change.kind() == kind) {
        count++;
        if (evidence.size() < EVIDENCE_LISTED) {
          evidence.add(
              new Evidence(
                  diff.to().id(),
                  file(diff.to()),
                  "attachment",
                  OptionalLong.empty(),
                  Optional.of(change.guid())));
        }
      }
    }
    if (count > 0) {
      boolean offloaded = kind == AttachmentChange.Kind.OFFLOADED;
      add(
          "attachment-" + kind.word(),
          severity,
          Words.count(count, "attachment") + " " + (count == 1 ? Words.singular(what) : what),
          offloaded
              ? Optional.of(
                  new Attribution(
                      Cause.OFFLOADED, Confidence.SUPPORTED, List.of(), List.of(), List.of()))
              : Optional.empty(),
          offloaded
              ? List.of("the rows carry the system's own mark of an attachment kept in iCloud only")
              : List.of(),
          List.of(),
          offloaded ? List.of("the file was removed by hand or by a cleaning program") : List.of(),
          evidence,
          "");
    }
  }

  private void events() {
    if (diff.sameDevice() && diff.continuity().verdict() == Continuity.Verdict.REPLACED) {
      add(
          "store-replaced",
          Severity.MEDIUM,
          "Another store took the place of the first one between "
              + Words.day(diff.from().asOf())
              + " and "
              + Words.day(diff.to().asOf())
              + ".",
          Optional.empty(),
          List.of(
              diff.continuity().otherNumber() + " messages in both have other row numbers",
              "rows ever inserted: "
                  + diff.continuity().counterBefore()
                  + " before, "
                  + diff.continuity().counterAfter()
                  + " after"),
          List.of(),
          List.of("a restore", "a new device", "a fresh download from iCloud"),
          List.of(),
          "");
    }
    if (diff.cameAndWent() > 0) {
      add(
          "came-and-went",
          Severity.LOW,
          Words.count(diff.cameAndWent(), "message")
              + " arrived and went between the two snapshots; neither holds them.",
          Optional.empty(),
          with(
              List.of(
                  "the number of rows ever inserted grew by more than rows present and removed"
                      + " explain"),
              corroboration.cameAndWent()),
          List.of(),
          List.of("replaced tapbacks, which leave such a trace too"),
          corroboration.cameAndWentEvidence(),
          "");
    }
    long common = diff.continuity().sameNumber() + diff.continuity().otherNumber();
    if (diff.uploadsReset() >= 10 && diff.uploadsReset() * 2 >= common) {
      add(
          "sync-reset",
          Severity.LOW,
          "The upload marks of "
              + diff.uploadsReset()
              + " messages were reset at once. This is what the system does when Messages in iCloud is"
              + " switched off and on or the account changes; it is no alteration of messages.",
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          "");
    }
  }

  private List<MessageChange> of(Predicate<MessageChange> wanted) {
    return diff.messages().stream().filter(wanted).toList();
  }

  private static List<String> alternatives(Attribution attribution) {
    Set<String> words = new LinkedHashSet<>();
    attribution.alternatives().forEach(cause -> words.add(cause.phrase()));
    return List.copyOf(words);
  }

  private List<Evidence> evidence(List<MessageChange> changes) {
    List<Evidence> evidence = new ArrayList<>();
    for (MessageChange change : changes.subList(0, Math.min(changes.size(), EVIDENCE_LISTED))) {
      Facets before = change.before();
      Facets after = change.after();
      if (before != null) {
        evidence.add(row(diff.from(), before, change.guid()));
      }
      if (after != null) {
        evidence.add(row(diff.to(), after, change.guid()));
      }
    }
    evidence.addAll(corroboration.evidence(changes));
    return evidence;
  }

  private static List<String> with(List<String> sentences, List<String> more) {
    List<String> all = new ArrayList<>(sentences);
    all.addAll(more);
    return all;
  }

  private static Evidence row(Manifest manifest, Facets facets, String guid) {
    return new Evidence(
        manifest.id(),
        file(manifest),
        "message",
        OptionalLong.of(facets.rowid()),
        Optional.of(guid));
  }

  private static String file(Manifest manifest) {
    return manifest.json().path("evidence").path("database").asText();
  }

  private void add(
      String kind,
      Severity severity,
      String statement,
      Optional<Attribution> attribution,
      List<String> observations,
      List<String> against,
      List<String> alternatives,
      List<Evidence> evidence,
      String distinction) {
    String identity = String.join("|", kind, distinction, diff.from().id(), diff.to().id());
    List<String> grounds = new ArrayList<>(observations);
    if (evidence.size() >= EVIDENCE_LISTED) {
      grounds.add("evidence lists the first messages; every one is in the list of messages");
    }
    findings.add(
        new Finding(
            Sha256.of(identity.getBytes(StandardCharsets.UTF_8)).abbreviated(12),
            kind,
            severity,
            statement,
            attribution.map(Attribution::cause),
            attribution.map(Attribution::confidence),
            List.copyOf(grounds),
            against,
            alternatives,
            evidence));
  }
}
