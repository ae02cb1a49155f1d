package org.palimpsest.finding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.ThreadChange;

/** Sums up what went from a thread, once for each cause and each span of time. */
final class LossStatement implements Statement {

  @Override
  public String sentence() {
    return "Says how many messages of a thread are gone or lie in Recently Deleted, between which two"
        + " snapshots, and what the evidence fits; one finding for each cause, so that no message is"
        + " in two of them.";
  }

  @Override
  public List<Draft> findings(Review review) {
    Map<String, List<MessageChange>> groups = new TreeMap<>();
    Map<Instant, String> times = new HashMap<>();
    Map<String, Integer> largest = new TreeMap<>();
    for (MessageChange change : review.diff().messages()) {
      boolean loss =
          change.kind() == ChangeKind.REMOVED || change.kind() == ChangeKind.RECENTLY_DELETED;
      if (loss && review.attribution(change).isPresent()) {
        groups.computeIfAbsent(key(review, change, times), key -> new ArrayList<>()).add(change);
      }
    }
    groups.forEach(
        (key, changes) -> largest.merge(changes.get(0).thread(), changes.size(), Math::max));
    List<Draft> drafts = new ArrayList<>();
    List<String> summedUp = new ArrayList<>();
    groups.forEach(
        (key, changes) -> {
          String thread = changes.get(0).thread();
          boolean chief =
              changes.size() == largest.getOrDefault(thread, 0) && !summedUp.contains(thread);
          if (chief) {
            summedUp.add(thread);
          }
          drafts.add(loss(review, key, changes, chief));
        });
    return drafts;
  }

  private static String key(Review review, MessageChange change, Map<Instant, String> times) {
    Attribution attribution = review.attribution(change).orElseThrow();
    return String.join(
        " ",
        change.thread(),
        change.kind().word() + (change.part() ? " part" : ""),
        attribution.cause().word(),
        attribution.confidence().word(),
        times.computeIfAbsent(review.lastSeen(change), Instant::toString));
  }

  private static Draft loss(Review review, String key, List<MessageChange> changes, boolean chief) {
    MessageChange first = changes.get(0);
    Attribution attribution = review.attribution(first).orElseThrow();
    ThreadChange thread = review.thread(first.thread());
    boolean recoverable = first.kind() == ChangeKind.RECENTLY_DELETED;
    boolean whole =
        chief
            && thread != null
            && !first.part()
            && !(recoverable && elsewhere(review, thread) > 0)
            && thread.kind()
                == (recoverable ? ThreadChange.Kind.RECENTLY_DELETED : ThreadChange.Kind.REMOVED);
    String kind =
        recoverable
            ? (whole ? "thread-recently-deleted" : "messages-recently-deleted")
            : (whole ? "thread-removed" : "messages-removed");
    String statement =
        recoverable ? recoverable(review, changes, whole) : removed(review, changes, thread, whole);
    return new Draft(kind, severity(attribution), statement)
        .about(key)
        .infer(attribution)
        .observed(Shared.of(changes, review::attribution, Attribution::observations))
        .observed(Places.note(changes.size()))
        .against(Shared.of(changes, review::attribution, Attribution::against))
        .openWords(Shared.of(changes, review::attribution, LossStatement::phrases))
        .evidence(Places.of(review, changes));
  }

  private static List<String> phrases(Attribution attribution) {
    return attribution.alternatives().stream().map(Cause::phrase).distinct().toList();
  }

  private static String removed(
      Review review, List<MessageChange> changes, @Nullable ThreadChange thread, boolean whole) {
    MessageChange first = changes.get(0);
    Instant seen = review.lastSeen(first);
    Instant absent = review.firstAbsent(first);
    int count = changes.size();
    StringBuilder words = new StringBuilder();
    long elsewhere = whole && thread != null ? elsewhere(review, thread) : 0;
    if (thread != null && elsewhere > 0) {
      words
          .append("The thread with ")
          .append(Words.people(thread.participants()))
          .append(", ")
          .append(Words.count(thread.messagesBefore(), "message"))
          .append(", is gone; ")
          .append(Words.count(elsewhere, "message"))
          .append(Words.verb(elsewhere, " of it is", " of it are"))
          .append(" shown in another thread, and ")
          .append(Words.count(count, "message"));
    } else if (whole && thread != null && thread.messagesBefore() > count) {
      words
          .append("The whole thread with ")
          .append(Words.people(thread.participants()))
          .append(", ")
          .append(Words.count(thread.messagesBefore(), "message"))
          .append(", is gone; ")
          .append(Words.count(count, "message"))
          .append(" of it");
    } else {
      words
          .append(whole && count > 1 ? "All " : whole ? "The only message (" : "")
          .append(Words.count(count, "message"))
          .append(whole && count == 1 ? ") " : " ")
          .append(place(review, first));
    }
    return words
        .append(" that ")
        .append(Words.verb(count, "was", "were"))
        .append(" present on ")
        .append(Words.day(seen))
        .append(Words.verb(count, " was", " were"))
        .append(" absent on ")
        .append(Words.day(absent))
        .append('.')
        .toString();
  }

  /** How many messages of a thread are shown in another one now. */
  private static long elsewhere(Review review, ThreadChange thread) {
    return review.diff().moved().stream()
        .filter(move -> !move.orphaned() && move.from().equals(thread.thread()))
        .count();
  }

  private static String recoverable(Review review, List<MessageChange> changes, boolean whole) {
    MessageChange first = changes.get(0);
    int count = changes.size();
    String what =
        first.part()
            ? Words.verb(count, "A part of ", "Parts of ") + Words.count(count, "message")
            : (whole && count > 1 ? "All " : "") + Words.count(count, "message");
    return what
        + " "
        + place(review, first)
        + (count == 1 ? " lies" : " lie")
        + " in Recently Deleted as of "
        + Words.day(review.diff().to().asOf())
        + "; the system empties it after about 30 days.";
  }

  private static String place(Review review, MessageChange change) {
    return change.thread().isEmpty()
        ? "in no thread"
        : "in the thread with " + Words.people(review.people(change.thread()));
  }

  private static Severity severity(Attribution attribution) {
    return switch (attribution.cause()) {
      case SYSTEM_CLEANUP ->
          attribution.confidence() == Confidence.SUPPORTED ? Severity.INFO : Severity.LOW;
      case EXPIRED, NOT_DOWNLOADED, STORE_REPLACED -> Severity.MEDIUM;
      case SYNC_PROPAGATED,
          DELETED_ON_THIS_DEVICE,
          RECENTLY_DELETED,
          UNSENT,
          OFFLOADED,
          UNDETERMINED ->
          Severity.HIGH;
    };
  }
}
