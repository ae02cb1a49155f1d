package org.palimpsest.testdata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code message_summary_info}, a binary property list: {@code ec} the edit history by part,
 * {@code ep} the edited parts, {@code rp} the retracted parts, {@code otr} the original range of
 * each part.
 */
public final class SummaryInfo {
  private SummaryInfo() {}

  /** One version of a part: its text and when it was written. Version 0 is the original. */
  public record Version(AttributedText text, Instant at) {}

  /** What an ordinary message carries. */
  public static byte[] ordinary() {
    return BinaryPlist.write(head());
  }

  /** A message whose part 0 was edited; the last version is the present text. */
  public static byte[] edited(List<Version> history) {
    List<Object> versions = new ArrayList<>();
    for (Version version : history) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("t", version.text().archived());
      item.put("d", AppleTime.real(version.at()));
      versions.add(item);
    }
    Map<String, Object> map = head();
    map.put("ec", Map.of("0", versions));
    map.put("ep", List.of(0));
    map.put("otr", originalRange(history.get(0).text().string().length()));
    return BinaryPlist.write(map);
  }

  /** A message whose part 0 was unsent: the text is gone, its length remains. */
  public static byte[] retracted(int originalLength) {
    Map<String, Object> map = head();
    map.put("otr", originalRange(originalLength));
    map.put("rp", List.of(0));
    return BinaryPlist.write(map);
  }

  private static Map<String, Object> head() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("amc", 0);
    map.put("ust", true);
    return map;
  }

  private static Map<String, Object> originalRange(int length) {
    Map<String, Object> range = new LinkedHashMap<>();
    range.put("lo", 0);
    range.put("le", length);
    return Map.of("0", range);
  }
}
