package org.palimpsest.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;

/** The keys of the protection classes 1 to 4, which open the keys of files. */
public final class ClassKeys implements AutoCloseable {

  /** The schema under which they are kept. */
  public static final String SCHEMA = "palimpsest/class-keys/1";

  /** Class number and wrapped key, as a manifest holds them. */
  private static final int FILE_KEY = 4 + KeyWrap.WRAPPED;

  private final Map<Integer, byte[]> keys;
  private final int damaged;

  ClassKeys(Map<Integer, byte[]> keys, int damaged) {
    this.keys = keys;
    this.damaged = damaged;
  }

  /** How many class keys of the bag did not pass their check while others did. */
  public int damaged() {
    return damaged;
  }

  /**
   * The key of a file or of the manifest.
   *
   * @param classAndKey the class in four bytes, little-endian, and the wrapped key
   * @return nothing if the class has no key here, or the check value is wrong
   */
  public Optional<byte[]> unwrap(byte[] classAndKey) {
    if (classAndKey.length != FILE_KEY) {
      return Optional.empty();
    }
    int number = ByteBuffer.wrap(classAndKey).order(ByteOrder.LITTLE_ENDIAN).getInt();
    byte[] classKey = keys.get(number);
    return classKey == null
        ? Optional.empty()
        : KeyWrap.unwrap(classKey, Arrays.copyOfRange(classAndKey, 4, FILE_KEY));
  }

  /**
   * The keys as canonical JSON, to be kept with the evidence so that decryption can be replayed.
   */
  public byte[] toJson() {
    ObjectNode json = Json.object();
    ObjectNode classes = json.putObject("classes");
    keys.forEach(
        (number, key) -> classes.put(Integer.toString(number), HexFormat.of().formatHex(key)));
    json.put("schema", SCHEMA);
    return Json.canonical(json);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws MalformedBackupException if the bytes are anything else
   */
  public static ClassKeys read(byte[] bytes) throws MalformedBackupException {
    try {
      JsonNode json = Json.readCanonical(bytes);
      if (!json.path("schema").asText().equals(SCHEMA)) {
        throw new MalformedBackupException("class keys of a form that is not known here");
      }
      Map<Integer, byte[]> keys = new TreeMap<>();
      for (Map.Entry<String, JsonNode> field : json.path("classes").properties()) {
        byte[] key = HexFormat.of().parseHex(field.getValue().asText());
        if (key.length != 32) {
          throw new MalformedBackupException("a class key of a wrong length");
        }
        keys.put(Integer.parseInt(field.getKey()), key);
      }
      return new ClassKeys(keys, 0);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedBackupException("class keys that cannot be read");
    }
  }

  /** Wipes the keys. */
  @Override
  public void close() {
    keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
    keys.clear();
  }

  /** Their number, without keys. */
  @Override
  public String toString() {
    return keys.size() + " class keys";
  }
}
