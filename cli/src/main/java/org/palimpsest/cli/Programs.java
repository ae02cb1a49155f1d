package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Programs of the operating system, found where {@code PATH} leads. */
final class Programs {

  private static final long PATIENCE_SECONDS = 20;
  private static final int MOST_OUTPUT = 1 << 24;
  private static final int MOST_COMPLAINT = 1 << 16;

  private final Surroundings surroundings;

  Programs(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * How a program ended.
   *
   * @param exit its exit code; -1 when it was stopped because it took too long
   * @param output what it wrote to standard output
   * @param complaint the beginning of what it wrote to standard error
   * @param whole whether that is all of standard output, of which 16 MiB are read
   */
  record Ended(int exit, byte[] output, String complaint, boolean whole) {
    /** Standard output as text. */
    String said() {
      return new String(output, StandardCharsets.UTF_8);
    }

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
  Ended run(List<String> command, byte[] input) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(surroundings.environment());
    Process process = builder.start();
    CompletableFuture<String> complaint =
        CompletableFuture.supplyAsync(
            () -> complaint(process), reader -> new Thread(reader).start());
    try (var in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // It did not want to read all of it; its exit code tells what that means.
      process.getInputStream();
    }
    byte[] output;
    boolean whole;
    try (InputStream out = process.getInputStream()) {
      output = out.readNBytes(MOST_OUTPUT);
      whole = out.read() < 0;
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Ended(-1, new byte[0], "", whole);
    }
    return new Ended(process.exitValue(), output, complaint.join(), whole);
  }

  /** All of it is read, so that the program need not wait, and the beginning is kept. */
  private static String complaint(Process process) {
    try (InputStream err = process.getErrorStream()) {
      byte[] begin = err.readNBytes(MOST_COMPLAINT);
      err.transferTo(java.io.OutputStream.nullOutputStream());
      return new String(begin, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
