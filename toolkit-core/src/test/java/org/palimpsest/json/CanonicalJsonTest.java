package org.palimpsest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void sortsByUtf16CodeUnitsAsRfc8785Section323() throws Exception {
    String input =
        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet"
            + " With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\","
            + "\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}";
    assertThat(Json.canonical(Json.read(utf8(input))))
        .isEqualTo(new JsonCanonicalizer(input).getEncodedUTF8());
  }

  @Property(tries = 300)
  void stringsAgreeWithASecondImplementation(@ForAll String text) throws Exception {
    ObjectNode node = Json.object();
    node.put("v", text);
    boolean lone = !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    if (lone) {
      assertThatThrownBy(() -> Json.canonical(node)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    byte[] ours = Json.canonical(node);
    assertThat(ours).isEqualTo(new JsonCanonicalizer(ours).getEncodedUTF8());
    assertThat(Json.readCanonical(ours).get("v").textValue()).isEqualTo(text);
  }

  @Property(tries = 300)
  void integersAreWrittenWhole(
      @ForAll @LongRange(min = -(1L << 53) + 1, max = (1L << 53) - 1) long number) {
    CanonicalWriter writer = new CanonicalWriter();
    assertThat(new String(writer.value(number).toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo(Long.toString(number));
  }

  @Property(tries = 300)
  void decimalsAreStringsOfDigitsWhateverTheirSize(@ForAll long number) {
    CanonicalWriter writer = new CanonicalWriter().beginArray();
    writer.decimal(number).decimal(Long.MIN_VALUE).decimal(0).endArray();
    assertThat(new String(writer.toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("[\"" + number + "\",\"" + Long.MIN_VALUE + "\",\"0\"]");
  }

  @Test
  void plainTakesExactlyWhatStandsForItself() {
    for (int length = 0; length < 20; length++) {
      byte[] bytes = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
      for (int at = 3; at < 3 + length; at++) {
        byte before = bytes[at];
        for (int value = 0; value < 256; value++) {
          bytes[at] = (byte) value;
          CanonicalWriter writer = new CanonicalWriter();
          boolean stands = value >= 0x20 && value < 0x80 && value != '"' && value != '\\';
          assertThat(writer.plain(bytes, 3, length)).as("%s at %s", value, at).isEqualTo(stands);
          String text = new String(bytes, 3, length, StandardCharsets.US_ASCII);
          assertThat(writer.size()).isEqualTo(stands ? length + 2 : 0);
          if (stands) {
            assertThat(writer.toByteArray()).isEqualTo(utf8("\"" + text + "\""));
          }
        }
        bytes[at] = before;
      }
    }
  }

  @Test
  void largeIntegersBecomeStringsInTheWriterAndAreRefusedInATree() throws Exception {
    CanonicalWriter writer = new CanonicalWriter();
    assertThat(new String(writer.value(Long.MIN_VALUE).toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("\"-9223372036854775808\"");
    assertThatThrownBy(() -> Json.canonical(Json.read(utf8("9007199254740993"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.canonical(Json.read(utf8("1.5"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "[01]",
        "{\"a\":1}x",
        "nul",
        "\"\\ud83d\"x",
        "\u0000"
      })
  void refusesWhatIsNotOneJsonValue(String text) {
    assertThatThrownBy(() -> Json.read(utf8(text))).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void refusesDeepNestingInsteadOfOverflowing() {
    assertThatThrownBy(() -> Json.read(utf8("[".repeat(20_000))))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    assertThatThrownBy(() -> Json.read(new byte[] {'"', (byte) 0xff, '"'}))
        .isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"b\":1,\"a\":2}", "{ \"a\":1}", "\"\\u0041\"", "1.0", "\"\\ud83d\"", "[1,2] "})
  void readCanonicalRefusesASecondSpelling(String text) {
    assertThatThrownBy(() -> Json.readCanonical(utf8(text)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void theWriterRefusesMembersOutOfOrderOrTwice() {
    CanonicalWriter writer = new CanonicalWriter().beginObject().name("b").value(1);
    assertThatThrownBy(() -> writer.name("a")).isInstanceOf(IllegalStateException.class);
    CanonicalWriter twice = new CanonicalWriter().beginObject().name("b").value(1);
    assertThatThrownBy(() -> twice.name("b")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CanonicalWriter().beginArray().toByteArray())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theWriterNestsAndResets() {
    CanonicalWriter writer = new CanonicalWriter();
    writer.beginObject().name("a").beginArray().value(true).nullValue().hex(new byte[] {0x0f, -1});
    writer.raw(utf8("{}")).endArray().name("b").beginObject().endObject().endObject();
    assertThat(new String(writer.toByteArray(), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":[true,null,\"0fff\",{}],\"b\":{}}");
    assertThat(new String(writer.reset().value("x").toByteArray(), StandardCharsets.UTF_8))
        .isEqualTo("\"x\"");
  }
}
