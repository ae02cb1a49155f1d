package org.palimpsest.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palimpsest.testdata.AttributedText.Run;
import org.palimpsest.testdata.AttributedText.Strange;

/** Bodies of every shape that was published, written by a writer that shares no code. */
class TypedstreamTest {

  private static final String PART = "__kIMMessagePartAttributeName";

  private static Map<String, Object> attributes(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static byte[] body(ByteOrder order, String text, List<Run> runs) {
    return new org.palimpsest.testdata.AttributedText(text, runs).archived(order);
  }

  private static void runsCover(AttributedText text) {
    int at = 0;
    for (AttributedText.Run run : text.runs()) {
      assertThat(run.start()).isEqualTo(at);
      at += run.length();
    }
    assertThat(at).isEqualTo(text.text().length());
  }

  @Test
  void everyAttributeOfThePublishedShapesIsReadInBothByteOrders() throws Exception {
    String text = "\ufffcHi @Ben, call 555-0100 or see https://example.org\u2026 code 123456";
    List<Run> runs = new ArrayList<>();
    runs.add(
        new Run(
            1,
            attributes(
                PART,
                0,
                "__kIMFileTransferGUIDAttributeName",
                "at_0_G",
                "__kIMFilenameAttributeName",
                "IMG_1.HEIC",
                "__kIMInlineMediaWidthAttributeName",
                640,
                "__kIMInlineMediaHeightAttributeName",
                70_000,
                "__kIMBaseWritingDirectionAttributeName",
                -1)));
    runs.add(new Run(3, attributes(PART, 1, "__kIMTextBoldAttributeName", 1)));
    runs.add(
        new Run(
            4,
            attributes(
                PART,
                1,
                "__kIMMentionConfirmedMention",
                "+15550117",
                "__kIMTextEffectAttributeName",
                5)));
    runs.add(
        new Run(
            text.length() - 8,
            attributes(
                PART,
                1,
                "__kIMDataDetectedAttributeName",
                "bplist00 would be here".getBytes(StandardCharsets.US_ASCII),
                "__kIMLinkAttributeName",
                URI.create("https://example.org"),
                "__kIMLinkIsRichLinkAttributeName",
                true,
                "__kIMOneTimeCodeAttributeName",
                Map.of("code", "123456", "displayCode", "123-456"),
                "__kIMCalendarEventAttributeName",
                List.of(Instant.parse("2026-11-12T18:00:00.5Z"), 2.5, "noon"),
                "__kIMUnheardOf",
                new Strange(1, 2.5f))));
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      AttributedText read = AttributedText.decode(body(order, text, runs));
      assertThat(read.text()).isEqualTo(text);
      runsCover(read);
      assertThat(read.runs().get(0).attributes())
          .containsEntry("__kIMFileTransferGUIDAttributeName", "at_0_G")
          .containsEntry("__kIMInlineMediaWidthAttributeName", 640L)
          .containsEntry("__kIMInlineMediaHeightAttributeName", 70_000L)
          .containsEntry("__kIMBaseWritingDirectionAttributeName", -1L);
      assertThat(read.runs().get(1).attributes())
          .containsEntry("__kIMTextBoldAttributeName", 1L)
          .containsEntry(PART, 1L);
      Map<String, Object> last = read.runs().get(3).attributes();
      assertThat((byte[]) last.get("__kIMDataDetectedAttributeName"))
          .startsWith("bplist00".getBytes(StandardCharsets.US_ASCII));
      assertThat(last)
          .containsEntry("__kIMLinkAttributeName", "https://example.org")
          .containsEntry("__kIMLinkIsRichLinkAttributeName", 1L)
          .containsEntry(
              "__kIMOneTimeCodeAttributeName", Map.of("code", "123456", "displayCode", "123-456"))
          .containsEntry("__kIMUnheardOf", new Opaque("IMStrange"));
      assertThat((List<?>) last.get("__kIMCalendarEventAttributeName"))
          .isEqualTo(List.of(816_199_200.5, 2.5, "noon"));
    }
  }

  @Test
  void lengthsOfEveryWidthAndTextOfEveryKindAreExact() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int length : new int[] {1, 127, 128, 145, 146, 150, 255, 256, 32_767, 32_768, 70_000}) {
      texts.add("x".repeat(length));
      texts.add("\u00e9".repeat(length));
    }
    texts.addAll(
        List.of(
            "👨‍👩‍👧‍👦 family",
            "🏳️‍🌈",
            "مرحبا \u202eabc\u202c",
            "שלום",
            "a\u0000b\u0001\u001f",
            "\ufffc\ufffd\ufeff",
            "e\u0301",
            "𝔘𝔫𝔦𝔠𝔬𝔡𝔢"));
    for (String text : texts) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        List<Run> runs =
            List.of(
                new Run(1, attributes(PART, 0, "__kIMTextBoldAttributeName", 1)),
                new Run(text.length() - 1, attributes(PART, 0)));
        AttributedText read = AttributedText.decode(body(order, text, runs));
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.isExact()).isTrue();
        runsCover(read);
      }
    }
  }

  @Test
  void aLengthFrom146To255MayStandInOneByte() throws Exception {
    byte[] wide = body(ByteOrder.LITTLE_ENDIAN, "x".repeat(150), List.of());
    ByteArrayOutputStream narrow = new ByteArrayOutputStream();
    for (int i = 0; i < wide.length; i++) {
      boolean here = (wide[i] & 0xff) == 0x81 && (wide[i + 1] & 0xff) == 150 && wide[i + 2] == 0;
      narrow.write(here ? 150 : wide[i]);
      i += here ? 2 : 0;
    }
    assertThat(narrow.size()).isEqualTo(wide.length - 2);
    assertThat(AttributedText.decode(narrow.toByteArray()).text()).isEqualTo("x".repeat(150));
  }

  @Test
  void aLoneSurrogateKeepsItsBytes() throws Exception {
    byte[] body = body(ByteOrder.LITTLE_ENDIAN, "a###b", List.of(new Run(3, attributes(PART, 0))));
    byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    for (int i = 0; i < body.length - 2; i++) {
      if (body[i] == '#' && body[i + 1] == '#' && body[i + 2] == '#') {
        System.arraycopy(surrogate, 0, body, i, 3);
        break;
      }
    }
    AttributedText read = AttributedText.decode(body);
    assertThat(read.isExact()).isFalse();
    assertThat(read.utf8()).containsSequence(surrogate);
  }

  @Test
  void runsThatDoNotCoverTheTextAreRefused() {
    for (int length : new int[] {1, 9, 11, 40_000}) {
      byte[] body =
          body(
              ByteOrder.LITTLE_ENDIAN,
              "Noter test",
              List.of(new Run(length, attributes(PART, 0, "x", 1))));
      assertThatThrownBy(() -> AttributedText.decode(body))
          .isInstanceOf(MalformedArchiveException.class)
          .hasMessageContaining("runs are");
    }
  }

  /** An object that stands once and is named by references, over and over, and by itself. */
  @Test
  void referencesThatUnfoldWithoutEndAreBounded() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(AppleFormatsTest.noterTest());
    byte[] start = out.toByteArray();
    // The attributes' one value becomes an array that holds itself a hundred times.
    int cut = start.length - 28;
    ByteArrayOutputStream hostile = new ByteArrayOutputStream();
    hostile.write(start, 0, cut);
    hostile.writeBytes(new byte[] {(byte) 0x92, (byte) 0x84, (byte) 0x84, (byte) 0x84, 7});
    hostile.writeBytes("NSArray".getBytes(StandardCharsets.US_ASCII));
    hostile.writeBytes(new byte[] {0, (byte) 0x95, (byte) 0x9a, 100});
    for (int i = 0; i < 100; i++) {
      hostile.writeBytes(new byte[] {(byte) 0x92, (byte) 0x9d});
    }
    hostile.writeBytes(new byte[] {(byte) 0x86, (byte) 0x86, (byte) 0x86});
    withinBounds(hostile.toByteArray());
  }

  @Test
  void everyTruncationAndManyMutationsEndInTextOrInTheOneException() {
    byte[] whole =
        body(
            ByteOrder.LITTLE_ENDIAN,
            "A text with a mention and a link",
            List.of(
                new Run(10, attributes(PART, 0, "__kIMMentionConfirmedMention", "+15550100")),
                new Run(
                    22,
                    attributes(
                        PART, 0, "__kIMLinkAttributeName", URI.create("https://example.org")))));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> AttributedText.decode(cut))
          .isInstanceOf(MalformedArchiveException.class);
    }
    Random random = new Random(5);
    for (int round = 0; round < 20_000; round++) {
      byte[] mutant = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      try {
        AttributedText read = AttributedText.decode(mutant);
        if (!read.runs().isEmpty()) {
          runsCover(read);
        }
      } catch (MalformedArchiveException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void hostileStreamsStayWithin64MegabytesAndOneSecond() {
    withinBounds(stream("[2000000000i]", new byte[200]));
    withinBounds(stream("[2000000000!]", new byte[200]));
    withinBounds(stream("[2000000000c]", new byte[200]));
    withinBounds(stream("[9[9[9[9[9[9[9[9[9[9i]]]]]]]]]]", new byte[200_000]));
    withinBounds(stream("{a={b={c={d=".repeat(40), new byte[200]));
    withinBounds(
        stream("@".repeat(500), "\u0084".repeat(50_000).getBytes(StandardCharsets.ISO_8859_1)));
    withinBounds(stream("+", new byte[] {(byte) 0x82, -1, -1, -1, 0x7f}));
    withinBounds(
        stream(
            "#", "\u0084\u0084\u0001a\u0000".repeat(20_000).getBytes(StandardCharsets.ISO_8859_1)));
    withinBounds(stream("!".repeat(500), new byte[0]));
    withinBounds(
        stream(
            "@",
            ("\u0084\u0084\u0084\u0001a\u0000\u0085" + "\u0084\u0001!".repeat(40_000))
                .getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static byte[] stream(String encoding, byte[] rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {4, 11});
    out.writeBytes("streamtyped".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {(byte) 0x81, (byte) 0xe8, 3, (byte) 0x84, (byte) 0x81});
    out.write(encoding.length());
    out.write(encoding.length() >> 8);
    out.writeBytes(encoding.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(rest);
    return out.toByteArray();
  }

  /** Decodes, whatever comes of it, and measures what it took. */
  private static void withinBounds(byte[] hostile) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long nanos = threads.getCurrentThreadCpuTime();
    try {
      AttributedText.decode(hostile);
    } catch (MalformedArchiveException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - bytes).isLessThan(64L << 20);
    assertThat(threads.getCurrentThreadCpuTime() - nanos).isLessThan(1_000_000_000L);
  }
}
