package org.palimpsest.testdata;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one attributed string in the NSArchiver "typedstream" form, system version 1000,
 * little-endian unless asked otherwise. Type encodings and class names share one table of strings;
 * objects, classes and C strings share one table of objects; whatever was written before is written
 * again as a reference.
 */
final class TypedStreamWriter {
  private static final int INT16 = 0x81;
  private static final int INT32 = 0x82;
  private static final int FLOAT = 0x83;
  private static final int NEW = 0x84;
  private static final int NIL = 0x85;
  private static final int END = 0x86;
  private static final int FIRST_REFERENCE = -110;

  private static final List<ClassVersion> ATTRIBUTED =
      List.of(
          new ClassVersion("NSMutableAttributedString", 0),
          new ClassVersion("NSAttributedString", 0),
          new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> MUTABLE_STRING =
      List.of(
          new ClassVersion("NSMutableString", 1),
          new ClassVersion("NSString", 1),
          new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> STRING =
      List.of(new ClassVersion("NSString", 1), new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> DICTIONARY =
      List.of(new ClassVersion("NSDictionary", 0), new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> NUMBER =
      List.of(
          new ClassVersion("NSNumber", 0),
          new ClassVersion("NSValue", 0),
          new ClassVersion("NSObject", 0));

  private static final List<ClassVersion> DATA =
      List.of(new ClassVersion("NSData", 0), new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> DATE =
      List.of(new ClassVersion("NSDate", 0), new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> URL =
      List.of(new ClassVersion("NSURL", 0), new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> ARRAY =
      List.of(new ClassVersion("NSArray", 0), new ClassVersion("NSObject", 0));
  private static final List<ClassVersion> STRANGE =
      List.of(new ClassVersion("IMStrange", 3), new ClassVersion("NSObject", 0));

  private final ByteOrder order;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
  private final Map<String, Integer> strings = new HashMap<>();
  private final Map<String, Integer> classes = new HashMap<>();
  private final Map<String, Integer> encodings = new HashMap<>();
  private final Map<Object, Integer> values = new HashMap<>();
  private int objects;

  TypedStreamWriter() {
    this(ByteOrder.LITTLE_ENDIAN);
  }

  TypedStreamWriter(ByteOrder order) {
    this.order = order;
  }

  private record ClassVersion(String name, int version) {}

  byte[] write(AttributedText text) {
    out.write(4);
    unshared(order == ByteOrder.BIG_ENDIAN ? "typedstream" : "streamtyped");
    integer(1000);
    sharedString("@");
    begin(ATTRIBUTED);
    sharedString("@");
    begin(MUTABLE_STRING);
    sharedString("+");
    unshared(text.string());
    out.write(END);
    Map<Map<String, Object>, Integer> seen = new HashMap<>();
    for (AttributedText.Run run : text.runs()) {
      Integer known = seen.get(run.attributes());
      int index = known == null ? seen.size() + 1 : known;
      sharedString("iI");
      integer(index);
      integer(run.length());
      if (known == null) {
        seen.put(run.attributes(), index);
        sharedString("@");
        dictionary(run.attributes());
      }
    }
    out.write(END);
    return out.toByteArray();
  }

  private void number(String type) {
    begin(NUMBER);
    sharedString("*");
    encoding(type);
    sharedString(type);
  }

  /** A whole number may be written as an integer; others carry all their bits. */
  private void real(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 100) {
      integer((int) value);
    } else {
      out.write(FLOAT);
      raw(Double.doubleToLongBits(value), 8);
    }
  }

  private void dictionary(Map<?, ?> map) {
    begin(DICTIONARY);
    sharedString("i");
    integer(map.size());
    map.forEach(
        (key, value) -> {
          sharedString("@");
          value(key);
          sharedString("@");
          value(value);
        });
    out.write(END);
  }

  private void value(Object value) {
    Integer known = values.get(value);
    if (known != null) {
      reference(known);
      return;
    }
    values.put(value, objects);
    if (value instanceof String string) {
      begin(STRING);
      sharedString("+");
      unshared(string);
    } else if (value instanceof Integer number) {
      number("i");
      integer(number);
    } else if (value instanceof Boolean flag) {
      number("c");
      out.write(flag ? 1 : 0);
    } else if (value instanceof Double real) {
      number("d");
      real(real);
    } else if (value instanceof byte[] data) {
      begin(DATA);
      sharedString("i");
      integer(data.length);
      sharedString("[" + data.length + "c]");
      out.writeBytes(data);
    } else if (value instanceof Instant date) {
      begin(DATE);
      sharedString("d");
      real(AppleTime.real(date));
    } else if (value instanceof URI address) {
      begin(URL);
      sharedString("c");
      out.write(0);
      sharedString("@");
      value(address.toString());
    } else if (value instanceof List<?> list) {
      begin(ARRAY);
      sharedString("i");
      integer(list.size());
      for (Object each : list) {
        sharedString("@");
        value(each);
      }
    } else if (value instanceof Map<?, ?> map) {
      dictionary(map);
      return;
    } else if (value instanceof AttributedText.Strange strange) {
      begin(STRANGE);
      sharedString("{point=ff}i");
      real(strange.x());
      out.write(FLOAT);
      raw(Float.floatToIntBits(strange.y()), 4);
      integer(7);
    } else {
      throw new IllegalArgumentException("no archived form for " + value.getClass());
    }
    out.write(END);
  }

  /** A C string takes an object number of its own, beside its place among the strings. */
  private void encoding(String text) {
    Integer known = encodings.get(text);
    if (known != null) {
      reference(known);
      return;
    }
    out.write(NEW);
    sharedString(text);
    encodings.put(text, objects++);
  }

  /** An object takes its number before its class does. */
  private void begin(List<ClassVersion> chain) {
    out.write(NEW);
    objects++;
    for (ClassVersion link : chain) {
      Integer known = classes.get(link.name());
      if (known != null) {
        reference(known);
        return;
      }
      out.write(NEW);
      sharedString(link.name());
      integer(link.version());
      classes.put(link.name(), objects++);
    }
    out.write(NIL);
  }

  private void sharedString(String text) {
    Integer known = strings.get(text);
    if (known != null) {
      reference(known);
      return;
    }
    strings.put(text, strings.size());
    out.write(NEW);
    unshared(text);
  }

  private void unshared(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    integer(bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  private void reference(int number) {
    integer(number + FIRST_REFERENCE);
  }

  /** The shortest signed form. Values from 128 up take the 16-bit or the 32-bit form. */
  private void integer(int value) {
    if (value >= FIRST_REFERENCE && value <= Byte.MAX_VALUE) {
      out.write(value);
    } else if (value >= Short.MIN_VALUE && value <= Short.MAX_VALUE) {
      out.write(INT16);
      raw(value, 2);
    } else {
      out.write(INT32);
      raw(value, 4);
    }
  }

  private void raw(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      int place = order == ByteOrder.BIG_ENDIAN ? bytes - 1 - i : i;
      out.write((int) (value >>> (8 * place)));
    }
  }
}
