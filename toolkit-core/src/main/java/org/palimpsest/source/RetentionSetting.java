package org.palimpsest.source;

import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long messages are kept, as the preference files say. A file that cannot be read, or a key
 * whose value is no number of days, may say anything; beside one, the others cannot show that
 * messages are kept for ever.
 *
 * @param days days that messages are kept, 0 for ever; empty when no file says
 * @param basis the file and key that say so, or why none does
 */
record RetentionSetting(OptionalInt days, String basis) {

  private static final List<String> FILES =
      List.of("com.apple.MobileSMS.plist", "com.apple.iChat.plist");

  /** The newer key first: the older one may stay behind, stale, from iOS 17 on. */
  private static final List<String> KEYS = List.of("SSKeepMessages", "KeepMessageForDays");

  /** Finds it among the files that could be read. */
  static RetentionSetting of(Map<String, NSDictionary> lists, Set<String> unreadable) {
    String doubt = "";
    boolean anyFile = false;
    for (String key : KEYS) {
      for (String file : FILES) {
        NSDictionary list = lists.get(file);
        NSObject value = list == null ? null : list.get(key);
        OptionalInt days = days(value);
        anyFile |= list != null;
        if (unreadable.contains(file) && doubt.isEmpty()) {
          doubt = domain(file) + " could not be read";
        } else if (value != null && days.isEmpty() && doubt.isEmpty()) {
          doubt = domain(file) + " " + key + " is no number of days";
        }
        boolean limited = days.isPresent() && days.getAsInt() > 0;
        if (limited || (days.isPresent() && doubt.isEmpty())) {
          return new RetentionSetting(days, domain(file) + " " + key);
        }
      }
    }
    if (!doubt.isEmpty()) {
      return unknown(doubt + ", so how long messages are kept is not known");
    }
    // A key that was never written means that the setting was never changed from "forever".
    return anyFile
        ? new RetentionSetting(
            OptionalInt.of(0),
            "the preference files hold no retention key, so it was never changed from forever")
        : unknown("no preference file that holds it was found");
  }

  private static RetentionSetting unknown(String basis) {
    return new RetentionSetting(OptionalInt.empty(), basis);
  }

  private static OptionalInt days(@Nullable NSObject value) {
    if (value instanceof NSNumber number && !number.isBoolean()) {
      double days = number.doubleValue();
      return days >= 0 && days <= Integer.MAX_VALUE
          ? OptionalInt.of((int) days)
          : OptionalInt.empty();
    }
    return OptionalInt.empty();
  }

  private static String domain(String file) {
    return file.toLowerCase(Locale.ROOT).replace(".plist", "");
  }
}
