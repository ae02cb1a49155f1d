package org.palimpsest.cli.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.palimpsest.json.Json;

/** Alarms in the Static Analysis Results Interchange Format, SARIF 2.1.0. */
public final class Sarif {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

  private Sarif() {}

  /**
   * The document.
   *
   * @param version of this program
   * @param at when it was found
   * @param alarms what was found
   * @param complete whether everything could be read
   */
  public static ObjectNode of(String version, Instant at, List<Alarm> alarms, boolean complete) {
    ObjectNode sarif = Json.object();
    sarif.put("$schema", SCHEMA);
    sarif.put("version", "2.1.0");
    ObjectNode run = sarif.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "palimpsest");
    driver.put("version", version);
    TreeSet<String> kinds = new TreeSet<>();
    alarms.forEach(alarm -> kinds.add(alarm.kind()));
    ArrayNode rules = driver.putArray("rules");
    for (String kind : kinds) {
      ObjectNode rule = rules.addObject();
      rule.put("id", kind);
      rule.putObject("shortDescription").put("text", kind.replace('-', ' '));
    }
    ObjectNode invocation = run.putArray("invocations").addObject();
    invocation.put("executionSuccessful", complete);
    invocation.put("endTimeUtc", at.toString());
    if (!complete) {
      ObjectNode notice = invocation.putArray("toolExecutionNotifications").addObject();
      notice.put("level", "error");
      notice
          .putObject("message")
          .put("text", "something could not be read, so absence must not be inferred");
    }
    ArrayNode results = run.putArray("results");
    for (Alarm alarm : alarms) {
      result(results.addObject(), alarm);
    }
    return sarif;
  }

  private static void result(ObjectNode result, Alarm alarm) {
    result.put("ruleId", alarm.kind());
    result.put("kind", alarm.severity().equals("info") ? "informational" : "fail");
    result.put(
        "level",
        switch (alarm.severity()) {
          case "high" -> "error";
          case "medium" -> "warning";
          case "low" -> "note";
          default -> "none";
        });
    result.putObject("message").put("text", alarm.statement());
    // What is reported of a comparison was there before, or is there now, by its kind.
    result.put("baselineState", baseline(alarm.kind()));
    if (!alarm.device().isEmpty()) {
      ObjectNode location =
          result.putArray("locations").addObject().putArray("logicalLocations").addObject();
      location.put("name", alarm.device());
      location.put("kind", "resource");
    }
    result.putObject("partialFingerprints").put("palimpsestFinding/v1", alarm.id());
    result.putObject("properties").put("severity", alarm.severity());
  }

  private static String baseline(String kind) {
    if (kind.contains("removed") || kind.contains("missing") || kind.contains("deleted")) {
      return "absent";
    }
    return kind.contains("altered") || kind.contains("edited") ? "updated" : "new";
  }
}
