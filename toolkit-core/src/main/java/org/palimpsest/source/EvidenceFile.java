package org.palimpsest.source;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.digest.Sha256;

/**
 * One captured file.
 *
 * @param path relative to the source, with forward slashes
 * @param role what it is
 * @param size in bytes
 * @param modifiedAt as the source's file system had it
 * @param sha256 hash of its bytes
 * @param stamp what the file system said of it, for databases and attachments, where it tells
 *     enough
 * @param unread whether it was taken for unchanged by its stamp, so that the hash is that of an
 *     earlier reading
 */
public record EvidenceFile(
    String path,
    Role role,
    long size,
    Instant modifiedAt,
    Sha256 sha256,
    Optional<FileStamp> stamp,
    boolean unread) {

  /** A file that was read, without a stamp. */
  public EvidenceFile(String path, Role role, long size, Instant modifiedAt, Sha256 sha256) {
    this(path, role, size, modifiedAt, sha256, Optional.empty(), false);
  }

  /** What a captured file is. */
  public enum Role {
    /** The database. */
    DATABASE,
    /** Its write-ahead log. */
    WAL,
    /** Its shared-memory file; kept as bytes, never used. */
    SHM,
    /** Its rollback journal. */
    JOURNAL,
    /** An attachment or another file of the attachment tree. */
    ATTACHMENT,
    /** A preference or account file. */
    PREFERENCES,
    /** An address book or its log, from which names are shown and nothing else is taken. */
    CONTACTS,
    /**
     * A file of a phone's backup as it lies in the backup's folder: a manifest, a plist, a blob.
     */
    BACKUP,
    /** Keys with which files of a backup are decrypted. */
    KEYS,
    /** The list of files that can be made from those of a backup. */
    DERIVED;

    /** Lower-case word, as in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Its role and size, without its name. */
  @Override
  public String toString() {
    return role.word() + " of " + size + " bytes";
  }
}
