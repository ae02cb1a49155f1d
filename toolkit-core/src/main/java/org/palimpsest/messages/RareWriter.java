package org.palimpsest.messages;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.CanonicalWriter;

/** Writes those members of a message's record that few messages have. */
final class RareWriter {

  private final CanonicalWriter writer;

  RareWriter(CanonicalWriter writer) {
    this.writer = writer;
  }

  /** What an app put into its balloon. */
  void app(Details details) {
    writer.name("app");
    AppContent app = details.app();
    if (app == null) {
      writer.beginObject().name("unreadable").value("payload_data").endObject();
      return;
    }
    TreeMap<String, Object> members = new TreeMap<>(app.words());
    if (app.name() != null) {
      members.put("name", app.name());
    }
    if (app.placeholder()) {
      members.put("placeholder", true);
    }
    ValueWriter.write(writer, members);
  }

  void associated(Message.Associated associated, Details.@Nullable Span target) {
    writer.beginObject();
    if (associated.emoji() != null) {
      writer.name("emoji");
      associated.emoji().write(writer);
    }
    if (target != null) {
      writer.name("length").value(target.length());
    }
    if (associated.targetPart() >= 0) {
      writer.name("part").value(associated.targetPart());
    }
    if (associated.reaction() != null) {
      writer.name("reaction").value(associated.reaction());
    }
    if (associated.isRemoval()) {
      writer.name("removed").value(true);
    }
    if (target != null) {
      writer.name("start").value(target.start());
    }
    writer.name("target").value(associated.target());
    writer.name("type").value(associated.type()).endObject();
  }

  /** Parts in Recently Deleted, who edited, and what was said before. */
  void changes(Message message) {
    Details details = message.details();
    if (!details.deletedParts().isEmpty()) {
      writer.name("deletedParts").beginArray();
      details.deletedParts().forEach(this::deletedPart);
      writer.endArray();
    }
    if (!details.editors().isEmpty()) {
      writer.name("editors").beginArray();
      details.editors().forEach(editor -> ValueWriter.string(writer, editor));
      writer.endArray();
    }
    if (!message.edits().isEmpty()) {
      writer.name("edits").beginArray();
      message.edits().forEach(this::edit);
      writer.endArray();
    }
  }

  private void deletedPart(DeletedPart part) {
    writer.beginObject().name("at").value(Long.toString(part.at()));
    writer.name("part").value(part.part()).name("text");
    if (part.text() == null) {
      writer.beginObject().name("unreadable").value("part_text").endObject();
    } else {
      part.text().write(writer);
    }
    writer.endObject();
  }

  private void edit(Edit edit) {
    writer.beginObject().name("at").value(Long.toString(edit.secondsSince2001()));
    if (edit.raw() != null) {
      writer.name("exactly").value(edit.raw());
    }
    if (edit.guid() != null) {
      writer.name("guid");
      ValueWriter.string(writer, edit.guid());
    }
    writer.name("part").value(edit.part()).name("text");
    edit.text().write(writer);
    writer.endObject();
  }

  void event(Message message) {
    Message.GroupEvent event = message.event();
    writer.beginObject().name("action").value(event.actionType());
    writer.name("kind").value(message.kind().word());
    if (event.other() != null) {
      writer.name("other").value(event.other());
    }
    if (event.title() != null) {
      writer.name("title");
      event.title().write(writer);
    }
    writer.name("type").value(event.itemType()).endObject();
  }

  /** Unsent parts with the lengths that remain, then where parts lay and what they carry. */
  void retracted(Message message) {
    Details details = message.details();
    if (!details.ranges().isEmpty()) {
      writer.name("ranges").beginArray();
      for (Details.PartRange range : details.ranges()) {
        writer.beginObject().name("length").value(range.length());
        writer.name("part").value(range.part());
        writer.name("start").value(range.start()).endObject();
      }
      writer.endArray();
    }
    if (message.retracted()) {
      writer.name("retracted").beginArray();
      message.retractedParts().forEach(part -> writer.value(part));
      writer.endArray();
    }
    runs(details, "runs", true);
  }

  /** What the system found in the text. */
  void found(Details details) {
    runs(details, "found", false);
  }

  private void runs(Details details, String name, boolean made) {
    boolean any =
        details.runs().stream().anyMatch(run -> !(made ? run.made() : run.found()).isEmpty());
    if (!any) {
      return;
    }
    writer.name(name).beginArray();
    for (TextRun run : details.runs()) {
      Map<String, Object> values = made ? run.made() : run.found();
      if (!values.isEmpty()) {
        TreeMap<String, Object> members = new TreeMap<>(values);
        members.put("length", (long) run.length());
        members.put("part", run.part());
        members.put("start", (long) run.start());
        ValueWriter.write(writer, members);
      }
    }
    writer.endArray();
  }
}
