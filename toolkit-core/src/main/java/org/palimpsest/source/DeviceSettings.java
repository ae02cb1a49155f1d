package org.palimpsest.source;

import com.dd.plist.NSDate;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PropertyLists;

/**
 * What the captured preference files say of sync and retention. The files on disk can be older than
 * what the system holds in memory.
 *
 * @param messagesInICloud {@code CloudKitSyncingEnabled}, empty when no file says
 * @param iCloudBasis the file and key that say so, or why none does
 * @param lastSync {@code CloudKitSyncDate}
 * @param downloadPermille {@code CloudKitLastDownloadProgress} in thousandths, 1000 is complete
 * @param retentionDays days that messages are kept, 0 for ever; empty when no file says
 * @param retentionBasis the file and key that say so, or why none does
 * @param unreadable names of preference files that could not be decoded
 */
public record DeviceSettings(
    Optional<Boolean> messagesInICloud,
    String iCloudBasis,
    Optional<Instant> lastSync,
    OptionalInt downloadPermille,
    OptionalInt retentionDays,
    String retentionBasis,
    List<String> unreadable) {

  private static final String MADRID = "com.apple.madrid.plist";
  private static final String SYNC_KEY = "CloudKitSyncingEnabled";
  private static final String NONE = "no preference file was found";

  /** For a source without preference files. */
  public static DeviceSettings unknown() {
    return new DeviceSettings(
        Optional.empty(),
        NONE,
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        NONE,
        List.of());
  }

  /** Reads the settings from files given by name. */
  public static DeviceSettings read(Map<String, byte[]> files) {
    Map<String, NSDictionary> lists = new TreeMap<>();
    Set<String> unreadable = new TreeSet<>();
    files.forEach(
        (name, bytes) -> {
          try {
            lists.put(name, PropertyLists.readDictionary(bytes));
          } catch (MalformedArchiveException e) {
            unreadable.add(name);
          }
        });
    NSDictionary madrid = lists.get(MADRID);
    RetentionSetting retention = RetentionSetting.of(lists, unreadable);
    Optional<Boolean> syncing = flag(madrid, SYNC_KEY);
    return new DeviceSettings(
        syncing,
        syncing.isPresent()
            ? "com.apple.madrid " + SYNC_KEY
            : whyUnsaid(madrid != null, unreadable, files.isEmpty()),
        date(madrid, "CloudKitSyncDate"),
        permille(madrid, "CloudKitLastDownloadProgress"),
        retention.days(),
        retention.basis(),
        List.copyOf(unreadable));
  }

  private static String whyUnsaid(boolean isRead, Set<String> unreadable, boolean isNoFile) {
    if (unreadable.contains(MADRID)) {
      return "the preference file " + MADRID + " could not be read";
    }
    if (isRead) {
      return "the preference file " + MADRID + " does not say whether it is on";
    }
    return isNoFile ? NONE : "no preference file that says it was found";
  }

  private static Optional<Boolean> flag(@Nullable NSDictionary list, String key) {
    return list != null && list.get(key) instanceof NSNumber number
        ? Optional.of(number.boolValue())
        : Optional.empty();
  }

  private static Optional<Instant> date(@Nullable NSDictionary list, String key) {
    return list != null && list.get(key) instanceof NSDate date
        ? Optional.of(date.getDate().toInstant())
        : Optional.empty();
  }

  private static OptionalInt permille(@Nullable NSDictionary list, String key) {
    NSObject value = list == null ? null : list.get(key);
    return value instanceof NSNumber number
        ? OptionalInt.of((int) Math.floor(Math.max(0, Math.min(1, number.doubleValue())) * 1000))
        : OptionalInt.empty();
  }
}
