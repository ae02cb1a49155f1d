package org.palimpsest.messages;

import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.KeyedArchive;
import org.palimpsest.apple.MalformedArchiveException;

/**
 * Reads {@code payload_data}, a keyed archive. An app's balloon has its texts in the dictionary
 * {@code userInfo} and beside it, a link's preview has them in {@code richLinkMetadata}. What else
 * lies in the archive stays in the evidence.
 */
final class AppPayload {

  /** Names in an app's archive, and what stands for them here. */
  private static final Map<String, String> APP =
      Map.ofEntries(
          Map.entry("image-title", "title"),
          Map.entry("image-subtitle", "subtitle"),
          Map.entry("caption", "caption"),
          Map.entry("subcaption", "subcaption"),
          Map.entry("secondary-subcaption", "trailingCaption"),
          Map.entry("tertiary-subcaption", "trailingSubcaption"),
          Map.entry("ldtext", "summary"),
          Map.entry("statusText", "status"),
          Map.entry("URL", "url"),
          Map.entry("sessionIdentifier", "session"));

  private static final Map<String, String> LINK =
      Map.of(
          "title", "title",
          "summary", "summary",
          "siteName", "site",
          "URL", "url",
          "originalURL", "originalUrl");

  private AppPayload() {}

  static AppContent read(byte[] payload) throws MalformedArchiveException {
    KeyedArchive archive = KeyedArchive.read(payload);
    NSObject root = archive.root().orElse(null);
    Map<String, NSObject> members = archive.members(root);
    if (members.isEmpty()) {
      throw new MalformedArchiveException("an app's archive without members");
    }
    Map<String, String> words = new TreeMap<>();
    collect(archive, members, APP, words);
    collect(archive, archive.members(members.get("userInfo")), APP, words);
    collect(archive, archive.members(members.get("richLinkMetadata")), LINK, words);
    return new AppContent(
        archive.text(members.get("an")).orElse(null),
        words,
        isTrue(members.get("richLinkIsPlaceholder"), archive));
  }

  private static void collect(
      KeyedArchive archive,
      Map<String, NSObject> members,
      Map<String, String> names,
      Map<String, String> words) {
    names.forEach(
        (stored, name) ->
            archive
                .text(members.get(stored))
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> words.putIfAbsent(name, text)));
  }

  private static boolean isTrue(@Nullable NSObject reference, KeyedArchive archive) {
    return archive.follow(reference).orElse(null) instanceof NSNumber number && number.boolValue();
  }
}
