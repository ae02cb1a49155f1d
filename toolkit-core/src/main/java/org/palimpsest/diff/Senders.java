package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.trace.Addresses;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Asks the stores of which altered messages nothing differs but how the sender's address is
 * written. The system rewrites addresses, such as when it learns a country code, and the sender is
 * part of what a message says.
 */
public final class Senders {

  /** So many are asked about; the rest stays altered. */
  private static final int MOST = 20_000;

  private Senders() {}

  /** The same diff, such messages among those of which more than the state differs. */
  public static Diff apply(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    if (!diff.sameDevice() || diff.messages().stream().noneMatch(Senders::mayBe)) {
      return diff;
    }
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    List<MessageChange> messages = new ArrayList<>();
    List<ReshapedMessage> reshaped = new ArrayList<>(diff.reshaped());
    int asked = 0;
    for (MessageChange change : diff.messages()) {
      Facets was = change.before();
      Facets is = change.after();
      if (was != null
          && is != null
          && mayBe(change)
          && asked++ < MOST
          && areRespelled(first.said(was.rowid()), second.said(is.rowid()))) {
        reshaped.add(ReshapedMessage.respelled(change.guid(), was, is));
      } else {
        messages.add(change);
      }
    }
    reshaped.sort(Comparator.comparing(ReshapedMessage::guid));
    return diff.withRespelled(messages, reshaped);
  }

  private static boolean mayBe(MessageChange change) {
    Facets was = change.before();
    Facets is = change.after();
    return change.kind() == ChangeKind.ALTERED
        && !change.historyLost()
        && was != null
        && is != null
        && was.text() == is.text()
        && was.number() == is.number()
        && was.detail() == is.detail()
        && was.thread() == -1 == (is.thread() == -1)
        && was.has(Facets.HAS_TEXT) == is.has(Facets.HAS_TEXT)
        && was.has(Facets.FROM_ME) == is.has(Facets.FROM_ME);
  }

  private static boolean areRespelled(Optional<StoreLook.Said> was, Optional<StoreLook.Said> is) {
    return was.isPresent()
        && is.isPresent()
        && was.get().content().equals(is.get().content())
        && !was.get().sender().equals(is.get().sender())
        && Addresses.areOneNumberOrAddress(was.get().sender(), is.get().sender());
  }
}
