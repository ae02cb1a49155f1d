package org.palimpsest.backup;

/**
 * Whose backup it is; each part is empty when nothing says.
 *
 * @param udid the phone's identifier, in the spelling of the phone
 * @param serial its serial number
 * @param name the name that its owner gave it
 * @param model its product type, such as {@code iPhone14,2}
 * @param version its iOS version
 * @param build the build of that version
 */
public record DeviceIdentity(
    String udid, String serial, String name, String model, String version, String build) {

  /** Its model and version, which name no person. */
  @Override
  public String toString() {
    return model + " " + version;
  }
}
