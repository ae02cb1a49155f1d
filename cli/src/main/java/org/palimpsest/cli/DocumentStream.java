package org.palimpsest.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.palimpsest.json.Json;

/**
 * Takes in a JSON document while it is written and keeps all of it but the lists of changes, which
 * may be as long as a store.
 */
final class DocumentStream extends OutputStream {

  private static final Set<String> LONG = Set.of("messages", "threads", "attachments");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonParser parser = new JsonFactory().createNonBlockingByteArrayParser();
  private final ByteArrayFeeder feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
  private final TokenBuffer kept = new TokenBuffer(parser);
  private int depth;
  private int skippedFrom;
  private boolean skipping;
  private boolean pendingLong;

  DocumentStream() throws IOException {}

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int at, int length) throws IOException {
    feeder.feedInput(bytes, at, at + length);
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.NOT_AVAILABLE;
        token = parser.nextToken()) {
      take(token);
    }
  }

  private void take(JsonToken token) throws IOException {
    if (token == JsonToken.FIELD_NAME && depth == 1 && !skipping) {
      pendingLong = LONG.contains(parser.currentName());
    }
    if (token.isStructStart()) {
      depth++;
      if (pendingLong && depth == 2 && token == JsonToken.START_ARRAY) {
        skipping = true;
        skippedFrom = depth;
        kept.writeStartArray();
        kept.writeEndArray();
      }
    }
    if (!skipping) {
      kept.copyCurrentEvent(parser);
    }
    if (token.isStructEnd()) {
      if (skipping && depth == skippedFrom) {
        skipping = false;
        pendingLong = false;
      }
      depth--;
    }
  }

  /** What was kept; an empty object if nothing was written. */
  JsonNode document() throws IOException {
    try (JsonParser again = kept.asParser()) {
      JsonNode read = MAPPER.readTree(again);
      return read == null || read.isMissingNode() ? Json.object() : read;
    }
  }

  @Override
  public void close() throws IOException {
    kept.close();
    parser.close();
  }
}
