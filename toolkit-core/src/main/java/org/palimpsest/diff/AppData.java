package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/** Asks the stores of which reshaped messages it is the data of an app or a link that changed. */
public final class AppData {

  /** So many are asked about; where there are more, it is no single message that somebody chose. */
  private static final int MOST = 2_000;

  private AppData() {}

  /** The same diff with that said of its reshaped messages. */
  public static Diff apply(Diff diff, SnapshotView before, SnapshotView after)
      throws VaultException, IOException {
    if (diff.reshaped().isEmpty() || diff.reshaped().size() > MOST) {
      return diff;
    }
    StoreLook first = StoreLook.of(before);
    StoreLook second = StoreLook.of(after);
    List<ReshapedMessage> asked = new ArrayList<>();
    for (ReshapedMessage message : diff.reshaped()) {
      Optional<Sha256> was = first.appData(message.before().rowid());
      Optional<Sha256> is = second.appData(message.after().rowid());
      boolean app = was.isPresent() && !was.equals(is);
      asked.add(new ReshapedMessage(message.guid(), message.before(), message.after(), app));
    }
    return diff.withReshaped(asked);
  }
}
