package org.palimpsest.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.vault.VaultException.Reason;

/**
 * The master key of an encrypted vault, wrapped once for each way to open it: under a passphrase,
 * by Argon2id, and under keys such as the recovery key. Changing the passphrase wraps the same
 * master key anew, so nothing else is written again. The file is of use to nobody without one of
 * them.
 */
public final class KeySlots {

  /** The file's name in the vault. */
  public static final String FILE = "keys.json";

  private static final String SCHEMA = "palimpsest/vault-keys/1";
  private static final int SALT = 16;

  /** 64 MiB and two passes: above what OWASP asks for, and well below a second. */
  private static final int MEMORY_KIB = 64 << 10;

  private static final int PASSES = 2;

  /** What a program with a gigabyte of memory can still do. */
  private static final int MOST_MEMORY_KIB = 256 << 10;

  private static final int MOST_PASSES = 16;

  private KeySlots() {}

  /** Writes the slots of a new vault. */
  static void create(
      Path folder,
      VaultKey master,
      char @Nullable [] passphrase,
      List<VaultKey> keys,
      SecureRandom random)
      throws IOException {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA);
    ArrayNode slots = json.putArray("slots");
    if (passphrase != null) {
      slots.add(byPassphrase(master, passphrase, random));
    }
    keys.forEach(key -> slots.add(byKey(master, key, random)));
    Durable.write(folder.resolve(FILE), Json.canonical(json));
  }

  /** The bytes of the file as it is. */
  public static byte[] bytes(Path folder) throws IOException {
    return Files.readAllBytes(folder.resolve(FILE));
  }

  /** Writes the file anew, in one step. */
  public static void write(Path folder, byte[] slots) throws IOException {
    Durable.write(folder.resolve(FILE), slots);
  }

  /**
   * The bytes of the file with a new passphrase in the place of the old one, or with one where
   * there was none. Nothing is written.
   *
   * @param master as {@link #open} gave it
   */
  public static byte[] withPassphrase(
      Path folder, VaultKey master, char[] passphrase, SecureRandom random)
      throws VaultException, IOException {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA);
    ArrayNode slots = json.putArray("slots");
    slots.add(byPassphrase(master, passphrase, random));
    for (JsonNode slot : read(folder)) {
      if (!slot.path("kind").asText().equals("passphrase")) {
        slots.add(slot);
      }
    }
    return Json.canonical(json);
  }

  private static ObjectNode byPassphrase(VaultKey master, char[] passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    ObjectNode slot = Json.object();
    slot.put("kdf", "argon2id");
    slot.put("kind", "passphrase");
    slot.put("memoryKiB", MEMORY_KIB);
    slot.put("passes", PASSES);
    slot.put("salt", HexFormat.of().formatHex(salt));
    slot.put("wrapped", wrap(master, stretch(passphrase, salt, MEMORY_KIB, PASSES)));
    return slot;
  }

  private static ObjectNode byKey(VaultKey master, VaultKey key, SecureRandom random) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    ObjectNode slot = Json.object();
    slot.put("kdf", "hmac-sha256");
    slot.put("kind", "key");
    slot.put("salt", HexFormat.of().formatHex(salt));
    slot.put("wrapped", wrap(master, derive(key, salt)));
    return slot;
  }

  private static byte[] stretch(char[] passphrase, byte[] salt, int memory, int passes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] key = new byte[VaultKey.LENGTH];
    generator.generateBytes(new String(passphrase).getBytes(StandardCharsets.UTF_8), key);
    return key;
  }

  private static byte[] derive(VaultKey key, byte[] salt) {
    return Sealing.derive(key.bytes(), Sealing.WRAP, salt);
  }

  /** Each wrapping key is used once, since its salt is new, so the nonce may be always the same. */
  private static String wrap(VaultKey master, byte[] under) {
    byte[] bytes = master.bytes();
    return HexFormat.of().formatHex(new PackSeal(under).seal(bytes, 0, bytes.length, 0));
  }

  /**
   * Opens the slots with a passphrase or a key.
   *
   * @return the master key
   * @throws VaultException {@link Reason#WRONG_KEY} if it opens none
   */
  public static VaultKey open(Path folder, char @Nullable [] passphrase, @Nullable VaultKey key)
      throws VaultException, IOException {
    for (JsonNode slot : read(folder)) {
      byte[] salt = hex(slot, "salt");
      byte[] wrapped = hex(slot, "wrapped");
      byte[] under = null;
      if (passphrase != null && slot.path("kind").asText().equals("passphrase")) {
        int memory = slot.path("memoryKiB").asInt();
        int passes = slot.path("passes").asInt();
        if (memory < 8 || memory > MOST_MEMORY_KIB || passes < 1 || passes > MOST_PASSES) {
          throw damaged();
        }
        under = stretch(passphrase, salt, memory, passes);
      } else if (key != null && slot.path("kind").asText().equals("key")) {
        under = derive(key, salt);
      }
      if (under != null && wrapped.length == VaultKey.LENGTH + PackSeal.TAG) {
        byte[] master = new byte[VaultKey.LENGTH];
        try {
          new PackSeal(under).open(wrapped, 0, wrapped.length, master, 0, 0);
          return new VaultKey(master);
        } catch (DamagedObjectException e) {
          // Another slot may be the one.
        }
      }
    }
    throw new VaultException(
        Reason.WRONG_KEY,
        passphrase != null ? "the passphrase does not open the vault" : "the key does not open it");
  }

  /** Whether a passphrase opens the vault. */
  public static boolean takesPassphrase(Path folder) throws VaultException, IOException {
    for (JsonNode slot : read(folder)) {
      if (slot.path("kind").asText().equals("passphrase")) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode read(Path folder) throws VaultException, IOException {
    try {
      JsonNode json = Json.readCanonical(Files.readAllBytes(folder.resolve(FILE)));
      if (json.path("schema").asText().equals(SCHEMA) && json.path("slots").isArray()) {
        return json.path("slots");
      }
    } catch (MalformedJsonException | NoSuchFileException e) {
      // Said below.
    }
    throw damaged();
  }

  private static byte[] hex(JsonNode slot, String member) throws VaultException {
    try {
      return HexFormat.of().parseHex(slot.path(member).asText());
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  private static VaultException damaged() {
    return new VaultException(Reason.DAMAGED, FILE + " is damaged or gone");
  }
}
