package org.palimpsest.cli;

import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import picocli.CommandLine.Option;

/** Which time authority dates what a verb seals. */
final class SealTime {

  @Option(
      names = "--timestamp",
      paramLabel = "URL",
      description =
          "have this time authority (RFC 3161) date what is sealed; only a hash is sent (else"
              + " timestamp.authority of the configuration)")
  @Nullable String timestamp;

  @Option(
      names = "--no-timestamp",
      description = "ask no time authority, whatever the configuration says")
  boolean none;

  /** The authority's address; null when none is to be asked. */
  @Nullable String authority(Settings settings) throws Failure {
    if (!none) {
      return timestamp != null ? timestamp : settings.text(Key.TIMESTAMP_AUTHORITY).orElse(null);
    }
    if (timestamp != null) {
      throw Failure.usage(
          "--timestamp and --no-timestamp exclude one another", "leave out one of both");
    }
    return null;
  }
}
