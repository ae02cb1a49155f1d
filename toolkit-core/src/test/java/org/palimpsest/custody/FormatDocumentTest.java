package org.palimpsest.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.FormatDocument;
import org.palimpsest.seal.LogKey;

/** The example and the recipe in {@code docs/format/custody.md} hold as printed. */
class FormatDocumentTest {

  @TempDir Path temporary;
  private String document;
  private Path folder;

  /** Gives 00 01 02 … 1f, the secret bytes of the example. */
  private static final class Counting extends SecureRandom {
    private static final long serialVersionUID = 1;

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) i;
      }
    }
  }

  @BeforeEach
  void makeTheExample() throws Exception {
    document = FormatDocument.read("custody.md");
    folder = temporary.resolve("custody");
    LogKey key = LogKey.create("example.org/log", new Counting());
    CustodyLog log = CustodyLog.create(folder, "example.org/log", key);
    log.append(
        Entry.of(Logs.START, Action.INIT)
            .actor(Entry.Actor.of("A. Examiner"))
            .tool(new Entry.Tool("palimpsest", "0.1.0", null, "17.0.15")),
        key);
    log.append(
        Entry.of(Logs.START.plusSeconds(60), Action.SNAPSHOT)
            .actor(Entry.Actor.of("A. Examiner"))
            .snapshot(new Entry.SnapshotFacts("s1", Sha256.of(new byte[0]), Map.of("message", 42L)))
            .result(new Entry.Result("complete", 0)),
        key);
  }

  @Test
  void theWorkedExampleHolds() throws Exception {
    String example =
        "`log.jsonl`:\n\n"
            + indented("log.jsonl")
            + "\n`checkpoint`:\n\n"
            + indented("checkpoint")
            + "\n`log.pub`:\n\n"
            + indented("log.pub");
    assertThat(document).contains(example);
  }

  private String indented(String file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      text.append(line.isEmpty() ? "" : "    ").append(line).append('\n');
    }
    return text.toString();
  }

  @Test
  void everyActionIsDocumented() {
    for (Action action : Action.values()) {
      assertThat(document).contains("`" + action.text() + "`");
    }
  }

  @Test
  void theScriptAcceptsTheLogAndRefusesAChangedOne() throws Exception {
    int start = document.indexOf("```python\n") + "```python\n".length();
    Files.writeString(
        folder.resolve("check.py"), document.substring(start, document.indexOf("```\n", start)));
    List<String> command = List.of("python3", "check.py", "log.jsonl", "checkpoint");
    assertThat(run(command)).isZero();
    Path lines = folder.resolve("log.jsonl");
    String whole = Files.readString(lines);
    for (String changed :
        List.of(
            whole.replace("A. Examiner", "B. Examiner"),
            whole.substring(0, whole.length() - 1),
            whole.substring(0, whole.indexOf('\n') + 1),
            whole.substring(whole.indexOf('\n') + 1))) {
      Files.writeString(lines, changed);
      assertThat(run(command)).isNotZero();
    }
  }

  @Test
  void theShellRecipeVerifiesTheSignature() throws Exception {
    String recipe = document.substring(document.indexOf("    head -n 3 checkpoint"));
    recipe = recipe.substring(0, recipe.indexOf("\n\n")).replaceAll("(?m)^    ", "");
    Files.writeString(folder.resolve("recipe.sh"), "set -e\n" + recipe + "\n");
    assumeProgram("openssl", "version");
    List<String> command = List.of("sh", "recipe.sh");
    assertThat(run(command)).isZero();
    Path checkpoint = folder.resolve("checkpoint");
    Files.writeString(checkpoint, Files.readString(checkpoint).replace("\n2\n", "\n3\n"));
    assertThat(run(command)).isNotZero();
  }

  private void assumeProgram(String... command) throws Exception {
    run(List.of(command));
  }

  private int run(List<String> command) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(temporary.resolve("out").toFile())
              .start();
    } catch (IOException e) {
      Assumptions.abort("no " + command.get(0) + " on this machine");
      throw e;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
