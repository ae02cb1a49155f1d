package org.palimpsest.cli.config;

import java.util.Optional;

/**
 * A source that runs read.
 *
 * @param path where the store is
 * @param device label of its device
 * @param caseId the case, when it is not that of the whole file
 * @param passwordFile a file that holds the password of an encrypted backup
 * @param passwordCommand a command that prints that password
 * @param line where it stands in the file
 */
public record SourceSetting(
    String path,
    String device,
    Optional<String> caseId,
    Optional<String> passwordFile,
    Optional<String> passwordCommand,
    int line) {
  /** One that no file names. */
  public static SourceSetting of(String path, String device) {
    return new SourceSetting(path, device, Optional.empty(), Optional.empty(), Optional.empty(), 0);
  }

  /** The device's label alone. */
  @Override
  public String toString() {
    return "source of " + device;
  }
}
