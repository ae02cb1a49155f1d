package org.palimpsest.custody;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The holds that are in force, as the custody log tells them: an entry sets one, a later entry
 * releases it, and nothing else stores it. A hold covers a series (all snapshots of a device, also
 * those taken later) or single snapshots; what it covers is never pruned.
 */
public final class Holds {

  /** What an entry that sets a hold says as its purpose. */
  public static final String SET = "hold set";

  /** What an entry that releases a hold says as its purpose. */
  public static final String RELEASED = "hold released";

  /** The kind of source that an entry about a whole series names. */
  public static final String SERIES = "series";

  /**
   * A hold in force.
   *
   * @param seq number of the entry that set it
   * @param device label of the series; empty when it covers a single snapshot
   * @param snapshot the id of the snapshot; empty when it covers a series
   * @param reason why it was set
   */
  public record Hold(long seq, Optional<String> device, Optional<String> snapshot, String reason) {
    /** Its number alone. */
    @Override
    public String toString() {
      return "hold " + seq;
    }
  }

  private final Map<String, Hold> byDevice = new LinkedHashMap<>();
  private final Map<String, Hold> bySnapshot = new LinkedHashMap<>();

  private Holds() {}

  /** The holds in force after these entries. */
  public static Holds of(List<LoggedEntry> entries) {
    Holds holds = new Holds();
    for (LoggedEntry logged : entries) {
      if (logged.entry().action() == Action.HOLD) {
        holds.apply(logged);
      }
    }
    return holds;
  }

  private void apply(LoggedEntry logged) {
    Entry entry = logged.entry();
    boolean set = entry.text("purpose").equals(Optional.of(SET));
    boolean released = entry.text("purpose").equals(Optional.of(RELEASED));
    String reason = entry.text("remarks").orElse("");
    Optional<String> series =
        entry.source().filter(origin -> origin.kind().equals(SERIES)).map(Entry.Origin::device);
    Optional<String> snapshot = entry.snapshot().map(Entry.SnapshotFacts::id);
    if (set) {
      series.ifPresent(
          device ->
              byDevice.put(
                  device, new Hold(logged.seq(), Optional.of(device), Optional.empty(), reason)));
      snapshot.ifPresent(
          id ->
              bySnapshot.put(
                  id, new Hold(logged.seq(), Optional.empty(), Optional.of(id), reason)));
    } else if (released) {
      series.ifPresent(byDevice::remove);
      snapshot.ifPresent(bySnapshot::remove);
    }
  }

  /** The hold that covers a snapshot of a device. */
  public Optional<Hold> covering(String device, String snapshot) {
    Hold series = byDevice.get(device);
    return series != null ? Optional.of(series) : Optional.ofNullable(bySnapshot.get(snapshot));
  }

  /** The hold on a whole series. */
  public Optional<Hold> onSeries(String device) {
    return Optional.ofNullable(byDevice.get(device));
  }

  /** The hold on a single snapshot. */
  public Optional<Hold> onSnapshot(String id) {
    return Optional.ofNullable(bySnapshot.get(id));
  }

  /** All of them, in the order in which they were set. */
  public List<Hold> all() {
    List<Hold> all = new ArrayList<>(byDevice.values());
    all.addAll(bySnapshot.values());
    all.sort((a, b) -> Long.compare(a.seq(), b.seq()));
    return Collections.unmodifiableList(all);
  }

  /**
   * The snapshots that reports, proofs, packages and hand-overs of the log cite, each with the
   * number of the first entry that does.
   */
  public static Map<String, Long> citations(List<LoggedEntry> entries) {
    Map<String, Long> cited = new HashMap<>();
    for (LoggedEntry logged : entries) {
      Entry entry = logged.entry();
      switch (entry.action()) {
        case REPORT, PROVE, PACKAGE, TRANSFER_OUT -> {
          entry.snapshot().ifPresent(facts -> cited.putIfAbsent(facts.id(), logged.seq()));
          for (String step : entry.texts("method")) {
            for (String word : step.split(" ", -1)) {
              if (org.palimpsest.digest.Sha256.isHex(word)) {
                cited.putIfAbsent(word, logged.seq());
              }
            }
          }
          entry.objects().forEach(item -> cited.putIfAbsent(item.sha256().hex(), logged.seq()));
        }
        default -> {
          // Nothing else rests on a snapshot's evidence being there.
        }
      }
    }
    return cited;
  }
}
