package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;

/** Entries in their place: what a log takes in can be asked for every part. */
final class CustodyEntryFuzzTest {

  private final LogFolder folder = new LogFolder();

  @FuzzTest
  void read(byte[] json) throws IOException {
    JsonNode node;
    try {
      node = Json.read(json);
    } catch (MalformedJsonException e) {
      return;
    }
    if (!(node instanceof ObjectNode members)) {
      return;
    }
    members.put("v", 1).put("seq", 1).put("prev", "0".repeat(64));
    byte[] line = Json.canonical(members);
    byte[] ended = Arrays.copyOf(line, line.length + 1);
    ended[line.length] = '\n';
    try {
      List<LoggedEntry> entries = folder.withLines(ended).entries();
      assertThat(entries).hasSize(1);
      everyPart(entries.get(0).entry());
    } catch (MalformedLogException e) {
      // The one refusal.
    }
  }

  private static void everyPart(Entry entry) {
    assertThat(entry.time()).isNotNull();
    assertThat(entry.action()).isNotNull();
    List.of("caseId", "authority", "purpose", "remarks").forEach(entry::text);
    List.of("method", "errors").forEach(entry::texts);
    entry.actor();
    entry.host();
    entry.tool();
    entry.source();
    entry.snapshot();
    entry.result();
    entry.correctionOf();
    assertThat(entry.objects()).isNotNull();
    assertThat(entry.canonical()).isNotEmpty();
    assertThat(entry.toString()).isNotEmpty();
  }
}
