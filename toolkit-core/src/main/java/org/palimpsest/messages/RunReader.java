package org.palimpsest.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.apple.AttributedText;

/**
 * Sorts the attributes of a body's runs into what its writer made and what the system found in it
 * later, and gives them short names. An attribute of another name is kept under its own.
 */
final class RunReader {

  static final String PART = "__kIMMessagePartAttributeName";

  /** Says nothing about one message, and stands on nearly every run of some stores. */
  private static final String DIRECTION = "__kIMBaseWritingDirectionAttributeName";

  private static final Map<String, String> MADE =
      Map.ofEntries(
          Map.entry("__kIMFileTransferGUIDAttributeName", "file"),
          Map.entry("__kIMFilenameAttributeName", "fileName"),
          Map.entry("__kIMInlineMediaWidthAttributeName", "width"),
          Map.entry("__kIMInlineMediaHeightAttributeName", "height"),
          Map.entry("__kIMMentionConfirmedMention", "mention"),
          Map.entry("__kIMTextBoldAttributeName", "bold"),
          Map.entry("__kIMTextItalicAttributeName", "italic"),
          Map.entry("__kIMTextUnderlineAttributeName", "underline"),
          Map.entry("__kIMTextStrikethroughAttributeName", "strikethrough"),
          Map.entry("__kIMTextEffectAttributeName", "textEffect"),
          Map.entry(DIRECTION, "direction"));

  private static final Map<String, String> FOUND =
      Map.of(
          "__kIMDataDetectedAttributeName", "data",
          "__kIMLinkAttributeName", "link",
          "__kIMLinkIsRichLinkAttributeName", "richLink",
          "__kIMPhoneNumberAttributeName", "phoneNumber",
          "__kIMAddressAttributeName", "address",
          "__kIMCalendarEventAttributeName", "calendarEvent",
          "__kIMOneTimeCodeAttributeName", "oneTimeCode");

  private RunReader() {}

  /** The runs that say more than a part's number and direction. */
  static List<TextRun> runs(AttributedText text) {
    List<TextRun> runs = new ArrayList<>();
    for (AttributedText.Run run : text.runs()) {
      Map<String, Object> made = new TreeMap<>();
      Map<String, Object> found = new TreeMap<>();
      run.attributes()
          .forEach(
              (name, value) -> {
                String system = FOUND.get(name);
                if (system != null) {
                  found.put(system, value);
                } else if (!name.equals(PART)) {
                  made.put(MADE.getOrDefault(name, name), value);
                }
              });
      boolean directed = made.size() == 1 && made.containsKey("direction");
      if (!found.isEmpty() || (!made.isEmpty() && !directed)) {
        runs.add(new TextRun(run.start(), run.length(), part(run), made, found));
      }
    }
    return runs;
  }

  static long part(AttributedText.Run run) {
    return run.attributes().get(PART) instanceof Long number ? number : 0;
  }
}
