package org.palimpsest.sync;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a device beyond its present figures.
 *
 * @param threads its threads, those at greatest risk first
 * @param storage what fills its space
 * @param turns what changed in its series of snapshots, oldest first
 * @param retentionFirstSeen the first snapshot since which every one shows the present retention
 * @param retentionOtherwise the last snapshot that shows another
 * @param disagreements what it holds and another device of the account does not
 * @param tidied messages of the newest snapshot that went and are tapbacks, which the system
 *     replaces
 * @param unthreaded messages of the newest snapshot that are in the store and in no thread any more
 * @param strangers devices of the vault that are used with other own addresses
 * @param unreadSettings names of preference files that could not be read
 */
public record Detail(
    List<ThreadRisk> threads,
    Storage storage,
    List<Turn> turns,
    Optional<Instant> retentionFirstSeen,
    Optional<Instant> retentionOtherwise,
    List<Disagreement> disagreements,
    List<String> strangers,
    List<String> unreadSettings,
    long tidied,
    long unthreaded) {

  /** Nothing more is known. */
  public static final Detail NONE =
      new Detail(
          List.of(),
          Storage.UNKNOWN,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          0,
          0);

  /** How many threads it lists. */
  @Override
  public String toString() {
    return "detail of " + threads.size() + " threads";
  }
}
