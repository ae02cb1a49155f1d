package org.palimpsest.cli.alert;

import java.time.Instant;
import java.util.List;

/** Alarms as a JUnit test suite: each is a test, which fails from a severity on. */
public final class JUnitXml {

  private JUnitXml() {}

  /**
   * The document.
   *
   * @param at when it was found
   * @param alarms what was found
   * @param threshold from this severity on a test fails
   * @param complete whether everything could be read; an error of its own when not
   */
  public static String of(Instant at, List<Alarm> alarms, String threshold, boolean complete) {
    long failures = alarms.stream().filter(alarm -> alarm.isAtLeast(threshold)).count();
    int extra = complete ? 0 : 1;
    int tests = Math.max(1, alarms.size() + extra);
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites>\n  <testsuite name=\"palimpsest\" tests=\"").append(tests);
    xml.append("\" failures=\"").append(failures).append("\" errors=\"").append(extra);
    xml.append("\" skipped=\"0\" time=\"0\" timestamp=\"");
    xml.append(at.toString(), 0, 19).append("\">\n");
    if (tests > alarms.size() + extra) {
      xml.append("    <testcase classname=\"palimpsest\" name=\"no findings\" time=\"0\"/>\n");
    }
    if (!complete) {
      xml.append(
          "    <testcase classname=\"palimpsest\" name=\"everything was read\" time=\"0\">\n");
      xml.append("      <error type=\"incomplete\" message=\"something could not be read, so");
      xml.append(" absence must not be inferred\"/>\n    </testcase>\n");
    }
    for (Alarm alarm : alarms) {
      String place = alarm.device().isEmpty() ? "vault" : alarm.device();
      xml.append("    <testcase classname=\"palimpsest.").append(escaped(place));
      xml.append("\" name=\"").append(escaped(alarm.kind() + " " + alarm.id()));
      xml.append("\" time=\"0\">\n");
      if (alarm.isAtLeast(threshold)) {
        xml.append("      <failure type=\"").append(escaped(alarm.severity()));
        xml.append("\" message=\"").append(escaped(alarm.statement())).append("\"/>\n");
      } else {
        xml.append("      <system-out>").append(escaped(alarm.severity() + ": "));
        xml.append(escaped(alarm.statement())).append("</system-out>\n");
      }
      xml.append("    </testcase>\n");
    }
    return xml.append("  </testsuite>\n</testsuites>\n").toString();
  }

  /** Escaped, and without what XML 1.0 cannot hold. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> {
                  boolean held = point >= 0x20 && !(point >= 0xD800 && point <= 0xDFFF);
                  out.appendCodePoint(held && point != 0xFFFE && point != 0xFFFF ? point : '?');
                }
              }
            });
    return out.toString();
  }
}
