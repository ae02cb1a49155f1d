package org.palimpsest.backup;

import java.util.Locale;

/** Something about a backup that is not as a phone leaves it. */
public enum Fault {
  /** The manifest has damaged places. */
  MANIFEST_DAMAGED(
      Gravity.INCOMPLETE,
      "place of the manifest that cannot be read",
      "places of the manifest that cannot be read"),
  /** A row of the manifest cannot be read, or contradicts itself. */
  ROW_MALFORMED(
      Gravity.INCOMPLETE,
      "row of the manifest that cannot be read",
      "rows of the manifest that cannot be read"),
  /** Two rows name the same file. */
  ROW_REPEATED(
      Gravity.INCOMPLETE,
      "row that names a file of another row",
      "rows that name a file of another row"),
  /** A row is neither file nor folder nor link. */
  KIND_UNKNOWN(
      Gravity.INCOMPLETE, "row of a kind that is not known", "rows of a kind that is not known"),
  /** The name of the file is not the SHA-1 of its domain and path. */
  FILE_ID_WRONG(
      Gravity.INTEGRITY,
      "file whose name is not the hash of its path",
      "files whose name is not the hash of their path"),
  /** The path leads out of its domain; the file is not given a place. */
  PATH_CLIMBS(
      Gravity.INTEGRITY,
      "path that leads out of its domain",
      "paths that lead out of their domain"),
  /** The bytes on disk do not have the digest that the manifest gives. */
  DIGEST_WRONG(
      Gravity.INTEGRITY,
      "file whose bytes do not have its digest",
      "files whose bytes do not have their digest"),
  /** The digest is of no kind that is known. */
  DIGEST_UNKNOWN(
      Gravity.INCOMPLETE,
      "digest of a kind that is not known",
      "digests of a kind that is not known"),
  /** The file does not lie in the folder. */
  BLOB_MISSING(
      Gravity.INCOMPLETE,
      "file that does not lie in the folder",
      "files that do not lie in the folder"),
  /** The file in the folder has no byte, and should have. */
  BLOB_EMPTY(
      Gravity.INCOMPLETE,
      "file without a byte that should have some",
      "files without a byte that should have some"),
  /** The file in the folder has another length than it must have. */
  BLOB_LENGTH(Gravity.INCOMPLETE, "file of a wrong length", "files of a wrong length"),
  /**
   * What lies in the folder under the file's name is a link or something else, or is unreadable.
   */
  BLOB_UNREADABLE(Gravity.INCOMPLETE, "file that cannot be read", "files that cannot be read"),
  /** A file lies in the folder and is in no row. */
  BLOB_NOT_LISTED(
      Gravity.INCOMPLETE,
      "file in the folder that no row lists",
      "files in the folder that no row lists"),
  /** The file has no key, or a key that does not pass its check. */
  KEY_UNUSABLE(
      Gravity.INCOMPLETE, "file whose key cannot be used", "files whose key cannot be used"),
  /** The decrypted file does not end in a padding: it is damaged. */
  PADDING_WRONG(
      Gravity.INCOMPLETE,
      "file that does not decrypt to an end",
      "files that do not decrypt to an end"),
  /** Some class keys of the keybag do not pass their check while others do. */
  KEYBAG_DAMAGED(Gravity.INCOMPLETE, "damaged class key", "damaged class keys"),
  /** The backup was not finished, or nothing says that it was. */
  UNFINISHED(
      Gravity.INCOMPLETE,
      "sign that the backup was not finished",
      "signs that the backup was not finished"),
  /** The plists of the backup name different phones or versions. */
  IDENTITY_DISAGREES(
      Gravity.INCOMPLETE,
      "statement on which its plists disagree",
      "statements on which its plists disagree"),
  /** The database's size is not the one that the manifest gives, as is usual. */
  SIZE_DIFFERS(
      Gravity.NOTE,
      "database of another size than listed, as is usual",
      "databases of another size than listed, as is usual"),
  /** The write-ahead log of the store lies in the backup, which is unusual. */
  LOG_PRESENT(
      Gravity.NOTE,
      "write-ahead log, which a phone merges before it copies",
      "write-ahead logs, which a phone merges before it copies"),
  /** The write-ahead log of the store does not begin as one, so its rows cannot be applied. */
  LOG_DAMAGED(
      Gravity.INCOMPLETE,
      "write-ahead log whose header is damaged, so that its rows are not read",
      "write-ahead logs whose header is damaged, so that their rows are not read"),
  /** The plists of the backup give dates that lie more than a day apart. */
  DATE_DISAGREES(
      Gravity.NOTE,
      "date on which its plists disagree by more than a day",
      "dates on which its plists disagree by more than a day"),
  /** The newest message of the store is later than the backup by more than a day. */
  MESSAGE_LATER(
      Gravity.NOTE,
      "store whose newest message is later than the backup by more than a day",
      "stores whose newest message is later than the backup by more than a day"),
  /** Two rows give the same path, or one gives as a file what another gives as a folder. */
  PATH_COLLIDES(
      Gravity.INCOMPLETE,
      "path that stands against the path of another row",
      "paths that stand against the path of another row"),
  /** A property list of the backup cannot be read. */
  PLIST_UNREADABLE(
      Gravity.INCOMPLETE,
      "property list of the backup that cannot be read",
      "property lists of the backup that cannot be read"),
  /** Litter of the host. */
  FOREIGN_FILE(
      Gravity.NOTE, "file that is no part of a backup", "files that are no part of a backup");

  /** How grave a fault is. */
  public enum Gravity {
    /** Worth knowing, nothing wrong. */
    NOTE,
    /** Something could not be read, so absence must not be inferred. */
    INCOMPLETE,
    /** A value that was written to be compared does not compare. */
    INTEGRITY
  }

  private final Gravity gravity;
  private final String one;
  private final String many;

  Fault(Gravity gravity, String one, String many) {
    this.gravity = gravity;
    this.one = one;
    this.many = many;
  }

  /** How grave it is. */
  public Gravity gravity() {
    return gravity;
  }

  /** What is counted, for so many. */
  public String words(long count) {
    return count == 1 ? one : many;
  }

  /** Lower-case word with hyphens, as in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
