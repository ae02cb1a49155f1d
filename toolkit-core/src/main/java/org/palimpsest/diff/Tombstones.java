package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.DigestList;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.SnapshotView;

/** Looks through a snapshot's tombstones for records that are gone. */
public final class Tombstones {

  private Tombstones() {}

  /** Sees a tombstone. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Sees one.
     *
     * @param row its row number in that table
     * @param outbound whether it waits to be sent to iCloud
     */
    void visit(String guid, String table, long row, boolean outbound);
  }

  /** Shows the tombstones that name one of {@code guids}. */
  public static void of(SnapshotView view, Set<String> guids, Visitor visitor) throws IOException {
    byte[] first = "tombstone/".getBytes(StandardCharsets.US_ASCII);
    DigestList list = view.digests();
    DigestCursor cursor = list.cursor(list.find(first), list.rows());
    while (cursor.next()) {
      String[] parts = cursor.key().split("/", -1);
      if (parts.length < 4) {
        continue;
      }
      // A guid may itself hold a slash; table and number do not.
      String guid = String.join("/", List.of(parts).subList(2, parts.length - 1));
      if (guids.contains(guid)) {
        Facets facets = view.index().facets(cursor.number());
        visitor.visit(guid, parts[1], facets.rowid(), facets.has(Facets.OUTBOUND));
      }
    }
  }
}
