package org.palimpsest.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.vault.VaultException.Reason;

/**
 * What a vault says of itself: {@code vault.json}, and the README for whoever has no Palimpsest.
 *
 * @param id its own name, made at random when it was created
 * @param saltKey 32 bytes that salt the commitments to its records
 */
record VaultDescription(String id, byte[] saltKey) {

  static final String FILE = "vault.json";
  static final String README = "README.txt";
  private static final String ENCRYPTION = "aes-256-gcm";
  private static final String SCHEMA = "palimpsest/vault/1";

  /** Writes both; the description last, since a folder without it is no vault. */
  void write(Path folder, Instant now, @Nullable Sealing sealing) throws IOException {
    Durable.write(folder.resolve(README), readme(sealing != null));
    ObjectNode description = Json.object();
    description.put("created", now.toString());
    description.put("encryption", sealing == null ? "none" : ENCRYPTION);
    description.put(
        "saltKey",
        HexFormat.of()
            .formatHex(sealing == null ? saltKey : sealing.sealFile(Sealing.FILE, saltKey)));
    description.put("schema", SCHEMA);
    description.put("vault", id);
    Durable.write(folder.resolve(FILE), Json.canonical(description));
  }

  /** The README as this version writes it. */
  static byte[] readme(boolean encrypted) throws IOException {
    String name = encrypted ? "vault-readme-encrypted.txt" : "vault-readme.txt";
    try (InputStream readme = VaultDescription.class.getResourceAsStream(name)) {
      if (readme == null) {
        throw new IllegalStateException("the vault's README is missing from the program");
      }
      return readme.readAllBytes();
    }
  }

  /** Whether a vault is encrypted. */
  static boolean isEncrypted(Path folder) throws IOException {
    try {
      JsonNode description = Json.readCanonical(Files.readAllBytes(folder.resolve(FILE)));
      return description.path("encryption").asText().equals(ENCRYPTION);
    } catch (NoSuchFileException | MalformedJsonException e) {
      return false;
    }
  }

  /** The id, which is told without a key. */
  static String idOf(Path folder) throws VaultException, IOException {
    try {
      String id =
          Json.readCanonical(Files.readAllBytes(folder.resolve(FILE))).path("vault").asText();
      if (id.matches("[0-9a-f]{32}")) {
        return id;
      }
    } catch (MalformedJsonException e) {
      // Said below.
    }
    throw damaged();
  }

  /**
   * Reads it.
   *
   * @param sealing opens an encrypted vault; null for one that is not
   */
  static VaultDescription read(Path folder, @Nullable Sealing sealing)
      throws VaultException, IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(folder.resolve(FILE));
    } catch (NoSuchFileException e) {
      throw new VaultException(Reason.ABSENT, "there is no vault");
    }
    try {
      JsonNode description = Json.readCanonical(bytes);
      String encryption = description.path("encryption").asText();
      if (encryption.equals(ENCRYPTION) && sealing == null) {
        throw new VaultException(Reason.ENCRYPTED, "the vault is encrypted");
      }
      if (!description.path("schema").asText().equals(SCHEMA)
          || !encryption.equals(sealing == null ? "none" : ENCRYPTION)) {
        throw new VaultException(
            Reason.UNKNOWN_FORMAT, "the vault has a format that this version does not know");
      }
      byte[] saltKey = HexFormat.of().parseHex(description.path("saltKey").asText());
      saltKey = sealing == null ? saltKey : sealing.openFile(Sealing.FILE, saltKey);
      if (saltKey.length != 32 || description.path("vault").asText().isEmpty()) {
        throw damaged();
      }
      return new VaultDescription(description.path("vault").asText(), saltKey);
    } catch (MalformedJsonException | IllegalArgumentException | DamagedObjectException e) {
      throw damaged();
    }
  }

  private static VaultException damaged() {
    return new VaultException(Reason.DAMAGED, FILE + " is damaged");
  }

  /** Its name alone. */
  @Override
  public String toString() {
    return "vault " + id;
  }
}
