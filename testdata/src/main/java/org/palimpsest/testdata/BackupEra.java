package org.palimpsest.testdata;

/** A generation of the backup format that can be forged. */
public enum BackupEra {
  /**
   * iOS 10.2 and later: an encrypted backup encrypts {@code Manifest.db} too, keys twice derived.
   */
  MANIFEST_DB(true, true),
  /** iOS 10.0 and 10.1 as most phones wrote it: names are readable, keys once derived. */
  MANIFEST_DB_10_1(true, false),
  /** iOS 9 and earlier: {@code Manifest.mbdb}, all files in one folder. */
  MBDB(false, false);

  private final boolean database;
  private final boolean twiceDerived;

  BackupEra(boolean database, boolean twiceDerived) {
    this.database = database;
    this.twiceDerived = twiceDerived;
  }

  boolean database() {
    return database;
  }

  boolean twiceDerived() {
    return twiceDerived;
  }
}
