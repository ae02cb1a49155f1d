package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.Manifest;

/** Names places in the evidence: file, table, row and guid. */
final class Places {

  /** Evidence entries in a finding; every message is listed in the diff itself. */
  static final int LISTED = 100;

  private Places() {}

  /** The rows of messages in both snapshots, and the deletion records that name them. */
  static List<Evidence> of(Review review, List<MessageChange> changes) {
    List<Evidence> places = new ArrayList<>();
    for (MessageChange change : changes.subList(0, Math.min(changes.size(), LISTED))) {
      row(places, review.diff().from(), change.before(), change.guid());
      review
          .window(change)
          .filter(window -> !window.from().id().equals(review.diff().from().id()))
          .ifPresent(window -> row(places, window.from(), window.change().before(), change.guid()));
      row(places, review.diff().to(), change.after(), change.guid());
      Map<String, Long> tombstones =
          review.diff().tombstones().getOrDefault(change.guid(), Map.of());
      tombstones.forEach(
          (table, row) -> places.add(place(review.diff().to(), table, row, change.guid())));
    }
    return places;
  }

  private static void row(
      List<Evidence> places,
      Manifest manifest,
      @org.jspecify.annotations.Nullable Facets facets,
      String guid) {
    if (facets != null) {
      places.add(place(manifest, "message", facets.rowid(), guid));
    }
  }

  static Evidence place(Manifest manifest, String table, long row, String guid) {
    return new Evidence(
        manifest.id(), file(manifest), table, OptionalLong.of(row), Optional.of(guid));
  }

  /** A table as a whole. */
  static Evidence table(Manifest manifest, String table) {
    return new Evidence(
        manifest.id(), file(manifest), table, OptionalLong.empty(), Optional.empty());
  }

  static Evidence guid(Manifest manifest, String table, String guid) {
    return new Evidence(
        manifest.id(), file(manifest), table, OptionalLong.empty(), Optional.of(guid));
  }

  static String file(Manifest manifest) {
    return manifest.json().path("evidence").path("database").asText();
  }

  /** What is said where evidence lists only the first of many. */
  static List<String> note(int changes) {
    return changes > LISTED
        ? List.of("evidence lists the first messages; every one is in the list of messages")
        : List.of();
  }
}
