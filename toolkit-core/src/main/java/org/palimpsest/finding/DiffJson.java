package org.palimpsest.finding;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.diff.AttachmentChange;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.ThreadChange;
import org.palimpsest.gap.Trace;
import org.palimpsest.json.Json;
import org.palimpsest.json.JsonTime;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.Manifest;

/** A judged diff as JSON, schema {@code palimpsest/diff/1}. */
public final class DiffJson {

  private DiffJson() {}

  /** Writes the whole document, a change at a time: there may be very many. */
  public static void write(Judgement judgement, JsonGenerator out) throws IOException {
    Diff diff = judgement.diff();
    out.writeStartObject();
    out.writeStringField("schema", "palimpsest/diff/1");
    member("from", snapshot(diff.from()), out);
    member("to", snapshot(diff.to()), out);
    member("summary", summary(diff), out);
    out.writeArrayFieldStart("threads");
    for (ThreadChange change : diff.threads()) {
      Json.write(thread(change), out);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("messages");
    for (MessageChange change : diff.messages()) {
      message(change, judgement, out);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("attachments");
    for (AttachmentChange change : diff.attachments()) {
      out.writeStartObject();
      out.writeStringField("guid", change.guid());
      out.writeStringField("message", change.message());
      out.writeStringField("change", change.kind().word());
      out.writeEndObject();
    }
    out.writeEndArray();
    member("findings", findings(judgement.findings()), out);
    out.writeEndObject();
  }

  /** The whole document as a tree. */
  public static ObjectNode of(Judgement judgement) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Json.write(out -> write(judgement, out), bytes);
      return (ObjectNode) Json.read(bytes.toByteArray());
    } catch (IOException | MalformedJsonException e) {
      throw new IllegalStateException("a document that was just written cannot be read", e);
    }
  }

  private static void member(String name, JsonNode value, JsonGenerator out) throws IOException {
    out.writeFieldName(name);
    Json.write(value, out);
  }

  private static ObjectNode snapshot(Manifest manifest) {
    ObjectNode json = Json.object();
    json.put("snapshot", manifest.id());
    json.put("device", manifest.device());
    json.put("takenAt", manifest.takenAt().toString());
    json.put("asOf", manifest.asOf().toString());
    json.put("root", manifest.root().hex());
    json.put("complete", manifest.complete());
    return json;
  }

  private static ObjectNode summary(Diff diff) {
    ObjectNode json = Json.object();
    ObjectNode threads = json.putObject("threads");
    threads.put("removed", diff.count(ThreadChange.Kind.REMOVED));
    threads.put("thinned", diff.count(ThreadChange.Kind.THINNED));
    threads.put("added", diff.count(ThreadChange.Kind.ADDED));
    ObjectNode messages = json.putObject("messages");
    messages.put("removed", diff.count(ChangeKind.REMOVED));
    messages.put("recentlyDeleted", diff.count(ChangeKind.RECENTLY_DELETED));
    messages.put("restored", diff.count(ChangeKind.RESTORED));
    messages.put("added", diff.count(ChangeKind.ADDED));
    messages.put("edited", diff.count(ChangeKind.EDITED));
    messages.put("unsent", diff.count(ChangeKind.UNSENT));
    messages.put("altered", diff.count(ChangeKind.ALTERED));
    messages.put("drifted", diff.drifted());
    if (!diff.sameDevice()) {
      messages.put("notOnDevice", diff.count(ChangeKind.NOT_ON_DEVICE));
    }
    ObjectNode attachments = json.putObject("attachments");
    for (AttachmentChange.Kind kind :
        List.of(
            AttachmentChange.Kind.REMOVED,
            AttachmentChange.Kind.OFFLOADED,
            AttachmentChange.Kind.MISSING,
            AttachmentChange.Kind.ADDED,
            AttachmentChange.Kind.ALTERED)) {
      attachments.put(kind.word(), diff.count(kind));
    }
    json.put("cameAndWent", diff.cameAndWent());
    return json;
  }

  private static ObjectNode thread(ThreadChange change) {
    ObjectNode json = Json.object();
    json.put("thread", change.thread());
    ArrayNode participants = json.putArray("participants");
    change.participants().forEach(participants::add);
    json.put("change", change.kind().word());
    json.put("messagesBefore", change.messagesBefore());
    json.put("messagesAfter", change.messagesAfter());
    instant(json, "firstSentAt", change.firstSentAt());
    instant(json, "lastSentAt", change.lastSentAt());
    return json;
  }

  private static void message(MessageChange change, Judgement judgement, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("guid", change.guid());
    out.writeStringField("thread", change.thread());
    out.writeStringField("change", change.kind().word());
    Optional<Instant> sent = change.sentAt();
    if (sent.isPresent()) {
      out.writeStringField("sentAt", JsonTime.of(sent.get()));
    } else {
      out.writeNullField("sentAt");
    }
    Facets facets = change.before() != null ? change.before() : change.after();
    if (facets != null) {
      out.writeStringField("sentAtRaw", Long.toString(facets.number()));
    }
    if (change.kind() == ChangeKind.ADDED) {
      out.writeBooleanField("backfilled", change.backfilled());
    }
    Attribution attribution = judgement.attributions().get(change.guid());
    if (attribution != null) {
      out.writeStringField("cause", attribution.cause().word());
      out.writeStringField("confidence", attribution.confidence().word());
    }
    if (change.after() == null && !judgement.diff().complete()) {
      out.writeStringField(
          "note", "one of the snapshots is incomplete, so absence does not show removal");
    }
    out.writeEndObject();
  }

  private static void instant(ObjectNode json, String name, Optional<Instant> value) {
    if (value.isPresent()) {
      json.put(name, value.get().toString());
    } else {
      json.putNull(name);
    }
  }

  /** Findings as an array. */
  public static ArrayNode findings(List<Finding> findings) {
    ArrayNode array = Json.object().putArray("findings");
    for (Finding finding : findings) {
      ObjectNode json = array.addObject();
      json.put("id", finding.id());
      json.put("kind", finding.kind());
      json.put("severity", finding.severity().word());
      json.put("statement", finding.statement());
      json.put("cause", finding.cause().map(Cause::word).orElse(null));
      json.put("confidence", finding.confidence().map(Confidence::word).orElse(null));
      words(json.putArray("observations"), finding.observations());
      words(json.putArray("against"), finding.against());
      words(json.putArray("alternatives"), finding.alternatives());
      ArrayNode evidence = json.putArray("evidence");
      for (Evidence place : finding.evidence()) {
        ObjectNode node = evidence.addObject();
        node.put("snapshot", place.snapshot());
        node.put("file", place.file());
        node.put("table", place.table());
        place.row().ifPresent(row -> node.put("row", Long.toString(row)));
        place.guid().ifPresent(guid -> node.put("guid", guid));
        place.recovered().ifPresent(trace -> recovered(node, trace));
      }
    }
    return array;
  }

  private static void recovered(ObjectNode node, Trace trace) {
    node.put("page", trace.page());
    node.put("offset", trace.offset());
    ObjectNode json = node.putObject("recovered");
    json.put("kind", trace.kind().word());
    json.put("class", trace.standing().word());
    json.put("region", trace.region().word());
    if (trace.commit() > 0) {
      json.put("commit", trace.commit());
    }
    trace.rowid().ifPresent(rowid -> json.put("rowid", Long.toString(rowid)));
    json.put("rowidProven", trace.rowidProven());
    json.put("complete", trace.complete());
    json.put("length", trace.length());
    json.put("sha256", trace.sha256().hex());
    json.put("bytes", trace.bytes());
  }

  private static void words(ArrayNode array, List<String> words) {
    words.forEach(array::add);
  }
}
