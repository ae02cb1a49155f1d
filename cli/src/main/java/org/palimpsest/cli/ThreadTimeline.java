package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.sync.Timeline;
import org.palimpsest.sync.Turn;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.work.Awaited;

/**
 * One thread through all snapshots of a device, with what changed in between of the settings and
 * the store as a whole. Only the threads are read from each index, and compared with what its
 * snapshot names. Where a snapshot does not know the thread and the one beside it does, the two are
 * compared, and the thread is followed to the name that its messages have there.
 */
final class ThreadTimeline {

  private final String device;
  private final ThreadEntry chosen;
  private final List<Point> points;
  private final List<Turn> turns;

  private ThreadTimeline(String device, ThreadEntry chosen, List<Point> points, List<Turn> turns) {
    this.device = device;
    this.chosen = chosen;
    this.points = points;
    this.turns = turns;
  }

  /**
   * What one snapshot holds of the thread.
   *
   * @param thread the thread, under whatever name; empty where the snapshot does not know it
   * @param merged the other thread that shows most of its messages; empty when none does
   */
  private record Point(Manifest manifest, Optional<ThreadEntry> thread, Optional<String> merged) {

    String name() {
      return thread.map(ThreadEntry::id).orElse("");
    }

    boolean isHeld() {
      return thread.map(entry -> entry.held() > 0).orElse(false);
    }

    Point as(ThreadEntry entry) {
      return new Point(manifest, Optional.of(entry), Optional.empty());
    }

    long shown() {
      return thread.map(ThreadEntry::shown).orElse(0L);
    }

    long recentlyDeleted() {
      return thread.map(entry -> entry.held() - entry.shown()).orElse(0L);
    }

    Optional<Instant> last() {
      return thread.flatMap(ThreadEntry::lastSentAt);
    }
  }

  /** Follows a thread through {@code series}, the snapshots of one device, oldest first. */
  static ThreadTimeline of(Vault vault, List<Manifest> series, ThreadEntry chosen)
      throws VaultException, IOException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(Workspace.threads());
    try {
      List<Future<Point>> reading = new ArrayList<>();
      for (Manifest manifest : series) {
        reading.add(workers.submit(() -> point(vault, manifest, chosen.id())));
      }
      List<Point> points = new ArrayList<>();
      for (Future<Point> each : reading) {
        points.add(each.get());
      }
      follow(points, new ThreadTrail(vault));
      String device = series.isEmpty() ? "" : series.get(0).device();
      return new ThreadTimeline(device, chosen, points, new Timeline(series).turns());
    } catch (ExecutionException e) {
      throw Awaited.failure(e, VaultException.class);
    } finally {
      workers.shutdownNow();
    }
  }

  private static Point point(Vault vault, Manifest manifest, String thread)
      throws VaultException, IOException {
    return new Point(
        manifest,
        SnapshotKeys.threads(vault, manifest).stream()
            .filter(entry -> entry.id().equals(thread))
            .findFirst(),
        Optional.empty());
  }

  /** Fills in the points that know the thread by another name, from their neighbours. */
  private static void follow(List<Point> points, ThreadTrail trail)
      throws VaultException, IOException {
    for (int i = 1; i < points.size(); i++) {
      Point known = points.get(i - 1);
      Point point = points.get(i);
      if (known.isHeld() && !point.isHeld()) {
        points.set(i, after(known, point, trail));
      }
    }
    for (int i = points.size() - 2; i >= 0; i--) {
      Point known = points.get(i + 1);
      Point point = points.get(i);
      if (known.isHeld() && !point.isHeld()) {
        points.set(i, before(point, known, trail));
      }
    }
  }

  private static Point after(Point known, Point point, ThreadTrail trail)
      throws VaultException, IOException {
    ThreadEntry thread = known.thread().orElseThrow();
    Optional<ThreadEntry> same = trail.find(point.manifest(), thread.id());
    if (same.isPresent()) {
      return point.as(same.get());
    }
    Optional<ThreadTrail.Step> step = trail.after(known.manifest(), point.manifest(), thread);
    if (step.isEmpty()) {
      return point;
    }
    ThreadEntry found = step.get().thread();
    return step.get().renamed()
        ? point.as(found)
        : new Point(point.manifest(), point.thread(), Optional.of(found.id()));
  }

  private static Point before(Point point, Point known, ThreadTrail trail)
      throws VaultException, IOException {
    ThreadEntry thread = known.thread().orElseThrow();
    Optional<ThreadEntry> found = trail.find(point.manifest(), thread.id());
    if (found.isEmpty()) {
      found = trail.before(point.manifest(), known.manifest(), thread);
    }
    return found.map(point::as).orElse(point);
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/timeline/1");
    json.put("device", device);
    json.put("thread", chosen.id());
    ArrayNode people = json.putArray("participants");
    chosen.participants().forEach(people::add);
    ArrayNode list = json.putArray("snapshots");
    for (Point point : points) {
      ObjectNode node = list.addObject();
      node.put("snapshot", point.manifest().id());
      node.put("asOf", point.manifest().asOf().toString());
      node.put("complete", point.manifest().complete());
      node.put("messages", point.shown());
      node.put("recentlyDeleted", point.recentlyDeleted());
      point.last().ifPresent(at -> node.put("lastSentAt", at.toString()));
    }
    ArrayNode changes = json.putArray("turns");
    for (Turn turn : turns) {
      ObjectNode node = changes.addObject();
      node.put("kind", turn.kind());
      node.put("lastBefore", turn.lastBefore().toString());
      node.put("firstAfter", turn.firstAfter().toString());
      node.put("snapshotBefore", turn.snapshotBefore());
      node.put("snapshotAfter", turn.snapshotAfter());
      node.put("was", turn.was());
      node.put("is", turn.is());
    }
    return json;
  }

  /** Says a line for each snapshot that shows something else than the one before it. */
  void print(Terminal t) {
    Point before = null;
    int alike = 0;
    for (Point point : points) {
      boolean same = before != null && isSame(before, point);
      if (same) {
        alike++;
      } else {
        alike(t, alike);
        alike = 0;
        if (before != null) {
          turns(t, before, point);
        }
        line(t, before, point);
      }
      before = point;
    }
    alike(t, alike);
  }

  private boolean isSame(Point a, Point b) {
    return a.shown() == b.shown()
        && a.recentlyDeleted() == b.recentlyDeleted()
        && a.last().equals(b.last())
        && a.name().equals(b.name())
        && a.merged().equals(b.merged())
        && a.manifest().complete() == b.manifest().complete()
        && turns.stream().noneMatch(turn -> turn.snapshotAfter().equals(b.manifest().id()));
  }

  private static void alike(Terminal t, int count) {
    if (count > 0) {
      t.line("              the same in " + Plain.count(count, "more snapshot"));
    }
  }

  private void turns(Terminal t, Point before, Point point) {
    for (Turn turn : turns) {
      if (turn.snapshotAfter().equals(point.manifest().id())
          && turn.snapshotBefore().equals(before.manifest().id())) {
        t.line(
            "              "
                + turn.kind().replace('-', ' ')
                + ": was "
                + turn.was()
                + ", is "
                + turn.is());
      }
    }
  }

  private void line(Terminal t, @org.jspecify.annotations.Nullable Point before, Point point) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ENGLISH,
            "%-12s  %s  ",
            Plain.id(point.manifest().id()),
            Plain.time(point.manifest().asOf())));
    if (point.thread().isEmpty()) {
      line.append("not there");
    } else {
      line.append(Plain.count(point.shown(), "message"));
      if (point.recentlyDeleted() > 0) {
        line.append(
            String.format(Locale.ENGLISH, ", %,d in Recently Deleted", point.recentlyDeleted()));
      }
      if (!point.name().equals(chosen.id())) {
        line.append(", as thread ").append(Plain.id(point.name()));
      }
    }
    point
        .merged()
        .ifPresent(other -> line.append(", its messages in thread ").append(Plain.id(other)));
    long change = before == null ? 0 : point.shown() - before.shown();
    if (change != 0) {
      line.append(String.format(Locale.ENGLISH, " (%+,d)", change));
    }
    point.last().ifPresent(at -> line.append(", the last of ").append(Plain.time(at)));
    if (!point.manifest().complete()) {
      line.append("  INCOMPLETE");
    }
    t.line(line.toString());
  }
}
