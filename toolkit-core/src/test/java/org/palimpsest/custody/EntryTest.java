package org.palimpsest.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;

class EntryTest {

  private static final Sha256 HASH = Sha256.of(new byte[0]);

  static Entry full() {
    return Entry.of(Instant.parse("2026-11-24T10:00:00.123456Z"), Action.TRANSFER_OUT)
        .caseId("2026-0042")
        .actor(new Entry.Actor("Jane Roe", "examiner", "Lab", "jroe"))
        .host(new Entry.Host("station-1", "macOS 15.1"))
        .tool(new Entry.Tool("palimpsest", "0.1.0", HASH.hex(), "17.0.15"))
        .authority("consent")
        .purpose("weekly control")
        .source(new Entry.Origin("mac-library", "label-1", "15.1", "/x", "opened read-only"))
        .objects(List.of(new Entry.Item("report.json", 12, HASH, "report")))
        .snapshot(new Entry.SnapshotFacts("s1", HASH, Map.of("thread", 2L, "message", 42L)))
        .method(List.of("--deep"))
        .result(new Entry.Result("intact", 0))
        .errors(List.of("one file was busy"))
        .remarks("none")
        .correctionOf(3);
  }

  @Test
  void everyFieldReadsBack() throws Exception {
    Entry read = Entry.read(Json.readCanonical(full().canonical()));
    assertThat(read).isEqualTo(full()).hasSameHashCodeAs(full());
    assertThat(read.time()).isEqualTo(Instant.parse("2026-11-24T10:00:00.123Z"));
    assertThat(read.action()).isEqualTo(Action.TRANSFER_OUT);
    assertThat(read.text("caseId")).contains("2026-0042");
    assertThat(read.text("authority")).contains("consent");
    assertThat(read.text("purpose")).contains("weekly control");
    assertThat(read.text("remarks")).contains("none");
    assertThat(read.text("nothing")).isEmpty();
    assertThat(read.actor()).contains(new Entry.Actor("Jane Roe", "examiner", "Lab", "jroe"));
    assertThat(read.host()).contains(new Entry.Host("station-1", "macOS 15.1"));
    assertThat(read.tool().orElseThrow().build()).isEqualTo(HASH.hex());
    assertThat(read.source().orElseThrow().kind()).isEqualTo("mac-library");
    assertThat(read.objects()).containsExactly(new Entry.Item("report.json", 12, HASH, "report"));
    assertThat(read.snapshot().orElseThrow().counts()).containsEntry("message", 42L);
    assertThat(read.texts("method")).containsExactly("--deep");
    assertThat(read.texts("errors")).containsExactly("one file was busy");
    assertThat(read.result()).contains(new Entry.Result("intact", 0));
    assertThat(read.correctionOf()).contains(3L);
  }

  @Test
  void whatDoesNotApplyIsLeftOut() {
    Entry entry = Entry.of(Logs.START, Action.INIT).actor(Entry.Actor.of("A"));
    assertThat(new String(entry.canonical(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"action\":\"init\",\"actor\":{\"name\":\"A\"},\"time\":\"2026-11-24T10:00:00Z\"}");
    assertThat(entry.host()).isEmpty();
    assertThat(entry.tool()).isEmpty();
    assertThat(entry.source()).isEmpty();
    assertThat(entry.snapshot()).isEmpty();
    assertThat(entry.result()).isEmpty();
    assertThat(entry.correctionOf()).isEmpty();
    assertThat(entry.objects()).isEmpty();
    assertThat(entry.texts("method")).isEmpty();
  }

  @Test
  void sayingMoreLeavesTheOriginalAsItWas() {
    Entry entry = Entry.of(Logs.START, Action.NOTE);
    byte[] before = entry.canonical();
    assertThat(entry.remarks("more")).isNotEqualTo(entry);
    entry.members().put("x", 1);
    assertThat(entry.canonical()).isEqualTo(before);
  }

  @Test
  void toStringDisclosesNoNames() {
    assertThat(full() + " " + full().actor() + full().host() + full().source() + full().objects())
        .doesNotContain("Roe", "station", "/x", "report.json", "label-1");
  }

  @ParameterizedTest
  @EnumSource
  void everyActionHasOneSpelling(Action action) {
    assertThat(Action.parse(action.text())).contains(action);
    assertThat(action.text()).matches("[a-z]+(-[a-z]+)?");
    assertThat(Action.parse(action.name())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"action\":\"init\"}",
        "{\"action\":\"init\",\"time\":\"yesterday\"}",
        "{\"action\":\"destroy\",\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":1,\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"actor\":\"x\",\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"actor\":{},\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"method\":\"x\",\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"method\":[1],\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"objects\":[1],\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"remarks\":null,\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"correctionOf\":\"1\",\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"result\":{\"exitCode\":256,\"verdict\":\"x\"},\"time\":\"2026-11-24T10:00:00Z\"}",
        "{\"action\":\"init\",\"snapshot\":{\"id\":\"x\",\"root\":\"AB\"},\"time\":\"2026-11-24T10:00:00Z\"}"
      })
  void membersOfAnotherKindAreRefused(String line) {
    assertThatThrownBy(() -> Entry.read(Json.read(line.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(MalformedLogException.class);
  }

  @Test
  void membersOfALaterToolAreKept() throws Exception {
    byte[] line =
        "{\"action\":\"init\",\"later\":{\"a\":1},\"time\":\"2026-11-24T10:00:00Z\"}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Entry.read(Json.read(line)).canonical()).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "o\n01\nROOT\n",
        "o\n-1\nROOT\n",
        "o\n1\nROOT\next\n",
        "\n1\nROOT\n",
        "o\n1\nAAAA\n",
        "o\n0\nROOT\n",
        "o\n1\n",
        "o\nx\nROOT\n",
        "o\n1\n%%%\n"
      })
  void checkpointsOfAnotherFormAreRefused(String body) {
    String root = "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=";
    byte[] note = Logs.KEY.named("o").sign(body.replace("ROOT", root)).toBytes();
    assertThatThrownBy(() -> Checkpoint.parse(note)).isInstanceOf(MalformedLogException.class);
  }
}
