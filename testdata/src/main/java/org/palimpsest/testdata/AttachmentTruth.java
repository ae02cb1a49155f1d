package org.palimpsest.testdata;

/** What a device holds of one attachment. */
public record AttachmentTruth(String guid, String message, Presence presence) {
  /** Where the file is. */
  public enum Presence {
    /** On this device. */
    HERE,
    /** In iCloud only, and the row says so. */
    OFFLOADED,
    /** Not on this device although the row says it is. */
    MISSING
  }
}
