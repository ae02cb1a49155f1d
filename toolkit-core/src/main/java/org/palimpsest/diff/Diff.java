package org.palimpsest.diff;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palimpsest.snapshot.Manifest;

/**
 * Everything that differs between two snapshots.
 *
 * @param from the first
 * @param to the second
 * @param sameDevice whether both are of one device; otherwise nothing is called removed
 * @param continuity whether the store went on
 * @param messages changed messages, drifted ones left out, sorted by guid
 * @param drifted how many messages only drifted
 * @param attachments changed attachments, sorted by guid
 * @param moved messages that are in both and hang in another thread or in none, sorted by guid
 * @param reshaped messages among the drifted of which more than the state differs, sorted by guid
 * @param groups threads in both with another name, picture or other members, sorted
 * @param threads threads that lost or gained messages, sorted by name
 * @param balance by how much the number of rows ever inserted grew beyond what is seen to have come
 *     and gone: above zero, so many messages arrived and went in between; below zero, so many rows
 *     were put in past the counter; 0 when it cannot be known
 * @param uploadsReset messages that were marked as uploaded and no longer are
 * @param tombstones tables that name a removed message in the second snapshot, with the row, by
 *     guid
 * @param outbound guids that wait in the second snapshot to be deleted from iCloud
 */
public record Diff(
    Manifest from,
    Manifest to,
    boolean sameDevice,
    Continuity continuity,
    List<MessageChange> messages,
    long drifted,
    List<AttachmentChange> attachments,
    List<MovedMessage> moved,
    List<ReshapedMessage> reshaped,
    List<String> groups,
    List<ThreadChange> threads,
    long balance,
    long uploadsReset,
    Map<String, Map<String, Long>> tombstones,
    Set<String> outbound) {

  /** How many messages changed in that way; one that was moved and altered counts as both. */
  public long count(ChangeKind kind) {
    return kind == ChangeKind.DRIFTED
        ? drifted
        : messages.stream()
            .filter(
                change ->
                    change.kind() == kind || kind == ChangeKind.ALTERED && change.alteredBesides())
            .count();
  }

  /** What contradicts the second snapshot's counter of inserted rows. */
  public LoweredCounter loweredCounter() {
    return LoweredCounter.of(this);
  }

  /**
   * Whether another store, or an earlier state of it, took the first one's place. A counter alone
   * shows that only as long as the store itself does not say otherwise.
   */
  public boolean replaced() {
    return continuity.verdict() == Continuity.Verdict.REPLACED
        && !loweredCounter().isContradicted();
  }

  /** Messages that arrived and went between the two; 0 when it cannot be known. */
  public long cameAndWent() {
    return Math.max(0, balance);
  }

  /** The same with other messages, when what the stores hold of them says more. */
  public Diff with(List<MessageChange> refined) {
    return with(refined, reshaped);
  }

  /** The same with reshaped messages of which more is known. */
  Diff withReshaped(List<ReshapedMessage> refined) {
    return with(messages, refined);
  }

  /** The same with fewer messages altered, and as many more among those that merely drifted. */
  Diff withRespelled(List<MessageChange> refined, List<ReshapedMessage> reformed) {
    return with(refined, drifted + messages.size() - refined.size(), reformed);
  }

  private Diff with(List<MessageChange> refined, List<ReshapedMessage> reformed) {
    return with(refined, drifted, reformed);
  }

  private Diff with(List<MessageChange> refined, long nowDrifted, List<ReshapedMessage> reformed) {
    return new Diff(
        from,
        to,
        sameDevice,
        continuity,
        List.copyOf(refined),
        nowDrifted,
        attachments,
        moved,
        List.copyOf(reformed),
        groups,
        threads,
        balance,
        uploadsReset,
        tombstones,
        outbound);
  }

  /** How many attachments changed in that way. */
  public long count(AttachmentChange.Kind kind) {
    return attachments.stream().filter(change -> change.kind() == kind).count();
  }

  /** How many threads changed in that way. */
  public long count(ThreadChange.Kind kind) {
    return threads.stream().filter(change -> change.kind() == kind).count();
  }

  /** Whether both snapshots are complete, so that absence means absence. */
  public boolean complete() {
    return from.complete() && to.complete();
  }

  /** The two snapshots. */
  @Override
  public String toString() {
    return "diff of " + from + " and " + to;
  }
}
