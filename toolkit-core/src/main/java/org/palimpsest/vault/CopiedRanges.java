package org.palimpsest.vault;

import java.io.IOException;
import java.util.Arrays;

/**
 * The ranges of a content that are, byte for byte, what another content holds at the same place.
 * They were compared when the patch was written, so nothing needs to be read to know it.
 */
public final class CopiedRanges {

  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private int count;

  private CopiedRanges() {}

  /** The whole of a content. */
  static CopiedRanges whole(long size) {
    CopiedRanges ranges = new CopiedRanges();
    ranges.add(0, size);
    return ranges;
  }

  /** What a patch leaves where it is in its base. */
  static CopiedRanges of(StoredObject patch, PackFiles files) throws IOException {
    CopiedRanges ranges = new CopiedRanges();
    PatchTable table = new PatchTable(Composition.text(patch, files));
    long at = 0;
    while (table.next()) {
      if (table.kind == PatchTable.COPY && table.from == at) {
        ranges.add(at, at + table.length);
      }
      // Frames of literal bytes take no place of their own: the steps that use them do.
      at += table.kind == PatchTable.SEGMENT ? 0 : table.length;
    }
    return ranges;
  }

  private void add(long from, long to) {
    if (count > 0 && ends[count - 1] == from) {
      ends[count - 1] = to;
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = from;
    ends[count++] = to;
  }

  /** Whether all of {@code [from … to)} is the same. */
  public boolean covers(long from, long to) {
    int found = Arrays.binarySearch(starts, 0, count, from);
    int at = found >= 0 ? found : -found - 2;
    return at >= 0 && to <= ends[at];
  }

  /** How many there are. */
  @Override
  public String toString() {
    return count + " ranges";
  }
}
