package org.palimpsest.testdata;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Odd but storable contents: emoji sequences, right-to-left text, combining marks, object and
 * replacement characters, NUL, very long and empty texts, messages in no chat, chats with no
 * message. Lone surrogates are left out: UTF-8 cannot hold them.
 */
public final class Noise {
  private static final int VERY_LONG = 70_000;
  private static final List<String> FIXED =
      List.of(
          "",
          " ",
          "\n\n",
          "👨‍👩‍👧‍👦 family, 👩🏽‍🚀 astronaut, 🏳️‍🌈 flag, 🇳🇱 region",
          "e\u0301 is not é, and Å is not A\u030A",
          "שלום עולם, \u202Bright to left\u202C and back",
          "مرحبا \u200Fبالعالم\u200E 123",
          "zero\u200Bwidth\u200Djoined\uFEFFmarks",
          "\uFFFC",
          "before \uFFFC between \uFFFC after",
          "\uFFFD balloon",
          "left\u0000right",
          "\u0001\u001F\u007F\u0085 controls",
          "line\u2028separator\u2029paragraph\r\nand\ttab",
          "quotes ' \" ` and ; -- DROP TABLE message;",
          "=HYPERLINK(\"https://example.org\")",
          "<script>alert(1)</script> &amp; ]]>",
          "\uD835\uDD4F\uD83D\uDE00\uDBFF\uDFFD astral",
          "漢字かな交じり文、한국어 문장",
          "Z̸͕͊a̴̛͓l̵̮̂g̶͉͛o̷͙̽");

  private final Random random;

  /** Draws from a seed. */
  public Noise(long seed) {
    this.random = new Random(seed);
  }

  /** The fixed oddities, a text of 70,000 characters, and random mixtures. */
  public List<String> texts() {
    List<String> out = new ArrayList<>(FIXED);
    out.add("x".repeat(VERY_LONG));
    out.add("🧶".repeat(VERY_LONG / 2));
    for (int i = 0; i < 20; i++) {
      out.add(mixture());
    }
    return Collections.unmodifiableList(out);
  }

  private String mixture() {
    StringBuilder out = new StringBuilder();
    int length = 1 + random.nextInt(60);
    while (out.length() < length) {
      int point = random.nextInt(0x30000);
      if (Character.isDefined(point) && Character.getType(point) != Character.SURROGATE) {
        out.appendCodePoint(point);
      }
    }
    return out.toString();
  }

  /**
   * Pours all texts into a store, one message each; the last three messages are in no chat. Two
   * chats stay without a message. Returns the text of each guid.
   */
  public Map<String, String> pour(MessagesStore store, Instant from) {
    Guids guids = new Guids(random);
    Insertions insertions = store.insertions();
    List<String> texts = texts();
    Map<String, String> out = new LinkedHashMap<>();
    store.atomically(
        () -> {
          String person = "+15550177";
          long handle = insertions.handle(person, Service.IMESSAGE);
          long chat =
              insertions.chat(
                  Insertions.ChatSpec.with(Service.IMESSAGE, person, "+15550199", handle));
          for (String empty : List.of("+15550178", "nobody@example.org")) {
            long other = insertions.handle(empty, Service.IMESSAGE);
            insertions.chat(Insertions.ChatSpec.with(Service.IMESSAGE, empty, "+15550199", other));
          }
          Instant at = from;
          for (String text : texts) {
            at = at.plusSeconds(1 + random.nextInt(600));
            MessageSpec spec = MessageSpec.incoming(guids.guid(), at, Service.IMESSAGE, handle);
            AttributedText body = AttributedText.plain(text);
            spec = out.size() % 2 == 0 ? spec.body(body) : spec.bodyAndText(body);
            if (out.size() < texts.size() - 3) {
              insertions.message(spec, chat);
            } else {
              insertions.loose(spec);
            }
            out.put(spec.guid(), text);
          }
        });
    return Collections.unmodifiableMap(out);
  }
}
