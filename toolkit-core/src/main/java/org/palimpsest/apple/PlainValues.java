package org.palimpsest.apple;

import com.dd.plist.NSArray;
import com.dd.plist.NSData;
import com.dd.plist.NSDate;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSNumber;
import com.dd.plist.NSObject;
import com.dd.plist.NSSet;
import com.dd.plist.NSString;
import com.dd.plist.UID;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Property lists as plain values. An object may be referred to many times, so what is unfolded is
 * counted: beyond {@link #MOST} values, or deeper than {@link #DEEPEST}, an object stands as {@link
 * Opaque}.
 */
public final class PlainValues {

  private static final int MOST = 20_000;
  private static final int DEEPEST = 24;

  private int left = MOST;

  private PlainValues() {}

  /**
   * The value: {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link
   * java.time.Instant}, {@code byte[]}, {@link List}, {@link Map} with string keys, or {@link
   * Opaque}.
   */
  public static Object of(@Nullable NSObject object) {
    return new PlainValues().value(object, 0);
  }

  /** The members of a dictionary. */
  public static Map<String, Object> of(NSDictionary dictionary) {
    return new PlainValues().members(dictionary, 0);
  }

  private Object value(@Nullable NSObject object, int depth) {
    if (object == null || --left < 0 || depth > DEEPEST) {
      return new Opaque(object == null ? "null" : object.getClass().getSimpleName());
    }
    if (object instanceof NSString text) {
      return text.getContent();
    }
    if (object instanceof NSNumber number) {
      return number(number);
    }
    if (object instanceof NSData data) {
      return data.bytes();
    }
    if (object instanceof NSDate date) {
      return date.getDate().toInstant();
    }
    if (object instanceof NSDictionary dictionary) {
      return members(dictionary, depth);
    }
    if (object instanceof NSArray array) {
      return list(Arrays.asList(array.getArray()), depth);
    }
    if (object instanceof NSSet set) {
      return list(Arrays.asList(set.allObjects()), depth);
    }
    return object instanceof UID uid
        ? new BigInteger(1, uid.getBytes()).toString()
        : new Opaque(object.getClass().getSimpleName());
  }

  private static Object number(NSNumber number) {
    if (number.isBoolean()) {
      return number.boolValue();
    }
    return number.isInteger() ? (Object) number.longValue() : (Object) number.doubleValue();
  }

  private List<Object> list(List<@Nullable NSObject> objects, int depth) {
    List<Object> list = new ArrayList<>();
    for (NSObject each : objects) {
      if (left < 0) {
        break;
      }
      list.add(value(each, depth + 1));
    }
    return list;
  }

  private Map<String, Object> members(NSDictionary dictionary, int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Map.Entry<String, NSObject> member : dictionary.entrySet()) {
      if (left < 0) {
        break;
      }
      members.put(member.getKey(), value(member.getValue(), depth + 1));
    }
    return members;
  }
}
