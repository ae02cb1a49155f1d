package org.palimpsest.messages;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/** The attachment files that were captured with a store. */
public interface AttachmentFiles {

  /**
   * A captured file, or a folder that stands for one.
   *
   * @param sha256 hash of its bytes
   * @param size in bytes
   * @param type media type by its first bytes, null where they do not tell
   * @param bundle whether it is a folder
   */
  record FileIdentity(Sha256 sha256, long size, @Nullable String type, boolean bundle) {
    /** A file of which nothing is known but its bytes. */
    public FileIdentity(Sha256 sha256, long size) {
      this(sha256, size, null, false);
    }
  }

  /** Whether attachment files were looked for at all. */
  boolean collected();

  /** The file at a path as the store writes it, for example {@code ~/Library/Messages/…}. */
  Optional<FileIdentity> find(String storedPath);

  /** The captured files that none of these paths names. */
  StoreFacts.Orphans notNamedBy(Set<String> storedPaths);

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

      @Override
      public StoreFacts.Orphans notNamedBy(Set<String> storedPaths) {
        return StoreFacts.Orphans.NONE;
      }
    };
  }
}
