package org.palimpsest.sqlite;

/** Bytes that cannot be read as the SQLite database they should be. */
public final class MalformedDatabaseException extends Exception {
  private static final long serialVersionUID = 1;

  /** What kind of trouble it is; callers choose the remedy by it. */
  public enum Reason {
    /** Nothing is in the file. */
    EMPTY,
    /** The first bytes are not those of a SQLite database: another file, or an encrypted one. */
    NOT_A_DATABASE,
    /** The file ends before the pages that its header counts. */
    TRUNCATED,
    /** A page, cell or record contradicts the format. */
    DAMAGED
  }

  private final Reason reason;
  private final int page;
  private final String what;

  /** Says what is wrong, with the page where one is known; never quotes content. */
  public MalformedDatabaseException(Reason reason, String what) {
    this(reason, 0, what);
  }

  /** Says that a place which everything else depends on could not be read. */
  public MalformedDatabaseException(Damage damage) {
    this(Reason.DAMAGED, damage.page(), damage.what());
  }

  private MalformedDatabaseException(Reason reason, int page, String what) {
    super(page == 0 ? what : "page " + page + ": " + what);
    this.reason = reason;
    this.page = page;
    this.what = what;
  }

  /** The place that could not be read. */
  public Damage damage() {
    return new Damage(page, what);
  }

  /** What kind of trouble it is. */
  public Reason reason() {
    return reason;
  }

  static MalformedDatabaseException damaged(int page, String what) {
    return new MalformedDatabaseException(Reason.DAMAGED, page, what);
  }
}
