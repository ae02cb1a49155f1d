package org.palimpsest.messages;

/** A sound SQLite database that holds no Messages store. */
public final class NotAMessagesStoreException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is lacking. */
  public NotAMessagesStoreException(String message) {
    super(message);
  }
}
