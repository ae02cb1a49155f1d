package org.palimpsest.apple;

import static org.assertj.core.api.Assertions.assertThat;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoneSurrogatesTest {

  /** An array of UTF-16 strings as CoreFoundation writes it. */
  private static byte[] list(String... texts) {
    List<byte[]> objects = new ArrayList<>();
    byte[] array = new byte[1 + texts.length];
    array[0] = (byte) (0xA0 | texts.length);
    for (int i = 0; i < texts.length; i++) {
      array[1 + i] = (byte) (i + 1);
    }
    objects.add(array);
    for (String text : texts) {
      objects.add(string(text));
    }
    return list(objects);
  }

  private static byte[] string(String text) {
    ByteBuffer string = ByteBuffer.allocate(1 + 2 * text.length());
    string.put((byte) (0x60 | text.length()));
    text.chars().forEach(unit -> string.putShort((short) unit));
    return string.array();
  }

  private static byte[] list(List<byte[]> objects) {
    return BinaryListBoundsTest.list(objects.toArray(new byte[0][]));
  }

  private static List<String> read(String... texts) throws Exception {
    List<String> read = new ArrayList<>();
    for (NSObject each : ((NSArray) PropertyLists.read(list(texts))).getArray()) {
      read.add(((NSString) each).getContent());
    }
    return read;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uD83D",
        "\uDE00",
        "a\uD83D",
        "\uDE00b",
        "\uDE00\uD83D",
        "\uD83D\uD83D\uDE00",
        "\uD83D\uDE00\uDE00",
        "\uD83D\uDE00",
        "\uFFFD\uD83D",
        "\uE03D\uD83D",
        "\uE000\uE800\uF000\uDFFF",
        "\uE000\uE800\uF000\u4001\uD800"
      })
  void aLoneHalfIsKept(String text) throws Exception {
    assertThat(read(text, "\u00E9", text)).containsExactly(text, "\u00E9", text);
  }

  @Test
  void aKeyKeepsIt() throws Exception {
    byte[] dictionary = {(byte) 0xD1, 1, 2};
    byte[] list = list(List.of(dictionary, string("k\uDC00"), string("\uD800v")));
    NSDictionary read = PropertyLists.readDictionary(list);
    assertThat(read.allKeys()).containsExactly("k\uDC00");
    assertThat(read.get("k\uDC00")).isEqualTo(new NSString("\uD800v"));
  }

  @Test
  void theListItselfIsNotTouched() throws Exception {
    byte[] list = list("\uD83D");
    byte[] copy = list.clone();
    PropertyLists.read(list);
    assertThat(list).isEqualTo(copy);
  }
}
