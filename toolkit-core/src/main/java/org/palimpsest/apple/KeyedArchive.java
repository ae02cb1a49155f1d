package org.palimpsest.apple;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.NSString;
import com.dd.plist.UID;
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
}
