package org.palimpsest.gap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was recovered as JSON, remain by remain: a large store would not fit into memory as
 * one document.
 */
public final class RecoveredJson {

  private static final long EXACT = 1L << 53;

  private RecoveredJson() {}

  /** Writes one document without a line end; the stream stays open. */
  public static void write(Recovered recovered, OutputStream out) throws IOException {
    write(recovered, null, null, out);
  }

  /**
   * The same, with what else is known of the messages that remains were found of, and what the log
   * did to messages.
   */
  public static void write(
      Recovered recovered,
      @Nullable List<Match> matches,
      @Nullable History history,
      OutputStream out)
      throws IOException {
    JsonGenerator json =
        new JsonFactory()
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    json.writeStartObject();
    json.writeStringField("schema", "palimpsest/recover/1");
    json.writeArrayFieldStart("rungs");
    for (Rung.Result result : recovered.rungs()) {
      json.writeStartObject();
      json.writeStringField("rung", result.rung().word());
      json.writeStringField("status", result.status().word());
      json.writeNumberField("count", result.count());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("remains");
    for (Remain remain : recovered.remains()) {
      remain(recovered, remain, json);
    }
    json.writeEndArray();
    json.writeNumberField("staleCopies", recovered.staleCopies());
    if (matches != null) {
      json.writeArrayFieldStart("messages");
      for (Match match : matches) {
        match(match, json);
      }
      json.writeEndArray();
    }
    if (history != null) {
      json.writeArrayFieldStart("history");
      for (MessageEvent event : history.events()) {
        event(event, json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.close();
  }

  private static void match(Match match, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("guid", match.guid());
    if (match.remain().rowidKnown()) {
      json.writeStringField("rowid", Long.toString(match.remain().rowid()));
    } else {
      json.writeNullField("rowid");
    }
    json.writeNumberField("remains", match.remains());
    json.writeBooleanField("numberMissing", match.numberMissing());
    json.writeBooleanField("tombstone", match.tombstone());
    if (match.earlier().isPresent()) {
      json.writeStringField("earlierSnapshot", match.earlier().get());
    } else {
      json.writeNullField("earlierSnapshot");
    }
    json.writeEndObject();
  }

  private static void event(MessageEvent event, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("commit", event.commit());
    json.writeStringField("event", event.kind().word());
    json.writeStringField("guid", event.guid());
    json.writeStringField("rowid", Long.toString(event.rowid()));
    text("textBefore", event.textBefore(), json);
    text("textAfter", event.textAfter(), json);
    json.writeEndObject();
  }

  private static void text(String name, Optional<String> text, JsonGenerator json)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, Lone.escaped(text.get()));
    } else {
      json.writeNullField(name);
    }
  }

  private static void remain(Recovered recovered, Remain remain, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("class", remain.standing().word());
    json.writeStringField("kind", remain.kind().word());
    json.writeStringField("table", remain.table());
    json.writeFieldName("values");
    values(recovered.values(remain), json);
    json.writeBooleanField("complete", remain.complete());
    if (remain.rowidKnown()) {
      json.writeStringField("rowid", Long.toString(remain.rowid()));
    } else {
      json.writeNullField("rowid");
    }
    json.writeBooleanField("rowidProven", remain.rowidProven());
    json.writeStringField("region", remain.region().word());
    json.writeStringField("file", recovered.file(remain));
    json.writeNumberField("page", remain.page());
    json.writeNumberField("offset", remain.offset());
    if (remain.commit() > 0) {
      json.writeNumberField("commit", remain.commit());
    } else {
      json.writeNullField("commit");
    }
    json.writeArrayFieldStart("alternatives");
    for (List<Value> other : recovered.alternatives(remain)) {
      values(other, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void values(List<Value> values, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Value value : values) {
      if (value instanceof Value.Whole whole) {
        if (whole.value() > EXACT || whole.value() < -EXACT) {
          json.writeString(Long.toString(whole.value()));
        } else {
          json.writeNumber(whole.value());
        }
      } else if (value instanceof Value.Real real && Double.isFinite(real.value())) {
        json.writeNumber(real.value());
      } else if (value instanceof Value.Real real) {
        json.writeString(Double.toString(real.value()));
      } else if (value instanceof Value.Words words) {
        json.writeString(Lone.escaped(words.value()));
      } else if (value instanceof Value.Blob blob) {
        json.writeString(HexFormat.of().formatHex(blob.value()));
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }

  /** Text that UTF-8 can carry. */
  private static final class Lone {

    /** Half a surrogate pair, which damaged UTF-16 can hold, becomes U+FFFD. */
    static String escaped(String text) {
      StringBuilder changed = null;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (pair) {
          i++;
        } else if (Character.isSurrogate(c)) {
          changed = changed == null ? new StringBuilder(text) : changed;
          changed.setCharAt(i, '\ufffd');
        }
      }
      return changed == null ? text : changed.toString();
    }
  }
}
