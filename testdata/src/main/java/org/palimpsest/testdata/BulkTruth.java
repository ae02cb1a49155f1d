package org.palimpsest.testdata;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The guids of each kind of change that a bulk mutation made. No guid is in two sets. */
public record BulkTruth(
    SortedSet<String> removed,
    SortedSet<String> added,
    SortedSet<String> edited,
    SortedSet<String> unsent,
    SortedSet<String> altered,
    SortedSet<String> drifted) {
  /** Copies the sets. */
  public BulkTruth {
    removed = copy(removed);
    added = copy(added);
    edited = copy(edited);
    unsent = copy(unsent);
    altered = copy(altered);
    drifted = copy(drifted);
  }

  private static SortedSet<String> copy(Collection<String> guids) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(guids));
  }

  /** One JSON object with a sorted list of guids per kind. */
  public String toJson() {
    return "{"
        + String.join(
            ",\n",
            list("removed", removed),
            list("added", added),
            list("edited", edited),
            list("unsent", unsent),
            list("altered", altered),
            list("drifted", drifted))
        + "}\n";
  }

  /** Guids are upper-case UUIDs here and need no escaping. */
  private static String list(String name, Collection<String> guids) {
    return guids.stream()
        .collect(Collectors.joining("\",\"", "\"" + name + "\":[\"", "\"]"))
        .replace("[\"\"]", "[]");
  }
}
