package org.palimpsest.testdata;

import java.net.URI;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message body: a string and the runs that lie over it. Run lengths count UTF-16 code units.
 * Attribute values are {@link String}, {@link Integer}, {@link Boolean}, {@link Double}, {@code
 * byte[]}, {@link Instant}, {@link URI}, {@link List}, {@link Map} or {@link Strange}.
 */
public record AttributedText(String string, List<Run> runs) {
  /** The attribute that numbers the parts of a message. */
  public static final String PART = "__kIMMessagePartAttributeName";

  /** The attribute that names the attachment which a U+FFFC stands for. */
  public static final String TRANSFER = "__kIMFileTransferGUIDAttributeName";

  private static final String OBJECT = "\uFFFC";

  /** A stretch of text with one set of attributes. */
  public record Run(int length, Map<String, Object> attributes) {
    /** Copies the attributes and keeps their order. */
    public Run {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
  }

  /** An attribute value of a class that no reader knows. */
  public record Strange(int x, float y) {}

  /** One part of a message. */
  public sealed interface Part permits Words, Attached {}

  /** A part of text. */
  public record Words(String text) implements Part {}

  /** A part that is an attachment, by its guid. */
  public record Attached(String transferGuid) implements Part {}

  /** Copies the runs. */
  public AttributedText {
    runs = List.copyOf(runs);
  }

  /** Text in one part. An empty string has no run. */
  public static AttributedText plain(String text) {
    return of(List.of(new Words(text)));
  }

  /** Parts in order, numbered from 0. */
  public static AttributedText of(List<Part> parts) {
    StringBuilder string = new StringBuilder();
    List<Run> runs = new ArrayList<>();
    int number = 0;
    for (Part part : parts) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      String text = OBJECT;
      if (part instanceof Words words) {
        text = words.text();
      } else if (part instanceof Attached attached) {
        attributes.put(TRANSFER, attached.transferGuid());
      }
      attributes.put(PART, number++);
      string.append(text);
      if (!text.isEmpty()) {
        runs.add(new Run(text.length(), attributes));
      }
    }
    return new AttributedText(string.toString(), runs);
  }

  /** The typedstream bytes of this text in a byte order of one's own. */
  public byte[] archived(ByteOrder order) {
    return new TypedStreamWriter(order).write(this);
  }

  /** The typedstream bytes of this text, as {@code message.attributedBody} holds them. */
  public byte[] archived() {
    return new TypedStreamWriter().write(this);
  }
}
