package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.palimpsest.cli.alert.Alarm;
import org.palimpsest.cli.alert.RunOutcome;
import org.palimpsest.cli.alert.SourceState;
import org.palimpsest.json.Json;

/** A run as {@code palimpsest/run/1}. */
final class RunJson {

  private RunJson() {}

  static ObjectNode of(RunOutcome run) {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/run/1");
    json.put("began", run.began().toString());
    json.put("exit", run.exit());
    json.put("outcome", run.word());
    json.put("summary", run.summary());
    ArrayNode sources = json.putArray("sources");
    for (SourceState source : run.sources()) {
      ObjectNode node = sources.addObject();
      node.put("device", source.device());
      node.put("outcome", source.outcome());
      node.put("snapshot", source.snapshot().orElse(null));
      node.put("newestSnapshotAsOf", source.newest().map(Object::toString).orElse(null));
      List<String> reports = source.reports();
      node.put("report", reports.isEmpty() ? null : reports.get(reports.size() - 1));
      ArrayNode names = node.putArray("reports");
      reports.forEach(names::add);
      node.put("cause", source.cause().isEmpty() ? null : source.cause());
      node.put("remedy", source.remedy().isEmpty() ? null : source.remedy());
    }
    ArrayNode alarms = json.putArray("alarms");
    for (Alarm alarm : run.alarms()) {
      ObjectNode node = alarms.addObject();
      node.put("id", alarm.id());
      node.put("kind", alarm.kind());
      node.put("severity", alarm.severity());
      node.put("device", alarm.device());
      node.put("statement", alarm.statement());
    }
    PastFindings.put(json.putArray("notLookedAt"), run.earlier());
    json.put("vault", run.verified());
    json.put("pruned", run.pruned());
    ArrayNode absent = json.putArray("absentDays");
    run.absent().forEach(day -> absent.add(day.toString()));
    return json;
  }
}
