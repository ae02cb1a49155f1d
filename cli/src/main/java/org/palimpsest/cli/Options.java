package org.palimpsest.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every verb takes. */
final class Options {

  @Option(
      names = "--vault",
      paramLabel = "DIR",
      description = "the vault (else PALIMPSEST_VAULT, the configuration, ~/Palimpsest)")
  @Nullable Path vault;

  @Option(
      names = "--config",
      paramLabel = "F",
      description = "the configuration file (else PALIMPSEST_CONFIG, else beside the keys)")
  @Nullable Path config;

  @Option(names = "--json", description = "one JSON document on standard output, errors too")
  boolean json;

  @Option(names = "--quiet", description = "nothing but results and failures")
  boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto, always or never")
  String color = "auto";

  @Option(names = "--no-progress", description = "no progress on standard error")
  boolean noProgress;

  @Option(
      names = {"-v", "--verbose"},
      description = "say on standard error what is being done")
  boolean verbose;

  @Option(
      names = "--log-file",
      paramLabel = "F",
      description = "add to this file what is done, without any content")
  @Nullable Path logFile;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "error, info or debug")
  String logLevel = "info";

  @Option(
      names = "--passphrase-file",
      paramLabel = "F",
      description = "a file whose first line opens the keys, and an encrypted vault")
  @Nullable Path passphraseFile;

  @Option(
      names = "--pin-file",
      paramLabel = "F",
      description = "a file whose first line is the PIN of the token that keeps the sealing key")
  @Nullable Path pinFile;

  @Option(
      names = "--key-file",
      paramLabel = "F",
      description = "a file with the recovery key, or another key, of an encrypted vault")
  @Nullable Path keyFile;
}
