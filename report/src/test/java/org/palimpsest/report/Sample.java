package org.palimpsest.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.report.model.ReportFacts;
import org.palimpsest.report.pdf.PdfView;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.verdict.Check;

/** Reports made by hand, so that a test knows every figure and word in them. */
public final class Sample {

  public static final Instant ISSUED = Instant.parse("2026-11-20T09:30:00Z");
  public static final SealingKey KEY = key("Sample Examiner");

  /** A name that tries to be markup, a formula, another direction and a control all at once. */
  public static final String HOSTILE = "=<script>alert('x')</script>&\u202Egnp.\u0007";

  public static final String OTHER_PERSON = "cleo@example.org";

  private static final String OTHER_THREAD = "0123456789abcdef0123456789abcdef";
  private static final long HELD = 10_000;
  private static final String BEFORE = "2026-11-12T18:00:00Z";
  private static final String AFTER = "2026-11-19T18:00:00Z";

  private Sample() {}

  public static SealingKey key(String name) {
    return SealingKey.create(
        name, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(3650), new SecureRandom());
  }

  /** A thread of {@code removed} messages went, with one participant. */
  public static ReportFacts facts(int removed, String participant) {
    return facts(diff(removed, participant, true), item("imac", true), item("imac", true));
  }

  public static ReportFacts facts(ObjectNode diff, ObjectNode from, ObjectNode to) {
    long gone =
        diff.path("summary").path("messages").path("removed").asLong()
            + diff.path("summary").path("messages").path("notOnDevice").asLong();
    ((ObjectNode) from.path("counts")).put("messages", HELD);
    ((ObjectNode) to.path("counts")).put("messages", HELD - gone);
    Fingerprint fingerprint = Fingerprint.of(KEY.certificate());
    ObjectNode signer = Json.object();
    signer.put("subject", KEY.certificate().getSubjectX500Principal().getName());
    signer.put("fingerprint", fingerprint.hex());
    signer.put("words", fingerprint.words());
    signer.put("notBefore", KEY.certificate().getNotBefore().toInstant().toString());
    signer.put("notAfter", KEY.certificate().getNotAfter().toInstant().toString());
    ObjectNode tool = Json.object();
    tool.put("name", "palimpsest").put("version", "0").put("build", "test").put("java", "17");
    return new ReportFacts(
        "PR-20261120-00000000",
        ReportFacts.Kind.ORIGINAL,
        Optional.empty(),
        "What changed in the Messages store of imac",
        ISSUED,
        tool,
        ReportFacts.Parties.none(),
        from,
        to,
        diff,
        otherThreads(),
        Optional.empty(),
        List.of(Check.passed("objects", "all as named"), Check.notChecked("deep", "not asked for")),
        custody(),
        signer,
        List.of("The files were copied."),
        List.of("Nothing else was examined."));
  }

  /** A thread that neither came nor went, for messages that did. */
  private static ArrayNode otherThreads() {
    ArrayNode others = Json.object().putArray("otherThreads");
    others.addObject().put("thread", OTHER_THREAD).putArray("participants").add(OTHER_PERSON);
    return others;
  }

  /** With one more message, in the thread that neither came nor went. */
  public static ObjectNode withAdded(ObjectNode diff) {
    ((ObjectNode) diff.path("summary").path("messages")).put("added", 1);
    ((ArrayNode) diff.path("messages"))
        .addObject()
        .put("guid", "10000000-0000-0000-0000-000000000000")
        .put("thread", OTHER_THREAD)
        .put("change", "added")
        .put("sentAt", AFTER);
    return diff;
  }

  /** All files of a report, by name. */
  public static Map<String, byte[]> files(ReportFacts facts, SealingKey key) throws Exception {
    ObjectNode report = ReportDocument.of(facts);
    byte[] json = Json.canonical(report);
    Map<String, byte[]> files = new TreeMap<>(ReportViews.of(report, Sha256.of(json).hex()));
    files.put("report.json", json);
    files.put("report.json.p7s", key.sealDetached(json, ISSUED));
    files.put("report.pdf", PdfView.certified(report, json, key));
    files.put("signer.pem", key.pem().getBytes(StandardCharsets.US_ASCII));
    return files;
  }

  public static ObjectNode diff(int removed, String participant, boolean complete) {
    ObjectNode diff = Json.object();
    diff.put("schema", "palimpsest/diff/1");
    diff.set("from", end("imac", BEFORE, "a", true));
    diff.set("to", end("imac", AFTER, "b", complete));
    ObjectNode summary = diff.putObject("summary");
    summary
        .putObject("threads")
        .put("removed", removed > 0 ? 1 : 0)
        .put("thinned", 0)
        .put("added", 0);
    summary
        .putObject("messages")
        .put("removed", removed)
        .put("recentlyDeleted", 0)
        .put("restored", 0)
        .put("added", 0)
        .put("edited", 0)
        .put("unsent", 0)
        .put("altered", 0)
        .put("drifted", 3);
    summary
        .putObject("attachments")
        .put("removed", 0)
        .put("offloaded", 0)
        .put("missing", 0)
        .put("added", 0)
        .put("altered", 0);
    summary.put("cameAndWent", 0);
    ArrayNode threads = diff.putArray("threads");
    ArrayNode messages = diff.putArray("messages");
    diff.putArray("attachments");
    ArrayNode findings = diff.putArray("findings");
    if (removed > 0) {
      ObjectNode thread = threads.addObject();
      thread.put("thread", "t1");
      thread.putArray("participants").add(participant);
      thread.put("change", "removed");
      thread.put("messagesBefore", removed);
      thread.put("messagesAfter", 0);
      thread.put("firstSentAt", "2026-10-01T00:00:00Z");
      thread.put("lastSentAt", "2026-11-01T00:00:00Z");
      findings.add(finding(removed, participant));
    }
    for (int i = 0; i < removed; i++) {
      ObjectNode message = messages.addObject();
      message.put("guid", String.format("00000000-0000-0000-0000-%012d", i));
      message.put("thread", "t1");
      message.put("change", "removed");
      message.put("sentAt", Instant.parse("2026-10-01T00:00:00Z").plusSeconds(i).toString());
      message.put("cause", "sync-propagated");
      message.put("confidence", "supported");
    }
    return diff;
  }

  private static ObjectNode finding(int removed, String participant) {
    ObjectNode finding = Json.object();
    finding.put("id", "f1");
    finding.put("kind", "thread-removed");
    finding.put("severity", "high");
    finding.put("statement", "All " + removed + " messages with " + participant + " are absent.");
    finding.put("cause", "sync-propagated");
    finding.put("confidence", "supported");
    finding.putArray("observations").add("Messages in iCloud was on");
    finding.putArray("against");
    finding.putArray("alternatives").add("a deletion on this device itself");
    finding
        .putArray("evidence")
        .addObject()
        .put("snapshot", "a".repeat(64))
        .put("file", "chat.db")
        .put("table", "message")
        .put("row", "1")
        .put("guid", "00000000-0000-0000-0000-000000000000");
    return finding;
  }

  public static ObjectNode end(String device, String asOf, String digit, boolean complete) {
    ObjectNode end = Json.object();
    end.put("snapshot", digit.repeat(64));
    end.put("device", device);
    end.put("takenAt", asOf);
    end.put("asOf", asOf);
    end.put("root", digit.repeat(64));
    end.put("complete", complete);
    return end;
  }

  public static ObjectNode item(String device, boolean complete) {
    ObjectNode item = Json.object();
    item.put("snapshot", "a".repeat(64));
    item.put("root", "a".repeat(64));
    item.putObject("device").put("label", device);
    item.put("takenAt", BEFORE);
    item.put("asOf", BEFORE);
    item.put("asOfBasis", "last change");
    item.put("complete", complete);
    ArrayNode reasons = item.putArray("incompleteReasons");
    if (!complete) {
      reasons.add("the log moved while it was copied");
    }
    item.putObject("source").put("kind", "folder").put("path", "/somewhere");
    item.putObject("acquisition").put("method", "plain copy").put("consistent", complete);
    item.putObject("counts").put("messages", 100).put("threads", 2).put("attachments", 0);
    item.putObject("facts").put("messagesInICloud", "on");
    item.putObject("tool").put("name", "palimpsest").put("version", "0").put("java", "17");
    item.putArray("evidenceFiles")
        .addObject()
        .put("path", "chat.db")
        .put("role", "database")
        .put("size", 4096)
        .put("sha256", "c".repeat(64))
        .put("modifiedAt", BEFORE);
    item.put("evidenceFileCount", 1);
    item.put("evidenceBytes", 4096);
    return item;
  }

  private static ObjectNode custody() {
    LogKey key = LogKey.create("palimpsest.local/vault/0", new SecureRandom());
    Sha256 root = Sha256.of(new byte[0]);
    String text =
        "palimpsest.local/vault/0\n7\n"
            + java.util.Base64.getEncoder().encodeToString(root.bytes())
            + "\n";
    ObjectNode custody = Json.object();
    custody.put("origin", "palimpsest.local/vault/0");
    custody.put("size", 7);
    custody.put("root", root.hex());
    custody.put("checkpoint", new String(key.sign(text).toBytes(), StandardCharsets.UTF_8));
    custody.putArray("entries");
    return custody;
  }
}
