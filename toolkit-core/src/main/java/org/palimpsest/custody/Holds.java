package org.palimpsest.custody;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.digest.Sha256;

/**
 * The holds that are in force, as the custody log tells them: an entry sets one, a later entry
 * releases it, and nothing else stores it. A hold covers a series (all snapshots of a device, also
 * those taken later) or a single snapshot; what it covers is never pruned. Several may lie on the
 * same, each set by an entry of its own for a case of its own, and releasing one leaves the others
 * in force.
 */
public final class Holds {

  /** What an entry that sets a hold says as its purpose. */
  public static final String SET = "hold set";

  /** What an entry that releases a hold says as its purpose. */
  public static final String RELEASED = "hold released";

  /** Before the number of the entry that set it, a step of an entry that releases a hold. */
  public static final String NUMBER = "releases hold ";

  /** The kind of source that an entry about a whole series names. */
  public static final String SERIES = "series";

  /**
   * A hold in force.
   *
   * @param seq number of the entry that set it
   * @param device label of the series; empty when it covers a single snapshot
   * @param snapshot the id of the snapshot; empty when it covers a series
   * @param caseId the case that it was set for, if one was named
   * @param reason why it was set
   */
  public record Hold(
      long seq,
      Optional<String> device,
      Optional<String> snapshot,
      Optional<String> caseId,
      String reason) {
    /** Its number alone. */
    @Override
    public String toString() {
      return "hold " + seq;
    }
  }

  private final List<Hold> inForce = new ArrayList<>();

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
    Optional<String> series =
        entry.source().filter(origin -> origin.kind().equals(SERIES)).map(Entry.Origin::device);
    Optional<String> snapshot = entry.snapshot().map(Entry.SnapshotFacts::id);
    Optional<String> caseId = entry.text("caseId");
    if (entry.text("purpose").equals(Optional.of(SET))) {
      String reason = entry.text("remarks").orElse("");
      series.ifPresent(
          device ->
              inForce.add(
                  new Hold(logged.seq(), Optional.of(device), Optional.empty(), caseId, reason)));
      snapshot.ifPresent(
          id ->
              inForce.add(
                  new Hold(logged.seq(), Optional.empty(), Optional.of(id), caseId, reason)));
    } else if (entry.text("purpose").equals(Optional.of(RELEASED))) {
      List<String> numbers =
          entry.texts("method").stream().filter(step -> step.startsWith(NUMBER)).toList();
      inForce.removeIf(
          hold ->
              (isOn(hold.device, series) || isOn(hold.snapshot, snapshot))
                  && (numbers.isEmpty()
                      // Entries of the first versions name no number: such a case's, or all.
                      ? caseId.isEmpty() || caseId.equals(hold.caseId)
                      : numbers.contains(NUMBER + hold.seq)));
    }
  }

  private static boolean isOn(Optional<String> held, Optional<String> named) {
    return held.isPresent() && held.equals(named);
  }

  /** A hold that covers a snapshot of a device. */
  public Optional<Hold> covering(String device, String snapshot) {
    List<Hold> series = onSeries(device);
    return (series.isEmpty() ? onSnapshot(snapshot) : series).stream().findFirst();
  }

  /** The holds on a whole series. */
  public List<Hold> onSeries(String device) {
    return inForce.stream().filter(hold -> isOn(hold.device, Optional.of(device))).toList();
  }

  /** The holds on a single snapshot. */
  public List<Hold> onSnapshot(String id) {
    return inForce.stream().filter(hold -> isOn(hold.snapshot, Optional.of(id))).toList();
  }

  /** All of them, in the order in which they were set. */
  public List<Hold> all() {
    return List.copyOf(inForce);
  }

  /**
   * The snapshots that reports, proofs, packages and hand-overs of the log cite, each with the
   * number of the first entry that does.
   */
  public static Map<String, Long> citations(List<LoggedEntry> entries) {
    Map<String, Long> cited = new HashMap<>();
    for (LoggedEntry logged : entries) {
      Entry entry = logged.entry();
      for (String id : cited(entry)) {
        cited.putIfAbsent(id, logged.seq());
      }
      if (cites(entry)) {
        entry.objects().forEach(item -> cited.putIfAbsent(item.sha256().hex(), logged.seq()));
      }
    }
    return cited;
  }

  private static boolean cites(Entry entry) {
    return switch (entry.action()) {
      case REPORT, PROVE, PACKAGE, TRANSFER_OUT -> true;
      // Nothing else rests on a snapshot's evidence being there.
      default -> false;
    };
  }

  /** The snapshots that an entry cites; none unless it is of one of the kinds that cite. */
  private static Set<String> cited(Entry entry) {
    Set<String> cited = new TreeSet<>();
    if (cites(entry)) {
      entry.snapshot().ifPresent(facts -> cited.add(facts.id()));
      for (String step : entry.texts("method")) {
        for (String word : step.split(" ", -1)) {
          if (Sha256.isHex(word)) {
            cited.add(word);
          }
        }
      }
    }
    return cited;
  }

  /** The snapshots whose evidence must be there when an entry is appended: cited or held by it. */
  public static Set<String> needed(Entry entry) {
    Set<String> needed = cited(entry);
    if (entry.action() == Action.HOLD && entry.text("purpose").equals(Optional.of(SET))) {
      entry.snapshot().ifPresent(facts -> needed.add(facts.id()));
    }
    return needed;
  }
}
