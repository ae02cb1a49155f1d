package org.palimpsest.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The record that a proof shows, with what opens its commitments.
 *
 * @param salt 32 bytes that were hashed before each part
 * @param content who, when and what
 * @param state what moved while it lay there; absent when it was kept back
 */
public record Disclosed(byte[] salt, JsonNode content, Optional<JsonNode> state) {
  /** Neither content nor state. */
  @Override
  public String toString() {
    return "a disclosed record";
  }
}
