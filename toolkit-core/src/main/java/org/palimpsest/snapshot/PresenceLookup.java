package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.messages.RecordEncoder;

/** Finds which of some records a snapshot holds, going forward along its record list. */
public final class PresenceLookup {

  private PresenceLookup() {}

  /**
   * Facets of the messages that are there, by guid.
   *
   * @param guids to be looked for
   */
  public static Map<String, Facets> messages(SnapshotView view, Collection<String> guids)
      throws IOException {
    Map<String, Facets> found = new HashMap<>();
    walk(view.digests(), guids, (guid, row) -> found.put(guid, view.index().facets(row)));
    return found;
  }

  /** Sees a message that is there. */
  @FunctionalInterface
  interface Visitor {
    /** Sees it, and its row in the list. */
    void visit(String guid, long row) throws IOException;
  }

  static void walk(DigestList list, Collection<String> guids, Visitor visitor) throws IOException {
    Map<String, String> guidOfKey = new TreeMap<>();
    for (String guid : guids) {
      guidOfKey.put(RecordEncoder.key(RecordKind.MESSAGE.word(), guid), guid);
    }
    long row = 0;
    for (Map.Entry<String, String> each : guidOfKey.entrySet()) {
      byte[] wanted = each.getKey().getBytes(StandardCharsets.US_ASCII);
      row = list.seek(wanted, row);
      if (row == list.rows()) {
        break;
      }
      if (list.isKey(row, wanted)) {
        visitor.visit(each.getValue(), row);
      }
    }
  }
}
