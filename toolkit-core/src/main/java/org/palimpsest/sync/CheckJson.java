package org.palimpsest.sync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;

/** Judged devices as JSON, schema {@code palimpsest/check/1}. */
public final class CheckJson {

  private CheckJson() {}

  /** The whole document. */
  public static ObjectNode of(List<SyncCheck.Judged> devices) {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/check/1");
    json.put("verdict", SyncCheck.worst(devices).word());
    ArrayNode list = json.putArray("devices");
    devices.forEach(device -> list.add(device(device)));
    ArrayNode findings = json.putArray("findings");
    for (SyncCheck.Judged device : devices) {
      for (SyncCheck.Alarm alarm : device.alarms()) {
        ObjectNode node = findings.addObject();
        long alike =
            device.alarms().stream().filter(each -> each.kind().equals(alarm.kind())).count();
        String identity =
            device.state().device()
                + "|"
                + alarm.kind()
                + (alike > 1 ? "|" + alarm.statement() : "");
        node.put("id", Sha256.of(identity.getBytes(StandardCharsets.UTF_8)).abbreviated(12));
        node.put("kind", alarm.kind());
        node.put("severity", alarm.grade().name().toLowerCase(Locale.ROOT));
        node.put("device", device.state().device());
        node.put("statement", alarm.statement());
      }
    }
    return json;
  }

  private static ObjectNode device(SyncCheck.Judged judged) {
    DeviceState state = judged.state();
    ObjectNode json = Json.object();
    json.put("device", state.device());
    ObjectNode sync = json.putObject("sync");
    sync.put("messagesInICloud", state.sync());
    sync.put("basis", state.basis());
    sync.put("lastSyncAt", state.lastSync().map(Object::toString).orElse(null));
    if (state.retentionDays() >= 0) {
      json.put("retentionDays", state.retentionDays());
    } else {
      json.putNull("retentionDays");
    }
    ObjectNode messages = json.putObject("messages");
    if (state.messages().total() >= 0) {
      messages.put("total", state.messages().total());
    } else {
      messages.putNull("total");
    }
    messages.put("uploaded", state.messages().uploaded());
    messages.put("pending", state.messages().pending());
    messages.put("stalled", state.messages().stalled());
    ObjectNode attachments = json.putObject("attachments");
    attachments.put("here", state.attachments().here());
    attachments.put("offloaded", state.attachments().offloaded());
    attachments.put("missing", state.attachments().missing());
    attachments.put("bytes", state.attachments().bytes());
    ObjectNode snapshot = json.putObject("snapshot");
    snapshot.put("latest", state.newest().map(DeviceState.Newest::id).orElse(null));
    if (judged.ageDays() >= 0) {
      snapshot.put("ageDays", judged.ageDays());
    } else {
      snapshot.putNull("ageDays");
    }
    if (state.notInAnySnapshot().isPresent()) {
      json.put("notInAnySnapshot", state.notInAnySnapshot().getAsLong());
    } else {
      json.putNull("notInAnySnapshot");
    }
    if (state.noLongerLive().isPresent()) {
      json.put("noLongerLive", state.noLongerLive().getAsLong());
    } else {
      json.putNull("noLongerLive");
    }
    json.put("verdict", judged.verdict().word());
    json.put("nextStep", judged.nextStep());
    ArrayNode threads = json.putArray("threads");
    for (ThreadRisk risk : judged.detail().threads()) {
      ObjectNode thread = threads.addObject().put("thread", risk.thread());
      risk.participants().forEach(thread.putArray("participants")::add);
      thread.put("messages", risk.messages());
      thread.put("notInAnySnapshot", risk.notInAnySnapshot());
      thread.put("noLongerLive", risk.noLongerLive());
      thread.put("verdict", risk.verdict().word());
    }
    return json;
  }
}
