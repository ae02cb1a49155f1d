package org.palimpsest.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Keys and times that are the same in every run, and the openssl program where there is one. */
final class Fixtures {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  static final Duration VALIDITY = Duration.ofDays(3650);
  static final byte[] CONTENT = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

  private Fixtures() {}

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

  static SealingKey sealingKey() {
    return SealingKey.create("Test Examiner", START, VALIDITY, random(1));
  }

  /** Runs openssl in {@code folder}; skips the test where the program is absent. */
  static void openssl(Path folder, String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path log = Files.createTempFile(folder, "openssl", ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      Assumptions.abort("no openssl on this machine");
      throw e;
    }
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + "\n" + Files.readString(log));
    }
  }
}
