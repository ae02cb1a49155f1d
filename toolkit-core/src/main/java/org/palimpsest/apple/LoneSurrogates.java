package org.palimpsest.apple;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.NSSet;
import com.dd.plist.NSString;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Halves of surrogate pairs that stand alone in the UTF-16 strings of a binary property list.
 * NSString keeps them; a decoder that knows only whole characters puts U+FFFD in their place, and
 * two different texts become equal. So each is given a stand-in from a block that the list does not
 * use, and put back when the list was parsed.
 */
final class LoneSurrogates {

  private static final int FIRST = Character.MIN_SURROGATE;
  private static final int BLOCK = Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1;

  /** Blocks for private use first: they are the least likely to be used. */
  private static final int[] BLOCKS = {0xE000, 0xE800, 0xF000, 0x4000, 0x5000, 0x6000, 0x7000};

  private static final int NONE = -1;

  private final byte[] bytes;
  private final int block;

  private LoneSurrogates(byte[] bytes, int block) {
    this.bytes = bytes;
    this.block = block;
  }

  /** A string of UTF-16 units in a list: where it begins, and how many. */
  record Units(int at, int count) {}

  /**
   * Gives each of them a stand-in.
   *
   * @param texts the UTF-16 strings of the list
   */
  static LoneSurrogates hidden(byte[] list, List<Units> texts) {
    int block = NONE;
    byte[] bytes = list;
    for (Units text : texts) {
      for (int i = 0; i < text.count(); i++) {
        if (isLone(list, text, i)) {
          if (block == NONE) {
            block = unused(list, texts);
            bytes = list.clone();
          }
          if (block != NONE) {
            int unit = unit(list, text, i) - FIRST + block;
            bytes[text.at() + 2 * i] = (byte) (unit >> 8);
            bytes[text.at() + 2 * i + 1] = (byte) unit;
          }
        }
      }
    }
    return new LoneSurrogates(bytes, block);
  }

  private static int unit(byte[] list, Units text, int i) {
    return (list[text.at() + 2 * i] & 0xff) << 8 | (list[text.at() + 2 * i + 1] & 0xff);
  }

  private static boolean isLone(byte[] list, Units text, int i) {
    char unit = (char) unit(list, text, i);
    if (Character.isHighSurrogate(unit)) {
      return i + 1 == text.count() || !Character.isLowSurrogate((char) unit(list, text, i + 1));
    }
    return Character.isLowSurrogate(unit)
        && (i == 0 || !Character.isHighSurrogate((char) unit(list, text, i - 1)));
  }

  private static int unused(byte[] list, List<Units> texts) {
    for (int candidate : BLOCKS) {
      boolean used = false;
      for (Units text : texts) {
        for (int i = 0; i < text.count() && !used; i++) {
          int unit = unit(list, text, i);
          used = unit >= candidate && unit < candidate + BLOCK;
        }
      }
      if (!used) {
        return candidate;
      }
    }
    return NONE;
  }

  /** The list with stand-ins. */
  byte[] bytes() {
    return bytes;
  }

  /** Puts them back into what was parsed. */
  NSObject restored(NSObject parsed) {
    if (block != NONE) {
      restore(parsed, Collections.newSetFromMap(new IdentityHashMap<>()));
    }
    return parsed;
  }

  private void restore(NSObject object, Set<NSObject> done) {
    if (!done.add(object)) {
      return;
    }
    if (object instanceof NSString string) {
      string.setContent(restored(string.getContent()));
    } else if (object instanceof NSArray array) {
      for (NSObject member : array.getArray()) {
        restore(member, done);
      }
    } else if (object instanceof NSSet set) {
      for (NSObject member : set.allObjects()) {
        restore(member, done);
      }
    } else if (object instanceof NSDictionary dictionary) {
      for (String key : dictionary.allKeys()) {
        NSObject value = dictionary.get(key);
        if (value == null) {
          continue;
        }
        restore(value, done);
        String restored = restored(key);
        if (!restored.equals(key)) {
          dictionary.remove(key);
          dictionary.put(restored, value);
        }
      }
    }
  }

  private String restored(String text) {
    StringBuilder restored = new StringBuilder(text);
    for (int i = 0; i < restored.length(); i++) {
      int unit = restored.charAt(i) - block;
      if (unit >= 0 && unit < BLOCK) {
        restored.setCharAt(i, (char) (FIRST + unit));
      }
    }
    return restored.toString();
  }
}
