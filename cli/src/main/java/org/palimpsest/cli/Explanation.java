package org.palimpsest.cli;

import java.io.IOException;
import org.palimpsest.seal.TokenFailedException;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.VaultException;

/** What ended a verb early, as it is told: the cause, the remedy and the exit code. */
final class Explanation {

  private Explanation() {}

  /** Of a verb that is not the one which looks for damage. */
  static Failure of(Exception e) {
    return of(e, false);
  }

  /**
   * The same.
   *
   * @param verifying whether the verb looks for damage itself, and so does not send anybody there
   */
  static Failure of(Exception e, boolean verifying) {
    if (e instanceof Failure failure) {
      return failure;
    }
    if (e instanceof UnknownSnapshotException) {
      return Failure.usage(String.valueOf(e.getMessage()), "list them with: palimpsest snapshots");
    }
    if (e instanceof UnreadableSourceException unreadable) {
      return new Failure(Exit.INCOMPLETE, unreadable.causeInWords(), unreadable.remedy());
    }
    if (e instanceof VaultException vault) {
      return ofVault(vault, verifying);
    }
    if (e instanceof DamagedObjectException) {
      return ofVault(
          new VaultException(
              VaultException.Reason.DAMAGED, "damage in the vault: " + e.getMessage()),
          verifying);
    }
    if (e instanceof IOException trouble) {
      return new Failure(Exit.INCOMPLETE, IoTrouble.cause(trouble), IoTrouble.remedy(trouble));
    }
    if (e instanceof TokenFailedException) {
      return new Failure(
          Exit.INCOMPLETE, String.valueOf(e.getMessage()), "put the token in, and run it again");
    }
    if (e instanceof InterruptedException) {
      return new Failure(Exit.INTERRUPTED, "interrupted", "run the same command again");
    }
    throw new IllegalArgumentException("nothing that ends a verb", e);
  }

  private static Failure ofVault(VaultException e, boolean verifying) {
    int exit =
        switch (e.reason()) {
          case ABSENT, OCCUPIED, UNKNOWN_FORMAT, ENCRYPTED, WRONG_KEY -> Exit.USAGE;
          case LOCKED -> Exit.LOCKED;
          case DAMAGED -> Exit.INTEGRITY;
        };
    String hint =
        switch (e.reason()) {
          case ENCRYPTED ->
              "name its passphrase with --passphrase-file, or its key with --key-file";
          case WRONG_KEY -> "try again, or use the recovery key with --key-file";
          case ABSENT -> "make one with: palimpsest init";
          case OCCUPIED -> "name another folder with --vault";
          case UNKNOWN_FORMAT -> "use the version of palimpsest that made it, or a newer one";
          case LOCKED -> "wait until it has ended, then run the same command again";
          case DAMAGED ->
              verifying
                  ? "restore what is damaged from a copy of the vault"
                  : isMendedByHand(e)
                      ? "restore that file from a second copy of the vault, for which there is no verb"
                      : "find what is damaged with: palimpsest verify";
        };
    return new Failure(exit, e.getMessage(), hint);
  }

  /** Of these there is one copy in a vault, and no verb puts another in its place. */
  private static boolean isMendedByHand(VaultException e) {
    return e.getMessage().matches("(the file )?(vault[.]json|keys[.]json|the custody log).*");
  }
}
