package org.palimpsest.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.messages.RecordEncoder;

/** Messages that are looked for, by the keys that lists hold of them. */
public final class SoughtMessages {

  private final Map<Key, String> shorts = new HashMap<>();
  private final Map<String, String> longs = new HashMap<>();

  private record Key(long first, long second) {}

  /** Looks for messages with these guids. */
  public SoughtMessages(Collection<String> guids) {
    byte[] part = new byte[DigestList.PART];
    for (String guid : guids) {
      String key = RecordEncoder.key(RecordKind.MESSAGE.word(), guid);
      byte[] ascii = key.getBytes(StandardCharsets.US_ASCII);
      if (DigestList.shorten(ascii, 0, ascii.length, part)) {
        ByteBuffer halves = ByteBuffer.wrap(part);
        shorts.put(new Key(halves.getLong(0), halves.getLong(8)), guid);
      } else {
        longs.put(key, guid);
      }
    }
  }

  /** The guid of the one with that short key. */
  Optional<String> find(long first, long second) {
    return Optional.ofNullable(shorts.get(new Key(first, second)));
  }

  /** The guid of the one with that long key. */
  Optional<String> find(String key) {
    return Optional.ofNullable(longs.get(key));
  }

  /** How many they are. */
  @Override
  public String toString() {
    return shorts.size() + longs.size() + " messages";
  }
}
