package org.palimpsest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads JSON strictly and writes it canonically (RFC 8785). */
public final class Json {

  private static final int MAX_DEPTH = 60;

  /** Without Jackson's object mapper, whose making takes longer than most of what is read. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private static final long MAX_INTEGER = (1L << 53) - 1;

  private Json() {}

  /** A new empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Reads one JSON value: UTF-8, no duplicate member, no trailing text, at most 60 levels deep.
   *
   * @throws MalformedJsonException if {@code bytes} are anything else
   */
  public static JsonNode read(byte[] bytes) throws MalformedJsonException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      try (JsonParser parser = FACTORY.createParser(bytes)) {
        return JsonTree.readOnly(parser);
      }
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("not UTF-8");
    } catch (JsonProcessingException e) {
      // The parser's own message quotes the input, which may be somebody's words.
      throw new MalformedJsonException("not well-formed JSON" + place(e));
    } catch (IOException e) {
      throw new MalformedJsonException("not readable as JSON");
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
  }

  /** Writes to a JSON generator. */
  @FunctionalInterface
  public interface Document {
    /** Writes one value. */
    void writeTo(JsonGenerator generator) throws IOException;
  }

  /** Writes a document in UTF-8; {@code out} is flushed and stays open. */
  public static void write(Document document, OutputStream out) throws IOException {
    Writer writer =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    try (JsonGenerator generator = FACTORY.createGenerator(writer)) {
      document.writeTo(generator);
    }
    writer.flush();
  }

  /** Writes a value, members in the order in which they were put. */
  public static void write(JsonNode node, JsonGenerator generator) throws IOException {
    JsonTree.write(node, generator);
  }

  /**
   * Reads one JSON value that must already be in canonical form, so that it has one encoding only.
   *
   * @throws MalformedJsonException if it is not JSON, or not canonical
   */
  public static JsonNode readCanonical(byte[] bytes) throws MalformedJsonException {
    JsonNode node = read(bytes);
    byte[] canonical;
    try {
      canonical = canonical(node);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("holds a value that canonical JSON does not allow");
    }
    if (!Arrays.equals(canonical, bytes)) {
      throw new MalformedJsonException("not in canonical form (RFC 8785)");
    }
    return node;
  }

  /**
   * The canonical bytes of {@code node}.
   *
   * @throws IllegalArgumentException for a fraction, an integer beyond ±(2^53−1) or a lone
   *     surrogate
   */
  public static byte[] canonical(JsonNode node) {
    CanonicalWriter writer = new CanonicalWriter();
    write(writer, node);
    return writer.toByteArray();
  }

  private static void write(CanonicalWriter writer, JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        Collections.sort(names);
        writer.beginObject();
        for (String name : names) {
          writer.name(name);
          write(writer, node.get(name));
        }
        writer.endObject();
      }
      case ARRAY -> {
        writer.beginArray();
        node.forEach(element -> write(writer, element));
        writer.endArray();
      }
      case STRING -> writer.value(node.textValue());
      case BOOLEAN -> writer.value(node.booleanValue());
      case NULL -> writer.nullValue();
      case NUMBER -> {
        // Not by way of abs, which leaves the smallest long negative.
        if (!node.isIntegralNumber()
            || !node.canConvertToLong()
            || node.longValue() > MAX_INTEGER
            || node.longValue() < -MAX_INTEGER) {
          throw new IllegalArgumentException(
              "canonical JSON here holds integers up to 2^53-1 only");
        }
        writer.value(node.longValue());
      }
      case MISSING, BINARY, POJO -> throw new IllegalArgumentException("not a JSON value");
    }
  }
}
