package org.palimpsest.continuity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.palimpsest.json.Json;

/** Gaps as JSON, schema {@code palimpsest/gaps/1}. */
public final class GapsJson {

  private GapsJson() {}

  /** The whole document. */
  public static ObjectNode of(Gaps gaps) {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/gaps/1");
    json.put("snapshot", gaps.manifest().id());
    json.put("device", gaps.manifest().device());
    json.put("asOf", gaps.manifest().asOf().toString());
    json.put("complete", gaps.complete());
    json.put("unreadablePlaces", gaps.unreadable());
    ArrayNode looks = json.putArray("signals");
    gaps.looks()
        .forEach(
            look ->
                looks
                    .addObject()
                    .put("signal", look.kind())
                    .put("status", look.status())
                    .put("count", look.count()));
    ArrayNode list = json.putArray("gaps");
    for (Gap gap : gaps.gaps()) {
      ObjectNode node = list.addObject();
      node.put("kind", gap.kind());
      node.put("strength", gap.strength().word());
      node.put("foreignWriter", gap.alarm());
      node.put("count", gap.count());
      node.put("statement", gap.statement());
      gap.explanations().forEach(node.putArray("explanations")::add);
      ArrayNode evidence = node.putArray("evidence");
      for (Place place : gap.places()) {
        ObjectNode where = evidence.addObject();
        where.put("snapshot", gaps.manifest().id());
        where.put("file", gaps.file());
        where.put("table", place.table());
        place.row().ifPresent(row -> where.put("row", Long.toString(row)));
        place.guid().ifPresent(guid -> where.put("guid", guid));
      }
    }
    return json;
  }
}
