package org.palimpsest.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of records, and the ids that they stand for. */
class KeysTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "A", "a b", "a%20b", "100%", "%", "%2", "%zz", "é", "日本", "🙂", "p:0/x", "a\nb", "~2",
        "\u0000"
      })
  void anIdComesBackFromItsKey(String id) {
    String key = RecordEncoder.key("message", id);
    assertThat(key).matches("message/[!-~]*");
    assertThat(RecordEncoder.id(key)).isEqualTo(id);
  }

  @Test
  void noTwoIdsHaveOneKey() {
    assertThat(RecordEncoder.key("message", "a b"))
        .isNotEqualTo(RecordEncoder.key("message", "a%20b"));
  }

  @Test
  void whatEscapesNothingStandsForItself() {
    assertThat(RecordEncoder.plain("100%25 %4")).isEqualTo("100% %4");
  }

  /** Lists have two bytes for the length of a key. */
  @Test
  void anEndlessIdIsCutAndKnownByItsHash() {
    String text = "é ".repeat(40_000);
    for (String id : new String[] {"L".repeat(32_761), "L".repeat(70_000), text, text + "x"}) {
      String key = RecordEncoder.key("message", id);
      assertThat(key.length()).isLessThan(400);
      assertThat(key)
          .matches("message/[!-~]+~[0-9a-f]{64}")
          .isEqualTo(RecordEncoder.key("message", id));
      // What is shown of it leads to the same record again.
      assertThat(RecordEncoder.key("message", RecordEncoder.id(key))).isEqualTo(key);
    }
    assertThat(RecordEncoder.key("message", text))
        .isNotEqualTo(RecordEncoder.key("message", text + "x"));
    assertThat(RecordEncoder.key("message", "L".repeat(32_000))).hasSize(32_008);
  }

  @Test
  void anyTextComesBack() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder id = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        id.appendCodePoint(random.nextInt(3) == 0 ? '%' : random.nextInt(0xd800));
      }
      String key = RecordEncoder.key("attachment", id.toString());
      assertThat(RecordEncoder.id(key)).isEqualTo(id.toString());
    }
  }
}
