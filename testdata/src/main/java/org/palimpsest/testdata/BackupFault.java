package org.palimpsest.testdata;

/** Something that is wrong with a forged backup; most with one of its files. */
public enum BackupFault {
  /** One bit of the bytes on disk is turned. */
  FLIPPED_BIT,
  /** The manifest's digest is another one. */
  WRONG_DIGEST,
  /** The manifest's digest is the SHA-256 of the bytes on disk, which is right. */
  LONG_DIGEST,
  /** The manifest's digest has the length of a SHA-256 and is another one. */
  WRONG_LONG_DIGEST,
  /** The manifest's digest has a length that no hash has. */
  ODD_DIGEST,
  /** The row's fileID is not that of its path, and its bytes lie under that wrong name. */
  WRONG_FILE_ID,
  /** The last 4096 bytes on disk are gone. */
  CUT_PAGE,
  /** The last five bytes on disk are gone. */
  CUT_BYTES,
  /** The file on disk is empty. */
  EMPTIED,
  /** The manifest's size is smaller than the file. */
  SIZE_TOO_SMALL,
  /** The manifest's size is larger than the file. */
  SIZE_TOO_LARGE,
  /** The file on disk is not there. */
  MISSING,
  /** The row's archive is no archive. */
  UNREADABLE_RECORD,
  /** The row's flags are 16. */
  UNKNOWN_FLAGS,
  /** The row's path climbs out of its domain. */
  CLIMBING_PATH,
  /** The row's archive names another path than the row. */
  OTHER_INNER_PATH,
  /** The wrapped key of the file is damaged. */
  DAMAGED_KEY,
  /** The file of an encrypted backup has no key. */
  NO_KEY,
  /** A link stands where the bytes should lie. */
  LINKED,
  /** A file lies in the folder and is in no row. */
  UNLISTED,
  /** Two rows name the same file. */
  LISTED_TWICE,
  /** The status says that the backup is still being uploaded. */
  UPLOADING,
  /** There is no status. */
  NO_STATUS,
  /** A {@code Snapshot} folder lies in the backup, as an interrupted run leaves it. */
  SNAPSHOT_FOLDER,
  /** {@code Info.plist} is that of another phone. */
  OTHER_PHONE,
  /** {@code Manifest.db} or {@code Manifest.mbdb} ends in the middle. */
  CUT_MANIFEST,
  /** {@code Manifest.db} or {@code Manifest.mbdb} has no byte. */
  EMPTY_MANIFEST,
  /** There is no {@code Manifest.plist}. */
  NO_MANIFEST_PLIST,
  /** Litter of the host lies in the folder. */
  LITTER,
  /** The keybag ends in the middle of a value. */
  CUT_KEYBAG,
  /** One of the keybag's class keys is damaged. */
  DAMAGED_CLASS_KEY,
  /** The encrypted {@code Manifest.db} has no padding, as some hosts rewrite it. */
  UNPADDED_MANIFEST
}
