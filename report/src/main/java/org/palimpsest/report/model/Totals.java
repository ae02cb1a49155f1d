package org.palimpsest.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.json.Json;

/** Holds a comparison's summary against its lists, so that no figure stands unsupported. */
public final class Totals {

  private static final List<String> GROUPS = List.of("threads", "messages", "attachments");

  /** Counted and not listed, since nothing of the content moved. */
  private static final String DRIFTED = "drifted";

  private Totals() {}

  /**
   * Where summary and lists disagree, one sentence each; empty when every figure is supported.
   *
   * @param results a comparison, or the {@code results} of a report
   */
  public static List<String> disagreements(JsonNode results) {
    List<String> wrong = new ArrayList<>();
    for (String group : GROUPS) {
      Map<String, Long> listed = new HashMap<>();
      results.path(group).forEach(row -> listed.merge(row.path("change").asText(), 1L, Long::sum));
      JsonNode summary = results.path("summary").path(group);
      for (Iterator<String> names = summary.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        long said = summary.path(name).asLong();
        long found = listed.getOrDefault(change(name), 0L);
        if (!name.equals(DRIFTED) && said != found) {
          wrong.add(
              group
                  + ": the summary says "
                  + said
                  + " "
                  + change(name)
                  + ", the list has "
                  + found);
        }
      }
    }
    return wrong;
  }

  /** {@code recentlyDeleted} of a summary is {@code recently-deleted} in a list. */
  public static String change(String summaryName) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < summaryName.length(); i++) {
      char c = summaryName.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        word.append('-').append(Character.toLowerCase(c));
      } else {
        word.append(c);
      }
    }
    return word.toString().toLowerCase(Locale.ROOT);
  }

  /** From the messages before to the messages after, each step a figure of the summary. */
  static ObjectNode bridge(JsonNode from, JsonNode to, JsonNode summary) {
    long before = from.path("counts").path("messages").asLong();
    long after = to.path("counts").path("messages").asLong();
    JsonNode messages = summary.path("messages");
    long gone = messages.path("removed").asLong() + messages.path("notOnDevice").asLong();
    long added = messages.path("added").asLong();
    long unexplained = after - (before - gone + added);
    ObjectNode bridge = Json.object();
    bridge.put("before", before);
    bridge.put("gone", gone);
    bridge.put("added", added);
    bridge.put("after", after);
    bridge.put("unexplained", unexplained);
    bridge.put(
        "sentence",
        Phrases.number(before)
            + " before, less "
            + Phrases.number(gone)
            + " gone, plus "
            + Phrases.number(added)
            + " added, makes "
            + Phrases.number(before - gone + added)
            + "; the later snapshot holds "
            + Phrases.number(after)
            + (unexplained == 0
                ? ". The figures add up."
                : ". The difference of "
                    + Phrases.number(Math.abs(unexplained))
                    + " is not explained by the changes listed; it can come from rows without an"
                    + " identity of their own, or with the same one."));
    return bridge;
  }

  /** Figures of the integrity checks. */
  static ObjectNode integrity(ArrayNode checks) {
    Map<String, Long> counts = new HashMap<>();
    checks.forEach(check -> counts.merge(check.path("status").asText(), 1L, Long::sum));
    ObjectNode json = Json.object();
    json.put("passed", counts.getOrDefault("passed", 0L));
    json.put("failed", counts.getOrDefault("failed", 0L));
    json.put("notChecked", counts.getOrDefault("not-checked", 0L));
    return json;
  }
}
