package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.FacetCursor;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.work.Awaited;

/** Looks through a snapshot's tombstones for records that are gone. */
public final class Tombstones {

  /** Fewer are not shared out among threads. */
  private static final long LEAST = 1024;

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

  /** Shows the tombstones that name one of {@code guids}, in the order of their keys. */
  public static void of(SnapshotView view, Set<String> guids, Visitor visitor) throws IOException {
    if (!guids.isEmpty()) {
      look(view, first(view), view.digests().rows(), guids, visitor);
    }
  }

  /** The same in the same order, looked for by several threads. */
  static void of(SnapshotView view, Set<String> guids, int threads, Visitor visitor)
      throws IOException {
    long first = guids.isEmpty() ? 0 : first(view);
    long rows = guids.isEmpty() ? 0 : view.digests().rows() - first;
    if (rows < LEAST || threads == 1) {
      of(view, guids, visitor);
      return;
    }
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Seen>>> shares = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long from = first + rows * i / threads;
        long to = first + rows * (i + 1) / threads;
        shares.add(workers.submit(() -> seen(view, from, to, guids)));
      }
      for (Future<List<Seen>> share : shares) {
        for (Seen each : Awaited.of(share)) {
          visitor.visit(each.guid, each.table, each.row, each.outbound);
        }
      }
    } finally {
      workers.shutdownNow();
    }
  }

  /** One that was found. */
  private record Seen(String guid, String table, long row, boolean outbound) {}

  private static List<Seen> seen(SnapshotView view, long from, long to, Set<String> guids)
      throws IOException {
    List<Seen> seen = new ArrayList<>();
    look(
        view,
        from,
        to,
        guids,
        (guid, table, row, outbound) -> seen.add(new Seen(guid, table, row, outbound)));
    return seen;
  }

  private static long first(SnapshotView view) throws IOException {
    return view.digests().find("tombstone/".getBytes(StandardCharsets.US_ASCII));
  }

  private static void look(
      SnapshotView view, long from, long to, Set<String> guids, Visitor visitor)
      throws IOException {
    DigestCursor cursor = view.digests().cursor(from, to);
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
