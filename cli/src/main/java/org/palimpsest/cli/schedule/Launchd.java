package org.palimpsest.cli.schedule;

import java.nio.file.Path;
import java.util.Map;

/**
 * A launch agent. launchd expands no {@code ~}; times that passed while the Mac slept are run once
 * on waking ({@code StartCalendarInterval}).
 */
public final class Launchd {

  /** Name of the agent. */
  public static final String LABEL = "org.palimpsest.run";

  private Launchd() {}

  static Unit agent(Task task) {
    StringBuilder xml =
        new StringBuilder(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
              <key>Label</key>
              <string>org.palimpsest.run</string>
              <key>ProgramArguments</key>
              <array>
            """);
    string(xml, "    ", task.program().toString());
    task.arguments().forEach(argument -> string(xml, "    ", argument));
    xml.append("  </array>\n");
    if (!task.environment().isEmpty()) {
      xml.append("  <key>EnvironmentVariables</key>\n  <dict>\n");
      for (Map.Entry<String, String> variable : task.environment().entrySet()) {
        key(xml, "    ", variable.getKey());
        string(xml, "    ", variable.getValue());
      }
      xml.append("  </dict>\n");
    }
    key(xml, "  ", "StartCalendarInterval");
    xml.append("  <dict>\n");
    task.cadence().weekday().ifPresent(day -> number(xml, "Weekday", day.getValue() % 7));
    number(xml, "Hour", task.cadence().at().getHour());
    number(xml, "Minute", task.cadence().at().getMinute());
    xml.append("  </dict>\n");
    key(xml, "  ", "ProcessType");
    string(xml, "  ", "Background");
    key(xml, "  ", "LowPriorityIO");
    xml.append("  <true/>\n");
    String log = task.home().resolve("Library/Logs/palimpsest-run.log").toString();
    key(xml, "  ", "StandardOutPath");
    string(xml, "  ", log);
    key(xml, "  ", "StandardErrorPath");
    string(xml, "  ", log);
    xml.append("</dict>\n</plist>\n");
    Path file = task.home().resolve("Library/LaunchAgents/" + LABEL + ".plist");
    return Unit.utf8(file, xml.toString());
  }

  private static void key(StringBuilder xml, String indent, String name) {
    xml.append(indent).append("<key>").append(Xml.escaped(name)).append("</key>\n");
  }

  private static void string(StringBuilder xml, String indent, String value) {
    xml.append(indent).append("<string>").append(Xml.escaped(value)).append("</string>\n");
  }

  private static void number(StringBuilder xml, String name, int value) {
    xml.append("    <key>").append(name).append("</key>\n    <integer>").append(value);
    xml.append("</integer>\n");
  }
}
