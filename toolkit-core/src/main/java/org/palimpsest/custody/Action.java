package org.palimpsest.custody;

import java.util.Locale;
import java.util.Optional;

/** What was done. Written in lower case, with a hyphen between words. */
public enum Action {
  /** The log and its vault were made. */
  INIT,
  /** Evidence was copied from a source. */
  ACQUIRE,
  /** Evidence or a package made elsewhere was taken in. */
  IMPORT,
  /** A snapshot was sealed. */
  SNAPSHOT,
  /** Evidence, log or a document was verified. */
  VERIFY,
  /** Two snapshots were compared. */
  DIFF,
  /** Sync state was examined. */
  CHECK,
  /** Two devices were compared. */
  COMPARE,
  /** Remains of deleted records were looked for. */
  RECOVER,
  /** A report was written. */
  REPORT,
  /** Something was signed. */
  SIGN,
  /** A trusted timestamp was obtained. */
  TIMESTAMP,
  /** Evidence or content left the vault. */
  EXPORT,
  /** A proof was written. */
  PROVE,
  /** A package was written. */
  PACKAGE,
  /** Evidence was handed over. */
  TRANSFER_OUT,
  /** Evidence was taken over. */
  TRANSFER_IN,
  /** Content was read. */
  ACCESS,
  /** Something was sealed. */
  SEAL,
  /** A key that seals was introduced, retired or revoked. */
  KEY,
  /** A seal or timestamp was renewed. */
  RENEW,
  /** Content was made unreadable on purpose. */
  REDACT,
  /** Evidence was destroyed on purpose. */
  DISPOSE,
  /** A hold was set or released. */
  HOLD,
  /** Snapshots were dropped by a retention rule. */
  PRUNE,
  /** A second copy was made. */
  MIRROR,
  /** Damaged objects were replaced from a second copy. */
  REPAIR,
  /** A checkpoint was handed out or received. */
  CHECKPOINT,
  /** A scheduled run was made, with everything that it does. */
  RUN,
  /** A remark, or a correction of an earlier entry. */
  NOTE;

  /** The form in the log. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The action of that form, if there is one. */
  public static Optional<Action> parse(String text) {
    for (Action action : values()) {
      if (action.text().equals(text)) {
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }
}
