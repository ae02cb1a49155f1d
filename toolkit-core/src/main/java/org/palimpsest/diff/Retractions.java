package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Asks the second store of which unsent messages it says what was taken back. Messages notes the
 * parts in {@code message_summary_info}, under {@code rp}, whatever columns that version of the
 * system sets besides; a column alone is one number that any program can write.
 */
public final class Retractions {

  /** So many are asked about; the rest is taken at its word. */
  private static final int MOST = 20_000;

  private Retractions() {}

  /** The same diff with that said of its unsent messages. */
  public static Diff apply(Diff diff, SnapshotView after) throws VaultException, IOException {
    if (diff.count(ChangeKind.UNSENT) == 0) {
      return diff;
    }
    StoreLook second = StoreLook.of(after);
    List<MessageChange> messages = new ArrayList<>();
    int asked = 0;
    for (MessageChange change : diff.messages()) {
      Facets is = change.after();
      boolean ask = change.kind() == ChangeKind.UNSENT && is != null && asked++ < MOST;
      boolean proven = !ask || is == null || second.namesRetractedParts(is.rowid());
      messages.add(proven ? change : change.withMarkOnly());
    }
    return diff.with(messages);
  }
}
