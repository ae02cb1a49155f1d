package org.palimpsest.finding;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Comparison;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.ThreadChange;
import org.palimpsest.sync.Turn;

/** All that statements are made from. */
final class Review {

  private final Comparison comparison;
  private final Map<String, Attribution> attributions;
  private final Map<String, Window> windows;
  private final List<Turn> timeline;
  private final Map<String, List<String>> people;
  private final Map<String, ThreadChange> threads = new HashMap<>();

  Review(
      Comparison comparison,
      Map<String, Attribution> attributions,
      Map<String, Window> windows,
      List<Turn> timeline,
      Map<String, List<String>> people) {
    this.comparison = comparison;
    this.attributions = attributions;
    this.windows = windows;
    this.timeline = timeline;
    this.people = people;
    comparison.diff().threads().forEach(thread -> threads.put(thread.thread(), thread));
  }

  Diff diff() {
    return comparison.diff();
  }

  Comparison comparison() {
    return comparison;
  }

  Optional<Attribution> attribution(MessageChange change) {
    return Optional.ofNullable(attributions.get(change.guid()));
  }

  @Nullable ThreadChange thread(String name) {
    return threads.get(name);
  }

  /** Participants of a thread, empty when neither snapshot names any. */
  List<String> people(String thread) {
    return people.getOrDefault(thread, List.of());
  }

  List<Turn> timeline() {
    return timeline;
  }

  /** The narrowest pair of snapshots between which a message went. */
  Optional<Window> window(MessageChange change) {
    return Optional.ofNullable(windows.get(change.guid()));
  }

  /** When a message was last seen in the snapshot before the first one without it. */
  Instant lastSeen(MessageChange change) {
    return window(change).map(window -> window.from().asOf()).orElse(diff().from().asOf());
  }

  /** When the first snapshot after that shows its absence. */
  Instant firstAbsent(MessageChange change) {
    return window(change).map(window -> window.to().asOf()).orElse(diff().to().asOf());
  }

  List<MessageChange> changes(Predicate<MessageChange> wanted) {
    return diff().messages().stream().filter(wanted).toList();
  }
}
