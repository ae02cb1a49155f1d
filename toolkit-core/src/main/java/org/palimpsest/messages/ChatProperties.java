package org.palimpsest.messages;

import com.dd.plist.NSString;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.MalformedArchiveException;
import org.palimpsest.apple.PlainValues;
import org.palimpsest.apple.PropertyLists;
import org.palimpsest.json.CanonicalWriter;

/** The property list in {@code chat.properties}, all keys of it. */
final class ChatProperties {

  private ChatProperties() {}

  /** As canonical JSON; null when there is none. */
  static byte @Nullable [] json(byte @Nullable [] list) {
    if (list == null || list.length == 0) {
      return null;
    }
    Map<String, Object> members;
    try {
      members = PlainValues.of(PropertyLists.readDictionary(list));
    } catch (MalformedArchiveException e) {
      members = Map.of("unreadable", true);
    }
    CanonicalWriter writer = new CanonicalWriter();
    ValueWriter.write(writer, members);
    return writer.toByteArray();
  }

  /** The attachment that is the group's photo. */
  static @Nullable String photo(byte @Nullable [] list) {
    try {
      return list != null
              && list.length > 0
              && PropertyLists.readDictionary(list).get("groupPhotoGuid") instanceof NSString guid
          ? guid.getContent()
          : null;
    } catch (MalformedArchiveException e) {
      return null;
    }
  }
}
