package org.palimpsest.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * How the libraries log: not at all. {@code java.util.logging} makes one of these when it is first
 * used, in place of reading its own configuration, which has it write to standard error.
 */
public final class Unlogged {

  private static final byte[] CONFIGURATION = ".level=OFF\n".getBytes(StandardCharsets.US_ASCII);

  /** Made by {@code LogManager}, as {@code java.util.logging.config.class} names it. */
  public Unlogged() throws IOException {
    LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(CONFIGURATION));
  }
}
