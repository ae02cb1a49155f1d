package org.palimpsest.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes the preference files beside a store that tell sync and retention state. */
public final class Preferences {
  private Preferences() {}

  /**
   * The keys of {@code com.apple.madrid} that tell Messages in iCloud: whether it is on, when it
   * last synced, how far the first download came (1.0 = done).
   */
  public record Sync(boolean enabled, Optional<Instant> lastSync, double downloadProgress) {}

  /**
   * Retention in days, 0 = forever. {@code keepMessageForDays} is the key of macOS and of iOS up to
   * 16; {@code ssKeepMessages} replaced it in iOS 17 and can stand beside a stale old key.
   */
  public record Retention(OptionalInt keepMessageForDays, OptionalInt ssKeepMessages) {}

  /** Writes {@code Preferences/com.apple.madrid.plist} below a Library folder. */
  public static void write(Path library, Sync sync) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("CloudKitSyncingEnabled", sync.enabled());
    sync.lastSync().ifPresent(at -> map.put("CloudKitSyncDate", at));
    map.put("CloudKitLastDownloadProgress", sync.downloadProgress());
    map.put("CloudKitHasAvailableRecordsToDownload", sync.downloadProgress() < 1.0);
    write(library, "com.apple.madrid.plist", map);
  }

  /** Writes the two domains in which macOS keeps the retention setting. */
  public static void write(Path library, Retention retention) {
    Map<String, Object> chat = new LinkedHashMap<>();
    retention.keepMessageForDays().ifPresent(days -> chat.put("KeepMessageForDays", days));
    Map<String, Object> mobile = new LinkedHashMap<>(chat);
    retention.ssKeepMessages().ifPresent(days -> mobile.put("SSKeepMessages", days));
    write(library, "com.apple.iChat.plist", chat);
    write(library, "com.apple.MobileSMS.plist", mobile);
  }

  /** Writes any preference file. */
  public static void write(Path library, String name, Map<String, Object> values) {
    try {
      Path folder = Files.createDirectories(library.resolve("Preferences"));
      Files.write(folder.resolve(name), BinaryPlist.write(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
