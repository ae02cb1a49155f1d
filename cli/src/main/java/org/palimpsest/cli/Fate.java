package org.palimpsest.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.Holds;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.RetentionPolicy;

/**
 * What becomes of a snapshot when a vault is pruned, and why.
 *
 * @param keptBecause empty where its evidence is dropped
 */
record Fate(Manifest manifest, Optional<String> keptBecause) {

  boolean drops() {
    return keptBecause.isEmpty();
  }

  /**
   * The fates of all snapshots of a vault.
   *
   * @param all in the order of what they show
   * @param now what is dated later than this was taken under a clock that was wrong: it stays, and
   *     the rule does not count it
   */
  static List<Fate> of(
      List<Manifest> all, List<LoggedEntry> entries, RetentionPolicy policy, Instant now) {
    Holds holds = Holds.of(entries);
    Map<String, Long> cited = cited(all, entries);
    Set<String> ahead = new HashSet<>();
    Map<String, List<Manifest>> series = new TreeMap<>();
    for (Manifest manifest : all) {
      if (manifest.takenAt().isAfter(now) || manifest.asOf().isAfter(now)) {
        ahead.add(manifest.id());
      } else {
        series.computeIfAbsent(manifest.device(), label -> new ArrayList<>()).add(manifest);
      }
    }
    Set<String> kept = new HashSet<>();
    series.values().forEach(one -> kept.addAll(policy.kept(one)));
    Baselines baselines = Baselines.of(entries);
    Map<String, String> last = new HashMap<>();
    TakingOrder.of(all, entries).forEach(each -> last.put(each.device(), each.id()));
    List<Fate> fates = new ArrayList<>();
    for (Manifest manifest : all) {
      String id = manifest.id();
      Optional<Holds.Hold> hold = holds.covering(manifest.device(), id);
      Long citing = cited.get(id);
      Optional<String> because = Optional.empty();
      if (hold.isPresent()) {
        because = Optional.of("held by entry " + hold.get().seq());
      } else if (citing != null) {
        because = Optional.of("cited by entry " + citing);
      } else if (kept.contains(id)) {
        because = Optional.of("kept by the rule");
      } else if (ahead.contains(id)) {
        because = Optional.of("dated ahead of the clock");
      } else if (last.containsValue(id)) {
        because = Optional.of("taken last");
      } else if (baselines.holds(manifest)) {
        // What came after it is told only by comparing with it.
        because = Optional.of("a run compares with it next");
      }
      fates.add(new Fate(manifest, because));
    }
    return fates;
  }

  /**
   * What entries cite. Those of reports name every snapshot that a finding rests on; the first
   * versions named the two that were compared, and may rest on any of the series between them.
   */
  private static Map<String, Long> cited(List<Manifest> all, List<LoggedEntry> entries) {
    Map<String, Long> cited = Holds.citations(entries);
    Map<String, Manifest> known = new HashMap<>();
    all.forEach(manifest -> known.put(manifest.id(), manifest));
    for (LoggedEntry logged : entries) {
      Entry entry = logged.entry();
      List<String> method = entry.texts("method");
      boolean saysAll = method.stream().anyMatch(step -> step.startsWith(ReportVerb.RESTS_ON));
      if (entry.action() == Action.REPORT && !saysAll) {
        Optional<Manifest> from = named(method, "from ", known);
        Optional<Manifest> to = named(method, "to ", known);
        if (from.isPresent() && to.isPresent()) {
          all.stream()
              .filter(each -> isBetween(each, from.get(), to.get()))
              .forEach(each -> cited.putIfAbsent(each.id(), logged.seq()));
        }
      }
    }
    return cited;
  }

  private static Optional<Manifest> named(
      List<String> method, String word, Map<String, Manifest> known) {
    return method.stream()
        .filter(step -> step.startsWith(word))
        .map(step -> step.substring(word.length()))
        .filter(known::containsKey)
        .map(known::get)
        .findFirst();
  }

  private static boolean isBetween(Manifest each, Manifest from, Manifest to) {
    return each.device().equals(from.device())
        && !each.asOf().isBefore(from.asOf())
        && !each.asOf().isAfter(to.asOf());
  }
}
