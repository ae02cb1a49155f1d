package org.palimpsest.cli.config;

import java.util.Optional;

/**
 * A source that runs read.
 *
 * @param path where the store is
 * @param device label of its device
 * @param caseId the case, when it is not that of the whole file
 * @param passwordFile a file that holds the password of an encrypted backup
 * @param line where it stands in the file
 */
public record SourceSetting(
    String path, String device, Optional<String> caseId, Optional<String> passwordFile, int line) {
  /** The device's label alone. */
  @Override
  public String toString() {
    return "source of " + device;
  }
}
