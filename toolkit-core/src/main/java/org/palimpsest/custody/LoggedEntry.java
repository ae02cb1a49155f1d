package org.palimpsest.custody;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.merkle.TreeHash;

/**
 * An entry in its place in the log.
 *
 * @param seq its number and line number, from 1; its index in the tree is one less
 * @param previous leaf hash of the line before it; zeros for the first
 * @param leafHash its own leaf hash
 * @param entry what it says
 * @param line the line as it stands, without LF
 */
public record LoggedEntry(long seq, Sha256 previous, Sha256 leafHash, Entry entry, String line) {
  /**
   * Reads a line that came alone, without LF; its place in a log is not looked at.
   *
   * @throws MalformedLogException if it is not a canonical entry of version 1
   */
  public static LoggedEntry parse(byte[] line) throws MalformedLogException {
    return parse(line, TreeHash.leaf(line), 0);
  }

  static LoggedEntry parse(byte[] line, Sha256 leafHash, int number) throws MalformedLogException {
    try {
      JsonNode node = Json.readCanonical(line);
      if (!node.isObject() || EntryPart.number(node, "v") != 1) {
        throw new MalformedLogException(number, "not an entry of version 1");
      }
      String previous = EntryPart.required(node, "prev");
      if (!Sha256.isHex(previous)) {
        throw new MalformedLogException(number, "prev is not a hash");
      }
      return new LoggedEntry(
          EntryPart.number(node, "seq"),
          Sha256.parse(previous),
          leafHash,
          Entry.read(node),
          new String(line, StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new MalformedLogException(number, String.valueOf(e.getMessage()));
    } catch (MalformedLogException e) {
      throw new MalformedLogException(number, e.why());
    }
  }

  /** Leaves the line out. */
  @Override
  public String toString() {
    return "LoggedEntry[" + seq + " " + entry + "]";
  }
}
