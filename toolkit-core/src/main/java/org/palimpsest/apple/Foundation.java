package org.palimpsest.apple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.apple.Typedstream.Archived;
import org.palimpsest.apple.Typedstream.Group;

/**
 * Plain values of archived Foundation objects: NSString, NSNumber and NSValue, NSData, NSDate,
 * NSURL, NSArray, NSSet and NSDictionary. An object may stand in a stream once and be referred to
 * many times, even by itself, so what is unfolded is counted: beyond {@link #MOST} values, or
 * deeper than {@link #DEEPEST}, an object stands as {@link Opaque}.
 */
final class Foundation {

  private static final int MOST = 20_000;
  private static final int DEEPEST = 16;

  private int left = MOST;

  /**
   * The value: {@link String}, {@link Long}, {@link Double}, {@code byte[]}, {@link List}, {@link
   * Map} with string keys, or {@link Opaque} for every other class; null for nil.
   */
  @Nullable Object value(@Nullable Object archived) throws MalformedArchiveException {
    return value(archived, 0);
  }

  private @Nullable Object value(@Nullable Object archived, int depth)
      throws MalformedArchiveException {
    if (archived == null || archived instanceof Long || archived instanceof Double) {
      return archived;
    }
    if (archived instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (!(archived instanceof Archived object)) {
      return new Opaque("class");
    }
    String name = object.classes().isEmpty() ? "" : object.classes().get(0);
    if (--left < 0 || depth > DEEPEST) {
      return new Opaque(name);
    }
    List<Group> groups = object.groups();
    if (object.is("NSString")) {
      return new String(characters(object), StandardCharsets.UTF_8);
    }
    if (object.is("NSAttributedString")) {
      return groups.isEmpty() ? "" : value(single(groups.get(0)), depth + 1);
    }
    if (object.is("NSValue")) {
      return number(groups, name);
    }
    if (object.is("NSData")) {
      return data(groups, name);
    }
    if (object.is("NSDate")) {
      return groups.size() == 1 && single(groups.get(0)) instanceof Double seconds
          ? seconds
          : new Opaque(name);
    }
    if (object.is("NSURL")) {
      return url(groups, name, depth);
    }
    if (object.is("NSDictionary")) {
      return dictionary(groups, depth);
    }
    if (object.is("NSArray") || object.is("NSSet")) {
      return list(groups, depth);
    }
    return object.is("NSNull") ? null : new Opaque(name);
  }

  /** The UTF-8 of a string. */
  static byte[] characters(Archived string) throws MalformedArchiveException {
    if (!string.groups().isEmpty() && single(string.groups().get(0)) instanceof byte[] bytes) {
      return bytes;
    }
    throw new MalformedArchiveException("a string without characters");
  }

  /** The one value of a group; null when it has another number of them. */
  static @Nullable Object single(Group group) {
    return group.values().size() == 1 ? group.values().get(0) : null;
  }

  /** The type's name, then the value; a struct has several values. */
  private static Object number(List<Group> groups, String name) {
    if (groups.size() < 2) {
      return new Opaque(name);
    }
    List<@Nullable Object> values = groups.get(groups.size() - 1).values();
    List<Object> numbers = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof Long) && !(value instanceof Double)) {
        return new Opaque(name);
      }
      numbers.add(value);
    }
    return numbers.size() == 1 ? numbers.get(0) : List.copyOf(numbers);
  }

  private static Object data(List<Group> groups, String name) {
    if (!groups.isEmpty() && single(groups.get(groups.size() - 1)) instanceof byte[] bytes) {
      return bytes;
    }
    boolean empty = groups.size() == 1 && Long.valueOf(0).equals(single(groups.get(0)));
    return empty ? new byte[0] : new Opaque(name);
  }

  /** A flag whether it is relative, the base if it is, the string. */
  private Object url(List<Group> groups, String name, int depth) throws MalformedArchiveException {
    if (groups.isEmpty()) {
      return new Opaque(name);
    }
    Object string = value(single(groups.get(groups.size() - 1)), depth + 1);
    Object base = groups.size() > 2 ? value(single(groups.get(1)), depth + 1) : null;
    if (!(string instanceof String address)) {
      return new Opaque(name);
    }
    return base instanceof String start ? List.of(start, address) : address;
  }

  private Map<String, Object> dictionary(List<Group> groups, int depth)
      throws MalformedArchiveException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 1; i + 1 < groups.size(); i += 2) {
      Object key = value(single(groups.get(i)), depth + 1);
      Object item = value(single(groups.get(i + 1)), depth + 1);
      if (item != null) {
        map.put(key instanceof String text ? text : String.valueOf(key), item);
      }
    }
    return map;
  }

  private List<Object> list(List<Group> groups, int depth) throws MalformedArchiveException {
    List<Object> list = new ArrayList<>();
    for (Group group : groups.subList(Math.min(1, groups.size()), groups.size())) {
      for (Object each : group.values()) {
        Object item = value(each, depth + 1);
        if (item != null) {
          list.add(item);
        }
      }
    }
    return list;
  }
}
