package org.palimpsest.testdata;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the NSKeyedArchiver form that {@code payload_data} has: a flat table of objects that refer
 * to each other. {@link Map} with string keys becomes an NSDictionary, {@link Thing} an object with
 * members of its own, {@link URI} an NSURL; strings, numbers and {@code byte[]} stand as they are.
 */
public final class KeyedArchiveWriter {

  private final List<Object> objects = new ArrayList<>(List.of("$null"));

  private KeyedArchiveWriter() {}

  /** An object of a class that is no collection. */
  public record Thing(String className, Map<String, Object> members) {}

  /** The archive of {@code root}. */
  public static byte[] write(Object root) {
    KeyedArchiveWriter writer = new KeyedArchiveWriter();
    BinaryPlist.Uid top = writer.add(root);
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("$version", 100_000);
    file.put("$archiver", "NSKeyedArchiver");
    file.put("$top", Map.of("root", top));
    file.put("$objects", writer.objects);
    return BinaryPlist.write(file);
  }

  private BinaryPlist.Uid add(Object value) {
    BinaryPlist.Uid place = new BinaryPlist.Uid(objects.size());
    objects.add("");
    objects.set(place.number(), object(value));
    return place;
  }

  private Object object(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<Object> keys = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      map.forEach(
          (key, item) -> {
            keys.add(add(key));
            values.add(add(item));
          });
      return archived("NSDictionary", Map.of("NS.keys", keys, "NS.objects", values));
    }
    if (value instanceof Thing thing) {
      Map<String, Object> members = new LinkedHashMap<>();
      thing.members().forEach((name, member) -> members.put(name, add(member)));
      return archived(thing.className(), members);
    }
    if (value instanceof URI address) {
      return archived(
          "NSURL",
          Map.of("NS.base", new BinaryPlist.Uid(0), "NS.relative", add(address.toString())));
    }
    return value;
  }

  private Map<String, Object> archived(String className, Map<String, Object> members) {
    Map<String, Object> object = new LinkedHashMap<>(members);
    object.put("$class", add(Map.of("$classname", className), className));
    return object;
  }

  /** The description of a class stands as it is, and is no dictionary of the archive. */
  private BinaryPlist.Uid add(Map<String, Object> description, String className) {
    Map<String, Object> whole = new LinkedHashMap<>(description);
    whole.put("$classes", List.of(className, "NSObject"));
    objects.add(whole);
    return new BinaryPlist.Uid(objects.size() - 1);
  }
}
