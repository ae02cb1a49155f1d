package org.palimpsest.vault;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Where an object lies.
 *
 * @param sha256 hash of its content, which is its name
 * @param size of its content in bytes
 * @param pack the file that holds it
 * @param offset of its first byte there
 * @param stored bytes it takes there
 * @param codec how it lies there
 * @param base what it is a patch against; null unless the codec is {@link Codec#PATCH}
 * @param table bytes of the patch's table, which ends its stored form; 0 for other codecs
 */
record StoredObject(
    Sha256 sha256,
    long size,
    Path pack,
    long offset,
    long stored,
    Codec codec,
    @Nullable Sha256 base,
    int table) {

  StoredObject(Sha256 sha256, long size, Path pack, long offset, long stored, Codec codec) {
    this(sha256, size, pack, offset, stored, codec, null, 0);
  }

  StoredObject in(Path other, long otherOffset) {
    return new StoredObject(sha256, size, other, otherOffset, stored, codec, base, table);
  }

  /** Whether it is the same object in the same place; said of hundreds at a time. */
  boolean isSame(StoredObject other) {
    return offset == other.offset
        && stored == other.stored
        && table == other.table
        && sha256.equals(other.sha256)
        && pack.equals(other.pack);
  }

  String indexLine() {
    return sha256.hex()
        + " "
        + offset
        + " "
        + stored
        + " "
        + size
        + " "
        + codec.word()
        + (base == null ? "" : " " + base.hex() + " " + table)
        + "\n";
  }
}
