package org.palimpsest.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the binary property list form {@code bplist00}: {@link Map} with string keys, {@link
 * List}, {@link String}, {@link Integer} and {@link Long}, {@link Double}, {@link Boolean}, {@code
 * byte[]}, {@link Instant} and {@link Uid}.
 */
public final class BinaryPlist {
  private final List<byte[]> objects = new ArrayList<>();
  private final int refSize;

  /** A reference within a keyed archive. */
  public record Uid(int number) {}

  private BinaryPlist(int refSize) {
    this.refSize = refSize;
  }

  /** The bytes of a property list whose top object is {@code root}. */
  public static byte[] write(Object root) {
    int refSize = width(count(root));
    return new BinaryPlist(refSize).file(root);
  }

  private static int count(Object value) {
    if (value instanceof Map<?, ?> map) {
      return 1 + map.size() + map.values().stream().mapToInt(BinaryPlist::count).sum();
    }
    if (value instanceof List<?> list) {
      return 1 + list.stream().mapToInt(BinaryPlist::count).sum();
    }
    return 1;
  }

  private byte[] file(Object root) {
    int top = add(root);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("bplist00".getBytes(StandardCharsets.US_ASCII));
    List<Integer> offsets = new ArrayList<>();
    for (byte[] object : objects) {
      offsets.add(out.size());
      out.writeBytes(object);
    }
    int table = out.size();
    int offsetSize = width(table);
    for (int offset : offsets) {
      out.writeBytes(bigEndian(offset, offsetSize));
    }
    out.writeBytes(new byte[6]);
    out.write(offsetSize);
    out.write(refSize);
    out.writeBytes(bigEndian(objects.size(), 8));
    out.writeBytes(bigEndian(top, 8));
    out.writeBytes(bigEndian(table, 8));
    return out.toByteArray();
  }

  private int add(Object value) {
    int index = objects.size();
    objects.add(new byte[0]);
    objects.set(index, encode(value));
    return index;
  }

  private byte[] encode(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<Integer> refs = new ArrayList<>();
      map.keySet().forEach(key -> refs.add(add(key)));
      map.values().forEach(item -> refs.add(add(item)));
      return container(0xD0, map.size(), refs);
    }
    if (value instanceof List<?> list) {
      List<Integer> refs = new ArrayList<>();
      list.forEach(item -> refs.add(add(item)));
      return container(0xA0, list.size(), refs);
    }
    if (value instanceof String text) {
      boolean ascii = text.chars().allMatch(c -> c < 0x80);
      byte[] bytes = text.getBytes(ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_16BE);
      return sized(ascii ? 0x50 : 0x60, text.length(), bytes);
    }
    if (value instanceof byte[] data) {
      return sized(0x40, data.length, data);
    }
    if (value instanceof Boolean bool) {
      return new byte[] {(byte) (bool ? 0x09 : 0x08)};
    }
    if (value instanceof Integer || value instanceof Long) {
      return integer(((Number) value).longValue());
    }
    if (value instanceof Uid uid) {
      int bytes = width(uid.number());
      return ByteBuffer.allocate(1 + bytes)
          .put((byte) (0x80 | (bytes - 1)))
          .put(bigEndian(uid.number(), bytes))
          .array();
    }
    if (value instanceof Double real) {
      return ByteBuffer.allocate(9).put((byte) 0x23).putDouble(real).array();
    }
    if (value instanceof Instant date) {
      return ByteBuffer.allocate(9).put((byte) 0x33).putDouble(AppleTime.real(date)).array();
    }
    throw new IllegalArgumentException("no property list form for " + value.getClass());
  }

  private byte[] container(int marker, int size, List<Integer> refs) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    refs.forEach(ref -> body.writeBytes(bigEndian(ref, refSize)));
    return sized(marker, size, body.toByteArray());
  }

  private static byte[] sized(int marker, int size, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (size < 15) {
      out.write(marker | size);
    } else {
      out.write(marker | 0x0F);
      out.writeBytes(integer(size));
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  /** Negative integers always take 8 bytes in this format. */
  private static byte[] integer(long value) {
    int power = value < 0 ? 3 : value < 0x100 ? 0 : value < 0x10000 ? 1 : value < 1L << 32 ? 2 : 3;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x10 | power);
    out.writeBytes(bigEndian(value, 1 << power));
    return out.toByteArray();
  }

  private static int width(long max) {
    return max < 0x100 ? 1 : max < 0x10000 ? 2 : 4;
  }

  private static byte[] bigEndian(long value, int bytes) {
    byte[] all = ByteBuffer.allocate(8).putLong(value).array();
    byte[] tail = new byte[bytes];
    System.arraycopy(all, 8 - bytes, tail, 0, bytes);
    return tail;
  }
}
