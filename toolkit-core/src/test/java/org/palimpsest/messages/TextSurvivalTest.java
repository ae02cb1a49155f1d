package org.palimpsest.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.json.CanonicalWriter;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.BinaryPlist;
import org.palimpsest.testdata.KeyedArchiveWriter;
import org.palimpsest.testdata.SchemaFile;
import org.palimpsest.testdata.SchemaStore;

/** What people write comes through byte for byte, and what was forged to harm does none. */
class TextSurvivalTest {

  private static final List<String> TEXTS =
      List.of(
          "👨‍👩‍👧‍👦 🏳️‍🌈 🫶🏽 1️⃣",
          "مرحبا \u202eabc\u202c \u2067שלום\u2069",
          "zero\u200dwidth\u200cjoin\ufeff",
          "\ufffc between \ufffd",
          "nul\u0000 bell\u0007 esc\u001b[31m del\u007f c1\u009b nl\n cr\r tab\t",
          "\"quoted\" \\ / \u2028 \u2029",
          "e\u0301 is not \u00e9",
          "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \udbff\udfff");

  @TempDir Path folder;

  @Test
  void everyTextComesBackFromBothColumnsCharacterByCharacter() throws Exception {
    Path file = folder.resolve("texts.db");
    try (SchemaStore store = SchemaStore.create(file, SchemaFile.MACOS_26)) {
      for (int i = 0; i < TEXTS.size(); i++) {
        String text = TEXTS.get(i);
        store.insert("message", Map.of("guid", "T" + i, "text", text, "subject", text));
        store.insert(
            "message",
            Map.of("guid", "B" + i, "attributedBody", AttributedText.plain(text).archived()));
        byte[] several =
            new AttributedText(
                    text,
                    List.of(
                        new AttributedText.Run(
                            text.length(), Map.of("__kIMTextBoldAttributeName", 1))))
                .archived();
        store.insert("message", Map.of("guid", "R" + i, "attributedBody", several));
      }
    }
    Reading reading = Reading.of(file);
    for (int i = 0; i < TEXTS.size(); i++) {
      // A NUL ends a text for SQLite's own functions, not for what is stored.
      assertThat(reading.content("T" + i).path("text").asText()).isEqualTo(TEXTS.get(i));
      assertThat(reading.content("T" + i).path("subject").asText()).isEqualTo(TEXTS.get(i));
      assertThat(reading.content("B" + i).path("text").asText()).isEqualTo(TEXTS.get(i));
      assertThat(reading.content("R" + i).path("text").asText()).isEqualTo(TEXTS.get(i));
    }
    assertThat(reading.facts.disagreeingTexts()).isZero();
  }

  @Test
  void aLoneSurrogateKeepsItsBytes() throws Exception {
    Path file = folder.resolve("lone.db");
    byte[] lone = {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80, 'b'};
    try (SchemaStore store = SchemaStore.create(file, SchemaFile.MACOS_26)) {
      store.insert("message", Map.of("guid", "L"));
      store.sql().run("UPDATE message SET text = CAST(? AS TEXT) WHERE guid = 'L'", lone);
    }
    Reading reading = Reading.of(file);
    assertThat(reading.content("L").path("text").path("bytes").asText())
        .isEqualTo(HexFormat.of().formatHex(lone));
    CanonicalWriter writer = new CanonicalWriter();
    ValueWriter.string(writer, "x\ud800y");
    assertThat(new String(writer.toByteArray(), StandardCharsets.UTF_8))
        .isEqualTo("{\"utf16\":\"0078d8000079\"}");
  }

  @Test
  void whatCannotBeReadIsCountedAndNothingElseIsLost() throws Exception {
    Path file = folder.resolve("bad.db");
    byte[] bad = "not an archive".getBytes(StandardCharsets.US_ASCII);
    try (SchemaStore store = SchemaStore.create(file, SchemaFile.MACOS_26)) {
      store.insert("message", Map.of("guid", "1", "attributedBody", bad, "text", "still here"));
      store.insert("message", Map.of("guid", "2", "attributedBody", bad));
      store.insert("message", Map.of("guid", "3", "message_summary_info", bad));
      store.insert(
          "message", Map.of("guid", "4", "balloon_bundle_id", "x.app", "payload_data", bad));
      store.insert(
          "recoverable_message_part",
          Map.of(
              "chat_id", 1, "message_id", 1, "part_index", 0, "delete_date", 5, "part_text", bad));
    }
    Reading reading = Reading.of(file);
    assertThat(reading.content("1").path("text").asText()).isEqualTo("still here");
    assertThat(reading.state("1").path("unreadable").asText()).isEqualTo("attributedBody");
    assertThat(reading.content("2").at("/text/unreadable").asText()).isEqualTo("attributedBody");
    assertThat(reading.content("4").at("/app/unreadable").asText()).isEqualTo("payload_data");
    assertThat(reading.content("1").at("/deletedParts/0/text/unreadable").asText())
        .isEqualTo("part_text");
    assertThat(reading.facts.unreadableBodies()).isEqualTo(2);
    assertThat(reading.facts.unreadableHistories()).isEqualTo(1);
    assertThat(reading.facts.kept().unreadablePayloads()).isEqualTo(1);
    assertThat(reading.facts.kept().unreadableParts()).isEqualTo(1);
  }

  @Test
  void hostileBlobsStayWithin64MegabytesAndOneSecond() {
    List<byte[]> blobs = new ArrayList<>();
    byte[] summary =
        org.palimpsest.testdata.SummaryInfo.edited(
            List.of(
                new org.palimpsest.testdata.SummaryInfo.Version(
                    AttributedText.plain("x"), Reading.AS_OF)));
    byte[] payload = KeyedArchiveWriter.write(Map.of("userInfo", Map.of("caption", "c")));
    Random random = new Random(9);
    for (byte[] whole : List.of(summary, payload)) {
      for (int round = 0; round < 2_000; round++) {
        byte[] mutant = whole.clone();
        for (int i = 0; i <= random.nextInt(6); i++) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        blobs.add(mutant);
      }
    }
    Object laughs = "ha";
    for (int i = 0; i < 5; i++) {
      laughs = List.of(laughs, laughs, laughs, laughs, laughs, laughs, laughs, laughs);
    }
    blobs.add(BinaryPlist.write(Map.of("rp", laughs, "ec", Map.of("0", laughs), "zz", laughs)));
    blobs.add(
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><plist/>"
            .getBytes(StandardCharsets.US_ASCII));
    blobs.add("(".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (byte[] blob : blobs) {
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long nanos = threads.getCurrentThreadCpuTime();
      tried(blob);
      assertThat(threads.getCurrentThreadAllocatedBytes() - bytes).isLessThan(64L << 20);
      assertThat(threads.getCurrentThreadCpuTime() - nanos).isLessThan(1_000_000_000L);
    }
  }

  private static void tried(byte[] blob) {
    try {
      SummaryInfo.read(blob);
    } catch (MalformedArchiveException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    try {
      AppPayload.read(blob);
    } catch (MalformedArchiveException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    assertThat(ChatProperties.json(blob)).isNotNull();
    assertThat(SafeInfo.userInfo(blob)).isNotNull();
  }
}
