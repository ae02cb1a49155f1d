package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.VerifierKey;
import org.palimpsest.verdict.Check;

/**
 * What single entries of custody logs say of keys, each shown by a proof to be in a log. Entries of
 * one log are taken together, and what one log says is never taken for what another does: anyone
 * can keep a log that names a seal earlier than it was made, or that calls a key revoked.
 */
final class KeyEntries {

  private record OfLog(VerifierKey log, KeyHistory history) {}

  private final List<OfLog> logs = new ArrayList<>();

  /** Takes an entry that was shown to be in the log of {@code log}. */
  void add(VerifierKey log, LoggedEntry entry) {
    KeyHistory told = KeyHistory.of(List.of(entry));
    for (int i = 0; i < logs.size(); i++) {
      if (logs.get(i).log().hasSameKey(log)) {
        logs.set(i, new OfLog(log, logs.get(i).history().and(told)));
        return;
      }
    }
    logs.add(new OfLog(log, told));
  }

  /**
   * What they say of keys that seal one document.
   *
   * @param isItsLog whether a key signs the log that the document names, or the user's own
   */
  Trust.KeyStates of(Predicate<VerifierKey> isItsLog) {
    Trust.KeyStates states = Trust.KeyStates.UNKNOWN;
    for (OfLog each : logs) {
      states = states.and(isItsLog.test(each.log()) ? each.history() : ofAnother(each));
    }
    return states;
  }

  /** An entry of a log that the document does not name decides nothing, and is not kept quiet. */
  private static Trust.KeyStates ofAnother(OfLog other) {
    return (name, chain, claimed, trusted, content) ->
        happened(other.history(), chain)
            .map(
                happened ->
                    Check.notChecked(
                        name,
                        "an entry says that "
                            + happened
                            + ", of a log that the document is not shown to be of, so it decides"
                            + " nothing: ask the signer whether that log's key is theirs: "
                            + Fingerprint.of(other.log()).hex()));
  }

  private static Optional<String> happened(KeyHistory history, List<Sha256> chain) {
    Optional<String> own =
        history
            .state(chain.get(0))
            .flatMap(event -> happened(event.role()))
            .map(happened -> "this key was " + happened);
    boolean isAbove =
        chain.stream()
            .skip(1)
            .flatMap(above -> history.state(above).stream())
            .anyMatch(event -> event.role() == KeyHistory.Role.REVOKED);
    return own.isEmpty() && isAbove
        ? Optional.of("the key of a certificate above was revoked")
        : own;
  }

  private static Optional<String> happened(KeyHistory.Role role) {
    return switch (role) {
      case REVOKED -> Optional.of("revoked");
      case RETIRED -> Optional.of("retired");
      case INTRODUCED, SECOND -> Optional.empty();
    };
  }
}
