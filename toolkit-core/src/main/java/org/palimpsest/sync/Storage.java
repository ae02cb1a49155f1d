package org.palimpsest.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;

/**
 * What fills the space: the largest attachments and the threads that hold most of their bytes, by
 * the sizes that the store declares.
 *
 * @param attachments largest first
 * @param threads most bytes first
 */
public record Storage(List<Large> attachments, List<Heavy> threads) {

  /** Nothing was measured. */
  public static final Storage UNKNOWN = new Storage(List.of(), List.of());

  private static final int LISTED = 5;

  /**
   * A large attachment.
   *
   * @param guid its identity
   * @param message the message that carries it
   * @param bytes as declared
   */
  public record Large(String guid, String message, long bytes) {}

  /**
   * A thread with large attachments.
   *
   * @param thread its name
   * @param participants handles, sorted
   * @param bytes of all its attachments, as declared
   */
  public record Heavy(String thread, List<String> participants, long bytes) {
    /** Its name alone. */
    @Override
    public String toString() {
      return "thread " + thread;
    }
  }

  /** Measures a snapshot by its index. */
  public static Storage of(SnapshotView view) throws IOException {
    List<Large> all = new ArrayList<>();
    long from = view.digests().find("attachment/".getBytes(StandardCharsets.US_ASCII));
    long to = view.digests().find("attachment0".getBytes(StandardCharsets.US_ASCII));
    DigestCursor cursor = view.digests().cursor(from, to);
    while (cursor.next()) {
      Facets facets = view.index().facets(cursor.number());
      String guid = RecordEncoder.id(cursor.key());
      all.add(new Large(guid, new String(facets.extra(), StandardCharsets.UTF_8), facets.number()));
    }
    all.sort(Comparator.comparingLong((Large each) -> -each.bytes()));
    List<Large> largest = List.copyOf(all.subList(0, Math.min(all.size(), LISTED)));
    return new Storage(largest, heavy(view, all));
  }

  private static List<Heavy> heavy(SnapshotView view, List<Large> all) throws IOException {
    List<String> owners = all.stream().map(Large::message).distinct().toList();
    Map<String, Facets> messages = PresenceLookup.messages(view, owners);
    Map<Integer, Long> bytes = new HashMap<>();
    for (Large each : all) {
      Facets facets = messages.get(each.message());
      if (facets != null && facets.thread() >= 0) {
        bytes.merge(facets.thread(), Math.max(0, each.bytes()), Long::sum);
      }
    }
    List<Heavy> heavy = new ArrayList<>();
    List<ThreadEntry> threads = view.index().threads();
    bytes.forEach(
        (at, sum) -> {
          if (at < threads.size() && sum > 0) {
            heavy.add(new Heavy(threads.get(at).id(), threads.get(at).participants(), sum));
          }
        });
    heavy.sort(Comparator.comparingLong((Heavy each) -> -each.bytes()));
    return List.copyOf(heavy.subList(0, Math.min(heavy.size(), LISTED)));
  }
}
