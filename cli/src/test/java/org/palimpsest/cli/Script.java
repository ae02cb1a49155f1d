package org.palimpsest.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Other programs that judge what was made: {@code docs/verify.py} and the tools of the field. */
final class Script {

  private static final Path DOCS = Path.of("..", "docs").toAbsolutePath();
  private static final Path SCRIPT = DOCS.resolve("verify.py");

  private Script() {}

  /**
   * What a program said.
   *
   * @param exit its code
   * @param out both of its outputs
   */
  record Said(int exit, String out) {}

  static boolean isThere() {
    return isInstalled("python3") && isInstalled("openssl");
  }

  static boolean isInstalled(String program) {
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }

  /** Runs the script; a test is skipped where its tools are missing. */
  static Said run(Object... arguments) throws IOException {
    assumeTrue(isThere(), "python3 or openssl is not installed");
    List<Object> words = new ArrayList<>(List.of("python3", SCRIPT));
    words.addAll(List.of(arguments));
    return tool(DOCS, words.toArray());
  }

  /** Runs any tool; a test is skipped where it is missing. */
  static Said tool(Path folder, Object... words) throws IOException {
    assumeTrue(isInstalled(words[0].toString()), words[0] + " is not installed");
    List<String> command = new ArrayList<>();
    for (Object word : words) {
      command.add(word.toString());
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Said(process.waitFor(), out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
