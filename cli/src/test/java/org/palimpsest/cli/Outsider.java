package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.cli.Shell.Run;

/**
 * Types a command line as somebody who may not read everything. Where the tests run as root, that
 * is a process without root's leave to read what permissions forbid.
 */
final class Outsider {

  private static final String LEAVE = "-dac_override,-dac_read_search";

  private Outsider() {}

  /** Empty where no such process can be had. */
  static Optional<Run> type(Shell shell, Object... words) throws IOException {
    Path forbidden = Files.createTempFile("palimpsest", "forbidden");
    try {
      Files.setPosixFilePermissions(forbidden, java.util.Set.of());
      List<String> prefix = List.of();
      if (Files.isReadable(forbidden)) {
        prefix = List.of("setpriv", "--bounding-set=" + LEAVE, "--inh-caps=" + LEAVE);
        if (!may(prefix, forbidden)) {
          return Optional.empty();
        }
      }
      return Optional.of(run(prefix, shell, words));
    } finally {
      Files.delete(forbidden);
    }
  }

  /** Whether a process can be started so, and is then forbidden what it should be. */
  private static boolean may(List<String> prefix, Path forbidden) throws IOException {
    try {
      List<String> command = new ArrayList<>(prefix);
      command.addAll(List.of("cat", forbidden.toString()));
      return start(command).waitFor() == 1;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Run run(List<String> prefix, Shell shell, Object... words) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.palimpsest.cli.Outsider",
            shell.folder().toString(),
            shell.time().toString()));
    List<String> line = new ArrayList<>();
    for (Object word : words) {
      line.add(word.toString());
    }
    command.addAll(line);
    Path out = Files.createTempFile("palimpsest", "out");
    Path err = Files.createTempFile("palimpsest", "err");
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start()
              .waitFor();
      return new Run(
          String.join(" ", line),
          exit,
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Takes the folder of the shell, an instant, and what is typed. */
  public static void main(String[] arguments) {
    Shell shell = new Shell(Path.of(arguments[0])).at(Instant.parse(arguments[1]));
    Run run = shell.run(List.of(arguments).subList(2, arguments.length).toArray());
    System.out.print(run.out());
    System.err.print(run.err());
    System.exit(run.exit());
  }
}
