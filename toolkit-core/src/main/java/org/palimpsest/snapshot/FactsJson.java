package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.json.Json;
import org.palimpsest.messages.MessageFigures;
import org.palimpsest.messages.StoreFacts;
import org.palimpsest.source.DeviceSettings;

/** A store's figures and a device's settings as JSON. */
public final class FactsJson {

  /** From here on a count is written as a string. */
  private static final long BEYOND = 1L << 53;

  private static final int DAMAGE_LISTED = 100;

  private FactsJson() {}

  /** The facts of a snapshot or of a live source. */
  public static ObjectNode of(StoreFacts facts, DeviceSettings settings) {
    ObjectNode json = Json.object();
    StoreFacts.Presence presence = facts.presence();
    ObjectNode attachments = json.putObject("attachments");
    attachments.put("bytes", presence.bytes());
    attachments.put("here", presence.here());
    StoreFacts.Kept kept = facts.kept();
    attachments.put("missing", presence.missing());
    attachments.put("mistyped", kept.mistyped());
    attachments.put("notCollected", presence.notCollected());
    attachments.put("notDownloaded", presence.notDownloaded());
    attachments.put("offloaded", presence.offloaded());
    attachments.put("orphanBytes", kept.orphans().bytes());
    attachments.put("orphans", kept.orphans().count());
    json.set("counters", counters(facts.counters()));
    ArrayNode damage = json.putArray("damage");
    facts.damage().stream()
        .limit(DAMAGE_LISTED)
        .forEach(place -> damage.addObject().put("page", place.page()).put("what", place.what()));
    json.put("damagedPlaces", facts.damage().size());
    ObjectNode properties = json.putObject("databaseProperties");
    new TreeMap<>(kept.properties()).forEach(properties::put);
    json.put("disagreeingTexts", facts.disagreeingTexts());
    json.put("generation", facts.generation());
    instant(json, "lastSyncAt", settings.lastSync());
    json.set("kinds", counters(kept.kinds()));
    iCloud(json, facts, settings);
    instant(json, "newestMessageAt", facts.newest());
    instant(json, "oldestMessageAt", facts.oldest());
    settings.downloadPermille().ifPresent(value -> json.put("downloadPermille", value));
    settings.retentionDays().ifPresent(days -> json.put("retentionDays", days));
    json.put("retentionBasis", settings.retentionBasis());
    json.set("rows", counters(kept.rows()));
    json.set("rowsWhenAnalysed", counters(kept.analysed()));
    ObjectNode sync = json.putObject("sync");
    sync.put("known", facts.sync().known());
    sync.put("oversized", facts.sync().oversized());
    sync.put("pending", facts.sync().pending());
    sync.put("stalled", facts.sync().stalled());
    sync.put("uploaded", facts.sync().uploaded());
    json.set("tombstones", counters(facts.tombstones()));
    ArrayNode triggers = json.putArray("triggers");
    facts.triggers().forEach(triggers::add);
    ArrayNode unknownColumns = json.putArray("unknownColumns");
    kept.unknownColumns().forEach(unknownColumns::add);
    ArrayNode unknown = json.putArray("unknownTables");
    facts.unknownTables().forEach(unknown::add);
    json.put("unreadableBodies", facts.unreadableBodies());
    json.put("unreadableHistories", facts.unreadableHistories());
    json.put("unreadableParts", kept.unreadableParts());
    json.put("unreadablePayloads", kept.unreadablePayloads());
    ArrayNode unreadTables = json.putArray("unreadTables");
    kept.unreadTables().forEach(unreadTables::add);
    ArrayNode unreadable = json.putArray("unreadableSettings");
    settings.unreadable().forEach(unreadable::add);
    if (facts.commitsNotApplied() > 0) {
      json.put("walCommitsNotApplied", facts.commitsNotApplied());
    }
    json.put("walFrames", facts.walFrames());
    json.put("withoutThread", facts.withoutThread());
    return json;
  }

  /** What the messages of a snapshot add up to, as its manifest has it. */
  static MessageFigures figures(Manifest manifest) {
    JsonNode facts = manifest.json().path("facts");
    JsonNode sync = facts.path("sync");
    Map<String, Long> kinds = new TreeMap<>();
    facts
        .path("kinds")
        .properties()
        .forEach(kind -> kinds.put(kind.getKey(), kind.getValue().asLong()));
    return new MessageFigures(
        manifest.count("messages"),
        manifest.count("recentlyDeleted"),
        facts.path("withoutThread").asLong(),
        facts.path("unreadableBodies").asLong(),
        facts.path("unreadableHistories").asLong(),
        facts.path("disagreeingTexts").asLong(),
        facts.path("unreadablePayloads").asLong(),
        facts.path("unreadableParts").asLong(),
        new StoreFacts.Sync(
            sync.path("known").asBoolean(),
            sync.path("uploaded").asLong(),
            sync.path("pending").asLong(),
            sync.path("stalled").asLong(),
            sync.path("oversized").asLong()),
        kinds);
  }

  /**
   * Messages in iCloud: what the preference file says; where none does, an upload mark on any
   * message shows that it was on at some time; without either, nothing can be said.
   */
  private static void iCloud(ObjectNode json, StoreFacts facts, DeviceSettings settings) {
    StoreFacts.Sync sync = facts.sync();
    if (settings.messagesInICloud().isPresent()) {
      json.put("messagesInICloud", settings.messagesInICloud().get() ? "on" : "off");
      json.put("messagesInICloudBasis", settings.iCloudBasis());
    } else if (sync.known() && sync.uploaded() > 0) {
      json.put("messagesInICloud", "on");
      json.put(
          "messagesInICloudBasis",
          "inferred from the database: "
              + sync.uploaded()
              + " of "
              + facts.messages()
              + " messages are marked as uploaded; "
              + settings.iCloudBasis());
    } else {
      json.put("messagesInICloud", "unknown");
      json.put(
          "messagesInICloudBasis",
          settings.iCloudBasis() + " and no message is marked as uploaded");
    }
  }

  private static ObjectNode counters(Map<String, Long> counts) {
    ObjectNode json = Json.object();
    new TreeMap<>(counts)
        .forEach(
            (name, count) -> {
              if (-BEYOND < count && count < BEYOND) {
                json.put(name, count);
              } else {
                json.put(name, Long.toString(count));
              }
            });
    return json;
  }

  private static void instant(ObjectNode json, String name, Optional<Instant> value) {
    value.ifPresent(instant -> json.put(name, instant.toString()));
  }
}
