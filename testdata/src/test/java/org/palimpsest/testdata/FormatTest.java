package org.palimpsest.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FormatTest {
  /** A published blob, {@code AttributedBodyTextOnly}, byte for byte. */
  private static final String NOTER_TEST =
      hex("04 0b")
          + text("streamtyped")
          + hex("81 e8 03 84 01 40 84 84 84 19")
          + text("NSMutableAttributedString")
          + hex("00 84 84 12")
          + text("NSAttributedString")
          + hex("00 84 84 08")
          + text("NSObject")
          + hex("00 85 92 84 84 84 0f")
          + text("NSMutableString")
          + hex("01 84 84 08")
          + text("NSString")
          + hex("01 95 84 01 2b 0a")
          + text("Noter test")
          + hex("86 84 02")
          + text("iI")
          + hex("01 0a 92 84 84 84 0c")
          + text("NSDictionary")
          + hex("00 95 84 01 69 01")
          + hex("92 84 98 98 1d")
          + text("__kIMMessagePartAttributeName")
          + hex("86")
          + hex("92 84 84 84 08")
          + text("NSNumber")
          + hex("00 84 84 07")
          + text("NSValue")
          + hex("00 95 84 01 2a 84 9b 9b 00 86 86 86");

  private static String hex(String spaced) {
    return spaced.replace(" ", "");
  }

  private static String text(String ascii) {
    return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private static String archived(AttributedText text) {
    return HexFormat.of().formatHex(text.archived());
  }

  @Test
  void typedstreamEqualsPublishedExample() {
    String bytes = archived(AttributedText.plain("Noter test"));

    assertThat(bytes).isEqualTo(NOTER_TEST);
    assertThat(bytes).hasSize(2 * 233);
  }

  @Test
  void typedstreamWidensLengths() {
    assertThat(archived(AttributedText.plain("x".repeat(127)))).contains("84012b7f7878");
    assertThat(archived(AttributedText.plain("x".repeat(150)))).contains("84012b8196007878");
    assertThat(archived(AttributedText.plain("x".repeat(70_000))))
        .contains("84012b82701101007878")
        .contains("84026949018270110100");
  }

  @Test
  void typedstreamCountsRunsInUtf16AndReusesDictionaries() {
    AttributedText family = AttributedText.plain("👨‍👩‍👧");
    assertThat(archived(family)).contains("840269490108");

    AttributedText parts =
        AttributedText.of(
            List.of(
                new AttributedText.Attached("at_0_X"),
                new AttributedText.Words("b"),
                new AttributedText.Attached("at_2_Y")));
    assertThat(parts.string()).isEqualTo("\uFFFCb\uFFFC");
    assertThat(archived(parts))
        .contains(text(AttributedText.TRANSFER))
        .contains(text("at_0_X"))
        .containsOnlyOnce(text("NSDictionary"))
        .containsOnlyOnce(text(AttributedText.PART));
  }

  @Test
  void binaryPlistHasEveryKind() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", List.of(1, 300, 70_000L, -1L, 5_000_000_000L));
    map.put("é", true);
    map.put("d", new byte[] {7});
    map.put("r", 1.5);
    map.put("t", Instant.parse("2001-01-01T00:00:10Z"));
    String bytes = HexFormat.of().formatHex(BinaryPlist.write(map));

    assertThat(bytes)
        .startsWith(text("bplist00") + "d5")
        .contains("5161")
        .contains("6100e9")
        .contains("1001", "11012c", "1200011170", "13ffffffffffffffff", "13000000012a05f200")
        .contains("09", "4107", "233ff8000000000000", "334024000000000000");
  }

  @Test
  void unsentKeepsOnlyTheLength() {
    String bytes = HexFormat.of().formatHex(SummaryInfo.retracted(13));

    assertThat(bytes).contains(text("otr"), text("rp"), "100d").doesNotContain(text("streamtyped"));
  }

  @Test
  void appleTimeCountsFrom2001() {
    assertThat(AppleTime.nanos(Instant.parse("2001-01-01T00:00:01.5Z"))).isEqualTo(1_500_000_000L);
    assertThat(AppleTime.fromNanos(1_500_000_000L))
        .isEqualTo(Instant.parse("2001-01-01T00:00:01.5Z"));
  }
}
