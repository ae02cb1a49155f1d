package org.palimpsest.vault;

import java.nio.file.Path;
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
 */
record StoredObject(Sha256 sha256, long size, Path pack, long offset, long stored, Codec codec) {

  String indexLine() {
    return sha256.hex() + " " + offset + " " + stored + " " + size + " " + codec.word() + "\n";
  }
}
