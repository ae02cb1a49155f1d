package org.palimpsest.vault;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Where the objects of many packs lie: the lines of their indexes as rows of 100 bytes, sorted by
 * the object's name, so that finding one takes a few steps and no reading of lines. Immutable. See
 * {@code docs/format/vault.md}.
 */
final class ObjectTable {

  private static final int HEAD = 8;
  private static final int ROW = 100;
  private static final Sha256 NONE = Sha256.ofHash(new byte[Sha256.LENGTH]);

  private static final int PACK = 32;
  private static final int CODEC = 36;
  private static final int OFFSET = 40;
  private static final int STORED = 48;
  private static final int SIZE = 56;
  private static final int TABLE = 64;
  private static final int BASE = 68;

  private final ByteBuffer rows;
  private final List<Path> packs;
  private final Map<Path, Integer> held = new HashMap<>();

  private ObjectTable(ByteBuffer rows, List<Path> packs) {
    this.rows = rows;
    this.packs = packs;
    int[] counts = new int[packs.size()];
    for (int i = 0; i < count(); i++) {
      int pack = pack(i);
      if (pack >= 0 && pack < counts.length) {
        counts[pack]++;
      }
    }
    for (int i = 0; i < counts.length; i++) {
      held.put(packs.get(i), counts[i]);
    }
  }

  /** The table of a vault; empty where there is none that can be believed. */
  static Optional<ObjectTable> read(Vault vault) {
    Optional<byte[]> content = Lookup.OBJECTS.read(vault);
    return content.isEmpty() ? Optional.empty() : parse(content.get(), vault.packs());
  }

  private static Optional<ObjectTable> parse(byte[] content, Path folder) {
    ByteBuffer in = ByteBuffer.wrap(content);
    if (content.length < HEAD) {
      return Optional.empty();
    }
    long packCount = Integer.toUnsignedLong(in.getInt());
    long rowCount = Integer.toUnsignedLong(in.getInt());
    if (HEAD + packCount * Sha256.LENGTH + rowCount * ROW != content.length) {
      return Optional.empty();
    }
    List<Path> packs = new ArrayList<>();
    for (int i = 0; i < packCount; i++) {
      Sha256 name = Sha256.ofHash(content, HEAD + i * Sha256.LENGTH);
      packs.add(folder.resolve(name.hex() + PackIndex.PACK_SUFFIX));
    }
    in.position(HEAD + (int) packCount * Sha256.LENGTH);
    return Optional.of(new ObjectTable(in.slice(), packs));
  }

  /** The bytes of a table over these packs, which hold these objects and no others. */
  static byte[] write(Set<Path> packs, Collection<StoredObject> objects) {
    Map<Path, Integer> numbers = new HashMap<>();
    ByteBuffer out =
        ByteBuffer.allocate(HEAD + packs.size() * Sha256.LENGTH + objects.size() * ROW);
    out.putInt(packs.size()).putInt(objects.size());
    for (Path pack : new TreeSet<>(packs)) {
      numbers.put(pack, numbers.size());
      out.put(name(pack).orElseThrow().bytes());
    }
    List<StoredObject> sorted = new ArrayList<>(objects);
    sorted.sort(
        Comparator.comparing(StoredObject::sha256)
            .thenComparing(StoredObject::pack)
            .thenComparing(StoredObject::offset));
    for (StoredObject object : sorted) {
      Sha256 base = object.base();
      out.put(object.sha256().bytes());
      out.putInt(numbers.getOrDefault(object.pack(), -1)).putInt(object.codec().number());
      out.putLong(object.offset()).putLong(object.stored()).putLong(object.size());
      out.putInt(object.table()).put((base == null ? NONE : base).bytes());
    }
    return out.array();
  }

  /** What a pack's own file name says its hash is; empty if that is no hash. */
  static Optional<Sha256> name(Path pack) {
    String name = String.valueOf(pack.getFileName());
    int end = name.length() - PackIndex.PACK_SUFFIX.length();
    return end == 2 * Sha256.LENGTH && Sha256.isHex(name.substring(0, end))
        ? Optional.of(Sha256.parse(name.substring(0, end)))
        : Optional.empty();
  }

  private int count() {
    return rows.limit() / ROW;
  }

  private int pack(int row) {
    return rows.getInt(row * ROW + PACK);
  }

  /** The packs that it is over. */
  Set<Path> packs() {
    return held.keySet();
  }

  /** Every place in the wanted packs where an object lies; mostly there is one. */
  List<StoredObject> find(Sha256 name, Predicate<Path> wanted) {
    List<StoredObject> found = List.of();
    byte[] wantedName = name.bytes();
    for (int row = first(wantedName); row < count() && compare(row, wantedName) == 0; row++) {
      StoredObject object = row(row);
      if (object != null && wanted.test(object.pack())) {
        found = found.isEmpty() ? new ArrayList<>(1) : found;
        found.add(object);
      }
    }
    return found;
  }

  /** Whether it says of a pack what the pack's index says. */
  boolean agrees(Path pack, List<StoredObject> index) {
    Set<StoredObject> wanted = new HashSet<>(index);
    if (!Integer.valueOf(wanted.size()).equals(held.get(pack))) {
      return false;
    }
    for (StoredObject object : wanted) {
      byte[] name = object.sha256().bytes();
      boolean found = false;
      for (int row = first(name); !found && row < count() && compare(row, name) == 0; row++) {
        found = object.equals(row(row));
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /** All objects in the wanted packs. */
  List<StoredObject> all(Predicate<Path> wanted) {
    List<StoredObject> all = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      StoredObject object = row(i);
      if (object != null && wanted.test(object.pack())) {
        all.add(object);
      }
    }
    return all;
  }

  /** The first row whose name is not less. */
  private int first(byte[] name) {
    int low = 0;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, name) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int row, byte[] name) {
    int at = rows.arrayOffset() + row * ROW;
    return Arrays.compareUnsigned(rows.array(), at, at + name.length, name, 0, name.length);
  }

  private Sha256 hash(int at) {
    return Sha256.ofHash(rows.array(), rows.arrayOffset() + at);
  }

  /** A row as an object; null if no writer makes such a row. */
  private @Nullable StoredObject row(int row) {
    int at = row * ROW;
    int pack = pack(row);
    Codec codec = Codec.numbered(rows.getInt(at + CODEC)).orElse(null);
    if (pack < 0 || pack >= packs.size() || codec == null) {
      return null;
    }
    return new StoredObject(
        hash(at),
        rows.getLong(at + SIZE),
        packs.get(pack),
        rows.getLong(at + OFFSET),
        rows.getLong(at + STORED),
        codec,
        codec == Codec.PATCH ? hash(at + BASE) : null,
        rows.getInt(at + TABLE));
  }
}
