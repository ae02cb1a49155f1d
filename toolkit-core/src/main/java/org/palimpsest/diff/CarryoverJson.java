package org.palimpsest.diff;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.Manifest;

/** A carry-over as JSON, schema {@code palimpsest/compare/1}. */
public final class CarryoverJson {

  private CarryoverJson() {}

  /**
   * The whole document.
   *
   * @param account {@code same}, {@code different} or {@code unknown}
   */
  public static ObjectNode of(Carryover carryover, String account) {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/compare/1");
    json.set("from", snapshot(carryover.diff().from()));
    json.set("to", snapshot(carryover.diff().to()));
    json.put("account", account);
    ObjectNode messages = json.putObject("messages");
    messages.put("carriedOver", carryover.carried());
    messages.put("changed", carryover.changed());
    messages.put("notCarriedOver", carryover.missing().size());
    messages.put(
        "notComparable",
        carryover.incomparable().values().stream().mapToLong(Long::longValue).sum());
    messages.put("onlyOnSecond", carryover.onlySecond());
    ArrayNode reasons = json.putArray("notComparable");
    for (Map.Entry<String, Long> reason : new TreeMap<>(carryover.incomparable()).entrySet()) {
      reasons.addObject().put("reason", reason.getKey()).put("count", reason.getValue());
    }
    ArrayNode threads = json.putArray("threads");
    for (Carryover.ThreadCount thread : carryover.threads()) {
      ObjectNode node = threads.addObject().put("thread", thread.thread());
      thread.participants().forEach(node.putArray("participants")::add);
      node.put("messagesBefore", thread.before());
      node.put("notCarriedOver", thread.missing());
      node.put("notComparable", thread.incomparable());
    }
    ArrayNode missing = json.putArray("notCarriedOver");
    for (MessageChange change : carryover.missing()) {
      ObjectNode node = missing.addObject();
      node.put("guid", change.guid());
      node.put("thread", change.thread());
      node.put("sentAt", change.sentAt().map(Instant::toString).orElse(null));
      if (change.before() != null) {
        node.put("sentAtRaw", Long.toString(change.before().number()));
        node.put("row", Long.toString(change.before().rowid()));
      }
    }
    return json;
  }

  private static ObjectNode snapshot(Manifest manifest) {
    ObjectNode json = Json.object();
    json.put("snapshot", manifest.id());
    json.put("device", manifest.device());
    json.put("takenAt", manifest.takenAt().toString());
    json.put("asOf", manifest.asOf().toString());
    json.put("root", manifest.root().hex());
    json.put("complete", manifest.complete());
    return json;
  }
}
