package org.palimpsest.messages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.palimpsest.testdata.SchemaFile;

/** Writes the coverage table. */
final class CoverageDocument {

  private CoverageDocument() {}

  static String of(
      Map<String, Map<SchemaFile, String>> kinds, Map<String, Map<SchemaFile, String>> columns) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # What is read, from which system

        This page is written by a test, which forges every kind of message in the published schema of every
        generation, reads it, and looks at the records; it fails when the page is not what it saw.
        iOS and macOS of one year share a schema family. **read**: what it says stands in the record.
        **recognised**: the record says what it is, its strokes stay in the evidence. A dash: that
        generation cannot hold it. Whatever is in a store stays in the evidence byte for byte.

        ## Kinds of messages

        """);
    List<SchemaFile> shown =
        Arrays.stream(SchemaFile.values()).filter(each -> each != SchemaFile.IOS_5).toList();
    out.append("| Kind |");
    shown.forEach(each -> out.append(' ').append(each.label()).append(" |"));
    out.append("\n|---|").append("---|".repeat(shown.size())).append('\n');
    kinds.forEach(
        (kind, outcomes) -> {
          out.append("| ").append(kind).append(" |");
          shown.forEach(
              each -> out.append(' ').append(outcomes.getOrDefault(each, "–")).append(" |"));
          out.append('\n');
        });
    out.append(
        """

        iOS 5 (`madrid_` columns): texts, SMS and iMessage, both sides, groups, attachments and MMS parts are
        read; that system knows none of the other kinds.

        Names of people are read from address books beside the store, of a Mac and of a phone, and stand in no
        record ([contacts.md](contacts.md)).

        ## Columns

        Where each column of each table stands: in a record's content or state, as a row of its own (`row`,
        `tombstone`), or as the link that holds records together.

        """);
    out.append("| Column | Since | Where |\n|---|---|---|\n");
    columns.forEach(
        (column, places) -> {
          List<String> words = new ArrayList<>(new TreeSet<>(places.values()));
          words.remove("");
          String reason = KeptRaw.columns().get(column);
          String where =
              reason != null
                  ? "kept raw: " + reason
                  : words.isEmpty()
                      ? "message content, as true or false"
                      : String.join(", ", words);
          out.append("| `").append(column).append("` | ");
          out.append(places.keySet().iterator().next().label()).append(" | ");
          out.append(where).append(" |\n");
        });
    return out.toString();
  }
}
