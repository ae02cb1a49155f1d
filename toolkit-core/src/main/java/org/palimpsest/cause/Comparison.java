package org.palimpsest.cause;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.ThreadChange;
import org.palimpsest.snapshot.Facets;

/** A diff with all that rules ask around it. */
public final class Comparison {

  /** Recently Deleted empties after about 30 days; a day earlier is taken for that too. */
  static final Duration RECENTLY_DELETED_FROM = Duration.ofDays(29);

  private final Diff diff;
  private final Facts from;
  private final Facts to;
  private final Behind behind;
  private final List<Witness> witnesses;
  private final Map<String, MessageChange> gone = new HashMap<>();
  private final Map<String, List<MessageChange>> goneOfThread = new HashMap<>();
  private final Set<String> removedThreads = new HashSet<>();
  private final Set<String> taken = new HashSet<>();
  private final boolean replaced;
  private final Sweeps sweeps;

  /** A diff with what its stores and other devices show. */
  public Comparison(Diff diff, Behind behind, List<Witness> witnesses) {
    this.diff = diff;
    this.from = Facts.of(diff.from());
    this.to = Facts.of(diff.to());
    this.behind = behind;
    this.witnesses = List.copyOf(witnesses);
    this.replaced = diff.replaced();
    for (MessageChange change : diff.messages()) {
      if (change.kind() == ChangeKind.REMOVED) {
        gone.put(change.guid(), change);
        goneOfThread.computeIfAbsent(change.thread(), key -> new ArrayList<>()).add(change);
      }
    }
    for (ThreadChange thread : diff.threads()) {
      if (thread.kind() == ThreadChange.Kind.REMOVED) {
        removedThreads.add(thread.thread());
      }
    }
    numbersTaken();
    this.sweeps = Sweeps.of(this);
  }

  private void numbersTaken() {
    Set<Long> given = new HashSet<>();
    for (MessageChange change : diff.messages()) {
      Facets after = change.after();
      if (after != null && change.before() == null) {
        given.add(after.rowid());
      }
    }
    for (MessageChange change : gone.values()) {
      Facets before = change.before();
      if (before != null && given.contains(before.rowid())) {
        taken.add(change.guid());
      }
    }
  }

  /** Whether another message has the row number of one that is gone. */
  boolean numberTaken(MessageChange change) {
    return taken.contains(change.guid());
  }

  /** The changes. */
  public Diff diff() {
    return diff;
  }

  /** Facts of the first snapshot. */
  public Facts from() {
    return from;
  }

  /** Facts of the second snapshot. */
  public Facts to() {
    return to;
  }

  /** What the stores hold behind what is gone. */
  public Behind behind() {
    return behind;
  }

  /** What other devices show. */
  public List<Witness> witnesses() {
    return witnesses;
  }

  Sweeps sweeps() {
    return sweeps;
  }

  /** A message that is gone, by guid. */
  Optional<MessageChange> goneMessage(String guid) {
    return Optional.ofNullable(gone.get(guid));
  }

  Iterable<MessageChange> allGone() {
    return gone.values();
  }

  long rowsRemoved() {
    return gone.size();
  }

  boolean replaced() {
    return replaced;
  }

  boolean threadRemoved(MessageChange change) {
    return removedThreads.contains(change.thread());
  }

  /** Whether every message that went from the thread is of that sort. */
  boolean onlyOfThread(MessageChange change, Predicate<MessageChange> sort) {
    return goneOfThread.getOrDefault(change.thread(), List.of()).stream().allMatch(sort);
  }

  /** Whether the second snapshot shows a later time than the first. */
  boolean inOrder() {
    return diff.to().asOf().isAfter(diff.from().asOf());
  }

  /**
   * Whether so much time lies between the snapshots, or may lie there since their order is not
   * sure, that a message can have gone to Recently Deleted and from there in between, unseen.
   */
  boolean hidesRecentlyDeleted() {
    return from.hasRecentlyDeleted()
        && (!inOrder()
            || Duration.between(diff.from().asOf(), diff.to().asOf())
                    .compareTo(RECENTLY_DELETED_FROM)
                >= 0);
  }

  /**
   * Rows that went and left no deletion record, at least; 0 when the counters do not tell. Numbers
   * that were given out and are not present say nothing of it: an insertion that was refused takes
   * one too.
   */
  public long withoutRecord() {
    boolean told = from.deletionRecords() >= 0 && to.deletionRecords() >= from.deletionRecords();
    if (!told || replaced() || !inOrder()) {
      return 0;
    }
    long went = gone.size() + diff.continuity().otherNumber();
    return Math.max(0, went - (to.deletionRecords() - from.deletionRecords()));
  }

  /** Removals from Recently Deleted that this device itself queued; -1 when not known. */
  long withdrawals() {
    return from.withdrawals() < 0 || to.withdrawals() < 0 || replaced()
        ? -1
        : to.withdrawals() - from.withdrawals();
  }

  /**
   * Whether this device queued as many removals as ordinary messages went and may have come and
   * gone in between, so that none of them need be of other messages.
   */
  boolean withdrewAll() {
    long withdrawn = withdrawals();
    return withdrawn > 0 && withdrawn >= ordinaryGone() + diff.cameAndWent();
  }

  /** Whether some message that went had lain in Recently Deleted in the first snapshot. */
  boolean recentlyDeletedWent() {
    return gone.values().stream().anyMatch(change -> change.had(Facets.RECENTLY_DELETED));
  }

  /** Removed messages that the system does not tidy by itself. */
  long ordinaryGone() {
    return gone.values().stream().filter(change -> !change.had(Facets.TAPBACK)).count();
  }

  /** Whether the device synchronised between the two snapshots. */
  boolean syncedBetween() {
    return to.lastSync().map(at -> at.isAfter(diff.from().asOf())).orElse(false);
  }

  /** Whether most upload marks were reset in between, after which a store may be filled anew. */
  public boolean uploadsReset() {
    long common = diff.continuity().sameNumber() + diff.continuity().otherNumber();
    return diff.uploadsReset() >= 10 && diff.uploadsReset() * 2 >= common;
  }

  Instant end() {
    return diff.to().asOf();
  }

  Instant start() {
    return diff.from().asOf();
  }
}
