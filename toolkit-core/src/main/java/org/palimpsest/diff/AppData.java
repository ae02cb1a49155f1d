package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.ReshapedMessage.App;
import org.palimpsest.digest.Sha256;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/** Asks the stores of which reshaped messages it is the data of an app or a link that changed. */
public final class AppData {

  /**
   * So many are asked about, those that stayed in their thread before those that moved; a merge of
   * threads moves all their messages, and each question opens two rows.
   */
  private static final int MOST = 20_000;

  private AppData() {}

  /** The same diff with that said of its reshaped messages. */
  public static Diff apply(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    if (diff.reshaped().isEmpty() || !diff.sameDevice()) {
      return diff;
    }
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    long stayed = diff.reshaped().stream().filter(message -> !message.moved()).count();
    long left = MOST;
    long leftForMoved = MOST - stayed;
    List<ReshapedMessage> asked = new ArrayList<>();
    for (ReshapedMessage message : diff.reshaped()) {
      if (message.respelled()) {
        // All of its row was compared.
        asked.add(message);
        continue;
      }
      boolean ask = message.moved() ? leftForMoved-- > 0 : left-- > 0;
      asked.add(ask ? message.with(app(message, first, second)) : message);
    }
    return diff.withReshaped(asked);
  }

  private static App app(ReshapedMessage message, StoreLook first, StoreLook second)
      throws IOException {
    Optional<Sha256> was = first.appData(message.before().rowid());
    if (was.isEmpty()) {
      return App.KEPT;
    }
    return was.equals(second.appData(message.after().rowid())) ? App.KEPT : App.CHANGED;
  }
}
