package org.palimpsest.apple;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import com.dd.plist.UID;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An NSKeyedArchiver property list: a flat table of objects that refer to each other by number.
 * References are followed one step at a time and on request, so a cycle in hostile input cannot
 * trap the reader.
 */
public final class KeyedArchive {

  private final NSArray objects;
  private final NSDictionary top;

  private KeyedArchive(NSArray objects, NSDictionary top) {
    this.objects = objects;
    this.top = top;
  }

  /**
   * Reads an archive.
   *
   * @throws MalformedArchiveException if the bytes are no keyed archive
   */
  public static KeyedArchive read(byte[] bytes) throws MalformedArchiveException {
    NSDictionary root = PropertyLists.readDictionary(bytes);
    if (root.get("$archiver") instanceof NSString archiver
        && archiver.getContent().equals("NSKeyedArchiver")
        && root.get("$objects") instanceof NSArray objects
        && root.get("$top") instanceof NSDictionary top) {
      return new KeyedArchive(objects, top);
    }
    throw new MalformedArchiveException("not a keyed archive");
  }

  /** The object that stands at the top, under {@code root} or the only name there is. */
  public Optional<NSObject> root() {
    NSObject named = top.get("root");
    if (named == null && top.count() == 1) {
      named = top.values().iterator().next();
    }
    return follow(named);
  }

  /** The object that a reference names; what is no reference is itself. */
  public Optional<NSObject> follow(@Nullable NSObject reference) {
    if (!(reference instanceof UID uid)) {
      return Optional.ofNullable(reference);
    }
    byte[] bytes = uid.getBytes();
    long index = 0;
    for (byte b : bytes) {
      index = (index << 8) | (b & 0xff);
    }
    if (bytes.length > 4 || index <= 0 || index >= objects.count()) {
      return Optional.empty();
    }
    NSObject target = objects.objectAtIndex((int) index);
    return target instanceof UID ? Optional.empty() : Optional.ofNullable(target);
  }

  /** A member of an archived object, followed. */
  public Optional<NSObject> member(NSObject object, String name) {
    return object instanceof NSDictionary dictionary
        ? follow(dictionary.get(name))
        : Optional.empty();
  }

  /** The name of an archived object's class. */
  public Optional<String> className(NSObject object) {
    return member(object, "$class")
        .flatMap(type -> member(type, "$classname"))
        .filter(NSString.class::isInstance)
        .map(name -> ((NSString) name).getContent());
  }

  /**
   * The text of an archived string, URL or UUID; a URL with a base is the base, then the rest;
   * empty for anything else.
   */
  public Optional<String> text(@Nullable NSObject reference) {
    NSObject object = follow(reference).orElse(null);
    if (object instanceof NSString string) {
      return string.getContent().equals("$null") ? Optional.empty() : of(string);
    }
    if (object == null) {
      return Optional.empty();
    }
    Optional<String> string = member(object, "NS.string").flatMap(KeyedArchive::of);
    if (string.isPresent()) {
      return string;
    }
    Optional<String> rest = member(object, "NS.relative").flatMap(KeyedArchive::of);
    Optional<String> base =
        member(object, "NS.base")
            .flatMap(url -> member(url, "NS.relative"))
            .flatMap(KeyedArchive::of);
    return rest.map(value -> base.orElse("") + value);
  }

  private static Optional<String> of(NSObject object) {
    return object instanceof NSString string ? Optional.of(string.getContent()) : Optional.empty();
  }

  /**
   * The members of an archived object: those of a dictionary by its keys, else its own by their
   * names. What refers to another object is given as the reference, to be followed.
   */
  public Map<String, NSObject> members(@Nullable NSObject reference) {
    Map<String, NSObject> members = new LinkedHashMap<>();
    NSObject object = follow(reference).orElse(null);
    if (!(object instanceof NSDictionary dictionary)) {
      return members;
    }
    if (dictionary.get("NS.keys") instanceof NSArray keys
        && dictionary.get("NS.objects") instanceof NSArray values) {
      for (int i = 0; i < Math.min(keys.count(), values.count()); i++) {
        NSObject value = values.objectAtIndex(i);
        text(keys.objectAtIndex(i)).ifPresent(name -> members.put(name, value));
      }
    } else {
      dictionary.forEach(
          (name, value) -> {
            if (!name.equals("$class")) {
              members.put(name, value);
            }
          });
    }
    return members;
  }
}
