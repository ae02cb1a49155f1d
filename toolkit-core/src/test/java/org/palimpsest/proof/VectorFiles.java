package org.palimpsest.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of {@code docs/format/vectors}: compared with what a test makes, or written anew. */
record VectorFiles(Path folder) {

  static VectorFiles of(String name) {
    return new VectorFiles(Path.of("..", "docs", "format", "vectors", name));
  }

  /** Repeats itself for one seed, on every machine. */
  static SecureRandom random(int seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asserts that the folder holds these files and no others. */
  void hold(Map<String, byte[]> files) throws IOException {
    if ("write".equals(System.getProperty("palimpsest.vectors"))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path target = folder.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue());
      }
    }
    Map<String, String> there = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        there.put(
            folder.relativize(each).toString().replace('\\', '/'), hex(Files.readAllBytes(each)));
      }
    }
    Map<String, String> made = new TreeMap<>();
    files.forEach((name, file) -> made.put(name, hex(file)));
    assertThat(there).isEqualTo(made);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The entries of the folder, one vector each. */
  List<Path> vectors(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> each.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Whether the script of the documentation accepts; a test is skipped where it cannot run. */
  static boolean scriptAccepts(Path file) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("python3", "../docs/verify.py", file.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "python3 is not installed");
      throw e;
    }
    byte[] said = process.getInputStream().readAllBytes();
    int exit = process.waitFor();
    assumeTrue(
        !new String(said, StandardCharsets.UTF_8).contains("'openssl'"),
        "openssl is not installed");
    return exit == 0;
  }
}
