package org.palimpsest.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.palimpsest.digest.Sha256;
import org.palimpsest.sqlite.MalformedDatabaseException;

/**
 * What a store still shows of messages that are gone or say something else now, by message: the
 * remains of rows, index entries and thread links, and what the commits of its log did.
 *
 * @param byGuid remains of messages by guid
 * @param links thread links by the ROWID of the message that they name
 * @param rungs what was looked at, and what became of it
 * @param history the log, commit by commit
 * @param staleCopies copies of rows that are still there, which were met and left out
 */
public record Traces(
    Map<String, List<Trace>> byGuid,
    Map<Long, List<Trace>> links,
    List<Rung.Result> rungs,
    History history,
    long staleCopies) {

  /** Remains of one message that are listed. */
  private static final int MOST = 50;

  /**
   * Looks at a store.
   *
   * @throws MalformedDatabaseException if the files cannot be read as a database
   */
  public static Traces of(Evidence evidence) throws MalformedDatabaseException, IOException {
    Recovered recovered = Recovery.of(evidence);
    Map<String, List<Trace>> byGuid = new TreeMap<>();
    Map<Long, List<Trace>> links = new TreeMap<>();
    for (Remain remain : recovered.remains()) {
      if (remain.kind() == Remain.Kind.THREAD_LINK) {
        long message = message(recovered, remain);
        if (message > 0) {
          add(links, message, trace("", recovered, remain));
        }
      } else {
        String guid = guidOf(recovered, remain);
        if (!guid.isEmpty()) {
          add(byGuid, guid, trace(guid, recovered, remain));
        }
      }
    }
    return new Traces(
        byGuid, links, recovered.rungs(), History.of(evidence), recovered.staleCopies());
  }

  private static <K> void add(Map<K, List<Trace>> map, K key, Trace trace) {
    List<Trace> traces = map.computeIfAbsent(key, k -> new ArrayList<>());
    if (traces.size() < MOST) {
      traces.add(trace);
    }
  }

  /** The guid that a remain of a row or index entry of the message table holds, else nothing. */
  static String guidOf(Recovered recovered, Remain remain) throws IOException {
    if (remain.kind() == Remain.Kind.THREAD_LINK || !remain.table().equalsIgnoreCase("message")) {
      return "";
    }
    int at = position(recovered.columns(remain), "guid");
    return at >= 0 && recovered.values(remain).get(at) instanceof Value.Words words
        ? words.value()
        : "";
  }

  private static long message(Recovered recovered, Remain remain) throws IOException {
    int at = position(recovered.columns(remain), "message_id");
    return at >= 0 && recovered.values(remain).get(at) instanceof Value.Whole whole
        ? whole.value()
        : 0;
  }

  private static int position(List<String> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static Trace trace(String guid, Recovered recovered, Remain remain) throws IOException {
    byte[] cell = recovered.cell(remain);
    int shown = Math.min(cell.length, recovered.publicLength(remain));
    return new Trace(
        guid,
        remain.kind(),
        remain.standing(),
        remain.region(),
        recovered.file(remain),
        remain.page(),
        remain.offset(),
        remain.commit(),
        remain.rowidKnown() ? OptionalLong.of(remain.rowid()) : OptionalLong.empty(),
        remain.rowidProven(),
        remain.complete(),
        cell.length,
        Sha256.of(cell),
        HexFormat.of().formatHex(cell, 0, shown));
  }

  /** Counts, without content. */
  @Override
  public String toString() {
    return "traces of " + byGuid.size() + " messages";
  }
}
