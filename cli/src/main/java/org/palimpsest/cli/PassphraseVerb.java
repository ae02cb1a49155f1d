package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.json.Json;
import org.palimpsest.seal.LogKey;
import org.palimpsest.vault.KeySlots;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultKey;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the passphrase of an encrypted vault. */
@Command(
    name = "passphrase",
    mixinStandardHelpOptions = true,
    description = {
      "Gives an encrypted vault a new passphrase, and the keys that sign too where they open with a"
          + " passphrase, so that one opens both. Of the vault nothing but keys.json is written again;"
          + " the recovery key stays as it is. A copy of the old keys.json still opens with the old"
          + " passphrase. Other encrypted vaults that these keys serve keep theirs: run it for each."
    })
final class PassphraseVerb extends Verb {

  @Option(
      names = "--new-passphrase-file",
      paramLabel = "F",
      description = "a file whose first line is the new passphrase; else it is asked for")
  @Nullable Path newFile;

  @Override
  int run() throws Failure, VaultException, IOException {
    Path folder = Workspace.folder(this);
    if (!Vault.isEncrypted(folder)) {
      Vault.open(folder);
      throw Failure.usage(
          "the vault is not encrypted, so it has no passphrase",
          "make an encrypted one with: palimpsest init --encrypt");
    }
    VaultDoor door = new VaultDoor(surroundings(), options);
    VaultKey master = door.master(folder);
    Workspace workspace = Workspace.of(this, Vault.open(folder, master, surroundings().random()));
    if (door.byPassphraseFile()) {
      workspace.keys().afterVault();
    }
    LogKey key = workspace.signer();
    char[] chosen = chosen();
    boolean keysToo;
    try (VaultLock held = workspace.lock()) {
      Objects.requireNonNull(held);
      byte[] old = KeySlots.bytes(folder);
      byte[] slots = KeySlots.withPassphrase(folder, master, chosen, surroundings().random());
      // Before it is done, and with both: so the log is right whichever of the two a crash leaves.
      workspace.append(
          workspace
              .entry(Action.NOTE)
              .objects(
                  List.of(
                      LoggedFile.item(KeySlots.FILE, old, VaultVerification.KEYS),
                      LoggedFile.item(KeySlots.FILE, slots, VaultVerification.KEYS)))
              .method(List.of("passphrase of the vault changed")),
          key);
      KeySlots.write(folder, slots);
      keysToo = workspace.keys().changePassphrase(chosen);
    }
    terminal()
        .line(
            keysToo
                ? "the passphrase of the vault and of the keys was changed"
                : "the passphrase of the vault was changed");
    if (keysToo) {
      terminal()
          .line("other encrypted vaults that these keys serve keep theirs until you change it");
    }
    Optional<Path> keyFile = door.keyFile(folder);
    keyFile.ifPresent(
        file ->
            terminal()
                .line(
                    "the key file "
                        + file
                        + " still opens it without any passphrase; schedules may need it, else move"
                        + " it away from this machine"));
    terminal()
        .document(
            Json.object()
                .put("schema", "palimpsest/passphrase/1")
                .put("changed", true)
                .put("keysChanged", keysToo)
                .put("keyFile", keyFile.map(Path::toString).orElse(null)));
    return Exit.OK;
  }

  private char[] chosen() throws Failure, IOException {
    Keys keys = new Keys(surroundings(), options);
    if (newFile != null) {
      return keys.characters(newFile);
    }
    char[] typed = keys.ask("new passphrase of the vault: ");
    if (typed.length == 0) {
      throw Failure.usage(
          "there is no new passphrase", "name a file that holds it with --new-passphrase-file");
    }
    if (!Arrays.equals(typed, keys.ask("once more: "))) {
      throw Failure.usage("the two passphrases differ", "run passphrase again");
    }
    return typed;
  }
}
