package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.palimpsest.cause.Witnesses;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.MovedMessage;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sync.Detail;
import org.palimpsest.sync.DeviceState;
import org.palimpsest.sync.Disagreement;
import org.palimpsest.sync.Disagreements;
import org.palimpsest.sync.Storage;
import org.palimpsest.sync.SyncCheck;
import org.palimpsest.sync.ThreadRisk;
import org.palimpsest.sync.Timeline;
import org.palimpsest.sync.Verdict;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import org.palimpsest.work.Awaited;

/**
 * Reads devices, live or by their newest snapshots, and judges what would survive a deletion now.
 */
final class Examining {

  private static final int THREADS_LISTED = 200;

  private final Workspace workspace;
  private final Terminal terminal;
  private final Map<String, List<Manifest>> series = new TreeMap<>();
  private final Map<String, SnapshotView> open = new HashMap<>();
  private final Map<String, Set<String>> addresses = new HashMap<>();

  Examining(Workspace workspace, Terminal terminal) throws VaultException, IOException {
    this.workspace = workspace;
    this.terminal = terminal;
    for (Manifest manifest : workspace.snapshots().inTime()) {
      series.computeIfAbsent(manifest.device(), key -> new ArrayList<>()).add(manifest);
    }
  }

  Set<String> devices() {
    return series.keySet();
  }

  void close() throws IOException {
    for (SnapshotView view : open.values()) {
      view.close();
    }
  }

  private List<Manifest> of(String device) {
    return series.getOrDefault(device, List.of());
  }

  Optional<Manifest> newest(String device) {
    List<Manifest> own = of(device);
    return own.isEmpty() ? Optional.empty() : Optional.of(own.get(own.size() - 1));
  }

  /** The one that shows the latest state need not be the one that was taken last. */
  private Instant fresh(String device) {
    return of(device).stream()
        .map(Manifest::asOf)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private SnapshotView view(Manifest manifest) throws VaultException, IOException {
    SnapshotView view = open.get(manifest.id());
    if (view == null) {
      view = SnapshotView.open(workspace.vault(), manifest);
      open.put(manifest.id(), view);
    }
    return view;
  }

  /** A device as its source is now, without keeping it. */
  SyncCheck.Judged live(
      Path path, String label, Source source, Instant at, List<BackupAlarms> alarms)
      throws UnreadableSourceException, VaultException, IOException, InterruptedException {
    try (VaultLock held = workspace.lock();
        SnapshotMaker maker =
            new SnapshotMaker(workspace.vault(), Workspace.threads(), terminal.progress())) {
      java.util.Objects.requireNonNull(held);
      SnapshotMaker.Prepared prepared =
          maker
              .withoutContacts()
              .onlyToCompare()
              .prepare(
                  new SnapshotRequest(
                      source,
                      path.toString(),
                      true,
                      label,
                      workspace.now(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Build.json()),
                  wait -> Thread.sleep(wait.toMillis()));
      BackupAlarms.of(prepared.manifest()).ifPresent(alarms::add);
      Optional<Manifest> newest = newest(label);
      try (SnapshotView now = SnapshotView.open(prepared);
          Measuring storage = new Measuring(now)) {
        if (newest.isEmpty()) {
          long total = prepared.manifest().count("messages");
          DeviceState state =
              state(
                  prepared.manifest(),
                  true,
                  newest,
                  Instant.EPOCH,
                  OptionalLong.of(total),
                  OptionalLong.of(0));
          return SyncCheck.judge(state, detail(now, label, unsaved(now), 0, 0, storage.get()), at);
        }
        Diff diff = Differ.compare(view(newest.get()), now, Workspace.threads());
        Set<String> unsaved = inNoSnapshot(diff);
        boolean whole = isReadWhole(prepared.manifest());
        OptionalLong gone =
            whole ? OptionalLong.of(diff.count(ChangeKind.REMOVED)) : OptionalLong.empty();
        DeviceState state =
            state(
                prepared.manifest(),
                true,
                newest,
                fresh(label),
                OptionalLong.of(unsaved.size()),
                gone);
        return SyncCheck.judge(
            state,
            detail(
                now,
                label,
                risks(diff, now, unsaved),
                tidied(diff),
                whole ? diff.moved().stream().filter(MovedMessage::orphaned).count() : 0,
                storage.get()),
            at);
      }
    }
  }

  /**
   * Whether every row of the database was read; where not, what is not seen may be there all the
   * same. Files that could not be read hide no message.
   */
  private static boolean isReadWhole(Manifest manifest) {
    return manifest.json().at("/facts/damagedPlaces").asLong() == 0
        && manifest.json().at("/acquisition/consistent").asBoolean(true);
  }

  /** A device as its newest snapshot shows it. */
  SyncCheck.Judged kept(String label, Instant at, List<BackupAlarms> alarms)
      throws VaultException, IOException {
    Manifest manifest = newest(label).orElseThrow();
    BackupAlarms.of(manifest).ifPresent(alarms::add);
    DeviceState state =
        state(
            manifest,
            false,
            Optional.of(manifest),
            fresh(label),
            OptionalLong.empty(),
            OptionalLong.empty());
    SnapshotView view = view(manifest);
    List<ThreadRisk> risks = new ArrayList<>();
    for (ThreadEntry thread : view.index().threads()) {
      risks.add(
          new ThreadRisk(
              thread.id(), thread.participants(), thread.shown(), 0, 0, Verdict.UNKNOWN));
    }
    return SyncCheck.judge(state, detail(view, label, risks, 0, 0, Storage.of(view)), at);
  }

  /**
   * Messages that are new against the newest snapshot may still be in an older one, unless they
   * were sent after it was taken.
   */
  private Set<String> inNoSnapshot(Diff diff) throws VaultException, IOException {
    Set<String> unsaved = new HashSet<>();
    Set<String> old = new HashSet<>();
    for (MessageChange change : diff.messages()) {
      if (change.before() == null) {
        (change.backfilled() ? old : unsaved).add(change.guid());
      }
    }
    if (!old.isEmpty()) {
      List<Manifest> own = of(diff.from().device());
      old.removeAll(
          SnapshotKeys.held(
              workspace.vault(),
              own.subList(0, Math.max(0, own.size() - 1)),
              old,
              Workspace.threads()));
    }
    unsaved.addAll(old);
    return unsaved;
  }

  private static List<ThreadRisk> unsaved(SnapshotView now) {
    List<ThreadRisk> risks = new ArrayList<>();
    for (ThreadEntry thread : now.index().threads()) {
      risks.add(
          new ThreadRisk(
              thread.id(),
              thread.participants(),
              thread.shown(),
              thread.held(),
              0,
              thread.held() > 0 ? Verdict.EXPOSED : Verdict.SAFE));
    }
    return risks;
  }

  private static List<ThreadRisk> risks(Diff diff, SnapshotView now, Set<String> unsaved) {
    Map<String, long[]> counts = new HashMap<>();
    for (MessageChange change : diff.messages()) {
      long[] count = counts.computeIfAbsent(change.thread(), key -> new long[2]);
      count[0] += unsaved.contains(change.guid()) ? 1 : 0;
      boolean gone = change.kind() == ChangeKind.REMOVED && !change.had(Facets.TAPBACK);
      count[1] += gone ? 1 : 0;
    }
    for (MovedMessage moved : diff.moved()) {
      // In no thread nobody sees it, though its row is there.
      counts.computeIfAbsent(moved.from(), key -> new long[2])[1] += moved.orphaned() ? 1 : 0;
    }
    List<ThreadRisk> risks = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    for (ThreadEntry thread : now.index().threads()) {
      listed.add(thread.id());
      risks.add(risk(thread.id(), thread.participants(), thread.shown(), counts, diff));
    }
    diff.threads().stream()
        .filter(thread -> listed.add(thread.thread()))
        .forEach(
            thread -> risks.add(risk(thread.thread(), thread.participants(), 0, counts, diff)));
    return risks;
  }

  private static ThreadRisk risk(
      String thread, List<String> people, long shown, Map<String, long[]> counts, Diff diff) {
    long[] count = counts.getOrDefault(thread, new long[2]);
    Verdict verdict =
        !diff.complete()
            ? Verdict.UNKNOWN
            : count[1] > 0 ? Verdict.LOSING : count[0] > 0 ? Verdict.EXPOSED : Verdict.SAFE;
    return new ThreadRisk(thread, people, shown, count[0], count[1], verdict);
  }

  private static long tidied(Diff diff) {
    return diff.messages().stream()
        .filter(change -> change.kind() == ChangeKind.REMOVED && change.had(Facets.TAPBACK))
        .count();
  }

  /** Measures what fills the space, while something else is asked. */
  private static final class Measuring implements AutoCloseable {
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final Future<Storage> measured;

    Measuring(SnapshotView view) {
      measured = worker.submit(() -> Storage.of(view));
    }

    Storage get() throws IOException, InterruptedException {
      try {
        return measured.get();
      } catch (ExecutionException e) {
        throw Awaited.failure(e, IOException.class);
      }
    }

    /** Waits for it: whoever gave the snapshot closes it next. */
    @Override
    public void close() throws IOException {
      worker.shutdown();
      try {
        if (!worker.awaitTermination(1, TimeUnit.HOURS)) {
          throw new IOException("attachments could not be measured");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Detail detail(
      SnapshotView view,
      String label,
      List<ThreadRisk> risks,
      long tidied,
      long unthreaded,
      Storage storage)
      throws VaultException, IOException {
    List<Manifest> manifests = new ArrayList<>(of(label));
    boolean live = manifests.stream().noneMatch(each -> each.id().equals(view.manifest().id()));
    if (live) {
      manifests.add(view.manifest());
    }
    Timeline timeline = new Timeline(manifests);
    List<Disagreement> disagreements = new ArrayList<>();
    List<String> strangers = new ArrayList<>();
    Set<String> own = Witnesses.addresses(view);
    for (String other : series.keySet()) {
      if (other.equals(label)) {
        continue;
      }
      Manifest theirs = newest(other).orElseThrow();
      SnapshotView otherView = view(theirs);
      Set<String> known = addresses(theirs);
      boolean different =
          !own.isEmpty() && !known.isEmpty() && known.stream().noneMatch(own::contains);
      if (different) {
        strangers.add(other);
      } else if (view.manifest().complete() && theirs.complete()) {
        Disagreements.between(view, otherView, earlier(other), Workspace.threads())
            .ifPresent(disagreements::add);
        if (live) {
          Disagreements.between(otherView, view, earlier(label), Workspace.threads())
              .ifPresent(disagreements::add);
        }
      }
    }
    risks.sort(
        Comparator.comparing(ThreadRisk::verdict)
            .reversed()
            .thenComparing(Comparator.comparingLong(ThreadRisk::messages).reversed())
            .thenComparing(ThreadRisk::thread));
    return new Detail(
        List.copyOf(risks.subList(0, Math.min(risks.size(), THREADS_LISTED))),
        storage,
        timeline.turns(),
        timeline.retentionSince().map(Manifest::asOf),
        timeline.retentionBefore(),
        disagreements,
        strangers,
        unreadSettings(view.manifest()),
        tidied,
        unthreaded);
  }

  private static List<String> unreadSettings(Manifest manifest) {
    List<String> unread = new ArrayList<>();
    manifest.json().at("/facts/unreadableSettings").forEach(file -> unread.add(file.asText()));
    return unread;
  }

  private Set<String> addresses(Manifest manifest) throws VaultException, IOException {
    Set<String> known = addresses.get(manifest.id());
    if (known == null) {
      known = Witnesses.addresses(view(manifest));
      addresses.put(manifest.id(), known);
    }
    return known;
  }

  /** The oldest snapshot of a device and the last before its newest: enough to see what it lost. */
  private List<SnapshotView> earlier(String device) throws VaultException, IOException {
    List<Manifest> own = of(device).stream().filter(Manifest::complete).toList();
    List<SnapshotView> views = new ArrayList<>();
    if (own.size() > 1) {
      views.add(view(own.get(0)));
      if (own.size() > 2) {
        views.add(view(own.get(own.size() - 2)));
      }
    }
    return views;
  }

  private static DeviceState state(
      Manifest manifest,
      boolean live,
      Optional<Manifest> newest,
      Instant fresh,
      OptionalLong notInAny,
      OptionalLong noLonger) {
    JsonNode facts = manifest.json().path("facts");
    JsonNode sync = facts.path("sync");
    JsonNode attachments = facts.path("attachments");
    String lastSync = facts.path("lastSyncAt").asText("");
    return new DeviceState(
        manifest.device(),
        live,
        facts.path("messagesInICloud").asText("unknown"),
        facts.path("messagesInICloudBasis").asText(""),
        lastSync.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(lastSync)),
        facts.path("downloadPermille").asLong(-1),
        facts.path("retentionDays").asLong(-1),
        new DeviceState.Messages(
            manifest.count("messages"),
            sync.path("uploaded").asLong(),
            sync.path("pending").asLong(),
            sync.path("stalled").asLong(),
            sync.path("oversized").asLong(-1),
            manifest.count("recentlyDeleted")),
        new DeviceState.Attachments(
            attachments.path("here").asLong(),
            attachments.path("offloaded").asLong(),
            attachments.path("missing").asLong(),
            attachments.path("bytes").asLong(),
            manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(false)),
        newest.map(snapshot -> new DeviceState.Newest(snapshot.id(), fresh)),
        notInAny,
        noLonger,
        manifest.complete());
  }
}
