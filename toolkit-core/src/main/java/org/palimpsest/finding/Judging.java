package org.palimpsest.finding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Behind;
import org.palimpsest.cause.BehindReader;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.CauseRules;
import org.palimpsest.cause.Comparison;
import org.palimpsest.cause.Confidence;
import org.palimpsest.cause.Premise;
import org.palimpsest.cause.Witness;
import org.palimpsest.cause.Witnesses;
import org.palimpsest.diff.AppData;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.DeletedParts;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.Retractions;
import org.palimpsest.diff.Senders;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.sync.Timeline;
import org.palimpsest.sync.Turn;
import org.palimpsest.vault.VaultException;

/**
 * Judges what went between two snapshots of a device, with the device's other snapshots and those
 * of other devices.
 *
 * <p>A message is judged on the narrowest pair of snapshots between which it went: the series in
 * between is halved until two neighbours are found of which one holds it and the next does not.
 * What the rules ask (Was it in Recently Deleted? Did the store go on? Which device lost it first?)
 * is then asked of those two.
 */
public final class Judging {

  /** Most narrow pairs that are judged on their own; what is left is judged on the wide pair. */
  private static final int MOST_WINDOWS = 12;

  /** Fewer changes than that are not shared out among threads. */
  private static final int LEAST = 256;

  private final Witnesses.Opener opener;
  private final List<Manifest> series;
  private final List<List<Manifest>> others;
  private final int threads;

  /**
   * Prepares to judge.
   *
   * @param series all snapshots of the device, oldest first
   * @param others all snapshots of each other device, oldest first
   * @param opener opens a snapshot and closes it when all is done; several threads ask it
   * @param threads working threads
   */
  public Judging(
      List<Manifest> series, List<List<Manifest>> others, Witnesses.Opener opener, int threads) {
    this.series = List.copyOf(series);
    this.others = others.stream().map(Judging::complete).toList();
    this.opener = opener;
    this.threads = threads;
  }

  private static List<Manifest> complete(List<Manifest> manifests) {
    return manifests.stream().filter(Manifest::complete).toList();
  }

  /** Compares and judges. */
  public Judgement judge(SnapshotView a, SnapshotView b) throws VaultException, IOException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      return judge(a, b, workers);
    } finally {
      finish(workers);
    }
  }

  /** Waits for what is still being read: whoever gave the snapshots closes them next. */
  private static void finish(ExecutorService workers) throws IOException {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(1, TimeUnit.HOURS)) {
        throw new IOException("judging does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Judgement judge(SnapshotView a, SnapshotView b, ExecutorService workers)
      throws VaultException, IOException {
    Diff found = Senders.apply(Differ.compare(a, b, threads), a, b);
    Set<String> own = found.sameDevice() && !others.isEmpty() ? addresses(found, b) : Set.of();
    // What the stores show of messages that are gone takes as long as looking more closely at those
    // that are there, and finding the narrow pairs; neither needs the other.
    Future<Seen> looking = workers.submit(() -> look(found, a, b, own));
    Diff compared = Retractions.apply(AppData.apply(DeletedParts.apply(found, a, b), a, b), a, b);
    List<Future<Narrowed>> narrowing = new ArrayList<>();
    Set<String> cameBack = compared.sameDevice() ? cameBack(compared, a, b) : Set.of();
    Diff diff = cameBack.isEmpty() ? compared : restored(compared, cameBack);
    if (compared.sameDevice()) {
      for (Series.Span span : spans(diff, a, b)) {
        narrowing.add(workers.submit(() -> narrow(span, a, b, own)));
      }
    }
    Map<String, Window> windows = new HashMap<>();
    Map<String, Attribution> attributions = new HashMap<>();
    for (Future<Narrowed> each : narrowing) {
      Narrowed narrowed = Series.answer(each);
      windows.putAll(narrowed.windows());
      attributions.putAll(narrowed.attributions());
    }
    Comparison wide = Series.answer(looking).with(compared);
    List<MessageChange> left = new ArrayList<>(diff.messages());
    left.removeIf(change -> attributions.containsKey(change.guid()));
    List<Future<Map<String, Attribution>>> shares = new ArrayList<>();
    int share = Math.max(LEAST, (left.size() + threads - 1) / threads);
    for (int from = 0; from < left.size(); from += share) {
      List<MessageChange> some = left.subList(from, Math.min(from + share, left.size()));
      shares.add(workers.submit(() -> attributions(some, wide)));
    }
    for (Future<Map<String, Attribution>> each : shares) {
      attributions.putAll(Series.answer(each));
    }
    Comparison comparison =
        cameBack.isEmpty() ? wide : new Comparison(diff, wide.behind(), wide.witnesses());
    Review review = new Review(comparison, attributions, windows, turns(a, b), people(a, b));
    return new Judgement(diff, attributions, Statements.of(review, workers));
  }

  private static Set<String> addresses(Diff diff, SnapshotView b)
      throws VaultException, IOException {
    return diff.count(ChangeKind.REMOVED) == 0 ? Set.of() : Witnesses.addresses(b);
  }

  /** What its stores and other devices show of the messages that are gone. */
  private record Seen(Behind behind, List<Witness> witnesses) {
    Comparison with(Diff diff) {
      return new Comparison(diff, behind, witnesses);
    }
  }

  private Seen look(Diff diff, SnapshotView a, SnapshotView b, Set<String> own)
      throws VaultException, IOException {
    Behind behind = BehindReader.read(diff, a, b);
    List<Witness> witnesses =
        diff.sameDevice() ? Witnesses.of(diff, own, others, opener) : List.of();
    return new Seen(behind, witnesses);
  }

  private List<Series.Span> spans(Diff diff, SnapshotView a, SnapshotView b)
      throws VaultException, IOException {
    Set<String> gone = new HashSet<>();
    for (MessageChange change : diff.messages()) {
      if (change.kind() == ChangeKind.REMOVED) {
        gone.add(change.guid());
      }
    }
    List<Series.Span> spans = new Series(series, opener, threads).narrow(a, b, gone);
    return spans.subList(0, Math.min(spans.size(), MOST_WINDOWS));
  }

  /** What was judged on a narrow pair, by guid. */
  private record Narrowed(Map<String, Window> windows, Map<String, Attribution> attributions) {}

  private Narrowed narrow(Series.Span span, SnapshotView a, SnapshotView b, Set<String> own)
      throws VaultException, IOException {
    Map<String, Window> windows = new HashMap<>();
    Map<String, Attribution> attributions = new HashMap<>();
    SnapshotView from = span.from().id().equals(a.manifest().id()) ? a : opener.open(span.from());
    SnapshotView to = span.to().id().equals(b.manifest().id()) ? b : opener.open(span.to());
    if (from == a && to == b) {
      return new Narrowed(windows, attributions);
    }
    Diff diff = DeletedParts.apply(Differ.compare(from, to, 1), from, to);
    Comparison comparison = look(diff, from, to, own).with(diff);
    for (MessageChange change : diff.messages()) {
      if (change.kind() == ChangeKind.REMOVED && span.guids().contains(change.guid())) {
        attributions.put(change.guid(), CauseRules.judge(change, comparison));
        windows.put(change.guid(), new Window(span.from(), span.to(), change));
      }
    }
    return new Narrowed(windows, attributions);
  }

  /** Messages that an earlier snapshot held, the first did not, and the second does. */
  private Set<String> cameBack(Diff diff, SnapshotView a, SnapshotView b)
      throws VaultException, IOException {
    Set<String> wanted = new HashSet<>();
    for (MessageChange change : diff.messages()) {
      if (change.kind() == ChangeKind.ADDED && change.backfilled()) {
        wanted.add(change.guid());
      }
    }
    return new Series(series, opener, threads).everSeenBefore(a.manifest(), b.manifest(), wanted);
  }

  private static Diff restored(Diff diff, Set<String> cameBack) {
    List<MessageChange> messages = new ArrayList<>();
    for (MessageChange change : diff.messages()) {
      messages.add(
          cameBack.contains(change.guid()) ? change.as(ChangeKind.RESTORED, false) : change);
    }
    return diff.with(messages);
  }

  private List<Turn> turns(SnapshotView a, SnapshotView b) {
    if (!a.manifest().device().equals(b.manifest().device())) {
      return List.of();
    }
    List<Manifest> span = new ArrayList<>();
    span.add(a.manifest());
    span.addAll(Series.between(series, a.manifest(), b.manifest()));
    span.add(b.manifest());
    return new Timeline(span).turns();
  }

  private static Map<String, List<String>> people(SnapshotView a, SnapshotView b) {
    Map<String, List<String>> people = new TreeMap<>();
    for (SnapshotView view : List.of(b, a)) {
      for (ThreadEntry thread : view.index().threads()) {
        people.put(thread.id(), thread.participants());
      }
    }
    return people;
  }

  private static Map<String, Attribution> attributions(
      List<MessageChange> changes, Comparison comparison) {
    Map<String, Attribution> attributions = new HashMap<>();
    for (MessageChange change : changes) {
      attribution(change, comparison)
          .ifPresent(attribution -> attributions.put(change.guid(), attribution));
    }
    return attributions;
  }

  private static Optional<Attribution> attribution(MessageChange change, Comparison comparison) {
    return switch (change.kind()) {
      case REMOVED -> Optional.of(CauseRules.judge(change, comparison));
      case RECENTLY_DELETED ->
          Optional.of(
              plain(
                  Cause.RECENTLY_DELETED,
                  Confidence.ESTABLISHED,
                  "in-recently-deleted",
                  change.part()
                      ? "a part of it lies in Recently Deleted (recoverable_message_part)"
                      : "it lies in Recently Deleted (chat_recoverable_message_join)"));
      case UNSENT -> Optional.of(unsent(change));
      case ALTERED ->
          change.historyLost()
              ? Optional.of(
                  plain(
                      Cause.SYSTEM_CLEANUP,
                      Confidence.POSSIBLE,
                      "history-lost",
                      "its edit history is gone and its text is unchanged"))
              : Optional.of(unaccounted());
      case ADDED, EDITED, RESTORED, DRIFTED, NOT_ON_DEVICE -> Optional.empty();
    };
  }

  /** Of a difference in content, whatever else became of the message. */
  static Attribution unaccounted() {
    return plain(
        Cause.UNDETERMINED,
        Confidence.UNDETERMINED,
        "no-history",
        "no edit history accounts for the difference");
  }

  private static Attribution unsent(MessageChange change) {
    boolean gone = !change.textStands() && !change.markOnly();
    if (gone && change.taking() != MessageChange.Taking.USUAL) {
      return takenBack(change.taking());
    }
    if (!change.markOnly()) {
      return plain(
          Cause.UNSENT,
          Confidence.ESTABLISHED,
          "marked-retracted",
          "the store marks it as retracted and names the parts");
    }
    return change.textStands()
        ? plain(
            Cause.UNDETERMINED,
            Confidence.UNDETERMINED,
            "mark-and-text",
            "a column marks it as retracted, and its text stands as before")
        : new Attribution(
            Cause.UNSENT,
            Confidence.POSSIBLE,
            "mark-only",
            List.of(
                new Premise(
                    "mark-only",
                    "a column marks it as retracted, and message_summary_info, where Messages names"
                        + " what was taken back, names nothing")),
            List.of(),
            List.of(Cause.UNDETERMINED));
  }

  /** Of what Messages would not have let its sender take back, or not then. */
  private static Attribution takenBack(MessageChange.Taking taking) {
    boolean late = taking == MessageChange.Taking.LATE;
    return new Attribution(
        Cause.UNSENT,
        late ? Confidence.SUPPORTED : Confidence.POSSIBLE,
        late ? "taken-back-late" : "taken-back-elsewhere",
        List.of(
            new Premise("marked-retracted", "the store marks it as retracted and names the parts")),
        List.of(
            late
                ? new Premise(
                    "late",
                    "by the store's dates more than an hour had passed since it was sent, and Messages"
                        + " allows two minutes; a device that learns of it late may date it so")
                : new Premise(
                    "other-service",
                    "it went over another service than iMessage, on which nothing can be taken back")),
        List.of(Cause.UNDETERMINED));
  }

  private static Attribution plain(Cause cause, Confidence confidence, String id, String words) {
    List<Cause> open = cause == Cause.UNDETERMINED ? List.of(Cause.SYSTEM_CLEANUP) : List.of();
    return new Attribution(cause, confidence, id, List.of(new Premise(id, words)), List.of(), open);
  }
}
