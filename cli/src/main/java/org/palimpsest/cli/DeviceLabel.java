package org.palimpsest.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.DeviceIdentity;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.source.Source;
import org.palimpsest.vault.VaultException;

/**
 * Under which label a source's snapshots stand. A backup says itself whose it is, so those of one
 * phone come together whatever the phone is called now, and those of two phones never do.
 */
final class DeviceLabel {

  private static final int LONGEST = 40;
  private static final int TAIL = 4;

  private DeviceLabel() {}

  static String of(Workspace workspace, Source source, @Nullable String given)
      throws Failure, VaultException, IOException {
    if (source.backup().isEmpty()) {
      String label = given != null ? given : source.defaultLabel();
      boolean mac = isMac(String.valueOf(source.database().getFileName()));
      requireKind(workspace.snapshots().list(), label, mac);
      return label;
    }
    DeviceIdentity identity = source.backup().get().identity();
    String udid = identity.udid().toLowerCase(Locale.ROOT);
    List<Manifest> all = workspace.snapshots().list();
    Set<String> taken = new HashSet<>();
    String own = "";
    for (Manifest manifest : all) {
      String other = udid(manifest);
      if (!udid.isEmpty() && other.equals(udid)) {
        own = manifest.device();
      } else {
        taken.add(manifest.device());
        if (manifest.device().equals(given) && !other.isEmpty() && !udid.isEmpty()) {
          throw Failure.usage(
              "that label holds snapshots of another phone",
              "give this phone a label of its own with --device, or leave --device out");
        }
      }
    }
    if (given != null) {
      requireKind(all, given, false);
      return given;
    }
    return own.isEmpty() ? fresh(identity, udid, taken) : own;
  }

  /** Whose absence a removal is depends on it: what a Mac lacks was not removed from a phone. */
  private static void requireKind(List<Manifest> all, String label, boolean mac) throws Failure {
    for (Manifest manifest : all) {
      String database = manifest.json().path("evidence").path("database").asText();
      if (manifest.device().equals(label) && !database.isEmpty() && isMac(database) != mac) {
        throw Failure.usage(
            mac
                ? "that label holds snapshots of a phone, and this is the store of a Mac"
                : "that label holds snapshots of a Mac, and this is the store of a phone",
            "give this device a label of its own with --device");
      }
    }
  }

  private static boolean isMac(String database) {
    return !database.endsWith("sms.db");
  }

  /** Whether a backup says whose it is. */
  static boolean names(DeviceIdentity identity) {
    return !identity.udid().isEmpty() || !identity.name().isEmpty();
  }

  private static String udid(Manifest manifest) {
    return manifest.json().path("device").path("udid").asText().toLowerCase(Locale.ROOT);
  }

  private static String fresh(DeviceIdentity identity, String udid, Set<String> taken) {
    String name =
        identity
            .name()
            .replaceAll("['’]", "")
            .replaceAll("[^\\p{L}\\p{N}._]+", "-")
            .replaceAll("^[^\\p{L}\\p{N}]+|-+$", "");
    String label = name.isEmpty() ? "iphone" : name;
    if (label.length() > LONGEST) {
      label = label.substring(0, LONGEST);
    }
    if (!taken.contains(label)) {
      return label;
    }
    return label + "-" + udid.substring(Math.max(0, udid.length() - TAIL));
  }
}
