package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class UnloggedTest {

  /** A library that logs, in a process of its own, since logging is made ready once in each. */
  static final class Library {
    public static void main(String[] args) {
      if (args.length > 0) {
        System.setProperty("java.util.logging.config.class", Unlogged.class.getName());
      }
      Logger.getLogger("library").severe("what it was reading");
    }
  }

  @Test
  void librariesThatLogWriteNothing() throws Exception {
    assertThat(outputOf()).contains("what it was reading");
    assertThat(outputOf("silent")).isEmpty();
  }

  private static String outputOf(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Library.class.getName()));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
