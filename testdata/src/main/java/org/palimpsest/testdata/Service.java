package org.palimpsest.testdata;

/** The service that carried a message, as the {@code service} columns spell it. */
public enum Service {
  /** Apple's own service. */
  IMESSAGE("iMessage"),
  /** Text message. */
  SMS("SMS"),
  /** Rich Communication Services. */
  RCS("RCS");

  private final String label;

  Service(String label) {
    this.label = label;
  }

  /** The word stored in the database. */
  public String label() {
    return label;
  }
}
