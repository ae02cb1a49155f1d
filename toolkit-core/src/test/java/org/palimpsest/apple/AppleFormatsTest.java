package org.palimpsest.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dd.plist.BinaryPropertyListWriter;
import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSString;
import com.dd.plist.UID;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AppleFormatsTest {

  /** The published worked example: NSMutableAttributedString "Noter test", one run, part 0. */
  static byte[] noterTest() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String hex =
        "040b73747265616d747970656481e80384014084848419"
            + text("NSMutableAttributedString")
            + "00848412"
            + text("NSAttributedString")
            + "00848408"
            + text("NSObject")
            + "0085928484840f"
            + text("NSMutableString")
            + "01848408"
            + text("NSString")
            + "019584012b0a"
            + text("Noter test")
            + "86840269"
            + "49010a92848484"
            + "0c"
            + text("NSDictionary")
            + "0095840169019284989"
            + "81d"
            + text("__kIMMessagePartAttributeName")
            + "86928484840"
            + "8"
            + text("NSNumber")
            + "00848407"
            + text("NSValue")
            + "009584012a849b9b00868686";
    out.writeBytes(java.util.HexFormat.of().parseHex(hex));
    return out.toByteArray();
  }

  private static String text(String text) {
    return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void decodesThePublishedExample() throws Exception {
    AttributedText text = AttributedText.decode(noterTest());
    assertThat(text.text()).isEqualTo("Noter test");
    assertThat(text.isExact()).isTrue();
    assertThat(text.runs()).hasSize(1);
    assertThat(text.runs().get(0).length()).isEqualTo(10);
    assertThat(text.runs().get(0).attributes()).containsEntry("__kIMMessagePartAttributeName", 0L);
  }

  @Test
  void everyTruncationIsToldAndNothingElseHappens() {
    byte[] whole = noterTest();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> AttributedText.decode(cut))
          .isInstanceOf(MalformedArchiveException.class);
    }
    byte[] longer = java.util.Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> AttributedText.decode(longer))
        .isInstanceOf(MalformedArchiveException.class);
  }

  @Test
  void randomMutationsEndInTextOrInOneException() {
    byte[] whole = noterTest();
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      byte[] mutant = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(AttributedText.decode(mutant).text()).isNotNull();
      } catch (MalformedArchiveException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void timesAreSecondsOrNanosecondsValueByValue() {
    assertThat(AppleTime.instant(0)).isEmpty();
    assertThat(AppleTime.instant(468_107_954)).contains(Instant.parse("2015-11-01T21:59:14Z"));
    assertThat(AppleTime.instant(599_079_037_641_931_008L))
        .contains(Instant.parse("2019-12-26T18:50:37.641931008Z"));
    assertThat(AppleTime.instant(-1)).contains(Instant.parse("2000-12-31T23:59:59Z"));
    assertThat(AppleTime.instant(Long.MAX_VALUE)).isPresent();
    assertThat(AppleTime.instant(Long.MIN_VALUE)).isPresent();
  }

  @Test
  void propertyListsOfAnyFormAreReadAndGarbageIsToldApart() throws Exception {
    NSDictionary dictionary = new NSDictionary();
    dictionary.put("a", 1);
    byte[] binary = BinaryPropertyListWriter.writeToArray(dictionary);
    assertThat((Object) PropertyLists.readDictionary(binary)).isEqualTo(dictionary);
    assertThat(
            (Object)
                PropertyLists.readDictionary(
                    dictionary.toXMLPropertyList().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(dictionary);
    byte[] array = BinaryPropertyListWriter.writeToArray(new NSArray(new NSString("x")));
    assertThatThrownBy(() -> PropertyLists.readDictionary(array))
        .isInstanceOf(MalformedArchiveException.class);
    Random random = new Random(3);
    for (int round = 0; round < 3_000; round++) {
      byte[] mutant = binary.clone();
      mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      try {
        PropertyLists.read(mutant);
      } catch (MalformedArchiveException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void keyedArchivesAreFollowedStepByStep() throws Exception {
    NSDictionary type = new NSDictionary();
    type.put("$classname", "Thing");
    NSDictionary thing = new NSDictionary();
    thing.put("$class", new UID("", new byte[] {3}));
    thing.put("name", new UID("", new byte[] {2}));
    thing.put("self", new UID("", new byte[] {1}));
    thing.put("beyond", new UID("", new byte[] {9}));
    NSDictionary top = new NSDictionary();
    top.put("root", new UID("", new byte[] {1}));
    NSDictionary archive = new NSDictionary();
    archive.put("$archiver", "NSKeyedArchiver");
    archive.put("$version", 100_000);
    archive.put("$top", top);
    archive.put("$objects", new NSArray(new NSString("$null"), thing, new NSString("n"), type));
    KeyedArchive read = KeyedArchive.read(BinaryPropertyListWriter.writeToArray(archive));
    var root = read.root().orElseThrow();
    assertThat(read.className(root)).contains("Thing");
    assertThat(read.member(root, "name")).contains(new NSString("n"));
    assertThat(read.member(root, "self")).contains(root);
    assertThat(read.member(root, "beyond")).isEmpty();
    assertThat(read.member(new NSString("x"), "name")).isEmpty();
    assertThatThrownBy(() -> KeyedArchive.read(BinaryPropertyListWriter.writeToArray(top)))
        .isInstanceOf(MalformedArchiveException.class);
  }

  @Test
  void charactersAreCountedAsJavaDecodesThem() {
    Random random = new Random(11);
    int[] likely = {0x41, 0x7f, 0x80, 0xbf, 0xc1, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf8, 0xa0};
    int valid = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(i % 2 == 0 ? 6 : 40)];
      for (int j = 0; j < bytes.length; j++) {
        boolean letter = i % 2 == 1 && random.nextInt(12) > 0;
        bytes[j] = (byte) (letter ? 'a' : likely[random.nextInt(likely.length)]);
      }
      int expected;
      try {
        expected = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).length();
        valid++;
      } catch (CharacterCodingException e) {
        expected = -1;
      }
      assertThat(PlainBody.units(bytes, 0, bytes.length)).isEqualTo(expected);
    }
    assertThat(valid).isBetween(1_000, 199_000);
  }

  @Test
  void whatIsCalledPlainFollowsFromItsText() throws Exception {
    for (String text : new String[] {"x", "a\u00e9\ud83d\ude00b", "y".repeat(300)}) {
      byte[] body = org.palimpsest.testdata.AttributedText.plain(text).archived();
      byte[] padded = new byte[body.length + 20];
      System.arraycopy(body, 0, padded, 7, body.length);
      assertThat(AttributedText.isPlain(padded, 7, body.length)).isTrue();
      byte[] expected = text.getBytes(StandardCharsets.UTF_8);
      assertThat(AttributedText.plainUtf8(padded, 7, body.length)).isEqualTo(expected);
      assertThat(AttributedText.decodeArchive(body).text()).isEqualTo(text);
      for (int i = 0; i < body.length; i++) {
        padded[7 + i] ^= 1;
        byte[] changed = AttributedText.plainUtf8(padded, 7, body.length);
        padded[7 + i] ^= 1;
        assertThat(changed).as("with a change at %s", i).isNotEqualTo(expected);
      }
    }
  }

  @Test
  void aLengthWrittenInAnotherFormIsNotCalledPlain() {
    byte[] body = org.palimpsest.testdata.AttributedText.plain("hello").archived();
    int at = new String(body, StandardCharsets.ISO_8859_1).indexOf("\u0005hello");
    assertThat(at).isPositive();
    for (byte[] length : new byte[][] {{(byte) 0x81, 5, 0}, {(byte) 0x81, 5, (byte) 0x80}}) {
      byte[] other = new byte[body.length + 2];
      System.arraycopy(body, 0, other, 0, at);
      System.arraycopy(length, 0, other, at, 3);
      System.arraycopy(body, at + 1, other, at + 3, body.length - at - 1);
      assertThat(AttributedText.isPlain(other, 0, other.length)).isFalse();
    }
    assertThat(AttributedText.isPlain(body, 0, body.length)).isTrue();
  }
}
