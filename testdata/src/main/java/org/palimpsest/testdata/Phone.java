package org.palimpsest.testdata;

/**
 * A phone as its backups name it.
 *
 * @param udid its identifier, 40 hex digits, or 8 and 16 with a dash since 2018
 * @param serial its serial number
 * @param name the name that its owner gave it
 * @param model its product type, such as {@code iPhone14,2}
 * @param version its iOS version
 * @param build the build of that version
 */
public record Phone(
    String udid, String serial, String name, String model, String version, String build) {

  /** A phone of 2021 on the iOS of 2026. */
  public static Phone ofAda() {
    return new Phone(
        "00008110-001A2B3C4D5E6F70", "F2LXK0AAQ1", "Ada's iPhone", "iPhone14,2", "26.1", "23B85");
  }

  /** The same phone after an update. */
  public Phone withVersion(String newer, String newBuild) {
    return new Phone(udid, serial, name, model, newer, newBuild);
  }
}
