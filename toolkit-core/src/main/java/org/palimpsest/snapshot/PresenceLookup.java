package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
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
    Map<String, String> guidOfKey = new HashMap<>();
    for (String guid : guids) {
      guidOfKey.put(RecordEncoder.key(RecordKind.MESSAGE.word(), guid), guid);
    }
    TreeSet<String> keys = new TreeSet<>(guidOfKey.keySet());
    Map<String, Facets> found = new HashMap<>();
    DigestList list = view.digests();
    long row = 0;
    for (String key : keys) {
      byte[] wanted = key.getBytes(StandardCharsets.US_ASCII);
      row = list.seek(wanted, row);
      if (row == list.rows()) {
        break;
      }
      String guid = guidOfKey.get(key);
      if (guid != null && list.isKey(row, wanted)) {
        found.put(guid, view.index().facets(row));
      }
    }
    return found;
  }
}
