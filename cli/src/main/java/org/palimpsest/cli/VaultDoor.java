package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.seal.OwnerOnlyFile;
import org.palimpsest.vault.KeySlots;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultKey;

/**
 * Makes and opens encrypted vaults: with the key that a file holds, from the option or from the
 * folder of the keys, else with a passphrase from a file or from the terminal.
 */
final class VaultDoor {

  /** What to do where vault and keys have two passphrases; F is the file of the keys' own. */
  static final String ONE_PASSPHRASE =
      "give the vault that of the keys: palimpsest passphrase --key-file RECOVERY-KEY"
          + " --passphrase-file F --new-passphrase-file F";

  private final Surroundings surroundings;
  private final Options options;
  private boolean byFile;

  VaultDoor(Surroundings surroundings, Options options) {
    this.surroundings = surroundings;
    this.options = options;
  }

  /**
   * Makes a vault that opens with a passphrase; without one, with a key file beside the signing
   * keys, as a scheduled run needs it.
   */
  Vault make(
      Path folder,
      String id,
      byte[] saltKey,
      char @Nullable [] passphrase,
      VaultKey recovery,
      Terminal terminal)
      throws Failure, VaultException, IOException {
    char[] chosen = passphrase == null ? given() : passphrase;
    List<VaultKey> keys = new ArrayList<>(List.of(recovery));
    if (chosen == null) {
      VaultKey own = VaultKey.generate(surroundings.random());
      OwnerOnlyFile.write(ownKey(id), (own.text() + "\n").getBytes(StandardCharsets.US_ASCII));
      keys.add(own);
      terminal.note(
          "no passphrase was given, so the vault opens with a file that only you can read");
    }
    return Vault.createEncrypted(
        folder, id, saltKey, surroundings.clock().instant(), chosen, keys, surroundings.random());
  }

  /** The key file of a vault; its name says nothing that the vault does not. */
  private Path ownKey(String id) {
    return surroundings.keys().resolve("vault-" + id.substring(0, 12) + ".key");
  }

  Vault open(Path folder) throws Failure, VaultException, IOException {
    return Vault.open(folder, master(folder), surroundings.random());
  }

  /** Whether a vault needs no key, or one is at hand for which nobody need be asked. */
  boolean opensUnasked(Path folder) throws Failure, VaultException, IOException {
    return !Vault.isEncrypted(folder)
        || options.keyFile != null
        || Files.exists(ownKey(Vault.idOf(folder)))
        || given() != null;
  }

  /** The master key. */
  VaultKey master(Path folder) throws Failure, VaultException, IOException {
    if (options.keyFile != null) {
      return KeySlots.open(folder, null, key(options.keyFile));
    }
    Path own = ownKey(Vault.idOf(folder));
    char[] passphrase = given();
    if (Files.exists(own)) {
      if (passphrase != null && KeySlots.takesPassphrase(folder)) {
        refuseWrong(folder, passphrase);
      }
      return KeySlots.open(folder, null, key(own));
    }
    if (passphrase == null && KeySlots.takesPassphrase(folder)) {
      char[] typed = new Keys(surroundings, options).ask("passphrase of the vault: ");
      passphrase = typed.length == 0 ? null : typed;
    }
    if (passphrase == null) {
      throw new VaultException(VaultException.Reason.ENCRYPTED, "the vault is encrypted");
    }
    return opened(folder, passphrase);
  }

  /**
   * The key file would open it all the same, and leave who named the passphrase in a wrong belief.
   */
  private void refuseWrong(Path folder, char[] passphrase) throws VaultException, IOException {
    try {
      KeySlots.open(folder, passphrase, null);
    } catch (VaultException e) {
      boolean ofKeys =
          e.reason() == VaultException.Reason.WRONG_KEY
              && new Keys(surroundings, options).openWith(passphrase);
      if (!ofKeys) {
        throw e;
      }
    }
  }

  /**
   * The key file beside the signing keys that opens a vault without a passphrase, if there is one.
   */
  Optional<Path> keyFile(Path folder) throws VaultException, IOException {
    return Optional.of(ownKey(Vault.idOf(folder))).filter(Files::exists);
  }

  /** Whether the passphrase that a file holds opened the vault. */
  boolean byPassphraseFile() {
    return byFile;
  }

  private VaultKey opened(Path folder, char[] passphrase)
      throws Failure, VaultException, IOException {
    byFile = given() != null;
    try {
      return KeySlots.open(folder, passphrase, null);
    } catch (VaultException e) {
      if (e.reason() == VaultException.Reason.WRONG_KEY
          && byFile
          && new Keys(surroundings, options).openWith(passphrase)) {
        throw new VaultException(
            VaultException.Reason.WRONG_KEY, "the passphrase opens the keys and not the vault");
      }
      throw e;
    }
  }

  private static VaultKey key(Path file) throws Failure {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw Failure.usage("the key file cannot be read", "check --key-file");
    }
    return VaultKey.parse(text)
        .orElseThrow(
            () ->
                Failure.usage(
                    "the key file holds no key of a vault, or one with a slip of the pen",
                    "compare it with the recovery key as init showed it"));
  }

  private char @Nullable [] given() throws Failure, IOException {
    return new Keys(surroundings, options).givenCharacters();
  }
}
