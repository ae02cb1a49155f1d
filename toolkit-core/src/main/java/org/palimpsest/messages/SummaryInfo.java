package org.palimpsest.messages;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PropertyLists;

/**
 * What {@code message_summary_info} says of edits ({@code ec}) and unsent parts ({@code rp}). A
 * part index maps to its states in time, the first is the original, the last the present text.
 *
 * @param edits all states of all edited parts, by part, then in time
 * @param retractedParts parts that were unsent, ascending
 */
record SummaryInfo(List<Edit> edits, List<Integer> retractedParts) {

  static final SummaryInfo NOTHING = new SummaryInfo(List.of(), List.of());

  /**
   * Whether the bytes can hold edits at all. Most messages have a summary without any; looking for
   * the two keys as a binary property list writes them spares parsing it.
   */
  static boolean mayMatter(byte[] bytes) {
    if (bytes.length < 8 || bytes[0] != 'b' || bytes[1] != 'p') {
      return true;
    }
    for (int i = 8; i + 2 < bytes.length; i++) {
      if (bytes[i] == 0x52
          && ((bytes[i + 1] == 'e' && bytes[i + 2] == 'c')
              || (bytes[i + 1] == 'r' && bytes[i + 2] == 'p'))) {
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
          }
        }
      }
    }
    // The sort is stable, so the states of one part stay in time.
    edits.sort(Comparator.comparingInt(Edit::part));
    List<Integer> retracted = new ArrayList<>();
    if (root.get("rp") instanceof NSArray indexes) {
      for (NSObject index : indexes.getArray()) {
        if (index instanceof NSNumber number) {
          retracted.add(number.intValue());
        }
      }
    }
    retracted.sort(Comparator.naturalOrder());
    return new SummaryInfo(List.copyOf(edits), List.copyOf(retracted));
  }

  private static int index(String key) throws MalformedArchiveException {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException e) {
      throw new MalformedArchiveException("an edit history with a part that has no number");
    }
  }

  private static Edit edit(int part, NSObject state) throws MalformedArchiveException {
    if (state instanceof NSDictionary fields && fields.get("t") instanceof NSData data) {
      AttributedText text = AttributedText.decode(data.bytes());
      long seconds =
          fields.get("d") instanceof NSNumber number ? (long) Math.floor(number.doubleValue()) : 0;
      return new Edit(
          part,
          text.isExact() ? Text.exact(text.text()) : Text.damaged(text.text(), text.utf8()),
          seconds);
    }
    throw new MalformedArchiveException("an edit history without a text");
  }
}
