package org.palimpsest.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.backup.Fault.Gravity;
import org.palimpsest.json.Json;

/**
 * What was found of a backup's integrity, counted and named. Several threads may add to it.
 *
 * <p>Most files of a backup carry no digest; how many do is part of the table.
 */
public final class Integrity {

  private static final int LISTED = 1000;

  /**
   * One fault.
   *
   * @param fault which
   * @param place the file on the phone, or in the backup's folder
   * @param detail one clause, or empty
   * @param inScope whether it concerns what was to be acquired
   */
  public record Found(Fault fault, String place, String detail, boolean inScope) {
    /** The kind of fault, without names. */
    @Override
    public String toString() {
      return fault.word();
    }
  }

  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private final Map<Fault, Long> countsInScope = new EnumMap<>(Fault.class);
  private final List<Found> found = new ArrayList<>();
  private long digestRight;
  private long digestAbsent;
  private long notRead;

  /** Adds a fault. */
  public synchronized void add(Fault fault, String place, String detail, boolean inScope) {
    counts.merge(fault, 1L, Long::sum);
    if (inScope) {
      countsInScope.merge(fault, 1L, Long::sum);
    }
    if (counts.getOrDefault(fault, 0L) <= LISTED) {
      found.add(new Found(fault, place, detail, inScope));
    }
  }

  /** Counts a file whose bytes have their digest. */
  public synchronized void addRightDigest() {
    digestRight++;
  }

  /** Counts a file for which the phone wrote no digest. */
  public synchronized void addAbsentDigest() {
    digestAbsent++;
  }

  /** Counts a file outside the scope, whose bytes were not read. */
  public synchronized void addNotRead() {
    notRead++;
  }

  /** How often a fault was found. */
  public synchronized long count(Fault fault) {
    return counts.getOrDefault(fault, 0L);
  }

  /** How often it was found in what was to be acquired. */
  public synchronized long countInScope(Fault fault) {
    return countsInScope.getOrDefault(fault, 0L);
  }

  /** Files whose bytes have their digest. */
  public synchronized long digestRight() {
    return digestRight;
  }

  /** The gravest fault; {@code NOTE} when there is none. */
  public synchronized Gravity gravest() {
    return counts.keySet().stream()
        .map(Fault::gravity)
        .max(Comparator.naturalOrder())
        .orElse(Gravity.NOTE);
  }

  /** Faults by name, in the order of their kinds and places. */
  public synchronized List<Found> found() {
    List<Found> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparing(Found::fault).thenComparing(Found::place));
    return sorted;
  }

  /** The table with its figures and named faults. */
  public synchronized ObjectNode toJson() {
    ObjectNode json = Json.object();
    ObjectNode digests = json.putObject("digests");
    digests.put("absent", digestAbsent);
    digests.put("notRead", notRead);
    digests.put("right", digestRight);
    digests.put("wrong", count(Fault.DIGEST_WRONG));
    ArrayNode table = json.putArray("faults");
    for (Fault fault : Fault.values()) {
      if (count(fault) > 0) {
        ObjectNode row = table.addObject();
        row.put("count", count(fault));
        row.put("fault", fault.word());
        row.put("gravity", fault.gravity().name().toLowerCase(java.util.Locale.ROOT));
        row.put("inScope", countInScope(fault));
        row.put("what", fault.words(count(fault)));
      }
    }
    ArrayNode named = json.putArray("named");
    for (Found each : found()) {
      ObjectNode row = named.addObject();
      row.put("detail", each.detail());
      row.put("fault", each.fault().word());
      row.put("inScope", each.inScope());
      row.put("place", each.place());
    }
    return json;
  }
}
