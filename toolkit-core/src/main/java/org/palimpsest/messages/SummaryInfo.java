package org.palimpsest.messages;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PlainValues;
import org.palimpsest.apple.PropertyLists;
import org.palimpsest.messages.Details.PartRange;

/**
 * What {@code message_summary_info} says: edits ({@code ec}), unsent parts ({@code rp}), where each
 * part lay originally ({@code otr}) and who changed it ({@code euh}). A part index maps to its
 * states in time, the first is the original, the last the present text.
 *
 * @param edits all states of all edited parts, by part, then in time
 * @param retractedParts parts that were unsent, ascending
 * @param ranges original places of parts, by part
 * @param editors handles
 * @param rest what stands under its other keys
 */
record SummaryInfo(
    List<Edit> edits,
    List<Integer> retractedParts,
    List<PartRange> ranges,
    List<String> editors,
    Map<String, Object> rest) {

  static final SummaryInfo NOTHING =
      new SummaryInfo(List.of(), List.of(), List.of(), List.of(), Map.of());

  private static final Set<String> READ = Set.of("ec", "ep", "rp", "otr", "euh");

  /** Whether it says nothing. */
  boolean isNothing() {
    return edits.isEmpty()
        && retractedParts.isEmpty()
        && ranges.isEmpty()
        && editors.isEmpty()
        && rest.isEmpty();
  }

  /** More parts or states than any message has; what lies beyond is not a message's history. */
  private static final int MOST = 10_000;

  /**
   * Whether the bytes can hold more than what every message has. Most have a summary without any of
   * it; looking for the keys as a binary property list writes them spares parsing it.
   */
  static boolean mayMatter(byte[] bytes) {
    if (bytes.length < 8 || bytes[0] != 'b' || bytes[1] != 'p') {
      return true;
    }
    for (int i = 8; i + 2 < bytes.length; i++) {
      int marker = bytes[i];
      if (marker == 0x52
          && ((bytes[i + 1] == 'e' && bytes[i + 2] == 'c')
              || (bytes[i + 1] == 'r' && bytes[i + 2] == 'p'))) {
        return true;
      }
      if (marker == 0x53
          && ((bytes[i + 1] == 'o' && (bytes[i + 2] == 't' || bytes[i + 2] == 's'))
              || (bytes[i + 1] == 'e' && bytes[i + 2] == 'u'))) {
        return true;
      }
    }
    return false;
  }

  static SummaryInfo read(byte[] bytes) throws MalformedArchiveException {
    NSDictionary root = PropertyLists.readDictionary(bytes);
    List<Edit> edits = new ArrayList<>();
    if (root.get("ec") instanceof NSDictionary parts) {
      for (Map.Entry<String, NSObject> part : parts.entrySet()) {
        if (part.getValue() instanceof NSArray states) {
          for (NSObject state : states.getArray()) {
            edits.add(edit(index(part.getKey()), state));
            if (edits.size() > MOST) {
              throw new MalformedArchiveException("an edit history longer than any can be");
            }
          }
        }
      }
    }
    // The sort is stable, so the states of one part stay in time.
    edits.sort(Comparator.comparingInt(Edit::part));
    Map<String, Object> rest = PlainValues.of(root);
    rest.keySet().removeAll(READ);
    return new SummaryInfo(
        List.copyOf(edits),
        retracted(root.get("rp")),
        ranges(root.get("otr")),
        editors(root),
        rest);
  }

  private static List<Integer> retracted(@Nullable NSObject parts) {
    List<Integer> retracted = new ArrayList<>();
    if (parts instanceof NSArray indexes) {
      for (NSObject index : indexes.getArray()) {
        if (index instanceof NSNumber number && retracted.size() < MOST) {
          retracted.add(number.intValue());
        }
      }
    }
    retracted.sort(Comparator.naturalOrder());
    return List.copyOf(retracted);
  }

  private static List<PartRange> ranges(@Nullable NSObject parts) throws MalformedArchiveException {
    List<PartRange> ranges = new ArrayList<>();
    if (parts instanceof NSDictionary places) {
      for (Map.Entry<String, NSObject> part : places.entrySet()) {
        if (part.getValue() instanceof NSDictionary place
            && place.get("lo") instanceof NSNumber start
            && place.get("le") instanceof NSNumber length) {
          ranges.add(new PartRange(index(part.getKey()), start.longValue(), length.longValue()));
        }
      }
    }
    ranges.sort(Comparator.comparingInt(PartRange::part));
    return List.copyOf(ranges);
  }

  private static List<String> editors(NSDictionary root) {
    List<String> editors = new ArrayList<>();
    if (root.get("euh") instanceof NSArray handles) {
      for (NSObject handle : handles.getArray()) {
        if (handle instanceof NSString text && editors.size() < MOST) {
          editors.add(text.getContent());
        }
      }
    }
    return List.copyOf(editors);
  }

  private static int index(String key) throws MalformedArchiveException {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException e) {
      throw new MalformedArchiveException("a part of a message that has no number");
    }
  }

  private static Edit edit(int part, NSObject state) throws MalformedArchiveException {
    if (state instanceof NSDictionary fields && fields.get("t") instanceof NSData data) {
      AttributedText text = AttributedText.decode(data.bytes());
      double stored = fields.get("d") instanceof NSNumber number ? number.doubleValue() : 0;
      long seconds = (long) Math.floor(stored);
      return new Edit(
          part,
          Text.of(text),
          seconds,
          seconds == stored ? null : plain(stored),
          fields.get("bcg") instanceof NSString guid ? guid.getContent() : null);
    }
    throw new MalformedArchiveException("an edit history without a text");
  }

  /** The shortest digits that name the stored number, without an exponent. */
  private static String plain(double stored) {
    return Double.isFinite(stored)
        ? BigDecimal.valueOf(stored).toPlainString()
        : Double.toString(stored);
  }
}
