package org.palimpsest.report.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a sound redacted report still says, for a reader who has no other copy. */
public final class RedactedText {

  private static final String KEPT = "[kept back]";

  private RedactedText() {}

  /** The text, line by line. */
  public static List<String> of(Redacted redacted) {
    List<String> lines = new ArrayList<>();
    lines.add("Redacted report " + redacted.text("/cover/reportId", KEPT));
    lines.add("  title   " + redacted.text("/cover/title", KEPT));
    lines.add("  issued  " + redacted.text("/cover/issuedAt", KEPT));
    lines.add("  answer  " + redacted.text("/answer/headline", KEPT));
    lines.add("");
    lines.add("Findings");
    for (int i = 0; redacted.text("/findings/" + i + "/id", KEPT) != null; i++) {
      String at = "/findings/" + i;
      lines.add(
          "  "
              + (i + 1)
              + ". "
              + redacted.text(at + "/severity", KEPT)
              + ": "
              + redacted.text(at + "/statement", KEPT));
    }
    lines.add("");
    lines.add("What was kept back");
    Map<String, Integer> bySection = new TreeMap<>();
    for (String path : redacted.paths(kept -> kept)) {
      bySection.merge(path.split("/", -1)[1], 1, Integer::sum);
    }
    bySection.forEach(
        (section, count) ->
            lines.add("  " + count + (count == 1 ? " value of " : " values of ") + section));
    if (bySection.isEmpty()) {
      lines.add("  nothing");
    }
    lines.add("");
    lines.add(
        "Everything shown is what the seal of the report was made over on the day of issue, and");
    lines.add("nothing else was left out. What was kept back cannot be told from this file.");
    return lines;
  }
}
