package org.palimpsest.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Where the units of a patch go: into memory while they are few, so that they can join others in a
 * pack, and into a pack of their own once they are many.
 */
final class PatchOutput {

  private static final int MOST_IN_MEMORY = 8 << 20;

  private final VaultWriter writer;
  private final int overhead;
  private final List<byte[]> waiting = new ArrayList<>();
  private int bytes;
  private @Nullable PackDraft own;

  PatchOutput(VaultWriter writer, int overhead) {
    this.writer = writer;
    this.overhead = overhead;
  }

  int overhead() {
    return overhead;
  }

  byte[] compress(byte[] segment, int count) {
    return writer.compressor().frame(segment, count);
  }

  void unit(byte[] unit) throws IOException {
    if (own != null) {
      own.unit(unit, 0, unit.length);
      return;
    }
    waiting.add(unit);
    bytes += unit.length;
    if (bytes > MOST_IN_MEMORY) {
      own = writer.newDraft();
      for (byte[] each : waiting) {
        own.unit(each, 0, each.length);
      }
      waiting.clear();
    }
  }

  StoredObject finish(Sha256 name, long size, Sha256 base, int table) throws IOException {
    if (own != null) {
      return own.close(name, size, own.start(), Codec.PATCH, base, table);
    }
    return writer.closePatch(waiting, name, size, base, table);
  }

  /** The pack of its own, if it has one. */
  @Nullable PackDraft own() {
    return own;
  }
}
