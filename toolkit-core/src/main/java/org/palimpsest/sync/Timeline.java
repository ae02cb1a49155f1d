package org.palimpsest.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.LoweredCounter;
import org.palimpsest.snapshot.Manifest;

/**
 * What a device's series of snapshots says of its settings and of its store as a whole. Only the
 * manifests are asked, so a hundred snapshots cost no more than their lines.
 */
public final class Timeline {

  private static final long FEW = 10;

  private final List<Manifest> series;

  /** The timeline of one device's snapshots, oldest first. */
  public Timeline(List<Manifest> series) {
    this.series = List.copyOf(series);
  }

  /** Every turn, oldest first. */
  public List<Turn> turns() {
    List<Turn> turns = new ArrayList<>();
    for (int i = 1; i < series.size(); i++) {
      between(series.get(i - 1), series.get(i), turns);
    }
    return List.copyOf(turns);
  }

  /** The first snapshot since which every one shows the retention that the newest shows. */
  public Optional<Manifest> retentionSince() {
    Manifest since = null;
    for (int i = series.size() - 1; i >= 0; i--) {
      Manifest manifest = series.get(i);
      if (since != null && retention(manifest) != retention(since)) {
        break;
      }
      since = manifest;
    }
    return Optional.ofNullable(since);
  }

  /** The instant of the last snapshot that shows another retention than the newest. */
  public Optional<Instant> retentionBefore() {
    Instant before = null;
    for (Manifest manifest : series) {
      if (retention(manifest) != retention(series.get(series.size() - 1))) {
        before = manifest.asOf();
      }
    }
    return Optional.ofNullable(before);
  }

  private static void between(Manifest a, Manifest b, List<Turn> turns) {
    JsonNode was = a.json().path("facts");
    JsonNode is = b.json().path("facts");
    long counted = was.path("counters").path("message").asLong(-1);
    long counts = is.path("counters").path("message").asLong(b.count("messages") == 0 ? 0 : -1);
    if (counts >= 0 && counts < counted) {
      // Where other tables counted further, the manifests alone do not tell another store, or an
      // earlier state that went on, from a counter that was written.
      String kind = LoweredCounter.grown(a, b).isEmpty() ? "store-replaced" : "counter-fell";
      turns.add(turn(kind, a, b, counted + " rows counted", counts + " rows counted"));
    }
    if (retention(a) != retention(b)) {
      turns.add(turn("retention-changed", a, b, keeps(retention(a)), keeps(retention(b))));
    }
    String sync = was.path("messagesInICloud").asText("unknown");
    if (!sync.equals(is.path("messagesInICloud").asText("unknown"))) {
      turns.add(turn("sync-switched", a, b, sync, is.path("messagesInICloud").asText("unknown")));
    }
    long uploaded = was.path("sync").path("uploaded").asLong();
    long left = is.path("sync").path("uploaded").asLong();
    boolean stillThere = b.count("messages") * 2 > a.count("messages");
    if (uploaded >= FEW && left * 2 <= uploaded && stillThere) {
      turns.add(turn("sync-reset", a, b, uploaded + " marked as uploaded", left + " so marked"));
    }
    String schema = was.path("generation").asText();
    if (!schema.equals(is.path("generation").asText())) {
      turns.add(turn("schema-changed", a, b, schema, is.path("generation").asText()));
    }
    boolean wasUnfinished = unfinished(was);
    if (wasUnfinished != unfinished(is)) {
      turns.add(
          turn(
              wasUnfinished ? "download-finished" : "download-unfinished",
              a,
              b,
              wasUnfinished ? "unfinished" : "finished",
              wasUnfinished ? "finished" : "unfinished"));
    }
  }

  private static Turn turn(String kind, Manifest a, Manifest b, String was, String is) {
    return new Turn(kind, a.asOf(), b.asOf(), a.id(), b.id(), was, is);
  }

  private static boolean unfinished(JsonNode facts) {
    long permille = facts.path("downloadPermille").asLong(-1);
    return permille >= 0 && permille < 1000;
  }

  private static long retention(Manifest manifest) {
    return manifest.json().path("facts").path("retentionDays").asLong(-1);
  }

  /** A retention in words. */
  public static String keeps(long days) {
    return days < 0 ? "not known" : days == 0 ? "for ever" : "for " + days + " days";
  }

  /** How many snapshots it covers. */
  @Override
  public String toString() {
    return "timeline of " + series.size() + " snapshots";
  }
}
