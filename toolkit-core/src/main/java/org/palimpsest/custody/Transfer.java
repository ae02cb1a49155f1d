package org.palimpsest.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * From whom to whom evidence went.
 *
 * @param from who gave it
 * @param to who took it
 * @param means how, for example {@code courier}
 * @param seal what identifies the parcel: a seal number, or a hash
 * @param state in what state it was received
 */
public record Transfer(
    @Nullable String from,
    @Nullable String to,
    @Nullable String means,
    @Nullable String seal,
    @Nullable String state) {

  ObjectNode json() {
    return EntryPart.of("from", from, "to", to, "means", means, "seal", seal, "state", state);
  }

  static Transfer of(JsonNode node) throws MalformedLogException {
    return new Transfer(
        EntryPart.text(node, "from"),
        EntryPart.text(node, "to"),
        EntryPart.text(node, "means"),
        EntryPart.text(node, "seal"),
        EntryPart.text(node, "state"));
  }

  /** Nobody's name. */
  @Override
  public String toString() {
    return "Transfer";
  }
}
