package org.palimpsest.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The participants of every thread that a report's lists name. */
public final class ThreadNames {

  private final Map<String, List<String>> participants = new HashMap<>();

  private ThreadNames() {}

  /** Reads them from the {@code results} of a report. */
  public static ThreadNames of(JsonNode results) {
    ThreadNames names = new ThreadNames();
    for (String list : List.of("threads", "otherThreads")) {
      for (JsonNode thread : results.path(list)) {
        List<String> people = new ArrayList<>();
        thread.path("participants").forEach(name -> people.add(name.asText()));
        names.participants.putIfAbsent(thread.path("thread").asText(), List.copyOf(people));
      }
    }
    return names;
  }

  /** Who takes part in a thread; empty when the store does not say. */
  public List<String> participants(String thread) {
    return participants.getOrDefault(thread, List.of());
  }

  @Override
  public String toString() {
    return "names of " + participants.size() + " threads";
  }
}
