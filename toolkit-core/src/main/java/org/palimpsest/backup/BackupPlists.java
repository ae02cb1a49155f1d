package org.palimpsest.backup;

import com.dd.plist.NSData;
import com.dd.plist.NSDate;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PropertyLists;

/**
 * What the three property lists of a backup say. {@code Manifest.plist} and {@code Status.plist}
 * come from the phone, {@code Info.plist} from the program that made the backup; none is signed, so
 * where they disagree it is said.
 */
public final class BackupPlists {

  private final @Nullable NSDictionary manifest;
  private final @Nullable NSDictionary status;
  private final @Nullable NSDictionary info;
  private final List<String> unreadable = new ArrayList<>();

  /**
   * Reads them.
   *
   * @param manifest bytes of {@code Manifest.plist}, null when absent; the others alike
   */
  public BackupPlists(
      byte @Nullable [] manifest, byte @Nullable [] status, byte @Nullable [] info) {
    this.manifest = read("Manifest.plist", manifest);
    this.status = read("Status.plist", status);
    this.info = read("Info.plist", info);
  }

  private @Nullable NSDictionary read(String name, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return PropertyLists.readDictionary(bytes);
    } catch (MalformedArchiveException e) {
      unreadable.add(name);
      return null;
    }
  }

  /** Names of those that are there and cannot be read. */
  public List<String> unreadable() {
    return List.copyOf(unreadable);
  }

  /** Whether {@code Manifest.plist} could be read. */
  public boolean hasManifest() {
    return manifest != null;
  }

  /** Whether {@code Status.plist} could be read. */
  public boolean hasStatus() {
    return status != null;
  }

  /** Whether {@code Manifest.plist} says that the backup is encrypted. */
  public boolean saysEncrypted() {
    return manifest != null
        && manifest.get("IsEncrypted") instanceof NSNumber number
        && number.boolValue();
  }

  /** The keybag's bytes; a plain backup can have one too. */
  public Optional<byte[]> keybag() {
    return data(manifest, "BackupKeyBag");
  }

  /** Class and wrapped key of an encrypted {@code Manifest.db}. */
  public Optional<byte[]> manifestKey() {
    return data(manifest, "ManifestKey");
  }

  /** Whose backup it is: what the phone wrote, else what the host did. */
  public DeviceIdentity identity() {
    NSDictionary lockdown = dictionary(manifest, "Lockdown");
    return new DeviceIdentity(
        either(text(lockdown, "UniqueDeviceID"), hostUdid()),
        either(text(lockdown, "SerialNumber"), text(info, "Serial Number")),
        either(text(lockdown, "DeviceName"), text(info, "Device Name")),
        either(text(lockdown, "ProductType"), text(info, "Product Type")),
        either(text(lockdown, "ProductVersion"), text(info, "Product Version")),
        either(text(lockdown, "BuildVersion"), text(info, "Build Version")));
  }

  private String hostUdid() {
    String target = text(info, "Target Identifier");
    return target.isEmpty() ? text(info, "Unique Identifier") : target;
  }

  /** What the phone and the host say differently of the phone, by the name of the statement. */
  public List<String> disagreements() {
    NSDictionary lockdown = dictionary(manifest, "Lockdown");
    List<String> differing = new ArrayList<>();
    compare(differing, "identifier", text(lockdown, "UniqueDeviceID"), hostUdid());
    compare(
        differing, "serial number", text(lockdown, "SerialNumber"), text(info, "Serial Number"));
    compare(differing, "model", text(lockdown, "ProductType"), text(info, "Product Type"));
    compare(
        differing, "iOS version", text(lockdown, "ProductVersion"), text(info, "Product Version"));
    return differing;
  }

  /** How far the dates of the plists lie apart, when that is more than a day; else empty. */
  public Optional<String> dateDisagreement() {
    Map<String, Instant> dates = new LinkedHashMap<>();
    manifestDate().ifPresent(at -> dates.put("Manifest.plist", at));
    statusDate().ifPresent(at -> dates.put("Status.plist", at));
    hostDate().ifPresent(at -> dates.put("Info.plist", at));
    String first = "";
    String last = "";
    for (String name : dates.keySet()) {
      first = first.isEmpty() || at(dates, name).isBefore(at(dates, first)) ? name : first;
      last = last.isEmpty() || at(dates, name).isAfter(at(dates, last)) ? name : last;
    }
    if (first.isEmpty()
        || Duration.between(at(dates, first), at(dates, last)).compareTo(Duration.ofDays(1)) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        first + " says " + at(dates, first) + ", " + last + " says " + at(dates, last));
  }

  private static Instant at(Map<String, Instant> dates, String name) {
    return Objects.requireNonNull(dates.get(name));
  }

  private static void compare(List<String> differing, String what, String phone, String host) {
    boolean both = !phone.isEmpty() && !host.isEmpty();
    if (both && !phone.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT))) {
      differing.add(what);
    }
  }

  /** {@code SnapshotState}; {@code finished} is necessary for a whole backup, and not enough. */
  public String state() {
    return text(status, "SnapshotState");
  }

  /** The identifier of the run. */
  public String runId() {
    return text(status, "UUID");
  }

  /** When the manifest was made, by the phone's clock. */
  public Optional<Instant> manifestDate() {
    return date(manifest, "Date");
  }

  /** When the run began. */
  public Optional<Instant> statusDate() {
    return date(status, "Date");
  }

  /** When the host wrote its own, near the end of the run. */
  public Optional<Instant> hostDate() {
    return date(info, "Last Backup Date");
  }

  private static String either(String first, String second) {
    return first.isEmpty() ? second : first;
  }

  private static @Nullable NSDictionary dictionary(@Nullable NSDictionary list, String key) {
    return list != null && list.get(key) instanceof NSDictionary inner ? inner : null;
  }

  private static String text(@Nullable NSDictionary list, String key) {
    return list != null && list.get(key) instanceof NSString text ? text.getContent() : "";
  }

  private static Optional<byte[]> data(@Nullable NSDictionary list, String key) {
    return list != null && list.get(key) instanceof NSData data
        ? Optional.of(data.bytes())
        : Optional.empty();
  }

  private static Optional<Instant> date(@Nullable NSDictionary list, String key) {
    NSObject value = list == null ? null : list.get(key);
    return value instanceof NSDate date
        ? Optional.of(date.getDate().toInstant())
        : Optional.empty();
  }
}
