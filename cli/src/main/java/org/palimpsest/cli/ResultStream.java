package org.palimpsest.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, which remembers that it failed: print streams keep that to themselves, and a
 * result that went to a full disk would count as given. A reader that has seen enough and closed
 * its end is no failure.
 */
final class ResultStream extends FilterOutputStream {

  private @Nullable IOException trouble;

  ResultStream(OutputStream out) {
    super(out);
  }

  /** What went wrong first. */
  Optional<IOException> trouble() {
    return Optional.ofNullable(trouble).filter(e -> !isClosedByReader(e));
  }

  private static boolean isClosedByReader(IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return reason.contains("broken pipe") || reason.contains("pipe is being closed");
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int at, int length) throws IOException {
    try {
      out.write(bytes, at, length);
    } catch (IOException e) {
      trouble = trouble == null ? e : trouble;
      throw e;
    }
  }
}
