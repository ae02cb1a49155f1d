package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the operating system, found where {@code PATH} leads. */
final class Programs {

  private static final long PATIENCE_SECONDS = 20;

  private final Surroundings surroundings;

  Programs(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * How a program ended.
   *
   * @param exit its exit code; -1 when it was stopped because it took too long
   * @param said what it wrote, on either stream
   */
  record Ended(int exit, String said) {
    @Override
    public String toString() {
      return "program ended with " + exit;
    }
  }

  /** Where a program lies. */
  Optional<Path> find(String name) {
    for (String folder : surroundings.variable("PATH").split(java.io.File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder).resolve(name))) {
        return Optional.of(Path.of(folder).resolve(name));
      }
    }
    return Optional.empty();
  }

  /** Runs a program with what it shall read. */
  Ended run(List<String> command, String input) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(surroundings.environment());
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It did not want to read all of it; its exit code tells what that means.
      process.getInputStream();
    }
    byte[] said;
    try (InputStream out = process.getInputStream()) {
      said = out.readNBytes(1 << 16);
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Ended(-1, "");
    }
    return new Ended(process.exitValue(), new String(said, StandardCharsets.UTF_8));
  }
}
