package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What reaches the terminal, and what does not. */
@ExtendWith(Scenes.class)
final class TerminalTest {

  private static final Surroundings.Screen ALL = new Surroundings.Screen(true, true, true);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(Surroundings.Screen screen, Map<String, String> environment) {
    return new Terminal(
        new Surroundings(
            environment,
            Path.of("home"),
            Clock.systemUTC(),
            SecureRandom::new,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            screen));
  }

  private String printed(Surroundings.Screen screen, String colors, String noColor) {
    Terminal terminal = terminal(screen, noColor.isEmpty() ? Map.of() : Map.of("NO_COLOR", "1"));
    terminal.configure(false, false, false, false, colors);
    out.reset();
    terminal.line("", "high", true, 6, "  x");
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void colourFollowsStandardOutputAlone() {
    String colored = "\u001b[1;31mHIGH\u001b[0m    x";
    assertThat(printed(ALL, "auto", "")).isEqualTo(colored);
    assertThat(printed(new Surroundings.Screen(false, true, false), "auto", "")).isEqualTo(colored);
    assertThat(printed(new Surroundings.Screen(true, false, true), "auto", ""))
        .as("results that go to a file")
        .isEqualTo("HIGH    x");
    assertThat(printed(ALL, "auto", "1")).isEqualTo("HIGH    x");
    assertThat(printed(ALL, "never", "")).isEqualTo("HIGH    x");
    assertThat(printed(Surroundings.Screen.NONE, "always", "1")).isEqualTo(colored);
  }

  @Test
  void whatAStoreHoldsDoesNotSteerTheTerminal() {
    Terminal terminal = terminal(ALL, Map.of());
    terminal.configure(false, false, false, true, "always");
    String evil = "a\u001b[2J\u0007\u009b\r\nb\u202ec";
    String shown = "a‹U+001B›[2J‹U+0007›‹U+009B›‹U+000D›‹U+000A›b‹U+202E›c";
    terminal.line(evil);
    terminal.line(evil, "low", false, 0, evil);
    terminal.note(evil);
    terminal.failure(Exit.USAGE, evil, evil);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(shown, shown + "\u001b[1mLOW\u001b[0m" + shown);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("palimpsest: " + shown, "palimpsest: " + shown, "hint: " + shown);
  }

  @Test
  void progressIsPaintedOnStandardErrorAndTakenAway() {
    Terminal terminal = terminal(new Surroundings.Screen(false, false, true), Map.of());
    terminal.configure(false, false, false, false, "auto");
    terminal.progress().begin("copying");
    terminal.stageDone();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("\r\u001b[Kpalimpsest: copying …")
        .endsWith("\r\u001b[K");
    assertThat(out.size()).isZero();
  }

  @Test
  void quietAndNoProgressPaintNothing() {
    for (boolean quiet : new boolean[] {true, false}) {
      Terminal terminal = terminal(ALL, Map.of());
      terminal.configure(false, quiet, false, !quiet, "auto");
      terminal.progress().begin("copying");
      terminal.progress().expect(5);
      terminal.progress().advance(5);
      terminal.stageDone();
      assertThat(err.size()).isZero();
    }
  }

  @Test
  void aVerbPaintsAndCleansUp(Scene scene) {
    Shell.Run run = scene.shell().on(ALL).run("verify").ends(Exit.OK);
    assertThat(run.err()).contains("palimpsest: reading every object").endsWith("\r\u001b[K");
    assertThat(scene.shell().on(ALL).run("verify", "--no-progress").err()).isEmpty();
    assertThat(scene.run("verify").err()).as("in less than a minute").isEmpty();
  }

  /** Fails in the way that a disk or a pipe does. */
  private static ResultStream failing(String reason) throws IOException {
    ResultStream results =
        new ResultStream(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                throw new IOException(reason);
              }
            });
    PrintStream printer = new PrintStream(results, true, StandardCharsets.UTF_8);
    printer.println("a result");
    return results;
  }

  private int after(int exit, String reason) throws IOException {
    err.reset();
    return Main.afterWriting(
        exit, failing(reason), new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void aResultThatCouldNotBeWrittenIsNotGiven() throws IOException {
    assertThat(after(Exit.OK, "No space left on device")).isEqualTo(Exit.INCOMPLETE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("the disk is full");
    assertThat(after(Exit.INTEGRITY, "No space left on device")).isEqualTo(Exit.INTEGRITY);
    assertThat(after(Exit.FINDINGS, "Broken pipe")).isEqualTo(Exit.FINDINGS);
    assertThat(err.size()).as("a reader that has seen enough").isZero();
  }

  @Test
  void memoryThatRanOutOnAnotherThreadIsKnownAsSuch() {
    assertThat(
            Main.isMemory(new IllegalStateException(new RuntimeException(new OutOfMemoryError()))))
        .isTrue();
    assertThat(Main.isMemory(new IllegalStateException("x"))).isFalse();
  }
}
