package org.palimpsest.apple;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.Typedstream.Archived;
import org.palimpsest.apple.Typedstream.Group;

/**
 * The text of an NSAttributedString in a typedstream, with its runs.
 *
 * @param utf8 the text's bytes as stored; UTF-8 unless the stream was damaged or hostile
 * @param text the same as characters, with U+FFFD where the bytes are not UTF-8
 * @param runs the attribute runs in order; their lengths count UTF-16 code units
 */
public record AttributedText(byte[] utf8, String text, List<Run> runs) {

  /**
   * A stretch of text with the same attributes.
   *
   * @param start first UTF-16 code unit
   * @param length in UTF-16 code units
   * @param attributes values by attribute name: {@link String}, {@link Long}, {@link Double},
   *     {@code byte[]}, {@link List}, {@link Map} or {@link Opaque}
   */
  public record Run(int start, int length, Map<String, Object> attributes) {}

  /**
   * Decodes the text.
   *
   * @throws MalformedArchiveException if the bytes are no attributed string or plain string, or the
   *     runs do not cover the text exactly
   */
  public static AttributedText decode(byte[] typedstream) throws MalformedArchiveException {
    AttributedText plain = PlainBody.decode(typedstream);
    return plain != null ? plain : decodeArchive(typedstream);
  }

  /**
   * The UTF-8 of a text of one part without any attribute but the part's number, as most are; null
   * for anything else, and for invalid UTF-8, which {@link #decode} reads.
   */
  public static byte @Nullable [] plainUtf8(byte[] bytes, int from, int length) {
    return PlainBody.utf8(bytes, from, length);
  }

  /**
   * Whether {@code bytes[from … from+length)} are the archive of a text of one part without any
   * attribute but the part's number. Such an archive follows byte for byte from its text.
   */
  public static boolean isPlain(byte[] bytes, int from, int length) {
    return PlainBody.is(bytes, from, length);
  }

  /** Decodes by the format's general rules. */
  static AttributedText decodeArchive(byte[] typedstream) throws MalformedArchiveException {
    Archived root = Typedstream.decode(typedstream);
    if (root.is("NSString")) {
      byte[] bytes = Foundation.characters(root);
      return new AttributedText(bytes, new String(bytes, StandardCharsets.UTF_8), List.of());
    }
    if (!root.is("NSAttributedString") || root.groups().isEmpty()) {
      throw new MalformedArchiveException("the root is no attributed string");
    }
    Object string = Foundation.single(root.groups().get(0));
    if (!(string instanceof Archived archived) || !archived.is("NSString")) {
      throw new MalformedArchiveException("an attributed string without a string");
    }
    byte[] bytes = Foundation.characters(archived);
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new AttributedText(bytes, text, runs(root.groups(), text.length()));
  }

  /** Whether the stored bytes are valid UTF-8, so that {@link #text} is exact. */
  public boolean isExact() {
    if (text.indexOf('\ufffd') < 0) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static List<Run> runs(List<Group> groups, int textLength)
      throws MalformedArchiveException {
    List<Run> runs = new ArrayList<>();
    Map<Long, Map<String, Object>> known = new HashMap<>();
    Foundation values = new Foundation();
    int start = 0;
    int at = 1;
    while (at < groups.size()) {
      List<@Nullable Object> pair = groups.get(at++).values();
      if (pair.size() != 2
          || !(pair.get(0) instanceof Long index)
          || !(pair.get(1) instanceof Long length)) {
        throw new MalformedArchiveException("a run without index and length");
      }
      Map<String, Object> attributes = known.get(index);
      if (attributes == null) {
        if (at == groups.size()) {
          throw new MalformedArchiveException("a run without attributes");
        }
        attributes = dictionary(values, Foundation.single(groups.get(at++)));
        known.put(index, attributes);
      }
      if (length < 0 || length > textLength - start) {
        throw new MalformedArchiveException("runs are longer than the text");
      }
      runs.add(new Run(start, length.intValue(), attributes));
      start += length.intValue();
    }
    if (!runs.isEmpty() && start != textLength) {
      throw new MalformedArchiveException("runs are shorter than the text");
    }
    return runs;
  }

  private static Map<String, Object> dictionary(Foundation values, @Nullable Object value)
      throws MalformedArchiveException {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Archived archived) || !archived.is("NSDictionary")) {
      throw new MalformedArchiveException("attributes that are no dictionary");
    }
    return values.value(value) instanceof Map<?, ?> map ? named(map) : Map.of();
  }

  private static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> attributes = new HashMap<>();
    map.forEach(
        (name, attribute) ->
            attributes.put(String.valueOf(name), Objects.requireNonNull(attribute)));
    return attributes;
  }
}
