package org.palimpsest.messages;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.json.CanonicalWriter;

/**
 * Text as a store holds it. Text whose stored bytes are not valid in the store's encoding (a lone
 * surrogate, say) keeps those bytes, so that two different texts never become one.
 */
public final class Text {

  /** Null until it is asked for, where {@link #utf8} holds the text. */
  private @Nullable String value;

  private final byte @Nullable [] stored;
  private final byte @Nullable [] utf8;

  private Text(@Nullable String value, byte @Nullable [] stored, byte @Nullable [] utf8) {
    this.value = value;
    this.stored = stored;
    this.utf8 = utf8;
  }

  /** Text that is exactly {@code value}. */
  public static Text exact(String value) {
    return new Text(value, null, null);
  }

  /** The same for a reader that has the text's UTF-8 at hand; the array is not to be changed. */
  static Text exact(String value, byte[] utf8) {
    return new Text(value, null, utf8);
  }

  /** Text given as valid UTF-8; the array is not to be changed. */
  static Text utf8(byte[] utf8) {
    return new Text(null, null, utf8);
  }

  /** Text whose bytes are not valid; {@code shown} has U+FFFD where they are not. */
  public static Text damaged(String shown, byte[] stored) {
    return new Text(shown, stored.clone(), null);
  }

  /** The text of a decoded body. */
  static Text of(AttributedText body) {
    return body.isExact() ? exact(body.text(), body.utf8()) : damaged(body.text(), body.utf8());
  }

  /** The text for a person to read. */
  public String shown() {
    String known = value;
    if (known == null) {
      // Two threads may both make it; it is the same.
      known = new String(Objects.requireNonNull(utf8), StandardCharsets.UTF_8);
      value = known;
    }
    return known;
  }

  /** Whether it has no characters. */
  boolean isEmpty() {
    return utf8 != null ? utf8.length == 0 : shown().isEmpty();
  }

  /** Whether nothing but files and balloons stands in it, as U+FFFC and U+FFFD. */
  boolean isOnlyObjects() {
    String words = shown();
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (c != '\ufffc' && c != '\ufffd' && !Character.isWhitespace(c)) {
        return false;
      }
    }
    return true;
  }

  /** The stored bytes, when they are not valid in the store's encoding. */
  public Optional<byte[]> storedBytes() {
    return Optional.ofNullable(stored).map(byte[]::clone);
  }

  /**
   * Writes a JSON string, or {@code {"bytes":"…hex…"}} where the stored bytes are no valid text.
   */
  void write(CanonicalWriter writer) {
    if (utf8 != null) {
      if (!writer.plain(utf8, 0, utf8.length)) {
        writer.utf8(utf8, 0, utf8.length);
      }
    } else if (stored == null) {
      writer.value(shown());
    } else {
      writer.beginObject().name("bytes").hex(stored).endObject();
    }
  }

  /** Bytes by which two texts can be told apart; valid and damaged text never share them. */
  public byte[] identity() {
    if (utf8 != null) {
      return utf8;
    }
    if (stored == null) {
      return shown().getBytes(StandardCharsets.UTF_8);
    }
    byte[] marked = new byte[stored.length + 1];
    marked[0] = (byte) 0xff;
    System.arraycopy(stored, 0, marked, 1, stored.length);
    return marked;
  }

  boolean sameAs(Text other) {
    return java.util.Arrays.equals(identity(), other.identity());
  }

  /** Says how long it is and not what it says. */
  @Override
  public String toString() {
    return "text of " + shown().length() + " characters";
  }
}
