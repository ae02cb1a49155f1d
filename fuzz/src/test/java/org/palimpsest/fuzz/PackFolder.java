package org.palimpsest.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** A vault in a temporary folder that holds one pack. */
final class PackFolder {

  private final Path vault;

  PackFolder() {
    try {
      Path made = Files.createTempDirectory("palimpsest-fuzz");
      vault = made.resolve("vault");
      Vault.create(vault, "0".repeat(32), new byte[32], Instant.EPOCH);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made)));
    } catch (IOException | VaultException e) {
      throw new IllegalStateException(e);
    }
  }

  Vault with(byte[] lines, byte[] pack) throws IOException, VaultException {
    Path packs = vault.resolve("packs");
    empty(packs);
    String name = Sha256.of(pack).hex();
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    index.writeBytes(lines);
    index.writeBytes(("end " + Sha256.of(lines).hex() + "\n").getBytes(StandardCharsets.US_ASCII));
    Files.write(packs.resolve(name + ".pack"), pack);
    Files.write(packs.resolve(name + ".idx"), index.toByteArray());
    return Vault.open(vault);
  }

  private static void empty(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isDirectory(file)) {
          empty(file);
        }
        Files.delete(file);
      }
    }
  }

  private static void remove(Path folder) {
    try {
      empty(folder);
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
