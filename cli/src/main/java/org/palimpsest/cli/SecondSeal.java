package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.vault.VaultException;

/** The second key of a vault, ML-DSA-65, and what its log says of it. */
final class SecondSeal {

  private SecondSeal() {}

  /** The key, unless it was revoked; empty where there is none. */
  static Optional<SealingKey> key(Workspace workspace) throws Failure, VaultException, IOException {
    Optional<SealingKey> second = workspace.keys().second();
    if (second.isPresent()) {
      Sha256 own = Fingerprint.of(second.get().certificate()).hash();
      Optional<KeyHistory.Event> state = KeyHistory.of(workspace.entries()).state(own);
      if (state.filter(event -> event.role() == KeyHistory.Role.REVOKED).isPresent()) {
        throw Failure.usage(
            "the second key was revoked in this vault's custody log",
            "make a new one with: palimpsest keys second");
      }
      workspace.requireUsable("second key", second.get(), "second");
    }
    return second;
  }

  /** Tells the log of a new one, and that those before it seal no more. */
  static LoggedEntry introduce(X509Certificate made, Workspace workspace)
      throws Failure, VaultException, IOException, InterruptedException {
    KeyHistory history = KeyHistory.of(workspace.entries());
    List<Entry.Item> items = new ArrayList<>();
    for (KeyHistory.Event event : history.events()) {
      boolean isInUse =
          event.role() == KeyHistory.Role.SECOND
              && history.state(event.fingerprint()).equals(Optional.of(event));
      if (isInUse) {
        items.add(Workspace.item(event.fingerprint(), 0, KeyHistory.Role.RETIRED));
      }
    }
    items.add(Workspace.item(made, KeyHistory.Role.SECOND));
    return workspace.append(
        workspace.entry(Action.KEY).purpose("second key introduced").objects(items));
  }

  /** Shows it among the keys. */
  static void show(X509Certificate certificate, String state, Terminal t, ObjectNode json) {
    Fingerprint own = Fingerprint.of(certificate);
    t.line("second key   " + certificate.getSubjectX500Principal().getName() + " (ML-DSA-65)");
    t.line("  " + own.words());
    t.line("  " + own.hex());
    t.line(
        "  " + state + "; certificate until " + Plain.time(certificate.getNotAfter().toInstant()));
    json.putObject("second")
        .put("algorithm", "ML-DSA-65")
        .put("fingerprint", own.hex())
        .put("fingerprintWords", own.words())
        .put("subject", certificate.getSubjectX500Principal().getName())
        .put("state", state)
        .put("notAfter", certificate.getNotAfter().toInstant().toString());
  }
}
