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
 * snapshot names.
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

  /** What one snapshot holds of the thread; nothing where it does not know the thread. */
  private record Point(Manifest manifest, Optional<ThreadEntry> thread) {

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
            .findFirst());
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
        && a.thread().isPresent() == b.thread().isPresent()
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

  private static void line(
      Terminal t, @org.jspecify.annotations.Nullable Point before, Point point) {
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
    }
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
