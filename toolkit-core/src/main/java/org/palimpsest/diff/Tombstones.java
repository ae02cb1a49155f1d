package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.DigestList;
import org.palimpsest.snapshot.FacetCursor;
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
    if (guids.isEmpty()) {
      return;
    }
    byte[] first = "tombstone/".getBytes(StandardCharsets.US_ASCII);
    DigestList list = view.digests();
    DigestCursor cursor = list.cursor(list.find(first), list.rows());
    FacetCursor facetsOf = view.index().cursor();
    while (cursor.next()) {
      // A guid may itself hold a slash; table and number do not.
      String key = cursor.key();
      int table = key.indexOf('/') + 1;
      int guid = key.indexOf('/', table) + 1;
      int number = key.lastIndexOf('/');
      if (guid == 0 || guid > number) {
        continue;
      }
      String named = RecordEncoder.plain(key.substring(guid, number));
      if (guids.contains(named)) {
        Facets facets = facetsOf.facets(cursor.number());
        visitor.visit(
            named, key.substring(table, guid - 1), facets.rowid(), facets.has(Facets.OUTBOUND));
      }
    }
  }
}
