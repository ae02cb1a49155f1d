package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cli.alert.Alarm;

/**
 * Findings as alarms. What they observed names people, so it stays in the report; an alarm says the
 * kind, the cause and how sure that is.
 */
final class Findings {

  private Findings() {}

  /** All findings of a diff document. */
  static List<Alarm> alarms(JsonNode diff) {
    List<Alarm> alarms = new ArrayList<>();
    String device = diff.path("to").path("device").asText();
    diff.path("findings").forEach(finding -> alarms.add(alarm(finding, device)));
    alarms.sort(Alarm.ORDER);
    return alarms;
  }

  static Alarm alarm(JsonNode finding, String device) {
    String kind = finding.path("kind").asText();
    String cause = finding.path("cause").asText("");
    String confidence = finding.path("confidence").asText("");
    String what = kind.replace('-', ' ');
    String statement =
        Character.toUpperCase(what.charAt(0))
            + what.substring(1)
            + (device.isEmpty() ? "" : " on " + device)
            + (cause.isEmpty() || cause.equals("null")
                ? ""
                : "; the evidence fits "
                    + cause.replace('-', ' ')
                    + (confidence.isEmpty() || confidence.equals("null")
                        ? ""
                        : " (" + confidence + ")"))
            + ".";
    return new Alarm(
        finding.path("id").asText(), kind, finding.path("severity").asText(), device, statement);
  }
}
