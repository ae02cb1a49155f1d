package org.palimpsest.apple;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of typedstream, the archive format of NSArchiver, in which {@code attributedBody} is
 * written.
 *
 * <p><b>The stream.</b> After a header (streamer version 4, the word {@code streamtyped}, a system
 * version) come groups. A group is a type encoding followed by one value for each letter of it. A
 * head byte is either a tag or a small integer: 0x81 a 16-bit integer follows, 0x82 a 32-bit
 * integer follows, 0x83 a float or double follows, 0x84 something new follows, 0x85 nil, 0x86 end
 * of object. Where a reference may stand, any other integer n means entry n + 110 of a table.
 *
 * <p><b>Two tables</b> number what was seen in order of appearance: one holds shared strings (type
 * encodings, class names, the bodies of C strings), the other holds objects, classes and C strings
 * together. An object takes its number before its class is read, so it can refer to itself.
 *
 * <p><b>Hostile input.</b> Depth, the length of a type encoding and the number of values are
 * bounded; every length is checked against what is left. Work is linear in the input's length.
 */
public final class Typedstream {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_ENCODING = 512;
  private static final int TAG_16 = 0x81;
  private static final int TAG_32 = 0x82;
  private static final int TAG_FLOAT = 0x83;
  private static final int NEW = 0x84;
  private static final int NIL = 0x85;
  private static final int END = 0x86;
  private static final int FIRST_REFERENCE = 110;

  private final ByteBuffer in;
  private final List<byte[]> strings = new ArrayList<>();
  private final List<Object> objects = new ArrayList<>();
  private int valuesLeft;

  private Typedstream(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.valuesLeft = 1000 + 4 * bytes.length;
  }

  /** One type encoding with its values. */
  record Group(String encoding, List<@Nullable Object> values) {}

  /** An archived object: the name of its class and the groups that its coder wrote. */
  static final class Archived {
    private final List<Group> groups = new ArrayList<>();
    private List<String> classes = List.of();

    /** Class names, its own first, then its ancestors. */
    List<String> classes() {
      return classes;
    }

    List<Group> groups() {
      return groups;
    }

    boolean is(String className) {
      return classes.contains(className);
    }
  }

  private record ArchivedClass(String name, @Nullable ArchivedClass parent) {
    List<String> names() {
      List<String> names = new ArrayList<>();
      for (ArchivedClass c = this; c != null && names.size() < MAX_DEPTH; c = c.parent) {
        names.add(c.name);
      }
      return names;
    }
  }

  /**
   * Decodes a stream to its root object.
   *
   * @throws MalformedArchiveException if the bytes contradict the format, end early, or go on after
   *     the root
   */
  static Archived decode(byte[] bytes) throws MalformedArchiveException {
    Typedstream stream = new Typedstream(bytes);
    stream.header();
    Group root = stream.group(0);
    if (stream.in.hasRemaining()) {
      throw stream.malformed("bytes follow the root object");
    }
    if (root.values().size() == 1 && root.values().get(0) instanceof Archived object) {
      return object;
    }
    throw stream.malformed("the root is no object");
  }

  private void header() throws MalformedArchiveException {
    need(13);
    if (in.get() != 4 || in.get() != 11) {
      throw malformed("not a typedstream");
    }
    byte[] word = new byte[11];
    in.get(word);
    String name = new String(word, StandardCharsets.US_ASCII);
    if (name.equals("typedstream")) {
      in.order(ByteOrder.BIG_ENDIAN);
    } else if (!name.equals("streamtyped")) {
      throw malformed("not a typedstream");
    }
    integer(head(), true);
  }

  private Group group(int depth) throws MalformedArchiveException {
    byte[] encoding = sharedString(head());
    if (encoding == null || encoding.length > MAX_ENCODING) {
      throw malformed("a group without a usable type encoding");
    }
    String types = new String(encoding, StandardCharsets.ISO_8859_1);
    List<@Nullable Object> values = new ArrayList<>(types.length());
    int at = 0;
    while (at < types.length()) {
      at = value(types, at, values, depth);
    }
    return new Group(types, values);
  }

  /** Reads the value of the type at {@code at} and returns where the next type starts. */
  private int value(String types, int at, List<@Nullable Object> values, int depth)
      throws MalformedArchiveException {
    if (--valuesLeft < 0 || depth > MAX_DEPTH) {
      throw malformed("more or deeper values than a message can hold");
    }
    char type = types.charAt(at);
    switch (type) {
      case '@' -> values.add(object(depth + 1));
      case '+' -> values.add(unsharedString(head()));
      case '*' -> values.add(cString());
      case ':', '%' -> values.add(sharedString(head()));
      case '#' -> values.add(archivedClass());
      case 'c' -> values.add((long) rawByte());
      case 'C', 'B' -> values.add((long) (rawByte() & 0xff));
      case 's', 'i', 'l', 'q' -> values.add(integer(head(), false));
      case 'S', 'I', 'L', 'Q' -> values.add(integer(head(), true));
      case 'f' -> values.add(floating(4));
      case 'd' -> values.add(floating(8));
      case '!' -> values.add(null);
      case '[' -> {
        return array(types, at, values, depth);
      }
      case '{' -> {
        return struct(types, at, values, depth);
      }
      default -> throw malformed("an unknown type letter");
    }
    return at + 1;
  }

  private int array(String types, int at, List<@Nullable Object> values, int depth)
      throws MalformedArchiveException {
    int digits = at + 1;
    long count = 0;
    while (digits < types.length() && Character.isDigit(types.charAt(digits))) {
      count = Math.min(Integer.MAX_VALUE, count * 10 + (types.charAt(digits++) - '0'));
    }
    if (digits >= types.length()) {
      throw malformed("an array without an element type");
    }
    char element = types.charAt(digits);
    if (element == 'c' || element == 'C') {
      need(count);
      byte[] bytes = new byte[(int) count];
      in.get(bytes);
      values.add(bytes);
      return closing(types, digits + 1, ']');
    }
    int end = digits;
    for (long i = 0; i < count; i++) {
      end = value(types, digits, values, depth + 1);
    }
    if (count == 0) {
      throw malformed("an array of nothing");
    }
    return closing(types, end, ']');
  }

  private int struct(String types, int at, List<@Nullable Object> values, int depth)
      throws MalformedArchiveException {
    int next = types.indexOf('=', at) + 1;
    if (next == 0) {
      throw malformed("a struct without fields");
    }
    while (next < types.length() && types.charAt(next) != '}') {
      next = value(types, next, values, depth + 1);
    }
    return closing(types, next, '}');
  }

  private int closing(String types, int at, char bracket) throws MalformedArchiveException {
    if (at >= types.length() || types.charAt(at) != bracket) {
      throw malformed("a type encoding that does not close");
    }
    return at + 1;
  }

  private @Nullable Object object(int depth) throws MalformedArchiveException {
    int head = head();
    if (head == NIL) {
      return null;
    }
    if (head != NEW) {
      return objectAt(head);
    }
    Archived object = new Archived();
    objects.add(object);
    ArchivedClass type = archivedClass();
    object.classes = type == null ? List.of() : type.names();
    while (peek() != END) {
      if (depth > MAX_DEPTH) {
        throw malformed("nested deeper than a message can be");
      }
      object.groups.add(group(depth));
    }
    in.get();
    return object;
  }

  private @Nullable ArchivedClass archivedClass() throws MalformedArchiveException {
    int head = head();
    if (head == NIL) {
      return null;
    }
    if (head != NEW) {
      if (objectAt(head) instanceof ArchivedClass known) {
        return known;
      }
      throw malformed("a reference that names no class");
    }
    List<String> names = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    ArchivedClass parent = null;
    while (true) {
      byte[] name = sharedString(head());
      if (name == null || names.size() > MAX_DEPTH) {
        throw malformed("a class without a name");
      }
      integer(head(), false);
      names.add(new String(name, StandardCharsets.UTF_8));
      numbers.add(objects.size());
      objects.add("class");
      int next = head();
      if (next == NIL) {
        break;
      }
      if (next != NEW) {
        if (!(objectAt(next) instanceof ArchivedClass known)) {
          throw malformed("a reference that names no class");
        }
        parent = known;
        break;
      }
    }
    for (int i = names.size() - 1; i >= 0; i--) {
      parent = new ArchivedClass(names.get(i), parent);
      objects.set(numbers.get(i), parent);
    }
    return parent;
  }

  private byte @Nullable [] cString() throws MalformedArchiveException {
    int head = head();
    if (head == NIL) {
      return null;
    }
    if (head != NEW) {
      if (objectAt(head) instanceof byte[] known) {
        return known;
      }
      throw malformed("a reference that names no string");
    }
    int number = objects.size();
    objects.add("string");
    byte[] body = sharedString(head());
    if (body == null) {
      throw malformed("a string without a body");
    }
    objects.set(number, body);
    return body;
  }

  private byte @Nullable [] sharedString(int head) throws MalformedArchiveException {
    if (head == NIL) {
      return null;
    }
    if (head == NEW) {
      byte[] string = unsharedString(head());
      if (string == null) {
        throw malformed("a shared string that is nil");
      }
      strings.add(string);
      return string;
    }
    long number = reference(head);
    if (number < 0 || number >= strings.size()) {
      throw malformed("a reference beyond the strings seen");
    }
    return strings.get((int) number);
  }

  private byte @Nullable [] unsharedString(int head) throws MalformedArchiveException {
    if (head == NIL) {
      return null;
    }
    long length = integer(head, true);
    need(length);
    byte[] string = new byte[(int) length];
    in.get(string);
    return string;
  }

  private Object objectAt(int head) throws MalformedArchiveException {
    long number = reference(head);
    if (number < 0 || number >= objects.size()) {
      throw malformed("a reference beyond the objects seen");
    }
    return objects.get((int) number);
  }

  private long reference(int head) throws MalformedArchiveException {
    return integer(head, false) + FIRST_REFERENCE;
  }

  private long integer(int head, boolean unsigned) throws MalformedArchiveException {
    switch (head) {
      case TAG_16 -> {
        need(2);
        short value = in.getShort();
        return unsigned ? value & 0xffff : value;
      }
      case TAG_32 -> {
        need(4);
        int value = in.getInt();
        return unsigned ? value & 0xffff_ffffL : value;
      }
      case TAG_FLOAT, NEW, NIL, END -> throw malformed("a tag where a number should stand");
      default -> {
        return unsigned ? head : (byte) head;
      }
    }
  }

  private double floating(int width) throws MalformedArchiveException {
    int head = head();
    if (head != TAG_FLOAT) {
      return integer(head, false);
    }
    need(width);
    return width == 4 ? in.getFloat() : in.getDouble();
  }

  private int head() throws MalformedArchiveException {
    return rawByte() & 0xff;
  }

  private int peek() throws MalformedArchiveException {
    need(1);
    return in.get(in.position()) & 0xff;
  }

  private byte rawByte() throws MalformedArchiveException {
    need(1);
    return in.get();
  }

  private void need(long count) throws MalformedArchiveException {
    if (count > in.remaining()) {
      throw malformed("the stream ends early");
    }
  }

  private MalformedArchiveException malformed(String what) {
    return new MalformedArchiveException(what + " (byte " + in.position() + ")");
  }
}
