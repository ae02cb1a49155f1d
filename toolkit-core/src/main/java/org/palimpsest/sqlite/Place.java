package org.palimpsest.sqlite;

import java.util.Locale;

/**
 * Where something lies in the evidence.
 *
 * @param file which of a database's files
 * @param page number of the page
 * @param offset in that file, in bytes
 * @param commit the commit of the log that wrote the page, 0 when none of the log's did
 */
public record Place(File file, int page, long offset, int commit) {

  /** A file of a database. */
  public enum File {
    /** The database file itself. */
    MAIN(""),
    /** The write-ahead log. */
    LOG("-wal"),
    /** The rollback journal. */
    JOURNAL("-journal");

    private final String suffix;

    File(String suffix) {
      this.suffix = suffix;
    }

    /** What is added to the name of the main file. */
    public String suffix() {
      return suffix;
    }

    /** The form in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
