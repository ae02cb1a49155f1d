package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.palimpsest.cli.calendar.PastFinding;

/** What runs found, as a line and as JSON. */
final class PastFindings {

  private PastFindings() {}

  static String line(PastFinding found) {
    String report = found.report().isEmpty() ? "" : "  report: " + found.report();
    return "  " + found.severity() + "  " + found.statement() + report;
  }

  static void put(ArrayNode list, List<PastFinding> found) {
    for (PastFinding each : found) {
      ObjectNode node = list.addObject();
      node.put("began", each.at().toString());
      node.put("severity", each.severity());
      node.put("device", each.device());
      node.put("statement", each.statement());
      node.put("report", each.report().isEmpty() ? null : each.report());
    }
  }
}
