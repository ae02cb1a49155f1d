package org.palimpsest.messages;

import java.util.Optional;
import org.palimpsest.digest.Sha256;

/** The attachment files that were captured with a store. */
public interface AttachmentFiles {

  /**
   * A captured file.
   *
   * @param sha256 hash of its bytes
   * @param size in bytes
   */
  record FileIdentity(Sha256 sha256, long size) {}

  /** Whether attachment files were looked for at all. */
  boolean collected();

  /** The file at a path as the store writes it, for example {@code ~/Library/Messages/…}. */
  Optional<FileIdentity> find(String storedPath);

  /** For a store that came without its attachment files. */
  static AttachmentFiles none() {
    return new AttachmentFiles() {
      @Override
      public boolean collected() {
        return false;
      }

      @Override
      public Optional<FileIdentity> find(String storedPath) {
        return Optional.empty();
      }
    };
  }
}
