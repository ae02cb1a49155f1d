package org.palimpsest.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import picocli.CommandLine.Option;

/** How a trusted time is had: from an address, or by files that a person carries. */
final class TimeOptions {

  @Option(
      names = "--timestamp",
      paramLabel = "URL",
      description =
          "ask this time authority (RFC 3161) over the network; only a hash is sent (else"
              + " timestamp.authority of the configuration)")
  @Nullable String timestamp;

  @Option(
      names = "--query",
      paramLabel = "FILE",
      description =
          "without the network: write the question to this new file; with --response the"
              + " file that was written then")
  @Nullable Path query;

  @Option(
      names = "--response",
      paramLabel = "FILE",
      description = "the authority's answer to the question in --query")
  @Nullable Path response;

  /** Which of three ways was chosen; exactly one must be. */
  enum Way {
    ASK,
    WRITE,
    IMPORT
  }

  /** Where no way was given, the authority of the configuration is asked. */
  void fillFrom(Settings settings) {
    if (!isGiven()) {
      timestamp = settings.text(Key.TIMESTAMP_AUTHORITY).orElse(null);
    }
  }

  boolean isGiven() {
    return timestamp != null || query != null || response != null;
  }

  Way way() throws Failure {
    if (timestamp != null && query == null && response == null) {
      return Way.ASK;
    }
    if (timestamp == null && query != null) {
      return response == null ? Way.WRITE : Way.IMPORT;
    }
    throw Failure.usage(
        "how to get the time is not said, or said twice",
        "give --timestamp URL, or --query FILE, or --query FILE --response FILE, or write"
            + " timestamp.authority into the configuration");
  }
}
