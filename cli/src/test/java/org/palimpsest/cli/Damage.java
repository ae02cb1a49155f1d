package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Harm done to a vault behind its back. */
final class Damage {

  private Damage() {}

  /** Flips one bit in the middle of the largest pack; once more puts it back. */
  static Path flip(Path vault) throws IOException {
    Path pack;
    try (var packs = Files.list(vault.resolve("packs"))) {
      pack =
          packs
              .filter(file -> file.toString().endsWith(".pack"))
              .max(Comparator.comparing((Path file) -> file.toFile().length()))
              .orElseThrow();
    }
    flipIn(pack);
    return pack;
  }

  /** Flips one bit in the middle of an object, wherever it lies. */
  static void flipObject(Path vault, String sha256) throws IOException {
    for (Path index : Tree.files(vault.resolve("packs"))) {
      if (index.toString().endsWith(".idx")) {
        for (String line : Files.readAllLines(index)) {
          String[] words = line.split(" ", -1);
          if (words[0].equals(sha256)) {
            Path pack = Path.of(index.toString().replace(".idx", ".pack"));
            byte[] bytes = Files.readAllBytes(pack);
            bytes[Integer.parseInt(words[1]) + Integer.parseInt(words[3]) / 2] ^= 1;
            Files.write(pack, bytes);
            return;
          }
        }
      }
    }
    throw new IllegalStateException("no pack holds it");
  }

  /** Flips one bit in the middle of a file. */
  static void flipIn(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
