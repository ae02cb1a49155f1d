package org.palimpsest.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;

/**
 * A proof as a file: the proof, and a detached CMS seal over its canonical bytes.
 *
 * @param proof what it says
 * @param seal the seal, DER
 */
public record SealedProof(Proof proof, byte[] seal) {

  /** A proof is a few kilobytes; a larger file is none. */
  public static final int MAX_SIZE = 4 << 20;

  private static final String PROOF = "proof";
  private static final String SEAL = "seal";

  /**
   * Reads a proof; nothing is verified yet.
   *
   * @throws MalformedProofException unless the file has exactly the form that {@link #toBytes}
   *     writes
   */
  public static SealedProof parse(byte[] file) throws MalformedProofException {
    if (file.length > MAX_SIZE) {
      throw new MalformedProofException("longer than a proof may be");
    }
    try {
      JsonNode node = Json.readCanonical(file);
      Members.only(node, "a proof file", PROOF, SEAL);
      Proof proof = ProofJson.read(node.path(PROOF));
      return new SealedProof(proof, Members.base64(node, SEAL));
    } catch (MalformedJsonException e) {
      throw new MalformedProofException(String.valueOf(e.getMessage()));
    }
  }

  /** The file. */
  public byte[] toBytes() {
    try {
      ObjectNode file = Json.object();
      file.set(PROOF, Json.read(proof.signedBytes()));
      file.put(SEAL, Base64.getEncoder().encodeToString(seal));
      return Json.canonical(file);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a proof was written that cannot be read", e);
    }
  }

  /** Neither key nor content. */
  @Override
  public String toString() {
    return "sealed, " + proof;
  }
}
