package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palimpsest.cause.Cause;
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
            + because(cause, confidence)
            + ".";
    Alarm alarm =
        new Alarm(
            finding.path("id").asText(),
            kind,
            finding.path("severity").asText(),
            device,
            statement);
    // From what to what a setting was changed names nobody.
    return alarm.isOfSetting()
        ? new Alarm(
            alarm.id(), kind, alarm.severity(), device, finding.path("statement").asText(statement))
        : alarm;
  }

  private static String because(String cause, String confidence) {
    if (cause.equals(Cause.UNDETERMINED.word())) {
      return "; the data does not show why";
    }
    String sure = confidence.isEmpty() || confidence.equals("null") ? "" : " (" + confidence + ")";
    return Arrays.stream(Cause.values())
        .filter(each -> each.word().equals(cause))
        .map(each -> "; the evidence fits: " + each.phrase() + sure)
        .findFirst()
        .orElse("");
  }
}
