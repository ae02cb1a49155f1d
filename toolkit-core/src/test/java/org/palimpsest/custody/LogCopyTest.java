package org.palimpsest.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a log is brought up to it, whatever an interruption has left, and never across it. */
class LogCopyTest {

  @TempDir Path folder;

  private Path from;
  private Path copy;
  private byte[] lines;

  @BeforeEach
  void log() throws Exception {
    from = folder.resolve("log");
    copy = folder.resolve("copy");
    Logs.create(from, 5);
    lines = Files.readAllBytes(from.resolve("log.jsonl"));
  }

  private byte[] copied() throws Exception {
    return Files.readAllBytes(copy.resolve("log.jsonl"));
  }

  @Test
  void aCopyIsMadeAndThenAddedTo() throws Exception {
    assertThat(LogCopy.extend(from, copy)).isEqualTo(5);
    CustodyLog.open(from).append(Logs.snapshot(9), Logs.KEY);
    assertThat(LogCopy.extend(from, copy)).isEqualTo(1);
    assertThat(copied()).isEqualTo(Files.readAllBytes(from.resolve("log.jsonl")));
    assertThat(CustodyLog.open(copy).verify().verdict())
        .isEqualTo(CustodyLog.open(from).verify().verdict());
  }

  /** What is there is cut anywhere, and behind it are zeros, fewer or more than were to come. */
  @Test
  void whatACrashLeavesIsWrittenOver() throws Exception {
    for (int length = 0; length <= lines.length; length += 37) {
      for (int zeros : new int[] {0, 1, 100, 5_000}) {
        LogCopy.extend(from, copy);
        Files.write(
            copy.resolve("log.jsonl"), Arrays.copyOf(Arrays.copyOf(lines, length), length + zeros));
        assertThat(LogCopy.isBeginning(from, copy)).isTrue();
        LogCopy.extend(from, copy);
        assertThat(copied()).as("%s bytes, %s zeros", length, zeros).isEqualTo(lines);
      }
    }
  }

  @Test
  void aLogThatWentOnByItselfIsLeftAsItIs() throws Exception {
    LogCopy.extend(from, copy);
    byte[] more = Arrays.copyOf(lines, lines.length + 3);
    System.arraycopy("{}\n".getBytes(StandardCharsets.US_ASCII), 0, more, lines.length, 3);
    byte[] other = lines.clone();
    other[lines.length / 2] ^= 1;
    byte[] within = lines.clone();
    within[lines.length / 2] = 0;
    for (byte[] wrong : new byte[][] {more, other, within}) {
      Files.write(copy.resolve("log.jsonl"), wrong);
      assertThat(LogCopy.isBeginning(from, copy)).isFalse();
      assertThatThrownBy(() -> LogCopy.extend(from, copy))
          .isInstanceOf(AppendRefusedException.class);
      assertThat(copied()).isEqualTo(wrong);
    }
  }
}
