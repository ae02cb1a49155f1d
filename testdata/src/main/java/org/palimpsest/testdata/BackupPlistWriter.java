package org.palimpsest.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the three property lists of a forged backup. */
final class BackupPlistWriter {

  private final BackupEra era;
  private final Phone phone;
  private final Instant date;
  private final long seed;
  private final Set<BackupFault> faults;

  BackupPlistWriter(BackupEra era, Phone phone, Instant date, long seed, Set<BackupFault> faults) {
    this.era = era;
    this.phone = phone;
    this.date = date;
    this.seed = seed;
    this.faults = faults;
  }

  void write(Path folder, byte @Nullable [] keybag, byte @Nullable [] manifestKey)
      throws IOException {
    Map<String, Object> lockdown = new LinkedHashMap<>();
    lockdown.put("UniqueDeviceID", phone.udid());
    lockdown.put("SerialNumber", phone.serial());
    lockdown.put("ProductType", phone.model());
    lockdown.put("ProductVersion", phone.version());
    lockdown.put("BuildVersion", phone.build());
    lockdown.put("DeviceName", phone.name());
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("IsEncrypted", keybag != null);
    manifest.put("WasPasscodeSet", true);
    manifest.put("Version", era.database() ? "10.0" : "9.1");
    manifest.put("SystemDomainsVersion", "20.0");
    manifest.put("Date", date);
    manifest.put("Lockdown", lockdown);
    manifest.put("Applications", Map.of());
    if (keybag != null) {
      manifest.put(
          "BackupKeyBag",
          faults.contains(BackupFault.CUT_KEYBAG)
              ? Arrays.copyOf(keybag, keybag.length - 9)
              : keybag);
    }
    if (manifestKey != null) {
      manifest.put("ManifestKey", manifestKey);
    }
    if (!faults.contains(BackupFault.NO_MANIFEST_PLIST)) {
      Files.write(folder.resolve("Manifest.plist"), BinaryPlist.write(manifest));
    }
    if (!faults.contains(BackupFault.NO_STATUS)) {
      Map<String, Object> status = new LinkedHashMap<>();
      status.put("UUID", "5D2C2AD1-0000-4000-8000-" + String.format(Locale.ROOT, "%012d", seed));
      status.put("IsFullBackup", false);
      status.put("Version", era.database() ? "3.3" : "2.4");
      status.put("BackupState", "new");
      status.put("Date", date.minus(Duration.ofMinutes(6)));
      status.put(
          "SnapshotState", faults.contains(BackupFault.UPLOADING) ? "uploading" : "finished");
      Files.write(folder.resolve("Status.plist"), BinaryPlist.write(status));
    }
    Files.writeString(folder.resolve("Info.plist"), info(faults.contains(BackupFault.OTHER_PHONE)));
  }

  private String info(boolean other) {
    Map<String, String> strings = new LinkedHashMap<>();
    strings.put("Build Version", phone.build());
    strings.put("Device Name", phone.name());
    strings.put("Display Name", phone.name());
    strings.put("GUID", "0123456789ABCDEF0123456789ABCDEF");
    strings.put("Phone Number", "+1 (555) 0199");
    strings.put("Product Name", "iPhone");
    strings.put("Product Type", phone.model());
    strings.put("Product Version", phone.version());
    strings.put("Serial Number", other ? "OTHERSERIAL1" : phone.serial());
    strings.put("Target Identifier", other ? "0".repeat(40) : phone.udid());
    strings.put("Target Type", "Device");
    strings.put(
        "Unique Identifier", other ? "0".repeat(40) : phone.udid().toUpperCase(Locale.ROOT));
    StringBuilder xml = new StringBuilder();
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .append("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\"")
        .append(" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n")
        .append("<plist version=\"1.0\">\n<dict>\n");
    strings.forEach(
        (key, value) ->
            xml.append("\t<key>")
                .append(key)
                .append("</key>\n\t<string>")
                .append(value.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</string>\n"));
    xml.append("\t<key>Last Backup Date</key>\n\t<date>")
        .append(date.plus(Duration.ofMinutes(2)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
        .append("</date>\n</dict>\n</plist>\n");
    return xml.toString();
  }
}
